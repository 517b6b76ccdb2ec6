"""The outbox: what may go out now, and what each outcome means for the message, its question and its person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.broadcasts import BroadcastStatus
from bot.domain.deliveries import CallResult, Delivery, DeliveryStatus, Lane, Outcome
from bot.domain.ids import DueItemId, PostingId
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import DueItem, DueKind
from bot.ports import Document, UnitOfWork
from bot.services.desk import Means

RETRIES: Final = tuple(timedelta(seconds=wait) for wait in (1, 2, 5, 15, 60, 120, 300, 600))
"""How long a call that certainly did not go out waits before its next try; then always as long as the last."""

MOST_TRIES: Final = 300
"""After so many calls that did not go out (two days of an API server that is away) it is undeliverable."""

DOUBTED_WAITS: Final = tuple(timedelta(seconds=wait) for wait in (1, 4, 15, 60, 300))
"""How long a message of unknown outcome waits before each time that it is sent again: a server that fails is given
time to recover, since each time the message may have arrived already and the last doubt is final."""

MOST_DOUBTS: Final = len(DOUBTED_WAITS)

INTERRUPTED: Final = "interrupted"
"""Reason of a call that our own end left without an outcome: the server is well, so it goes again at once."""

SENT_AGAIN: Final = frozenset({Lane.REPLY, Lane.PROMPT})
"""Lanes whose messages go again after an unknown outcome: a lost question strands its person."""


BECAME: Final = {
    DeliveryStatus.SENT: RecipientStatus.SENT,
    DeliveryStatus.UNDELIVERABLE: RecipientStatus.UNDELIVERABLE,
    DeliveryStatus.FAILED: RecipientStatus.UNDELIVERABLE,
    DeliveryStatus.UNCERTAIN: RecipientStatus.UNCERTAIN,
    DeliveryStatus.EXPIRED: RecipientStatus.HELD,
    DeliveryStatus.WITHDRAWN: RecipientStatus.WITHDRAWN,
}
"""What became of a posting for the recipient whose delivery ended so."""

_BEFORE_BROADCASTS: Final = tuple(lane for lane in Lane if lane is not Lane.BROADCAST)

WITH_FILES: Final = frozenset({"sendPhoto", "sendDocument"})


def claim(
    uow: UnitOfWork, *, owner: str, limit: int, now: datetime, broadcasts: int | None = None
) -> Sequence[tuple[Delivery, Sequence[Document]]]:
    """Take the next messages to send, with their files, after those whose window has closed were put away.

    At most `broadcasts` of them are of a broadcast, None for any number: what people wait for goes first, and finds
    room.
    """
    _note(uow, uow.outbox.expire(now), now=now)
    if limit <= 0:
        return ()
    claimed = list(uow.outbox.claim(now=now, owner=owner, limit=limit, lanes=_BEFORE_BROADCASTS))
    room = limit - len(claimed) if broadcasts is None else min(limit - len(claimed), broadcasts)
    if room > 0:
        claimed += uow.outbox.claim(now=now, owner=owner, limit=room, lanes=(Lane.BROADCAST,))
    return [(one, uow.outbox.documents(one.id) if one.method in WITH_FILES else ()) for one in claimed]


def record(
    uow: UnitOfWork, results: Sequence[tuple[CallResult, Delivery]], *, means: Means, now: datetime
) -> None:
    """Write what became of calls; a question's times start now, a person who blocked the bot is remembered."""
    settled = [(result, after(delivery, result, now=now)) for result, delivery in results]
    # Before the rest: whoever holds a person may wait for their due items, and must not be waited for meanwhile.
    blocked = uow.people.by_id(
        {
            delivery.participant_id
            for result, delivery in settled
            if result.outcome is Outcome.BLOCKED and delivery.participant_id is not None
        }
    )
    settled = _as_broadcasts_stand(uow, settled)
    uow.outbox.settle(settled)
    uow.schedules.add_due(
        [item for _, delivery in settled for item in _times(delivery, means=means, now=now)]
    )
    _note(uow, [delivery for _, delivery in settled], now=now)
    uow.people.save([_blocked(one, now) for one in blocked.values()])


def recover(uow: UnitOfWork, *, means: Means, now: datetime) -> int:
    """After a crash: the calls that were under way have an unknown outcome. How many there were."""
    interrupted = uow.outbox.interrupted()
    results = [
        (
            CallResult(delivery_id=one.id, attempt=one.attempts, outcome=Outcome.UNKNOWN, reason=INTERRUPTED),
            one,
        )
        for one in interrupted
    ]
    record(uow, results, means=means, now=now)
    return len(interrupted)


def after(delivery: Delivery, result: CallResult, *, now: datetime) -> Delivery:
    """The delivery as the outcome of a call leaves it."""
    match result.outcome:
        case Outcome.SENT:
            return replace(delivery, status=DeliveryStatus.SENT)
        case Outcome.REJECTED:
            return replace(delivery, status=DeliveryStatus.FAILED)
        case Outcome.BLOCKED:
            return replace(delivery, status=DeliveryStatus.UNDELIVERABLE)
        case Outcome.NOT_SENT:
            return _try_again(delivery, result, now=now)
        case Outcome.UNKNOWN:
            return _doubted(delivery, result, now=now)


def _as_broadcasts_stand(
    uow: UnitOfWork, settled: list[tuple[CallResult, Delivery]]
) -> list[tuple[CallResult, Delivery]]:
    """A call that was under way as its broadcast was paused or cancelled, and came to nothing, does not go again."""
    again = {one.posting_id for _, one in settled if one.status is DeliveryStatus.QUEUED and one.posting_id}
    if not again:
        return settled
    # Locked, and before the deliveries, as whoever pauses or cancels takes them: one of the two sees the other.
    stand = {id_: one.status for id_, one in uow.broadcasts.by_id(again).items()}
    return [(result, _unless_resting(one, stand)) for result, one in settled]


def _unless_resting(delivery: Delivery, stand: Mapping[PostingId, BroadcastStatus]) -> Delivery:
    if delivery.status is not DeliveryStatus.QUEUED or delivery.posting_id is None:
        return delivery
    match stand.get(delivery.posting_id):
        case BroadcastStatus.PAUSED:
            return replace(delivery, status=DeliveryStatus.HELD)
        case BroadcastStatus.CANCELLED:
            status = DeliveryStatus.UNCERTAIN if delivery.doubts else DeliveryStatus.WITHDRAWN
            return replace(delivery, status=status)
        case _:
            return delivery


def _note(uow: UnitOfWork, deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """What became of the postings that ended deliveries brought; what may have arrived before its end is uncertain."""
    ended = [one for one in deliveries if one.status in BECAME]
    uow.postings.note_status(
        [
            (one.posting_id, one.participant_id, _became(one), now)
            for one in ended
            if one.posting_id is not None and one.participant_id is not None
        ]
    )


def _became(delivery: Delivery) -> RecipientStatus:
    status = BECAME[delivery.status]
    has_arrived_perhaps = delivery.doubts > 0 and status is not RecipientStatus.SENT
    return RecipientStatus.UNCERTAIN if has_arrived_perhaps else status


def _try_again(delivery: Delivery, result: CallResult, *, now: datetime) -> Delivery:
    tries = delivery.attempts - delivery.doubts
    if tries > MOST_TRIES:
        return replace(delivery, status=DeliveryStatus.UNDELIVERABLE)
    wait = RETRIES[min(max(tries, 1), len(RETRIES)) - 1]
    if result.retry_after is not None:
        wait = timedelta(seconds=result.retry_after)
    return replace(delivery, status=DeliveryStatus.QUEUED, not_before=now + wait)


def _doubted(delivery: Delivery, result: CallResult, *, now: datetime) -> Delivery:
    doubted = replace(delivery, doubts=delivery.doubts + 1)
    if delivery.lane not in SENT_AGAIN or doubted.doubts > MOST_DOUBTS:
        return replace(doubted, status=DeliveryStatus.UNCERTAIN)
    quiet = {"disable_notification": True} if delivery.lane is Lane.REPLY else {}
    not_before = now if result.reason == INTERRUPTED else now + DOUBTED_WAITS[delivery.doubts]
    return replace(
        doubted, status=DeliveryStatus.QUEUED, not_before=not_before, params={**delivery.params, **quiet}
    )


def _times(delivery: Delivery, *, means: Means, now: datetime) -> list[DueItem]:
    """The reminder and the expiry of a question that was just sent, counted from now."""
    times = delivery.times
    if times is None or delivery.status is not DeliveryStatus.SENT or delivery.participant_id is None:
        return []
    waits = ((DueKind.REMINDER, times.remind_after), (DueKind.EXPIRY, times.give_up_after))
    return [
        DueItem(
            id=DueItemId(means.ids.fresh()),
            kind=kind,
            participant_id=delivery.participant_id,
            run_id=times.run_id,
            turn=times.turn,
            due_at=now + timedelta(seconds=seconds),
        )
        for kind, seconds in waits
        if seconds is not None
    ]


def _blocked(participant: Participant, now: datetime) -> Participant:
    # A pause outlives a block: whoever lets the bot in again has not asked to be asked.
    is_paused = participant.status is ParticipantStatus.PAUSED
    status = ParticipantStatus.PAUSED if is_paused else ParticipantStatus.BLOCKED
    return replace(participant, status=status, blocked_at=now)
