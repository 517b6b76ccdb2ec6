"""What people mean to do: plan items follow their runs, and what was said comes back on the day that was promised."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.plans import PlanItem, PlanStatus
from bot.domain.schedules import DecisionKind, Reason, ScheduleKind
from bot.ports import UnitOfWork
from bot.services import conversation
from bot.services.desk import Desk
from tests.surgery import Doctor, Surgery

NEED = "Somebody to read an ECG with"
LEARNING = "An hour with Dana and ten ECGs"
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(TUESDAY)


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def says_a_need(doctor: Doctor) -> int:
    """Go through flow 13; the message that says what is to be learnt."""
    doctor.types("/pun")
    doctor.types(NEED)
    doctor.taps("A skill")
    message = doctor.types(LEARNING)
    doctor.taps("In two weeks")
    return message


def plans_a_step(surgery: Surgery, doctor: Doctor) -> int:
    """Go through flow 7b up to its last question; the message that says the step."""

    def begin(uow: UnitOfWork) -> None:
        desk = Desk(uow, surgery.means, now=surgery.clock.now())
        desk.load_chats([doctor.chat_id])
        flow = surgery.means.flows.current("action_plan")
        conversation.begin(desk, doctor.record, flow, given={"barriers": ["time"]})
        desk.write()

    surgery.store.run(begin)
    surgery.deliver()
    doctor.types("Friday lunchtime")
    message = doctor.types("Ask Dana today")
    doctor.taps("In two weeks")
    doctor.taps("9")
    return message


def says_how_they_are(doctor: Doctor, *, is_first: bool = True) -> None:
    """Go through flow 20, with consent the first time."""
    doctor.types("/wellbeing")
    for label in (*["Yes"] * is_first, "4", "The load", "Skip", "Yes"):
        doctor.taps(label)


def plan(doctor: Doctor) -> list[PlanItem]:
    return list(doctor.surgery.see(lambda uow: uow.plans.of(doctor.record.id)))


def decisions(doctor: Doctor) -> list[tuple[date, DecisionKind, Reason]]:
    found = doctor.surgery.see(lambda uow: uow.schedules.decisions(doctor.record.id, limit=100))
    return [(one.decided_at.date(), one.kind, one.reason) for one in reversed(found)]


def echoes(doctor: Doctor, words: str) -> list[str]:
    """The bot's questions that say these words back."""
    return [one.text for one in doctor.phone if one.method == "sendMessage" and words in one.text]


def test_a_plan_item_holds_what_was_said(ada: Doctor) -> None:
    says_a_need(ada)
    (item,) = plan(ada)
    assert (item.need, item.by, item.status) == (LEARNING, date(2026, 3, 17), PlanStatus.OPEN)


def test_a_change_of_mind_in_a_live_run_makes_the_item_anew_in_its_place(
    surgery: Surgery, ada: Doctor
) -> None:
    message = plans_a_step(surgery, ada)
    (before,) = plan(ada)
    ada.edits(message, "Ask Dana on Friday")
    (after,) = plan(ada)
    assert (after.id, after.step) == (before.id, "Ask Dana on Friday")


def test_an_edit_after_the_run_has_ended_changes_the_entry_alone(ada: Doctor) -> None:
    message = says_a_need(ada)
    ada.edits(message, "Ten ECGs by myself")
    assert plan(ada)[0].need == LEARNING
    assert "Ten ECGs by myself" in ada.entries[-1].now_what


def test_what_was_said_comes_back_after_two_weeks_at_the_own_slot(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    surgery.pass_time(datetime(2026, 3, 17, 12, 44, tzinfo=UTC))
    assert echoes(ada, LEARNING) == []
    surgery.pass_time(datetime(2026, 3, 17, 12, 45, tzinfo=UTC))
    assert len(echoes(ada, LEARNING)) == 1


def test_it_takes_the_place_of_that_day_s_own_question(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    surgery.pass_time(datetime(2026, 3, 17, 18, 0, tzinfo=UTC))
    that_day = [found[1:] for found in decisions(ada) if found[0] == date(2026, 3, 17)]
    assert sorted(that_day) == [
        (DecisionKind.DISPLACED, Reason.FOLLOW_UP_TODAY),
        (DecisionKind.SENT, Reason.ON_TIME),
    ]


def test_it_quotes_the_words_as_they_stand_on_that_day(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    (item,) = plan(ada)
    surgery.see(lambda uow: uow.plans.save([replace(item, need="Ten ECGs by myself")]))
    surgery.pass_time(datetime(2026, 3, 17, 12, 45, tzinfo=UTC))
    assert len(echoes(ada, "Ten ECGs by myself")) == 1
    assert echoes(ada, LEARNING) == []


def test_during_leave_it_waits_for_the_first_working_day_back(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    ada.types("/pause until 20 March")
    surgery.pass_time(datetime(2026, 3, 20, 12, 44, tzinfo=UTC))
    assert echoes(ada, LEARNING) == []
    surgery.pass_time(datetime(2026, 3, 20, 12, 45, tzinfo=UTC))
    assert len(echoes(ada, LEARNING)) == 1


def test_during_a_pause_it_waits_for_the_return(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    ada.types("/pause")
    surgery.pass_time(datetime(2026, 3, 25, 9, 0, tzinfo=UTC))
    assert echoes(ada, LEARNING) == []
    ada.types("/resume")
    surgery.pass_time(datetime(2026, 3, 25, 12, 45, tzinfo=UTC))
    assert len(echoes(ada, LEARNING)) == 1


def test_after_an_outage_it_comes_on_the_next_working_day(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    surgery.clock.set(datetime(2026, 3, 19, 9, 0, tzinfo=UTC))
    surgery.tick()
    surgery.pass_time(datetime(2026, 3, 20, 12, 45, tzinfo=UTC))
    assert len(echoes(ada, LEARNING)) == 1


def test_it_follows_a_new_slot(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    ada.types("/settings")
    ada.taps("Time")
    ada.taps("18:30")
    surgery.pass_time(datetime(2026, 3, 17, 18, 29, tzinfo=UTC))
    assert echoes(ada, LEARNING) == []
    surgery.pass_time(datetime(2026, 3, 17, 18, 30, tzinfo=UTC))
    assert len(echoes(ada, LEARNING)) == 1


def test_it_comes_at_the_time_of_its_day_of_the_week(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    ada.types("/settings")
    for label in ("Time", "Not the same every day", "Tue", "Done", "18:30"):
        ada.taps(label)
    ada.taps("That's all")
    surgery.pass_time(datetime(2026, 3, 17, 18, 29, tzinfo=UTC))
    assert echoes(ada, LEARNING) == []
    surgery.pass_time(datetime(2026, 3, 17, 18, 30, tzinfo=UTC))
    assert len(echoes(ada, LEARNING)) == 1


def test_a_settled_item_is_not_asked_about_again(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    (item,) = plan(ada)
    surgery.see(lambda uow: uow.plans.save([replace(item, status=PlanStatus.DONE)]))
    surgery.pass_time(timedelta(days=21))
    assert echoes(ada, LEARNING) == []
    assert (DecisionKind.SKIPPED, Reason.PLAN_SETTLED) in [found[1:] for found in decisions(ada)]


def test_the_check_in_s_answer_changes_the_item(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    surgery.pass_time(datetime(2026, 3, 17, 12, 45, tzinfo=UTC))
    ada.taps("Done")
    (item, *_) = plan(ada)
    assert (item.status, item.need) == (PlanStatus.DONE, LEARNING)


def test_a_need_put_off_to_a_day_is_asked_about_again_on_that_day(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    surgery.pass_time(datetime(2026, 3, 17, 12, 45, tzinfo=UTC))
    ada.taps("Not yet")
    ada.taps("In a week")
    surgery.pass_time(datetime(2026, 3, 24, 12, 44, tzinfo=UTC))
    asked = len(echoes(ada, LEARNING))
    surgery.pass_time(datetime(2026, 3, 24, 12, 45, tzinfo=UTC))
    assert len(echoes(ada, LEARNING)) == asked + 1
    ada.taps("Done")
    (item,) = plan(ada)
    assert (item.status, item.by) == (PlanStatus.DONE, date(2026, 3, 24))


def test_a_development_plan_offers_the_needs_that_are_open_and_what_was_starred(ada: Doctor) -> None:
    says_a_need(ada)
    ada.types("/today")
    ada.types("A slower start to the long list")
    ada.taps("Skip")
    ada.taps("Skip")
    ada.taps("Star it")
    ada.types("/pdp")
    offered = [label for label, _data in ada.last.buttons]
    assert offered[:2] == [LEARNING, "A slower start to the long list"]


def test_a_development_plan_without_anything_to_choose_from_asks_in_words(ada: Doctor) -> None:
    ada.types("/pdp")
    assert [label for label, _data in ada.last.buttons] == ["Not today"]


def test_who_begins_a_promised_flow_of_their_own_accord_is_not_asked_for_it_again(
    surgery: Surgery, ada: Doctor
) -> None:
    says_how_they_are(ada)
    before = surgery.see(lambda uow: uow.follow_ups.awaited())
    says_how_they_are(ada, is_first=False)
    assert [item.count for item in before] == [1]
    assert [item.count for item in surgery.see(lambda uow: uow.follow_ups.awaited())] == [1]


def test_the_open_question_can_be_put_off_inside_any_flow(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pun")
    ada.types("/later")
    ada.taps("In 1 hour")
    assert "10:00" in ada.last.text
    shown = len(ada.phone)
    surgery.pass_time(datetime(2026, 3, 3, 10, 0, tzinfo=UTC))
    assert "What did a patient need" in ada.phone[shown].text
    ada.types(NEED)
    assert "What was missing" in ada.last.text


def test_a_day_of_the_week_that_a_flow_rules_out_is_passed_over(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))  # a Monday, and so is the day two weeks on
    says_how_they_are(ada)
    schedules = surgery.see(lambda uow: uow.schedules.of([ada.record.id]))[ada.record.id]
    days = [one.next_local_date for one in schedules if one.kind is ScheduleKind.FOLLOW_UP]
    assert days == [date(2026, 3, 24)]


def test_what_was_put_off_and_then_begun_by_oneself_ends_in_a_decision(surgery: Surgery, ada: Doctor) -> None:
    says_how_they_are(ada)
    surgery.pass_time(datetime(2026, 3, 17, 12, 40, tzinfo=UTC))
    ada.types("/pun")
    ada.types(NEED)
    surgery.pass_time(datetime(2026, 3, 17, 12, 50, tzinfo=UTC))
    ada.types("/wellbeing")
    assert decisions(ada)[-2:] == [
        (date(2026, 3, 17), DecisionKind.DEFERRED, Reason.PROMPT_OPEN),
        (date(2026, 3, 17), DecisionKind.SKIPPED, Reason.ANSWERED_ALREADY),
    ]
