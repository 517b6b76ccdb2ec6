"""The simulator's judge of a course: rows that break each of its rules are found, rows that keep it are not."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.app.simulating.cohorts import cohort_of
from bot.app.simulating.invariants import check
from bot.app.simulating.rows import Contact, ContactKind, Decided, Ledger, Received, Stay
from bot.domain.calendar import WorkingDayOfWeek
from bot.domain.courses import Course, CoursePrompt
from bot.domain.ids import PostingId
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import DecisionKind, Reason, ScheduleKind
from tests.unit.app.simulated_rows import ADA, BEGIN, MONDAY, a_contact, a_decision, a_ledger, at

POSTING = PostingId("week 1")
COHORT = cohort_of(0)
COURSE = Course(
    name="course",
    title="A week of it",
    prompts=(
        CoursePrompt(key="hope", week=1, flow="knowledge_work", day=WorkingDayOfWeek(week=1, number=1)),
    ),
)
IN_COHORT = replace(ADA, stays=(Stay(cohort=COHORT, joined_at=BEGIN),))

ONE_OWN = "one question of the own programme at most in a course week"
ONCE = "no prompt of a course twice, and one reminder at most"
NEEDED = "a reminder only on a later day, and to nobody who has answered"
ITS_WEEK = "no prompt of a course before or after its week"
WINDOW = "no prompt of a course after its window"
WELCOME = "nothing of a cohort to whoever is not in it, or rests in it"
LEFT_OUT = "nobody in a cohort is left out"
STATUS = "every recipient of a prompt ends in exactly one status"


def broken(ledger: Ledger) -> dict[str, int]:
    """The rules that don't hold, with how many rows break them."""
    return {one.invariant: len(one.violations) for one in check(ledger) if one.violations}


def asked(day: int, clock: str = "12:45", **other: Any) -> Contact:  # noqa: ANN401 - the fields of a Contact
    return a_contact(day, clock, **({"posting": POSTING} | other))


def reminded(day: int, clock: str = "12:45") -> Contact:
    return asked(day, clock, kind=ContactKind.REMINDER)


def prompted(day: int = 2, **other: Any) -> Decided:  # noqa: ANN401 - the fields of a Decided
    fields: dict[str, Any] = {"kind": ScheduleKind.COURSE, "schedule": "c1", "posting": POSTING, "run": "r1"}
    return a_decision(day, **(fields | other))


def second(day: int = 6, **other: Any) -> Decided:  # noqa: ANN401 - the fields of a Decided
    return prompted(day, **({"kind": ScheduleKind.REMINDER, "schedule": "c2", "run": "r2"} | other))


def received(**other: Any) -> Received:  # noqa: ANN401 - the fields of a Received
    fields: dict[str, Any] = {
        "number": 1,
        "posting": POSTING,
        "cohort": COHORT,
        "prompt": "hope",
        "schedule": "c1",
        "status": RecipientStatus.SENT,
    }
    return Received(**(fields | other))


def ledger(*contacts: Contact, **other: Any) -> Ledger:  # noqa: ANN401 - the fields of a Ledger
    """Ada is asked by her course on Monday, the 2nd, again on Friday, and by nothing else."""
    fields: dict[str, Any] = {
        "people": [IN_COHORT],
        "contacts": contacts or (asked(2), reminded(6)),
        "decided": [prompted(), second()],
        "pending": [],
        "received": [received()],
        "course": COURSE,
        "course_starts": MONDAY,
    }
    return a_ledger(**(fields | other))


def test_a_course_that_keeps_every_rule_breaks_none() -> None:
    assert broken(ledger()) == {}


def test_the_second_ask_of_an_open_question_is_no_second_prompt() -> None:
    again = second(3, run="r1", ended_as="waiting")
    rows = ledger(asked(2), reminded(3), decided=[prompted(ended_as="waiting"), again])
    assert broken(rows) == {}
    another = replace(again, run="r2")
    broken_by_it = broken(replace(rows, decided=[rows.decided[0], another]))
    assert broken_by_it == {"at most one prompt open at once": 1}


def test_a_reminder_is_a_contact_and_no_start() -> None:
    starts = [a_contact(day) for day in (3, 4)]
    assert broken(ledger(asked(2), *starts, reminded(6))) == {}
    assert broken(ledger(asked(2), *starts, reminded(4, "13:00"))) == {"at most 1 unasked contact a day": 1}


def test_a_second_own_question_in_a_course_week_is_found() -> None:
    own = [a_decision(3, run="r2"), a_decision(5, run="r3")]
    contacts = [asked(2), a_contact(3), a_contact(5)]
    rows = ledger(*contacts, decided=[prompted(), *own])
    assert broken(rows) == {ONE_OWN: 1}
    joined = replace(ADA, stays=(Stay(cohort=COHORT, joined_at=at(4)),))
    late = [own[0], replace(prompted(4), local_date=MONDAY), own[1]]
    assert (
        broken(replace(rows, people=[joined], contacts=[a_contact(3), asked(4), a_contact(5)], decided=late))
        == {}
    )


def test_a_prompt_that_comes_again_is_found_through_another_cohort_too() -> None:
    other = PostingId("week 1 elsewhere")
    joined = (Stay(cohort=COHORT, joined_at=BEGIN), Stay(cohort=cohort_of(1), joined_at=at(3)))
    rows = ledger(
        asked(2),
        asked(4, posting=other),
        people=[replace(ADA, stays=joined)],
        decided=[prompted(), prompted(4, posting=other, schedule="c9", run="r9")],
        received=[received(), received(posting=other, cohort=cohort_of(1), schedule="c9")],
    )
    assert broken(rows) == {ONCE: 1}


def test_a_second_reminder_is_found() -> None:
    assert broken(ledger(asked(2), reminded(4), reminded(6))) == {ONCE: 1}


def test_a_reminder_on_the_day_of_its_prompt_is_found() -> None:
    rows = ledger(asked(2), reminded(2, "18:30"), decided=[prompted(), second(2, run="r1")])
    assert broken(replace(rows, contacts_a_day=2)) == {NEEDED: 1}


def test_a_reminder_of_what_had_not_come_is_found() -> None:
    assert broken(ledger(asked(6), decided=[second()])) == {NEEDED: 1}


def test_a_reminder_of_what_was_answered_is_found() -> None:
    assert broken(ledger(decided=[prompted(answered_at=at(3)), second()])) == {NEEDED: 1}
    assert broken(ledger(decided=[prompted(), second(answered_at=at(6, "13:00"))])) == {}


def test_a_prompt_outside_its_week_is_found_at_both_ends() -> None:
    assert broken(ledger(asked(9), decided=[prompted(9)])) == {ITS_WEEK: 1}
    early = ledger(asked(2), course_starts=date(2026, 3, 9))
    assert broken(early) == {ITS_WEEK: 1}


def test_a_prompt_after_its_window_is_found() -> None:
    assert broken(ledger(asked(4, "12:45"), decided=[prompted(sent_at=at(4, "12:45"))])) == {WINDOW: 1}
    assert broken(ledger(asked(4, "12:44"), decided=[prompted(sent_at=at(4, "12:44"))])) == {}


def test_what_comes_to_whoever_left_is_found() -> None:
    gone = Stay(cohort=COHORT, joined_at=BEGIN, left_at=at(4))
    assert broken(ledger(people=[replace(ADA, stays=(gone,))])) == {WELCOME: 1}


def test_what_comes_to_whoever_rests_is_found_until_they_go_on() -> None:
    resting = Stay(cohort=COHORT, joined_at=BEGIN, rests=((at(4), None),))
    assert broken(ledger(people=[replace(ADA, stays=(resting,))])) == {WELCOME: 1}
    back = replace(resting, rests=((at(4), at(5)),))
    assert broken(ledger(people=[replace(ADA, stays=(back,))])) == {}


def test_what_comes_before_somebody_joined_is_found() -> None:
    later = Stay(cohort=COHORT, joined_at=at(4))
    assert broken(ledger(people=[replace(ADA, stays=(later,))])) == {WELCOME: 1}


def test_somebody_for_whom_nothing_was_planned_is_found() -> None:
    early = Stay(cohort=COHORT, joined_at=at(1))
    forgotten = ledger(
        a_contact(2), people=[replace(ADA, stays=(early,))], decided=[a_decision(2)], received=[]
    )
    assert broken(forgotten) == {LEFT_OUT: 1}
    late = replace(forgotten, people=[replace(ADA, stays=(Stay(cohort=COHORT, joined_at=at(3)),))])
    assert broken(late) == {}


def test_a_recipient_who_is_there_twice_is_found() -> None:
    assert broken(ledger(received=[received(), received()])) == {STATUS: 1}


def test_a_status_that_the_rows_do_not_bear_out_is_found() -> None:
    for status in set(RecipientStatus) - {RecipientStatus.SENT}:
        assert broken(ledger(received=[received(status=status)])) == {STATUS: 1}, status
    unsent = {"contacts": [a_contact(3)], "decided": [a_decision(3)]}
    for status in RecipientStatus:
        assert broken(a_ledger(**vars_of(ledger()), **unsent | {"received": [received(status=status)]})) == {
            STATUS: 1
        }, status


def test_a_prompt_that_gave_way_for_good_is_held() -> None:
    missed = prompted(
        decision=DecisionKind.MISSED,
        reason=Reason.SUMMARY_TODAY,
        sent_at=None,
        run=None,
        flow=None,
        ended_as=None,
    )
    rows = ledger(a_contact(3), decided=[missed], received=[received(status=RecipientStatus.HELD)])
    assert broken(rows) == {}
    assert broken(replace(rows, received=[received(status=RecipientStatus.WAITING)])) == {STATUS: 1}


def test_what_was_taken_back_from_whoever_left_is_withdrawn() -> None:
    gone = replace(ADA, stays=(Stay(cohort=COHORT, joined_at=BEGIN, left_at=at(2, "10:00")),))
    rows = ledger(
        a_contact(3),
        people=[gone],
        decided=[a_decision(3)],
        received=[received(status=RecipientStatus.WITHDRAWN)],
    )
    assert broken(rows) == {}


def vars_of(one: Ledger) -> dict[str, Any]:
    names = ("people", "pending", "course", "course_starts")
    return {name: getattr(one, name) for name in names}
