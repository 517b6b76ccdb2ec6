"""Which deliveries may be called next, and by whom: the rules of the outbox as statements.

A delivery may go when it is queued, its time has come and its window is open, no earlier one of its chat and lane is
still queued, and no call to its chat is under way. On SQLite the single writer makes "look, then mark" one step. On
PostgreSQL several claimers may look at the same rows at once, so between looking and marking each takes an advisory
lock for every chat (never waiting: a chat that someone else is claiming for is passed over) and the marking statement,
which sees what was committed since, looks again. The locks end with the transaction. `uq_delivery_under_way` would
refuse a second call to a chat even so.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, and_, bindparam, exists, or_, select, union_all, update

from bot.adapters.db.dialects import among_ids, lock_chats
from bot.adapters.db.schema import delivery, literal_status
from bot.adapters.db.transaction import Transaction
from bot.domain.deliveries import DeliveryStatus, Lane

COLUMNS = (
    delivery.c.id,
    delivery.c.bot_id,
    delivery.c.chat_id,
    delivery.c.participant_id,
    delivery.c.lane,
    delivery.c.method,
    delivery.c.params,
    delivery.c.key,
    delivery.c.not_before,
    delivery.c.closes_at,
    delivery.c.status,
    delivery.c.attempts,
    delivery.c.doubts,
    delivery.c.times,
    delivery.c.posting_id,
)
"""What `outbox.as_delivery` reads, in its order."""

_ID, _BOT, _CHAT, OWNER_AT = range(4)

is_queued = delivery.c.status == literal_status(DeliveryStatus.QUEUED)
is_sending = delivery.c.status == literal_status(DeliveryStatus.SENDING)
is_held = delivery.c.status == literal_status(DeliveryStatus.HELD)

_other = delivery.alias("other")
_same_chat = and_(_other.c.chat_id == delivery.c.chat_id, _other.c.bot_id == delivery.c.bot_id)
_has_call_under_way = (
    exists().where(_same_chat, _other.c.status == literal_status(DeliveryStatus.SENDING)).correlate(delivery)
)
_has_earlier = (
    exists()
    .where(
        _same_chat,
        _other.c.lane == delivery.c.lane,
        _other.c.status == literal_status(DeliveryStatus.QUEUED),
        _other.c.id < delivery.c.id,
    )
    .correlate(delivery)
)
_now = bindparam("now", type_=delivery.c.not_before.type)

_MARK = (
    update(delivery)
    .where(among_ids(delivery.c.id), is_queued, ~_has_call_under_way)
    .values(status=DeliveryStatus.SENDING.value, attempts=delivery.c.attempts + 1, owner=bindparam("claimer"))
    .returning(delivery.c.id, delivery.c.attempts)
)


def claim_rows(
    transaction: Transaction, *, now: datetime, owner: str, limit: int, lanes: Collection[Lane]
) -> list[tuple[Sequence[Any], int]]:
    """Mark what may go and give its rows (as they were before) with the attempt that was counted."""
    transaction.claimers.add(owner)
    candidates = transaction.rows(_sendable(tuple(sorted(set(lanes)))), now=now, most=limit) if lanes else ()
    # One call a chat at a time: of a chat's lanes, the one that goes first.
    heads: dict[tuple[int, int], Sequence[Any]] = {}
    for row in candidates:
        heads.setdefault((row[_BOT], row[_CHAT]), row)
    if not heads:
        return []
    free = lock_chats(transaction.connection, [chat for _, chat in heads])
    ours = [row for (_, chat), row in heads.items() if chat in free]
    marked = dict(transaction.rows(_MARK, ids=[row[_ID] for row in ours], claimer=owner))
    return [(row, marked[row[_ID]]) for row in ours if row[_ID] in marked]


@cache
def _sendable(lanes: tuple[Lane, ...]) -> CompoundSelect[Any]:
    """Each lane by itself walks its part of `ix_delivery_ready` in order; one statement for all of them."""
    branches = []
    for lane in lanes:
        branch = (
            select(*COLUMNS)
            .where(
                is_queued,
                delivery.c.lane == int(lane),
                delivery.c.not_before <= _now,
                or_(delivery.c.closes_at.is_(None), delivery.c.closes_at > _now),
                ~_has_earlier,
                ~_has_call_under_way,
            )
            .order_by(delivery.c.not_before, delivery.c.id)
            .limit(bindparam("most"))
            .subquery(f"lane_{int(lane)}")
        )
        branches.append(select(branch))
    union = union_all(*branches)
    return union.order_by("lane", "not_before", "id").limit(bindparam("most"))
