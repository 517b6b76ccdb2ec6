"""A delivery as a row of the outbox and back; what is written when its outcome is known."""

from collections.abc import Sequence
from typing import Any

import orjson

from bot.adapters.db.columns import to_json
from bot.adapters.db.keys import SYSTEM, KeyStore
from bot.domain.deliveries import CallResult, Delivery, DeliveryStatus, Lane, QuestionTimes


def owner_of(participant_id: str | None) -> str:
    """Whose key seals the words of a delivery."""
    return participant_id or SYSTEM


def to_row(item: Delivery, keys: KeyStore) -> dict[str, Any]:
    """The row of a new delivery."""
    return {
        "id": item.id,
        "bot_id": item.bot_id,
        "chat_id": item.chat_id,
        "participant_id": item.participant_id,
        "lane": int(item.lane),
        "method": item.method,
        "params": _sealed_params(item, keys),
        "key": item.key,
        "not_before": item.not_before,
        "closes_at": item.closes_at,
        "status": item.status.value,
        "attempts": item.attempts,
        "doubts": item.doubts,
        "times": _times_json(item.times),
        "posting_id": item.posting_id,
    }


def from_row(row: Sequence[Any], keys: KeyStore | None, *, claimed_as: int | None = None) -> Delivery:
    """The delivery of a row of `claims.COLUMNS`; without keys, or once it was settled, without words.

    `claimed_as` is the number of the attempt that it was claimed for after the row was read.
    """
    id_, bot_id, chat_id, person, lane, method, params, key, not_before, *rest = row
    closes_at, status, attempts, doubts, times, posting_id = rest
    words = {}
    if keys is not None and params is not None:
        words = orjson.loads(keys.of(owner_of(person)).open(_place(id_), params))
    return Delivery(
        id=id_,
        bot_id=bot_id,
        chat_id=chat_id,
        participant_id=person,
        lane=Lane(lane),
        method=method,
        params=words,
        key=key,
        not_before=not_before,
        closes_at=closes_at,
        status=DeliveryStatus(status) if claimed_as is None else DeliveryStatus.SENDING,
        attempts=attempts if claimed_as is None else claimed_as,
        doubts=doubts,
        times=QuestionTimes(**times) if times else None,
        posting_id=posting_id,
    )


def finish_row(result: CallResult, item: Delivery) -> dict[str, Any]:
    """What a settled delivery's row takes."""
    return {
        "settled": item.id,
        "attempt": result.attempt,
        "outcome": item.status.value,
        "sent_as": result.message_id,
        "in_doubt": item.doubts,
        "why": result.reason,
    }


def requeue_row(result: CallResult, item: Delivery, keys: KeyStore) -> dict[str, Any]:
    """What the row of a delivery takes that is to be tried again, now or when its broadcast goes on."""
    return {
        "settled": item.id,
        "attempt": result.attempt,
        "outcome": item.status.value,
        "later": item.not_before,
        "chat": item.chat_id,
        "words": _sealed_params(item, keys),
        "in_doubt": item.doubts,
        "why": result.reason,
    }


def _sealed_params(item: Delivery, keys: KeyStore) -> bytes:
    return keys.of(owner_of(item.participant_id)).seal(_place(item.id), to_json(item.params))


def _times_json(times: QuestionTimes | None) -> dict[str, Any] | None:
    if times is None:
        return None
    return {
        "run_id": times.run_id,
        "turn": times.turn,
        "remind_after": times.remind_after,
        "give_up_after": times.give_up_after,
    }


def _place(delivery_id: str) -> str:
    return f"delivery|params|{delivery_id}"
