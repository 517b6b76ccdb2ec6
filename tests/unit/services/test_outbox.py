"""Outcomes: what a call's result means for the message and for the next one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.broadcasts import BroadcastStatus
from bot.domain.deliveries import CallResult, DeliveryStatus, Lane, Outcome
from bot.domain.people import ParticipantStatus
from bot.domain.postings import RecipientStatus
from bot.services import outbox
from tests.posting_samples import a_broadcast, a_recipient, posting_id
from tests.samples import NOW, a_delivery, a_person, person_id
from tests.surgery import Surgery


def result(outcome: Outcome, *, attempt: int = 1, retry_after: float | None = None) -> CallResult:
    return CallResult(delivery_id=a_delivery().id, attempt=attempt, outcome=outcome, retry_after=retry_after)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.SENT, DeliveryStatus.SENT),
        (Outcome.REJECTED, DeliveryStatus.FAILED),
        (Outcome.BLOCKED, DeliveryStatus.UNDELIVERABLE),
    ],
)
def test_a_known_end_is_final(outcome: Outcome, status: DeliveryStatus) -> None:
    delivery = a_delivery(attempts=1)
    assert outbox.after(delivery, result(outcome), now=NOW).status is status


def test_a_call_that_did_not_leave_is_tried_again_ever_later_and_then_given_up() -> None:
    waits = []
    for attempt in range(1, outbox.MOST_TRIES + 1):
        later = outbox.after(a_delivery(attempts=attempt), result(Outcome.NOT_SENT), now=NOW)
        assert later.status is DeliveryStatus.QUEUED
        waits.append(later.not_before - NOW)
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) > timedelta(days=2)
    last = outbox.after(a_delivery(attempts=outbox.MOST_TRIES + 1), result(Outcome.NOT_SENT), now=NOW)
    assert last.status is DeliveryStatus.UNDELIVERABLE


def test_a_flood_wait_is_obeyed_to_the_second() -> None:
    later = outbox.after(a_delivery(attempts=1), result(Outcome.NOT_SENT, retry_after=17), now=NOW)
    assert later.not_before == NOW + timedelta(seconds=17)


def test_a_reply_of_unknown_outcome_goes_again_without_sound_and_is_recorded() -> None:
    again = outbox.after(a_delivery(attempts=1, lane=Lane.REPLY), result(Outcome.UNKNOWN), now=NOW)
    assert (again.status, again.doubts) == (DeliveryStatus.QUEUED, 1)
    assert again.params["disable_notification"] is True


def test_a_prompt_of_unknown_outcome_goes_again_with_sound() -> None:
    again = outbox.after(a_delivery(attempts=1, lane=Lane.PROMPT), result(Outcome.UNKNOWN), now=NOW)
    assert again.status is DeliveryStatus.QUEUED
    assert "disable_notification" not in again.params


@pytest.mark.parametrize("lane", [Lane.SUMMARY, Lane.BROADCAST])
def test_a_summary_or_broadcast_of_unknown_outcome_does_not_go_again_by_itself(lane: Lane) -> None:
    ended = outbox.after(a_delivery(attempts=1, lane=lane), result(Outcome.UNKNOWN), now=NOW)
    assert (ended.status, ended.doubts) == (DeliveryStatus.UNCERTAIN, 1)


def test_doubts_end_too() -> None:
    delivery = a_delivery(attempts=9, lane=Lane.REPLY)
    doubted = outbox.after(replace(delivery, doubts=outbox.MOST_DOUBTS), result(Outcome.UNKNOWN), now=NOW)
    assert doubted.status is DeliveryStatus.UNCERTAIN


def test_calls_under_way_at_a_crash_are_uncertain_and_go_again() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    surgery.deliver_nothing = True
    ada.types("/start")
    claimed = surgery.store.run(lambda uow: outbox.claim(uow, owner="me", limit=9, now=surgery.clock.now()))
    assert len(claimed) == 1
    surgery.store = surgery.store.restarted()
    count = surgery.store.run(lambda uow: outbox.recover(uow, means=surgery.means, now=surgery.clock.now()))
    assert count == 1
    surgery.deliver_nothing = False
    (sent,) = surgery.deliver()
    assert (sent.doubts, sent.attempts) == (1, 2)
    assert ada.last.is_silent


def test_the_clock_of_a_question_starts_when_it_was_sent() -> None:
    surgery = Surgery()
    ada = surgery.doctor().joins()
    surgery.deliver_nothing = True
    ada.types("/today")
    surgery.clock.move(timedelta(hours=5))
    surgery.deliver_nothing = False
    surgery.deliver()
    person = ada.record.id
    ends = [item.due_at for item in surgery.see(lambda uow: uow.schedules.upcoming(person))]
    assert min(ends) >= surgery.clock.now() + timedelta(hours=3)


def test_a_failing_server_is_given_ever_more_time_before_a_doubtful_message_goes_again() -> None:
    delivery, waits = a_delivery(attempts=1), []
    while delivery.status is DeliveryStatus.QUEUED:
        delivery = outbox.after(delivery, result(Outcome.UNKNOWN), now=NOW)
        waits.append(delivery.not_before - NOW)
    assert waits[0] > timedelta()
    assert waits == sorted(waits)
    assert waits[-1] >= timedelta(minutes=3)


def test_a_pause_outlives_a_call_that_found_the_bot_blocked() -> None:
    surgery = Surgery()
    ada = surgery.doctor().joins()
    ada.types("/pause")
    surgery.outcome_of = lambda _delivery: Outcome.BLOCKED
    ada.types("/help")
    assert ada.record.blocked_at == surgery.clock.now()
    surgery.outcome_of = lambda _delivery: Outcome.SENT
    ada.types("/help")
    assert ada.record == replace(ada.record, status=ParticipantStatus.PAUSED, blocked_at=None)


@pytest.mark.parametrize(
    ("outcome", "other", "status"),
    [
        (Outcome.SENT, {}, RecipientStatus.SENT),
        (Outcome.SENT, {"doubts": 1}, RecipientStatus.SENT),
        (Outcome.REJECTED, {}, RecipientStatus.UNDELIVERABLE),
        (Outcome.BLOCKED, {}, RecipientStatus.UNDELIVERABLE),
        (Outcome.BLOCKED, {"doubts": 1}, RecipientStatus.UNCERTAIN),
        (Outcome.UNKNOWN, {"lane": Lane.BROADCAST}, RecipientStatus.UNCERTAIN),
        (Outcome.UNKNOWN, {"lane": Lane.PROMPT}, RecipientStatus.QUEUED),
        (Outcome.NOT_SENT, {}, RecipientStatus.QUEUED),
    ],
)
def test_an_outcome_is_noted_for_the_posting_that_the_delivery_brings(
    outcome: Outcome, other: dict[str, Any], status: RecipientStatus
) -> None:
    surgery = asked_of_a_group(**other)
    ((claimed, _),) = surgery.see(lambda uow: outbox.claim(uow, owner="me", limit=9, now=NOW))
    call = (result(outcome), claimed)
    surgery.see(lambda uow: outbox.record(uow, [call], means=surgery.means, now=NOW))
    recipient = surgery.see(lambda uow: uow.postings.recipient(posting_id(), person_id()))
    assert recipient is not None
    assert recipient.status is status
    assert recipient.sent_at == (NOW if status is RecipientStatus.SENT else None)


@pytest.mark.parametrize(("doubts", "status"), [(0, RecipientStatus.HELD), (1, RecipientStatus.UNCERTAIN)])
def test_a_posting_that_could_not_go_out_in_time_is_held(doubts: int, status: RecipientStatus) -> None:
    surgery = asked_of_a_group(closes_at=NOW, doubts=doubts)
    assert surgery.see(lambda uow: outbox.claim(uow, owner="me", limit=9, now=NOW)) == []
    recipient = surgery.see(lambda uow: uow.postings.recipient(posting_id(), person_id()))
    assert recipient is not None
    assert recipient.status is status


def asked_of_a_group(**other: Any) -> Surgery:  # noqa: ANN401 - the fields of a Delivery
    """One person, to whom the outbox owes a posting."""
    surgery = Surgery()
    delivery = a_delivery(posting_id=posting_id(), **other)
    surgery.see(lambda uow: uow.people.save([a_person()]))
    surgery.see(lambda uow: uow.postings.add_recipients([a_recipient(status=RecipientStatus.QUEUED)]))
    surgery.see(lambda uow: uow.outbox.add([delivery]))
    return surgery


@pytest.mark.parametrize(
    ("stands", "doubts", "delivery", "recipient"),
    [
        (BroadcastStatus.SENDING, 0, DeliveryStatus.QUEUED, RecipientStatus.QUEUED),
        (BroadcastStatus.PAUSED, 0, DeliveryStatus.HELD, RecipientStatus.QUEUED),
        (BroadcastStatus.CANCELLED, 0, DeliveryStatus.WITHDRAWN, RecipientStatus.WITHDRAWN),
        (BroadcastStatus.CANCELLED, 1, DeliveryStatus.UNCERTAIN, RecipientStatus.UNCERTAIN),
    ],
)
def test_a_call_under_way_that_came_to_nothing_does_not_go_again_once_its_broadcast_rests(
    stands: BroadcastStatus, doubts: int, delivery: DeliveryStatus, recipient: RecipientStatus
) -> None:
    surgery = asked_of_a_group(doubts=doubts)
    ((claimed, _),) = surgery.see(lambda uow: outbox.claim(uow, owner="me", limit=9, now=NOW))
    surgery.see(lambda uow: uow.broadcasts.save([a_broadcast(status=stands)]))
    call = (result(Outcome.NOT_SENT, retry_after=1), claimed)
    surgery.see(lambda uow: outbox.record(uow, [call], means=surgery.means, now=NOW))
    assert surgery.see(lambda uow: uow.outbox.counts()) == {delivery: 1}
    (found,) = surgery.see(lambda uow: uow.postings.recipients(posting_id(), after=None, limit=9))
    assert found.status is recipient
