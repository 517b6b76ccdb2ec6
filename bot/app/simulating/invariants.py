"""What must hold over all rows, judged from the rows alone: the services' own word counts for nothing here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from bot.app.simulating.course_rules import check_course
from bot.app.simulating.findings import Finding, Violation, grouped, monday_of
from bot.app.simulating.rows import Contact, ContactKind, Decided, Ledger, Pending, Person
from bot.domain.calendar import (
    AWAKE_AROUND_NIGHTS,
    Session,
    Weekday,
    WeeklyRule,
    instant,
    local_date,
    local_time,
)
from bot.domain.schedules import DecisionKind, ScheduleKind

STOPPED: Final = "stopped"
WAITING: Final = "waiting"
_DAY: Final = timedelta(days=1)


def check(ledger: Ledger) -> list[Finding]:
    """Every invariant with what breaks it, in order."""
    people = {one.number: one for one in ledger.people}
    unasked = [one for one in ledger.contacts if one.kind is not ContactKind.ASKED_FOR]
    rules: Mapping[str, Iterable[Violation]] = {
        "at most one prompt open at once": _two_open(ledger.decided),
        f"at most {_counted(ledger.contacts_a_day, 'unasked contact')} a day": _crowded_days(
            unasked, people, ledger.contacts_a_day
        ),
        f"at most {_counted(ledger.starts_a_week, 'start')} a week": _crowded_weeks(
            unasked, people, ledger.starts_a_week
        ),
        "nothing in quiet hours": _each(unasked, people, _in_quiet_hours),
        "nothing on leave": _each(unasked, people, _on_leave),
        "nothing on a day that isn't worked": _each(unasked, people, lambda *row: _off(ledger, *row)),
        "nothing while asleep around a night": _each(unasked, people, _asleep),
        "nothing after its window": _after_window(ledger, people),
        "every occurrence ends in exactly one decision": _undecided(ledger),
        "no day that was to be decided is left out": _left_out(ledger, people),
        **check_course(ledger),
    }
    return [Finding(invariant=name, violations=list(found)) for name, found in rules.items()]


def _two_open(decided: Sequence[Decided]) -> Iterator[Violation]:
    """A prompt began while an earlier one was still open: put away by it, or ended only later."""
    prompts = [one for one in decided if one.decision is DecisionKind.SENT and one.ended_as is not None]
    for rows in grouped(prompts, lambda one: one.number).values():
        for earlier, later in pairwise(rows):
            if later.kind is ScheduleKind.REMINDER and later.run == earlier.run:
                continue  # it asks again what is open
            ended_at = earlier.ended_at or earlier.decided_at
            is_open = earlier.ended_as == WAITING or (
                earlier.ended_as == STOPPED and ended_at >= later.decided_at
            )
            if is_open:
                what = f"{later.flow} began while {earlier.flow} of {earlier.local_date} was open"
                yield Violation(number=later.number, at=later.decided_at, what=what)


def _crowded_days(unasked: Sequence[Contact], people: Mapping[int, Person], most: int) -> Iterator[Violation]:
    by_day = grouped(unasked, lambda one: (one.number, _day(one, people)))
    for (number, day), rows in by_day.items():
        if len(rows) > most:
            kinds = " and ".join(f"{one.kind} {_clock(one, people)}" for one in rows)
            yield Violation(number=number, at=rows[most].sent_at, what=f"{kinds} on {day}")


def _crowded_weeks(
    unasked: Sequence[Contact], people: Mapping[int, Person], most: int
) -> Iterator[Violation]:
    starts = [one for one in unasked if one.kind is ContactKind.PROMPT]
    for (number, monday), rows in grouped(
        starts, lambda one: (one.number, monday_of(_day(one, people)))
    ).items():
        if len(rows) > most:
            what = f"{len(rows)} starts in the week of {monday}"
            yield Violation(number=number, at=rows[most].sent_at, what=what)


def _each(
    contacts: Iterable[Contact],
    people: Mapping[int, Person],
    fault: Callable[[Person, date, time], str | None],
) -> Iterator[Violation]:
    """Contacts in which `fault` finds something, given their person and when they came on the person's clock."""
    for one in contacts:
        person = people[one.number]
        day, at = local_date(one.sent_at, person.zone), local_time(one.sent_at, person.zone)
        found = fault(person, day, at)
        if found is not None:
            yield Violation(
                number=one.number, at=one.sent_at, what=f"{one.kind} on {day} at {at:%H:%M:%S}, {found}"
            )


def _in_quiet_hours(person: Person, _day: date, at: time) -> str | None:
    begins, ends = person.quiet.begins, person.quiet.ends
    is_quiet = begins <= at < ends if begins <= ends else (at >= begins or at < ends)
    return f"quiet from {begins:%H:%M} to {ends:%H:%M}" if is_quiet else None


def _on_leave(person: Person, day: date, _at: time) -> str | None:
    away = next((one for one in person.leave if one.first <= day < one.back), None)
    if away is None:
        return None
    told_on, told = local_date(away.told_at, person.zone), local_time(away.told_at, person.zone)
    return f"back on {away.back}" if (told_on, told) <= (day, _at) else None


def _off(ledger: Ledger, person: Person, day: date, _at: time) -> str | None:
    rota = person.rota
    is_worked = bool(rota.sessions(day)) if rota is not None else Weekday.of(day) in person.days
    if not is_worked:
        return "which is no working day"
    holiday = ledger.holidays.name_of(day, person.nation)
    return f"which is {holiday}" if holiday else None


def _asleep(person: Person, day: date, at: time) -> str | None:
    if person.rota is None or at >= AWAKE_AROUND_NIGHTS:
        return None
    comes_home = Session.NIGHT in person.rota.sessions(day - _DAY)
    goes_out = person.rota.sessions(day) == {Session.NIGHT}
    return "around a night" if comes_home or goes_out else None


def _after_window(ledger: Ledger, people: Mapping[int, Person]) -> Iterator[Violation]:
    """A prompt of the own programme: within the window of its slot, and before the schedule's next occurrence."""
    own = [one for one in ledger.decided if one.kind is ScheduleKind.OWN]
    finals = [one for one in own if one.decision is not DecisionKind.DEFERRED]
    for rows in grouped(finals, lambda one: one.schedule).values():
        starts = sorted({instant(one.local_date, one.slot, people[one.number].zone) for one in rows})
        closing = dict(pairwise(starts))
        for one in rows:
            begins_at = instant(one.local_date, one.slot, people[one.number].zone)
            window_ends = begins_at + timedelta(hours=ledger.window_hours)
            closes_at = min(window_ends, closing.get(begins_at, window_ends))
            if one.sent_at is not None and one.sent_at >= closes_at:
                what = (
                    f"{one.flow} of {one.local_date} {one.slot:%H:%M} closed at {closes_at:%d %b %H:%M} UTC"
                )
                yield Violation(number=one.number, at=one.sent_at, what=what)


def _undecided(ledger: Ledger) -> Iterator[Violation]:
    """An occurrence with two final decisions, or one that was put off and then forgotten."""
    waiting = {(one.schedule, one.next_local_date, one.next_slot): one.next_due_at for one in ledger.pending}
    occurrences = grouped(ledger.decided, lambda one: (one.schedule, one.local_date, one.slot))
    for key, rows in occurrences.items():
        last = rows[-1]
        finals = sum(one.decision is not DecisionKind.DEFERRED for one in rows)
        if finals > 1 or (finals == 1 and last.decision is DecisionKind.DEFERRED):
            what = f"{last.kind} of {last.local_date} {last.slot:%H:%M} has {finals} decisions, then {last.decision}"
            yield Violation(number=last.number, at=last.decided_at, what=what)
        elif finals == 0 and not ((due := waiting.get(key)) is not None and due >= ledger.period.ends_at):
            what = f"{last.kind} of {last.local_date} {last.slot:%H:%M} was put off ({last.reason}) and never decided"
            yield Violation(number=last.number, at=last.decided_at, what=what)


def _left_out(ledger: Ledger, people: Mapping[int, Person]) -> Iterator[Violation]:
    """A day and slot of a weekly rule, after its first decision and before the end, that no decision names."""
    named = {(one.schedule, one.local_date, one.slot) for one in ledger.decided}
    first: dict[str, date] = {}
    for one in ledger.decided:
        first.setdefault(one.schedule, one.local_date)
    for schedule in ledger.pending:
        if isinstance(schedule.rule, WeeklyRule) and schedule.schedule in first:
            zone = people[schedule.number].zone
            yield from _missing(schedule, first[schedule.schedule], zone, named, ledger.period.ends_at)


def _missing(
    pending: Pending,
    day: date,
    zone: str,
    named: set[tuple[str, date, time]],
    ends_at: datetime,
) -> Iterator[Violation]:
    assert isinstance(pending.rule, WeeklyRule)  # noqa: S101 - its caller looked
    while instant(day, time(0), zone) < ends_at:
        for slot in pending.rule.slots_on(day):
            at = instant(day, slot, zone)
            if Weekday.of(day) not in pending.rule.days or at >= ends_at:
                continue
            is_next = (pending.next_local_date, pending.next_slot) == (day, slot)
            if (pending.schedule, day, slot) not in named and not is_next:
                what = f"nothing was decided about {day} {slot:%H:%M}"
                yield Violation(number=pending.number, at=at, what=what)
        day += _DAY


def _day(contact: Contact, people: Mapping[int, Person]) -> date:
    return local_date(contact.sent_at, people[contact.number].zone)


def _clock(contact: Contact, people: Mapping[int, Person]) -> str:
    return f"{local_time(contact.sent_at, people[contact.number].zone):%H:%M}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
