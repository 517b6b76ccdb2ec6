"""What was decided and has not gone out yet is taken back when the person pauses, goes away or begins something else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.deliveries import DeliveryStatus, Lane, Outcome
from bot.domain.incoming import CommandSent, Incoming
from bot.domain.runs import Run
from bot.domain.schedules import DecisionKind, Reason, ScheduleKind
from bot.engine.run import RunStatus
from bot.ports import UnitOfWork
from bot.services import conversation, outbox, phrases, withdrawals
from bot.services.conversation import Source
from bot.services.desk import Desk
from bot.services.settlement import Occasion
from tests.samples import a_decision
from tests.surgery import Doctor, Surgery

SLOT = datetime(2026, 3, 3, 12, 45, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def surgery() -> Surgery:
    surgery = Surgery()
    surgery.means = replace(surgery.means, spread=TEN_MINUTES)
    return surgery


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def questions(doctor: Doctor) -> int:
    """How many questions came by themselves: those that can be put off."""
    return sum(phrases.LATER in dict(one.buttons) for one in doctor.phone if one.method == "sendMessage")


def decisions(doctor: Doctor) -> list[tuple[date, DecisionKind, Reason]]:
    participant = doctor.record.id
    found = doctor.surgery.see(lambda uow: uow.schedules.decisions(participant, limit=100))
    return [(one.local_date, one.kind, one.reason) for one in reversed(found)]


def passed_over(doctor: Doctor) -> list[Run]:
    """The prompts that are looked back on, to ask differently."""
    participant = doctor.record.id
    found: dict[str, list[Run]] = doctor.surgery.see(lambda uow: uow.runs.recent_ends([participant], limit=9))
    return found.get(participant, [])


def is_open(doctor: Doctor) -> bool:
    return bool(doctor.surgery.see(lambda uow: uow.runs.open_of([doctor.record.id])))


def why(doctor: Doctor) -> list[str]:
    doctor.types("/why")
    return doctor.last.text.splitlines()


def waits(surgery: Surgery, doctor: Doctor) -> None:
    """Go to the slot: the question is decided and lies in the outbox."""
    surgery.pass_time(SLOT)
    assert questions(doctor) == 0
    assert is_open(doctor)


def command(doctor: Doctor, name: str, arguments: str = "") -> Incoming:
    return doctor.update(CommandSent(message_id=1, name=name, arguments=arguments))


@pytest.mark.parametrize(
    ("typed", "reason", "told"),
    [
        ("/pause", Reason.PAUSED, "you paused before it went out"),
        ("/pause until 9 March", Reason.ON_LEAVE, "you went on leave before it went out"),
        ("/today", Reason.BEGAN_OTHER, "you began something else before it went out"),
    ],
)
def test_what_still_waits_is_taken_back_and_told_so(
    surgery: Surgery, ada: Doctor, typed: str, reason: Reason, told: str
) -> None:
    waits(surgery, ada)
    ada.types(typed)
    surgery.pass_time(TEN_MINUTES)
    assert questions(ada) == 0
    assert decisions(ada) == [(date(2026, 3, 3), DecisionKind.WITHDRAWN, reason)]
    assert f"today at 12:45: a question was to come; {told}" in why(ada)


def test_a_question_that_was_taken_back_is_none_that_was_passed_over(surgery: Surgery, ada: Doctor) -> None:
    waits(surgery, ada)
    ada.types("/pause")
    assert not is_open(ada)
    assert passed_over(ada) == []


def test_words_of_what_was_taken_back_are_wiped(surgery: Surgery, ada: Doctor) -> None:
    waits(surgery, ada)
    ada.types("/pause")
    taken_back = [
        one
        for one in surgery.see(lambda uow: uow.outbox.recent(ada.chat_id, limit=9))
        if one.lane is Lane.PROMPT
    ]
    assert [(one.status, one.params) for one in taken_back] == [(DeliveryStatus.WITHDRAWN, {})]


def test_a_pause_and_its_end_in_one_batch_bring_nothing_and_the_next_question_comes(
    surgery: Surgery, ada: Doctor
) -> None:
    waits(surgery, ada)
    surgery.receive(command(ada, "pause"), command(ada, "resume"))
    surgery.pass_time(TEN_MINUTES)
    assert questions(ada) == 0
    surgery.pass_time(SLOT + timedelta(days=2))
    surgery.pass_time(TEN_MINUTES)
    assert questions(ada) == 1
    assert decisions(ada)[0] == (date(2026, 3, 3), DecisionKind.WITHDRAWN, Reason.PAUSED)


def test_a_second_pause_changes_no_reason(surgery: Surgery, ada: Doctor) -> None:
    waits(surgery, ada)
    surgery.receive(command(ada, "pause", "2w"), command(ada, "pause"))
    assert decisions(ada) == [(date(2026, 3, 3), DecisionKind.WITHDRAWN, Reason.ON_LEAVE)]


def test_what_the_same_transaction_was_about_to_queue_is_taken_back_too(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.clock.set(SLOT)
    own = surgery.see(lambda uow: uow.schedules.due(SLOT, limit=9))[0]

    def ask_and_pause(uow: UnitOfWork) -> None:
        desk = Desk(uow, surgery.means, now=SLOT)
        desk.load_chats([ada.chat_id])
        flow, prompt = surgery.means.flows.current("knowledge_today"), Occasion(lane=Lane.PROMPT)
        run = conversation.begin(desk, ada.record, flow, occasion=prompt, source=Source(schedule_id=own.id))
        desk.changes.decisions.append(
            a_decision(participant_id=own.participant_id, schedule_id=own.id, run_id=run.id)
        )
        desk.save_schedule(replace(own, next_due_at=SLOT + timedelta(days=2)))
        withdrawals.take_back(desk, ada.record, Reason.PAUSED)
        assert desk.changes.deliveries == []
        desk.write()

    surgery.store.run(ask_and_pause)
    surgery.pass_time(TEN_MINUTES)
    assert questions(ada) == 0
    assert [one[1:] for one in decisions(ada)] == [(DecisionKind.WITHDRAWN, Reason.PAUSED)]
    assert passed_over(ada) == []


def test_what_is_being_sent_can_be_answered(surgery: Surgery, ada: Doctor) -> None:
    waits(surgery, ada)
    surgery.clock.set(SLOT + TEN_MINUTES)
    claimed = surgery.see(lambda uow: outbox.claim(uow, owner="me", limit=9, now=surgery.clock.now()))
    surgery.deliver_nothing = True
    ada.types("/pause")
    assert is_open(ada)
    assert decisions(ada) == [(date(2026, 3, 3), DecisionKind.SENT, Reason.ON_TIME)]
    assert [one.lane for one, _ in claimed] == [Lane.PROMPT]


def test_what_may_have_arrived_is_not_sent_again_and_can_still_be_answered(
    surgery: Surgery, ada: Doctor
) -> None:
    waits(surgery, ada)
    surgery.outcome_of = lambda one: Outcome.UNKNOWN if one.lane is Lane.PROMPT else Outcome.SENT
    surgery.clock.set(SLOT + TEN_MINUTES)
    surgery.deliver()
    surgery.outcome_of = lambda _one: Outcome.SENT
    ada.types("/pause")
    surgery.pass_time(TEN_MINUTES)
    assert questions(ada) == 0
    assert is_open(ada)
    assert decisions(ada) == [(date(2026, 3, 3), DecisionKind.SENT, Reason.ON_TIME)]


@pytest.mark.parametrize("name", ["skip", "stop", "later", "back"])
def test_nobody_skips_or_stops_what_they_have_not_read(surgery: Surgery, ada: Doctor, name: str) -> None:
    waits(surgery, ada)
    ada.types(f"/{name}")
    assert ada.last.text == phrases.NOTHING_OPEN
    surgery.pass_time(TEN_MINUTES)
    assert questions(ada) == 1


def test_a_question_that_was_read_and_then_left_counts_as_passed_over(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(SLOT + TEN_MINUTES)
    assert questions(ada) == 1
    ada.types("/pause")
    assert is_open(ada)
    ada.types("/today")
    assert [one.status for one in passed_over(ada)] == [RunStatus.STOPPED]
    assert decisions(ada) == [(date(2026, 3, 3), DecisionKind.SENT, Reason.ON_TIME)]


def test_a_reminder_that_still_waits_is_taken_back_and_its_question_stays_open(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.pass_time(SLOT + TEN_MINUTES)
    ada.taps(phrases.LATER)
    ada.taps(phrases.IN_AN_HOUR)
    surgery.deliver_nothing = True
    surgery.pass_time(timedelta(hours=1))
    assert surgery.see(lambda uow: uow.outbox.is_owed(ada.chat_id, Lane.PROMPT))
    surgery.deliver_nothing = False
    seen = questions(ada)
    ada.types("/pause")
    surgery.pass_time(TEN_MINUTES)
    assert questions(ada) == seen
    assert is_open(ada)
    assert decisions(ada) == [(date(2026, 3, 3), DecisionKind.SENT, Reason.ON_TIME)]


def test_an_offer_to_ask_less_that_was_taken_back_is_made_again(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    while decisions(ada)[-1][2] is not Reason.OFFERED_LESS:
        instant = surgery.see(lambda uow: uow.schedules.next_instant())
        surgery.pass_time(instant)
    assert ada.last.text != phrases.WEEKLY_INSTEAD
    ada.types("/pause")
    surgery.pass_time(TEN_MINUTES)
    assert phrases.WEEKLY_INSTEAD not in [one.text for one in ada.phone]
    assert decisions(ada)[-1][1:] == (DecisionKind.WITHDRAWN, Reason.PAUSED)


def says_a_need(doctor: Doctor) -> None:
    doctor.types("/pun")
    doctor.types("Somebody to read an ECG with")
    doctor.taps("A skill")
    doctor.types("An hour with Dana and ten ECGs")
    doctor.taps("In two weeks")


def echoes(doctor: Doctor) -> int:
    return sum("An hour with Dana" in one.text for one in doctor.phone)


CHECK_IN = datetime(2026, 3, 16, 12, 45, tzinfo=UTC)


@pytest.fixture
def ben(surgery: Surgery) -> Doctor:
    """Somebody whose check-in lies in the outbox."""
    ben = surgery.doctor("Ben").joins()
    says_a_need(ben)
    surgery.pass_time(CHECK_IN)
    assert decisions(ben)[-1] == (CHECK_IN.date(), DecisionKind.SENT, Reason.ON_TIME)
    return ben


def test_a_check_in_that_was_taken_back_comes_after_the_pause(surgery: Surgery, ben: Doctor) -> None:
    seen = echoes(ben)
    ben.types("/pause")
    surgery.pass_time(datetime(2026, 3, 25, 9, 0, tzinfo=UTC))
    assert echoes(ben) == seen
    ben.types("/resume")
    surgery.pass_time(datetime(2026, 3, 25, 12, 45, tzinfo=UTC))
    surgery.pass_time(TEN_MINUTES)
    assert echoes(ben) == seen + 1


def test_a_check_in_that_was_taken_back_comes_on_the_first_day_after_leave(
    surgery: Surgery, ben: Doctor
) -> None:
    seen = echoes(ben)
    ben.types("/pause until 20 March")
    surgery.pass_time(datetime(2026, 3, 20, 12, 44, tzinfo=UTC))
    assert echoes(ben) == seen
    surgery.pass_time(datetime(2026, 3, 20, 13, 0, tzinfo=UTC))
    assert echoes(ben) == seen + 1


def test_a_check_in_comes_a_day_later_to_whoever_began_something_else(surgery: Surgery, ben: Doctor) -> None:
    seen = echoes(ben)
    ben.types("/today")
    assert decisions(ben)[-1] == (CHECK_IN.date(), DecisionKind.DEFERRED, Reason.BEGAN_OTHER)
    assert any("put off until tomorrow at 12:45; you had begun something else" in one for one in why(ben))
    surgery.pass_time(CHECK_IN + timedelta(days=1))
    surgery.pass_time(TEN_MINUTES)
    assert echoes(ben) == seen + 1
    assert decisions(ben)[-1] == (CHECK_IN.date(), DecisionKind.SENT, Reason.ON_TIME)


def test_a_check_in_that_was_taken_back_and_begun_by_oneself_is_not_asked_again(
    surgery: Surgery,
) -> None:
    eve = surgery.doctor("Eve").joins()
    eve.types("/wellbeing")
    for label in ("Yes", "4", "The load", "Skip", "Yes"):
        eve.taps(label)
    while not is_open(eve) or decisions(eve)[-1][2] is not Reason.ON_TIME or not follow_up_is_out(eve):
        surgery.pass_time(surgery.see(lambda uow: uow.schedules.next_instant()))
    day = decisions(eve)[-1][0]
    eve.types("/wellbeing")
    theirs = [one[1:] for one in decisions(eve) if one[0] == day]
    assert theirs[-2:] == [
        (DecisionKind.DEFERRED, Reason.BEGAN_OTHER),
        (DecisionKind.SKIPPED, Reason.ANSWERED_ALREADY),
    ]


def follow_up_is_out(doctor: Doctor) -> bool:
    """Whether the open run is one that was put on a later day."""
    person = doctor.record.id
    run = doctor.surgery.see(lambda uow: uow.runs.open_of([person])).get(person)
    kinds = {one.id: one.kind for one in doctor.surgery.see(lambda uow: uow.schedules.of([person]))[person]}
    return run is not None and kinds.get(run.schedule_id) is ScheduleKind.FOLLOW_UP
