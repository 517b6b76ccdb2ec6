"""Turns a month's report into the JSON that the templates lay out: every label chosen, every figure worded."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from bot.domain.cutting import shortened
from bot.domain.entries import Entry
from bot.domain.plans import PlanStanding
from bot.domain.portfolio import MONTH_NAMES, MonthReport, PlanLine, day_month_year, short_day
from bot.domain.summary_text import counted, duration
from bot.domain.tag_names import ACTIVITY_NAMES, PILLAR_MEANINGS, PILLAR_NAMES, SOURCE_NAMES, STAGE_NAMES

Json = Mapping[str, object]

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

KEPT_TOGETHER: Final = 1_200
"""An entry of up to so many characters isn't split over two pages; a longer one may be."""

LIST_UNITS: Final = 300
"""Three lines of a list on the first page; the entry itself follows in full."""


def portfolio_data(report: MonthReport) -> Json:
    """What the PDF shows. Whatever the person wrote stands under the key `written`, still as typed."""
    return {
        **_heading(report),
        "name": written(report.person_name),
        "pillars": _pillar_chart(report),
        "activities": _activity_chart(report),
        "starred": [_starred(entry) for entry in report.starred],
        "plan": _plan(report.plan),
        "actions": [_action(line) for line in report.open_actions],
        "entries": [_entry(entry) for entry in report.entries],
    }


def card_data(report: MonthReport) -> Json:
    """What the card shows: no name and no word of the person's own, for it appears in chat previews."""
    return {**_heading(report), "pillars": _pillar_chart(report)}


def written(text: str) -> Json:
    """Marks a text as the person's own words, which the press makes printable without changing them."""
    return {"written": text}


def _heading(report: MonthReport) -> Json:
    made_on = report.made_on
    return {
        "title": report.period.title,
        "days": report.period.days,
        "made_on": day_month_year(made_on),
        "date": {"year": made_on.year, "month": made_on.month, "day": made_on.day},
        "figures": _figures(report),
        "weeks": list(_weeks(report)),
        "calendar_alt": _calendar_alt(report),
    }


def _figures(report: MonthReport) -> list[Json]:
    entries, days, actions = len(report.entries), len(report.days), len(report.open_actions)
    figures = [
        {"value": str(entries), "label": "entry" if entries == 1 else "entries"},
        {"value": str(days), "label": "day with an entry" if days == 1 else "days with an entry"},
        {"value": str(actions), "label": "open action" if actions == 1 else "open actions"},
    ]
    if report.minutes:
        figures.insert(2, {"value": duration(report.minutes), "label": "recorded"})
    return [*figures]


def _weeks(report: MonthReport) -> Iterator[list[Json | None]]:
    """Whole weeks from Monday to Sunday over the period, and over any entry that was kept outside it."""
    counts = dict(report.days)
    first = min([report.period.first, *counts])
    last = max([report.period.last, *counts])
    day = first - timedelta(days=first.weekday())
    while day <= last:
        week = [day + timedelta(days=n) for n in range(7)]
        yield [_day(each, counts.get(each, 0), first) if first <= each <= last else None for each in week]
        day = week[-1] + timedelta(days=1)


def _day(day: date, count: int, first: date) -> Json:
    month = MONTH_NAMES[day.month - 1][:3] if day.day == 1 and day != first else ""
    return {"day": str(day.day), "month": month, "count": count}


def _calendar_alt(report: MonthReport) -> str:
    days = ", ".join(short_day(day) for day, _ in report.days)
    return f"Calendar of {report.period.days}. Days with entries: {days or 'none'}."


def _pillar_chart(report: MonthReport) -> Json:
    bars = [(PILLAR_NAMES[pillar], PILLAR_MEANINGS[pillar], n) for pillar, n in report.pillars]
    untagged = sum(not entry.tags.pillars for entry in report.entries)
    rest = f"; {untagged} {'carries' if untagged == 1 else 'carry'} none." if untagged else "."
    note = f"An entry carries up to two kinds{rest}"
    return {"says": _says(report, [(name, n) for name, _, n in bars]), "bars": _bars(bars), "note": note}


def _activity_chart(report: MonthReport) -> Json:
    bars = [(ACTIVITY_NAMES[activity], "", n) for activity, n in report.activities]
    return {"says": _says(report, [(name, n) for name, _, n in bars]), "bars": _bars(bars), "note": ""}


def _bars(bars: Iterable[tuple[str, str, int]]) -> list[Json]:
    return [{"name": _capital(name), "meaning": meaning, "count": n} for name, meaning, n in bars]


def _says(report: MonthReport, counts: list[tuple[str, int]]) -> str:
    """The chart's message in words: what occurs most, without a word on whether that is good."""
    most = max((n for _, n in counts), default=0)
    if most == 0:
        return "None is tagged"
    names = [name for name, n in counts if n == most]
    if len(names) == len(counts) > 1:
        return f"Each in {most} of {counted(len(report.entries), 'entry', 'entries')}"
    joined = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{_capital(joined)} in {most} of {counted(len(report.entries), 'entry', 'entries')}"


def _starred(entry: Entry) -> Json:
    return {"day": short_day(entry.local_date), "title": written(shortened(entry.title, units=LIST_UNITS))}


def _plan(plan: PlanStanding) -> Json:
    done = [
        {"day": short_day(item.day), "title": written(shortened(item.title, units=LIST_UNITS))}
        for item in plan.done
    ]
    counts = (f"{len(done)} done" if done else "", f"{plan.open_count} open" if plan.open_count else "")
    return {"says": _capital(", ".join(count for count in counts if count)), "done": done}


def _action(line: PlanLine) -> Json:
    return {
        "day": short_day(line.local_date),
        "text": written(shortened(line.text, units=LIST_UNITS)),
        "by_when": written(shortened(line.by_when, units=LIST_UNITS)),
    }


def _entry(entry: Entry) -> Json:
    what = "" if entry.what.split() == entry.title.split() else entry.what
    parts = [
        ("What", what),
        ("So what", entry.so_what),
        ("Now what", entry.now_what),
        ("Follow-up", entry.follow_up),
    ]
    return {
        "weekday": WEEKDAYS[entry.local_date.weekday()],
        "day": short_day(entry.local_date),
        "title": written(entry.title),
        "is_starred": entry.starred,
        "is_long": sum(len(text) for _, text in parts) + len(entry.title) > KEPT_TOGETHER,
        "parts": [{"label": label, "text": written(text)} for label, text in parts if text.strip()],
        "tags": _tags(entry),
    }


def _tags(entry: Entry) -> str:
    tags = entry.tags
    words = [ACTIVITY_NAMES[tags.activity], *(PILLAR_NAMES[pillar] for pillar in tags.pillars)]
    if tags.stage is not None:
        words.append(f"step: {STAGE_NAMES[tags.stage]}")
    if tags.sources:
        words.append("drew on " + ", ".join(SOURCE_NAMES[source] for source in tags.sources))
    if entry.minutes:
        words.append(duration(entry.minutes))
    return _capital("  ·  ".join(words))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
