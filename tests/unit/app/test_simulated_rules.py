"""The simulator's judge: for each rule, rows that break it are found and rows that keep it are not."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.app.simulating.invariants import check
from bot.app.simulating.rows import Away, Contact, ContactKind, Ledger, Period
from bot.domain.calendar import (
    BankHolidays,
    Nation,
    OneOffDay,
    QuietHours,
    Rota,
    Session,
    Shift,
    Weekday,
    WeeklyRule,
)
from bot.domain.schedules import DecisionKind
from tests.unit.app.simulated_rows import ADA, BEGIN, DAY, MONDAY, SLOT, a_contact, a_decision, a_ledger, at


def broken(ledger: Ledger) -> dict[str, int]:
    """The rules that don't hold, with how many rows break them."""
    return {one.invariant: len(one.violations) for one in check(ledger) if one.violations}


def with_contact(contact: Contact, **person: Any) -> Ledger:  # noqa: ANN401 - the fields of a Person
    return a_ledger(people=[replace(ADA, **person)], contacts=[contact])


def test_rows_that_keep_every_rule_break_none() -> None:
    assert broken(a_ledger()) == {}


def test_a_prompt_that_puts_an_open_one_away_is_found() -> None:
    open_until = a_decision(2, ended_as="stopped", ended_at=at(5))
    rows = [open_until, *(a_decision(day) for day in (5, 9, 12))]
    assert broken(a_ledger(decided=rows)) == {"at most one prompt open at once": 1}


def test_a_prompt_beside_one_that_still_waits_is_found() -> None:
    rows = [a_decision(2, ended_as="waiting"), *(a_decision(day) for day in (5, 9, 12))]
    assert broken(a_ledger(decided=rows)) == {"at most one prompt open at once": 1}


def test_a_prompt_that_expired_as_the_next_one_began_is_none() -> None:
    rows = [a_decision(2, ended_as="expired", ended_at=at(5)), *(a_decision(day) for day in (5, 9, 12))]
    assert broken(a_ledger(decided=rows)) == {}


def test_two_contacts_on_one_day_are_found() -> None:
    contacts = [a_contact(2), a_contact(2, "18:30", kind=ContactKind.SUMMARY)]
    assert broken(a_ledger(contacts=contacts)) == {"at most 1 unasked contact a day": 1}


def test_what_was_put_off_is_no_second_contact() -> None:
    contacts = [a_contact(2), a_contact(2, "18:30", kind=ContactKind.ASKED_FOR)]
    assert broken(a_ledger(contacts=contacts)) == {}


def test_the_day_is_that_of_the_persons_own_clock() -> None:
    contacts = [a_contact(2, "05:00"), a_contact(3, "02:45")]
    people = [replace(ADA, zone="Asia/Kolkata")]
    assert broken(a_ledger(people=people, contacts=contacts)) == {}
    same_day = [a_contact(2, "03:00"), a_contact(2, "14:00")]
    assert broken(a_ledger(people=people, contacts=same_day)) == {"at most 1 unasked contact a day": 1}


def test_a_fourth_start_in_a_week_is_found() -> None:
    contacts = [a_contact(day) for day in (2, 3, 4, 5)]
    assert broken(a_ledger(contacts=contacts)) == {"at most 3 starts a week": 1}
    assert broken(a_ledger(contacts=[*contacts[:3], a_contact(9)])) == {}


def test_a_message_in_quiet_hours_is_found_at_both_ends() -> None:
    found = {"nothing in quiet hours": 1}
    assert broken(with_contact(a_contact(2, "20:30"))) == found
    assert broken(with_contact(a_contact(2, "07:59"))) == found
    assert broken(with_contact(a_contact(2, "20:29"))) == {}
    assert broken(with_contact(a_contact(2, "08:00"))) == {}


def test_quiet_hours_of_a_persons_own_are_theirs() -> None:
    quiet = QuietHours(begins=time(12, 0), ends=time(13, 0))
    assert broken(with_contact(a_contact(2), quiet=quiet)) == {"nothing in quiet hours": 1}


def test_a_message_on_leave_is_found_from_the_moment_it_was_told() -> None:
    away = Away(first=MONDAY, back=MONDAY + 2 * DAY, told_at=at(2, "13:00"))
    assert broken(with_contact(a_contact(2, "13:30"), leave=(away,))) == {"nothing on leave": 1}
    assert broken(with_contact(a_contact(2, "12:45"), leave=(away,))) == {}
    assert broken(with_contact(a_contact(4), leave=(away,))) == {}


def test_a_message_on_a_day_off_is_found() -> None:
    off = {"nothing on a day that isn't worked": 1}
    assert broken(with_contact(a_contact(7))) == off
    assert broken(with_contact(a_contact(3), days=frozenset({Weekday.MON}))) == off


def test_a_message_on_a_bank_holiday_is_found() -> None:
    holiday = OneOffDay(day=MONDAY, name="A coronation")
    ledger = with_contact(a_contact(2), nation=Nation.SCOTLAND)
    assert broken(ledger) == {}
    kept = replace(ledger, holidays=BankHolidays(one_off=(holiday,)))
    assert broken(kept) == {"nothing on a day that isn't worked": 1}


def test_a_message_before_and_after_a_night_is_found() -> None:
    shifts = frozenset({Shift(Weekday.MON, Session.NIGHT), Shift(Weekday.TUE, Session.PM)})
    rota = Rota(weeks=(shifts,), anchor=MONDAY)
    found = {"nothing while asleep around a night": 1}
    assert broken(with_contact(a_contact(2, "12:45"), rota=rota)) == found
    assert broken(with_contact(a_contact(3, "12:45"), rota=rota)) == found
    assert broken(with_contact(a_contact(3, "16:00"), rota=rota)) == {}


def test_a_prompt_after_its_window_is_found() -> None:
    rows = [a_decision(2, sent_at=at(3)), *(a_decision(day) for day in (5, 9, 12))]
    assert broken(a_ledger(decided=rows)) == {"nothing after its window": 1}
    in_time = [a_decision(2, sent_at=at(3, "12:44")), *rows[1:]]
    assert broken(a_ledger(decided=in_time)) == {}


def test_a_window_closes_with_the_next_occurrence() -> None:
    daily = WeeklyRule(days=frozenset(Weekday), slots=(time(8, 15), SLOT))
    morning = a_decision(2, slot=time(8, 15), sent_at=at(2, "12:50"))
    [pending] = a_ledger().pending
    ledger = a_ledger(
        period=Period(begins_at=BEGIN, ends_at=at(2, "13:00")),
        decided=[morning, a_decision(2)],
        pending=[replace(pending, rule=daily, next_local_date=date(2026, 3, 3), next_slot=time(8, 15))],
    )
    assert broken(ledger) == {"nothing after its window": 1}


def test_a_day_with_a_slot_of_its_own_is_owed_that_one_alone() -> None:
    [pending] = a_ledger().pending
    late = time(18, 30)
    own = WeeklyRule(frozenset({Weekday.MON, Weekday.THU}), (SLOT,), day_slots={Weekday.THU: late})
    thursdays = [a_decision(day, slot=late, sent_at=at(day, "18:31")) for day in (5, 12)]
    rows = [a_decision(2), thursdays[0], a_decision(9), thursdays[1]]
    ledger = a_ledger(decided=rows, pending=[replace(pending, rule=own)])
    assert broken(ledger) == {}
    assert broken(replace(ledger, decided=rows[:3])) == {"no day that was to be decided is left out": 1}


def test_an_occurrence_with_two_final_decisions_is_found() -> None:
    rows = [a_decision(2), a_decision(2, decision=DecisionKind.SKIPPED, sent_at=None, ended_as=None)]
    rows += [a_decision(day) for day in (5, 9, 12)]
    assert broken(a_ledger(decided=rows)) == {"every occurrence ends in exactly one decision": 1}


def test_an_occurrence_that_was_put_off_and_forgotten_is_found() -> None:
    deferred = a_decision(
        2, decision=DecisionKind.DEFERRED, sent_at=None, ended_as=None, until=at(2, "13:15")
    )
    rows = [deferred, *(a_decision(day) for day in (5, 9, 12))]
    assert broken(a_ledger(decided=rows)) == {"every occurrence ends in exactly one decision": 1}


def test_an_occurrence_that_is_put_off_beyond_the_end_is_none() -> None:
    deferred = a_decision(12, decision=DecisionKind.DEFERRED, sent_at=None, ended_as=None, until=at(16))
    [pending] = a_ledger().pending
    ledger = a_ledger(
        decided=[*(a_decision(day) for day in (2, 5, 9)), deferred],
        pending=[replace(pending, next_local_date=date(2026, 3, 12))],
    )
    assert broken(ledger) == {}


def test_a_day_about_which_nothing_was_decided_is_found() -> None:
    rows = [a_decision(day) for day in (2, 9, 12)]
    assert broken(a_ledger(decided=rows)) == {"no day that was to be decided is left out": 1}


def test_a_row_that_breaks_a_rule_says_whose_and_when() -> None:
    findings = check(with_contact(a_contact(7)))
    [violation] = next(one.violations for one in findings if one.violations)
    assert (violation.number, violation.at) == (1, at(7))
    assert violation.what == "prompt on 2026-03-07 at 12:45:00, which is no working day"
