"""What the monthly summary says in the chat: the message, the card's caption, the line of an empty month."""

from collections.abc import Iterable
from html import escape
from typing import Final

from bot.domain.cutting import shortened
from bot.domain.entries import Entry
from bot.domain.plans import DoneItem
from bot.domain.portfolio import MonthReport, PlanLine, SummaryPeriod, short_day
from bot.domain.tag_names import ACTIVITY_NAMES, PILLAR_NAMES

# Telegram takes 4,096 UTF-16 units of parsed text. Of these the lists below can fill at most
# 20 × (90 + 16) + 5 × (90 + 16) + 5 × (150 + 16) = 3,480, which leaves 616 for the counts (about 450 when every
# activity occurs) and the plan's heading and line (about 110).
MOST_TITLES: Final = 20
MOST_DONE: Final = 5
MOST_ACTIONS: Final = 5
TITLE_UNITS: Final = 90
ACTION_UNITS: Final = 150


def summary_message(report: MonthReport) -> str:
    """The summary as Telegram HTML, within one message.

    A notification shows how a message begins, so the counts come first and every word of the person's own
    lies inside a spoiler (domain rule: quoted only inside a spoiler or after a tap).
    """
    actions, done = report.open_actions, report.plan.done
    blocks = [
        f"<b>{escape(report.period.title)}</b>\n{escape(report.period.days)}\n{escape(counts_line(report))}",
        _tag_lines(report),
        _quoted("Your titles", map(_title_line, report.entries[:MOST_TITLES]), of=len(report.entries)),
        _quoted("Done from your plan", map(_done_line, done[:MOST_DONE]), of=len(done)),
        _quoted("Open actions", map(_action_line, actions[:MOST_ACTIONS]), of=len(actions)),
        f"Open in your plan: {report.plan.open_count}. /plan shows them." if report.plan.open_count else "",
    ]
    return "\n\n".join(block for block in blocks if block)


def card_caption(report: MonthReport) -> str:
    """The card's one line, as Telegram HTML: the period and the counts, nothing in the person's own words."""
    return f"{escape(report.period.title)}: {escape(counts_line(report))}"


def empty_month_message(period: SummaryPeriod) -> str:
    """The one line of a month without entries, as Telegram HTML: no document, no guilt."""
    return (
        f"{escape(period.title)}: no entries, so there is no summary. /reflect is there whenever you want it."
    )


def counts_line(report: MonthReport) -> str:
    """`16 entries on 12 days · 2 h 35 min`; the minutes are left out when none were recorded."""
    line = f"{counted(len(report.entries), 'entry', 'entries')} on {counted(len(report.days), 'day', 'days')}"
    return f"{line} · {duration(report.minutes)}" if report.minutes else line


def duration(minutes: int) -> str:
    """Minutes as people say them: `45 min`, `2 h`, `2 h 35 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: `1 entry`, `2 entries`."""
    return f"{number} {one if number == 1 else many}"


def _tag_lines(report: MonthReport) -> str:
    pillars = [(PILLAR_NAMES[pillar], n) for pillar, n in report.pillars if n]
    activities = [(ACTIVITY_NAMES[activity], n) for activity, n in report.activities]
    lines = [("Kind of work", pillars), ("For appraisal", activities)]
    return "\n".join(
        f"<b>{name}:</b> " + " · ".join(f"{escape(word)} {n}" for word, n in counts)
        for name, counts in lines
        if counts
    )


def _quoted(heading: str, lines: Iterable[str], *, of: int) -> str:
    """The first lines of a list of so many, behind a spoiler, and how many are left."""
    shown = [escape(line, quote=False) for line in lines]
    if not shown:
        return ""
    text = "\n".join(shown)
    more = f"\nand {of - len(shown)} more in the PDF" if of > len(shown) else ""
    return f"<b>{heading}</b> (tap to read)\n<tg-spoiler>{text}</tg-spoiler>{more}"


def _title_line(entry: Entry) -> str:
    star = "★ " if entry.starred else ""
    return f"{short_day(entry.local_date)} · {star}{shortened(entry.title, units=TITLE_UNITS)}"


def _done_line(item: DoneItem) -> str:
    return f"{short_day(item.day)} · {shortened(item.title, units=TITLE_UNITS)}"


def _action_line(line: PlanLine) -> str:
    return f"{short_day(line.local_date)} · {shortened(line.text, units=ACTION_UNITS)}"
