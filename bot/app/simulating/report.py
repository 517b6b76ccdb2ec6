"""A simulation in figures: a table for the terminal, and every decision as CSV."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from statistics import median
from typing import Final

from bot.app.authoring.terminal import bold, faint, green, red
from bot.app.simulating.cohorts import number_of
from bot.app.simulating.findings import Finding, grouped
from bot.app.simulating.rows import Decided, Ledger, Received
from bot.domain.calendar import local_date
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import DecisionKind, ScheduleKind

SHOWN: Final = 5
"""Rows that are shown of an invariant that is broken."""

COLUMNS: Final = (
    "person",
    "zone",
    "kind",
    "date",
    "slot",
    "due_at",
    "decided_at",
    "decision",
    "reason",
    "until",
    "cohort",
    "prompt",
    "flow",
    "sent_at",
    "answered_at",
    "minutes_to_answer",
)
_HEAD: Final = (
    "decided",
    "   sent",
    "deferred",
    "skipped",
    "displaced",
    "missed",
    "unsent",
    "answered",
    "  after",
    "busiest",
)
_COURSE_HEAD: Final = (
    "    to",
    "    sent",
    "held",
    "withdrawn",
    "to come",
    "answered",
    "reminded",
    "then answered",
)
_COURSE_WIDTH: Final = 31
_WEEK_WIDTH: Final = 8
_KIND_WIDTH: Final = 10
_GAP: Final = 2


def table(ledger: Ledger) -> list[str]:
    """The weeks, with a line for each kind of schedule; an empty place is a zero.

    `unsent` are questions whose window closed before they could go out, `after` is the median of the minutes from
    question to answer, and `busiest` the most messages of any kind that went out in one minute.
    """
    lines = [bold(_row("week of", "", _HEAD))]
    weeks = _by_week(ledger)
    for monday, rows in weeks:
        busiest = max(
            (count for at, count in ledger.minutes.items() if _week_of(ledger, at) == monday), default=0
        )
        lines += _week_lines(f"{monday.day} {monday:%b}", rows, ledger.period.ends_at, busiest)
    everything = [one for _, rows in weeks for one in rows]
    lines += _week_lines("all", everything, ledger.period.ends_at, max(ledger.minutes.values(), default=0))
    return lines


def reasons(ledger: Ledger) -> list[str]:
    """How often each kind of schedule was decided how, and why."""
    counts = Counter((one.kind, one.decision, one.reason) for one in ledger.decided)
    lines = []
    for kind in ScheduleKind:
        found = [(how, why, count) for (what, how, why), count in counts.items() if what is kind]
        lines += [bold(_words(kind))] if found else []
        for how, why, count in sorted(found, key=lambda one: (list(DecisionKind).index(one[0]), -one[2])):
            lines.append(f"  {how:<10}{_words(why):<20}{count:>9,}")
    return lines


def verdict(findings: Sequence[Finding]) -> list[str]:
    """Each invariant with the count of rows that break it, and the first of these."""
    lines = []
    for one in findings:
        count = len(one.violations)
        lines.append(f"{red(f'{count:>7,}') if count else green(f'{count:>7,}')}  {one.invariant}")
        lines += [
            f"{'':>9}person {row.number}, {row.at:%a %d %b %H:%M} UTC: {row.what}"
            for row in one.violations[:SHOWN]
        ]
    return lines


def course(ledger: Ledger) -> list[str]:
    """What the course came to: a line for each prompt, then what it led to.

    `to` are its recipients, `held` those whose own calendar did not allow it in its week; `answered` is the share of
    those whom it reached, at once or `after a reminder`.
    """
    if ledger.course is None:
        return []
    lines = [bold(_line(f"the course, {ledger.course.weeks} weeks", _COURSE_HEAD))]
    decided = grouped(ledger.decided, lambda one: one.posting)
    for prompt in ledger.course.prompts:
        received = [one for one in ledger.received if one.prompt == prompt.key]
        rows = [row for posting in {one.posting for one in received} for row in decided.get(posting, ())]
        lines.append(_line(f"  week {prompt.week}, {_words(prompt.flow)}", _course_cells(received, rows)))
    led_to = Counter(one.flow for one in ledger.decided if _is_led_to(one))
    answered = Counter(one.flow for one in ledger.decided if _is_led_to(one) and one.answered_at is not None)
    lines += ["", bold(_line("asked later on", ("sent", "answered")))] if led_to else []
    lines += [
        _line(f"  {_words(flow or '')}", (f"{count:,}", f"{answered[flow] / count:.0%}"))
        for flow, count in led_to.most_common()
    ]
    return lines


def as_csv(ledger: Ledger) -> str:
    """Every decision, one a line, in the order in which they were made; times in UTC."""
    zones = {one.number: one.zone for one in ledger.people}
    prompts = {one.posting: one for one in ledger.received}
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in ledger.decided:
        asked = prompts.get(one.posting) if one.posting is not None else None
        writer.writerow(
            (
                one.number,
                zones[one.number],
                one.kind.value,
                one.local_date,
                f"{one.slot:%H:%M}",
                _instant(one.due_at),
                _instant(one.decided_at),
                one.decision.value,
                one.reason.value,
                _instant(one.until),
                number_of(asked.cohort) if asked is not None else "",
                asked.prompt if asked is not None else "",
                one.flow or "",
                _instant(one.sent_at),
                _instant(one.answered_at),
                "" if (minutes := minutes_to_answer(one)) is None else f"{minutes:.0f}",
            )
        )
    return text.getvalue()


def minutes_to_answer(one: Decided) -> float | None:
    """From the question to its first answer, None without one."""
    if one.answered_at is None or one.sent_at is None:
        return None
    return (one.answered_at - one.sent_at) / timedelta(minutes=1)


def is_closed_unsent(one: Decided, ends_at: datetime) -> bool:
    """Whether it was to be sent and never went out before its window closed."""
    is_over = one.ended_as is not None and one.ended_as != "waiting"
    return one.decision is DecisionKind.SENT and one.sent_at is None and is_over and one.decided_at < ends_at


def _course_cells(received: Sequence[Received], rows: Sequence[Decided]) -> Iterator[str]:
    """One prompt in all cohorts: its recipients and where they stand, and what they did about it."""
    stands = Counter(one.status for one in received)
    reached = [one for one in rows if one.sent_at is not None]
    second = [one for one in reached if one.kind is ScheduleKind.REMINDER]
    yield f"{len(received):,}"
    for status in (RecipientStatus.SENT, RecipientStatus.HELD, RecipientStatus.WITHDRAWN):
        yield _count(stands[status])
    yield _count(stands[RecipientStatus.WAITING] + stands[RecipientStatus.QUEUED])
    answered = [one for one in reached if one.answered_at is not None]
    yield f"{len(answered) / stands[RecipientStatus.SENT]:.0%}" if answered else ""
    yield _count(len(second))
    yield _count(sum(one.answered_at is not None for one in second))


def _is_led_to(one: Decided) -> bool:
    return one.kind is ScheduleKind.FOLLOW_UP and one.sent_at is not None


def _week_lines(name: str, rows: Sequence[Decided], ends_at: datetime, busiest: int) -> Iterator[str]:
    first = True
    for kind in ScheduleKind:
        found = [one for one in rows if one.kind is kind]
        if found:
            cells = _cells(found, ends_at)
            yield _row(name if first else "", _words(kind), (*cells, f"{busiest:,}" if first else ""))
            first = False
    if first:
        yield faint(_row(name, "nothing", ()))


def _cells(rows: Sequence[Decided], ends_at: datetime) -> Iterator[str]:
    counts = Counter(one.decision for one in rows)
    yield f"{len(rows):,}"
    for kind in (
        DecisionKind.SENT,
        DecisionKind.DEFERRED,
        DecisionKind.SKIPPED,
        DecisionKind.DISPLACED,
        DecisionKind.MISSED,
    ):
        yield _count(counts[kind])
    yield _count(sum(is_closed_unsent(one, ends_at) for one in rows))
    minutes = [found for one in rows if (found := minutes_to_answer(one)) is not None]
    asked = sum(one.sent_at is not None and one.flow is not None for one in rows)
    yield f"{len(minutes) / asked:.0%}" if asked else ""
    yield f"{median(minutes):.0f} min" if minutes else ""


def _line(name: str, cells: Iterable[str]) -> str:
    line = f"{name:<{_COURSE_WIDTH}}"
    for head, cell in zip(_COURSE_HEAD, cells, strict=False):
        line += f"{cell:>{len(head) + _GAP}}"
    return line.rstrip()


def _row(week: str, kind: str, cells: Iterable[str]) -> str:
    line = f"{week:<{_WEEK_WIDTH + 1}}{kind:<{_KIND_WIDTH}}"
    for head, cell in zip(_HEAD, cells, strict=False):
        line += f"{cell:>{len(head) + _GAP}}"
    return line.rstrip()


def _by_week(ledger: Ledger) -> list[tuple[date, list[Decided]]]:
    zones = {one.number: one.zone for one in ledger.people}
    found: dict[date, list[Decided]] = {}
    for one in ledger.decided:
        day = local_date(one.decided_at, zones[one.number])
        found.setdefault(day - timedelta(days=day.weekday()), []).append(one)
    return sorted(found.items())


def _week_of(ledger: Ledger, at: datetime) -> date:
    zone = ledger.people[0].zone if ledger.people else "UTC"
    day = local_date(at, zone)
    return day - timedelta(days=day.weekday())


def _count(number: int) -> str:
    return f"{number:,}" if number else ""


def _words(code: str) -> str:
    return code.replace("_", " ")


def _instant(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
