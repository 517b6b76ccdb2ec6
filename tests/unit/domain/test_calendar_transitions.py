"""Every zone, every change of its clock, 2024 to 2030: each day's prompt is decided once, when the stated rule says.

A *day's prompt* is one occurrence: (schedule, local date, slot), the date and slot of the person's own calendar. Days
are counted by that key, not by instants. So a clock change makes no second one and leaves none out, and somebody who
flies over the date line gets no prompt again for a date that they had, and one decision for each date to come.

All of it runs on the locked `tzdata` package instead of the machine's database, as the program does.
"""

import zoneinfo
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import (
    LocalSlot,
    Occurrence,
    Weekday,
    WeeklyRule,
    WorkingWeek,
    following_occurrence,
    instant,
    is_stale,
    retimed,
    zone_of,
    zones,
)
from tests.transitions import YEARS, Transition, different_transitions, transitions_by_zone

LONDON = "Europe/London"
EVERY_DAY = frozenset(Weekday)
ANY_WEEK = WorkingWeek()
SLOTS = (time(1, 30), time(12, 45))
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture(autouse=True, scope="module")
def locked_tzdata() -> Iterator[None]:
    zoneinfo.reset_tzpath(to=())
    _forget_zones()
    yield
    zoneinfo.reset_tzpath()
    _forget_zones()


def _forget_zones() -> None:
    ZoneInfo.clear_cache()
    for cached in (zones._zone_named, transitions_by_zone, different_transitions):
        cached.cache_clear()


def test_the_zones_are_those_of_the_locked_package() -> None:
    names = available_timezones()
    assert names == frozenset(resources.files("tzdata").joinpath("zones").read_text().split())
    assert "localtime" not in names
    for name in names - {"Factory"}:
        assert zone_of(name).key == name


def following(rule: WeeklyRule, decided: LocalSlot, zone: str) -> Occurrence:
    found = following_occurrence(rule, decided=decided, zone=zone, week=ANY_WEEK)
    assert found is not None
    return found


def decided_between(rule: WeeklyRule, first: date, last: date, zone: str) -> list[Occurrence]:
    """What is decided one after the other from a date to a date, both included."""
    found = []
    one = following(rule, LocalSlot(first - DAY, time.max), zone)
    while one.local_date <= last:
        found.append(one)
        one = following(rule, one.key, zone)
    return found


def check_around(change: Transition, slots: Sequence[time]) -> None:
    """Around a change, each date and slot is decided once, in order, at the instant that the judge says."""
    days = [wall.date() + DAY * by for wall in change.walls for by in (-1, 0, 1)]
    first, last = min(days), max(days)
    found = decided_between(WeeklyRule(days=EVERY_DAY, slots=tuple(slots)), first, last, change.zone)
    dates = [first + DAY * number for number in range((last - first).days + 1)]
    assert [one.key for one in found] == [LocalSlot(day, slot) for day in dates for slot in slots]
    assert [one.at for one in found] == [change.due(one.local_date, one.slot) for one in found]
    assert all(earlier.at <= later.at for earlier, later in pairwise(found))


def slots_around(change: Transition) -> list[time]:
    """Every quarter of an hour, and the minutes at and beside the change itself."""
    beside = {(wall + MINUTE * by).time() for wall in change.walls for by in (-1, 0, 1)}
    return sorted(beside | {time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)})


def test_the_world_changes_its_clocks_often_enough_to_test_with() -> None:
    assert len(transitions_by_zone()) > 590
    assert sum(map(len, transitions_by_zone().values())) > 2_500
    assert len(different_transitions()) > 400
    assert all(change.before != change.after for change in different_transitions())
    for changes in transitions_by_zone().values():  # the judge looks at one change at a time
        assert all(later.at - earlier.at > 10 * DAY for earlier, later in pairwise(changes))


def test_around_every_way_of_changing_each_date_and_slot_is_decided_once_at_the_stated_time() -> None:
    for change in different_transitions():
        check_around(change, slots_around(change)[::3])


def test_a_slot_of_its_own_on_some_days_is_decided_once_around_every_way_of_changing() -> None:
    own = {day: time(day.number, 30) for day in list(Weekday)[:6]}
    rule = WeeklyRule(days=EVERY_DAY, slots=(time(2, 30),), day_slots=own)
    for change in different_transitions():
        days = [wall.date() + DAY * by for wall in change.walls for by in (-1, 0, 1)]
        dates = [min(days) + DAY * number for number in range((max(days) - min(days)).days + 1)]
        found = decided_between(rule, dates[0], dates[-1], change.zone)
        assert [one.key for one in found] == [LocalSlot(day, *rule.slots_on(day)) for day in dates]
        assert [one.at for one in found] == [change.due(one.local_date, one.slot) for one in found]


def test_from_2024_to_2030_each_date_and_slot_is_decided_once_at_its_wall_time_or_at_the_end_of_a_gap() -> (
    None
):
    rule = WeeklyRule(days=EVERY_DAY, slots=SLOTS)
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    dates = [first + DAY * number for number in range((last - first).days + 1)]
    expected = [LocalSlot(day, slot) for day in dates for slot in rule.slots]
    for zone in sorted({change.zone for change in different_transitions()}):
        found = decided_between(rule, first, last, zone)
        assert [one.key for one in found] == expected
        gaps = [change for change in transitions_by_zone()[zone] if change.after > change.before]
        moved = [one for one in found if wall(one.at, zone) != datetime.combine(one.local_date, one.slot)]
        for one in moved:
            stated = datetime.combine(one.local_date, one.slot)
            assert any(one.at == gap.at and gap.walls[0] <= stated < gap.walls[1] for gap in gaps)


def wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
def test_in_every_zone_around_every_change_each_minute_of_each_date_is_decided_once_at_the_stated_time() -> (
    None
):
    minutes = [time(number // 60, number % 60) for number in range(1440)]
    for changes in transitions_by_zone().values():
        for change in changes:
            for slot in minutes:
                check_around(change, (slot,))
            check_around(change, slots_around(change))


# ── moving between zones ────────────────────────────────────────────────────────────────────────────────


class Decided(NamedTuple):
    """An occurrence that a journey decided, when it was, and in which zone."""

    occurrence: Occurrence
    at: datetime
    zone: str


def journey(
    rule: WeeklyRule, start: datetime, first_zone: str, moves: Iterable[tuple[datetime, str]], end: datetime
) -> list[Decided]:
    """A person's ledger: what is due is decided at once, and a move re-times what is pending (`retimed`)."""
    zone, now = first_zone, start
    pending = following(rule, LocalSlot(wall(start, zone).date(), time.max), zone)
    ledger: list[Decided] = []
    for moment, next_zone in [*moves, (end, first_zone)]:
        while pending.at < moment:
            now = max(now, pending.at)
            ledger.append(Decided(pending, now, zone))
            pending = following(rule, pending.key, zone)
        now, zone = max(now, moment), next_zone
        pending = retimed(pending, zone)
    return ledger


def check_ledger(rule: WeeklyRule, ledger: list[Decided], moments: set[datetime]) -> None:
    """Each date and slot from the first on has one decision, at its time where the person then was, or on arrival."""
    keys = [one.occurrence.key for one in ledger]
    first = keys[0].local_date
    dates = (first + DAY * number for number in range(len(keys)))
    assert keys == [LocalSlot(day, slot) for day in dates for slot in rule.slots][: len(keys)]
    for one in ledger:
        due = instant(one.occurrence.local_date, one.occurrence.slot, one.zone)
        assert one.occurrence.at == due
        assert not is_stale(one.occurrence, one.zone)
        assert one.at == due or (due < one.at and one.at in moments)


def test_a_move_at_any_change_of_a_clock_neither_doubles_nor_drops_a_days_prompt() -> None:
    rule = WeeklyRule(days=EVERY_DAY, slots=SLOTS)
    for change in different_transitions():
        for by in (-MINUTE, timedelta(0), timedelta(hours=7)):
            there, back = change.at + by, change.at + by + timedelta(hours=30)
            for first_zone, second_zone in ((LONDON, change.zone), (change.zone, LONDON)):
                moves = [(there, second_zone), (back, first_zone)]
                ledger = journey(rule, change.at - 3 * DAY, first_zone, moves, change.at + 4 * DAY)
                assert len(ledger) >= 3 * len(SLOTS)
                check_ledger(rule, ledger, {there, back})


@given(data=st.data())
def test_a_life_of_travelling_neither_doubles_nor_drops_a_days_prompt(data: st.DataObject) -> None:
    zones = st.sampled_from(sorted(transitions_by_zone()))
    minutes = st.integers(0, 43_200)
    start = datetime(2026, 3, 1, tzinfo=UTC) + MINUTE * data.draw(minutes)
    moments = sorted(
        start + MINUTE * data.draw(minutes) for _ in range(data.draw(st.integers(0, 12), label="moves"))
    )
    slots = data.draw(
        st.sets(st.builds(time, st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=3)
    )
    rule = WeeklyRule(days=EVERY_DAY, slots=tuple(sorted(slots)))
    moves = [(moment, data.draw(zones)) for moment in moments]
    ledger = journey(rule, start, data.draw(zones), moves, start + 40 * DAY)
    assert len(ledger) >= 37 * len(slots)
    check_ledger(rule, ledger, set(moments))


def test_over_the_date_line_no_date_is_asked_twice() -> None:
    rule = WeeklyRule(days=EVERY_DAY, slots=(time(12, 45),))
    start, flight = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    ledger = journey(rule, start, "Pacific/Auckland", [(flight, "Pacific/Honolulu")], flight + 2 * DAY)
    # Tuesday the 24th was asked in Auckland; it is Monday again in Honolulu, where Wednesday is the next to come.
    assert [(one.occurrence.local_date.day, one.zone) for one in ledger[-3:]] == [
        (23, "Pacific/Auckland"),
        (24, "Pacific/Auckland"),
        (25, "Pacific/Honolulu"),
    ]
