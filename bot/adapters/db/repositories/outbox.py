"""What is owed to chats: queued, claimed, called, settled. Its words lie sealed until the outcome is known."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, exists, func, insert, or_, select, union_all, update

from bot.adapters.db.columns import to_json
from bot.adapters.db.dialects import among_ids, insert_new
from bot.adapters.db.keys import SYSTEM
from bot.adapters.db.repositories.claims import COLUMNS, claim_rows, is_queued, is_sending
from bot.adapters.db.schema import delivery, document
from bot.adapters.db.transaction import Transaction
from bot.domain.deliveries import CallResult, Delivery, DeliveryStatus, Lane, QuestionTimes
from bot.domain.ids import ChatId, DeliveryId
from bot.ports import Document

_ADD = insert_new(delivery)
_ADD_DOCUMENT = insert(document).from_select(
    ["id", "participant_id", "delivery_id", "name", "content"],
    # A delivery that was left out because its key exists has nobody to carry its files.
    select(*(bindparam(name, type_=document.c[name].type) for name in ("id", "participant_id")))
    .add_columns(
        *(bindparam(name, type_=document.c[name].type) for name in ("delivery_id", "name", "content"))
    )
    .where(exists().where(delivery.c.id == bindparam("delivery_id", type_=delivery.c.id.type))),
)
_DOCUMENT = select(document.c.id, document.c.participant_id, document.c.content).where(
    document.c.delivery_id == bindparam("carrier"), document.c.name == bindparam("named")
)
_DROP_DOCUMENTS = delete(document).where(
    among_ids(document.c.delivery_id),
    # An outcome that the fence kept out leaves the files to the attempt that is under way.
    ~exists().where(delivery.c.id == document.c.delivery_id, or_(is_queued, is_sending)),
)
_EXPIRE = (
    update(delivery)
    .where(is_queued, delivery.c.closes_at.is_not(None), delivery.c.closes_at <= bindparam("now"))
    .values(status=DeliveryStatus.EXPIRED.value, params=None)
    .returning(*COLUMNS)
)
_fenced = (
    delivery.c.id == bindparam("settled"),
    delivery.c.attempts == bindparam("attempt"),
    is_sending,
)
_FINISH = (
    update(delivery)
    .where(*_fenced)
    .values(
        status=bindparam("outcome"),
        message_id=bindparam("sent_as"),
        reason=bindparam("why"),
        owner=None,
        params=None,
    )
)
_REQUEUE = (
    update(delivery)
    .where(*_fenced)
    .values(
        status=DeliveryStatus.QUEUED.value,
        not_before=bindparam("later"),
        chat_id=bindparam("chat"),
        params=bindparam("words"),
        reason=bindparam("why"),
        owner=None,
    )
)
_INTERRUPTED = select(delivery.c.owner, *COLUMNS).where(is_sending).order_by(delivery.c.id)
_RECENT = (
    select(*COLUMNS)
    .where(delivery.c.chat_id == bindparam("chat"))
    .order_by(delivery.c.id.desc())
    .limit(bindparam("most"))
)
_lane_heads = union_all(
    *(
        select(func.min(delivery.c.not_before).label("instant")).where(
            is_queued, delivery.c.lane == int(lane)
        )
        for lane in Lane
    )
).subquery()
_NEXT = select(func.min(_lane_heads.c.instant))
_COUNTS = select(delivery.c.status, func.count()).group_by(delivery.c.status)


class OutboxTable:
    """`bot.ports.Outbox`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Queue these; one whose key exists already is left out (uq_delivery_key)."""
        if deliveries:
            self._transaction.keys.ensure(_owner(item.participant_id) for item in deliveries)
            self._transaction.write(_ADD, [self._row(item) for item in deliveries])
            self._transaction.has_added_deliveries = True

    def add_documents(self, documents: Sequence[Document]) -> None:
        """Keep files that queued deliveries carry."""
        keys = self._transaction.keys
        keys.ensure(item.participant_id for item in documents)
        rows = [
            {
                "id": item.id,
                "participant_id": item.participant_id,
                "delivery_id": item.delivery_id,
                "name": item.name,
                "content": keys.of(item.participant_id).seal(_document_place(item.id), item.content),
            }
            for item in documents
        ]
        self._transaction.write(_ADD_DOCUMENT, rows)

    def document(self, delivery_id: DeliveryId, name: str) -> bytes | None:
        """A file's content while its delivery is under way."""
        for id_, person, content in self._transaction.rows(_DOCUMENT, carrier=delivery_id, named=name):
            return self._transaction.keys.of(person).open(_document_place(id_), content)
        return None

    def claim(self, *, now: datetime, owner: str, limit: int, lanes: Collection[Lane]) -> Sequence[Delivery]:
        """Mark the next sendable deliveries as `sending` and return them with the attempt counted."""
        claimed = claim_rows(self._transaction, now=now, owner=owner, limit=limit, lanes=lanes)
        self._transaction.keys.at_hand(_owner(row.participant_id) for row, _ in claimed)
        return [
            self._delivery(row, status=DeliveryStatus.SENDING, attempts=attempts) for row, attempts in claimed
        ]

    def expire(self, now: datetime) -> Sequence[Delivery]:
        """Mark queued deliveries whose window has closed as expired and return them, without words."""
        expired = [self._delivery(row) for row in self._transaction.change(_EXPIRE, now=now)]
        self._drop_documents([item.id for item in expired])
        return sorted(expired, key=lambda item: item.id)

    def settle(self, results: Sequence[tuple[CallResult, Delivery]]) -> None:
        """Write outcomes: fenced by attempt; `delivery` says the new status and `not_before`. Words are wiped.

        One that is queued again keeps its words, as `delivery` has them now, and takes its chat from there too.
        """
        finished = [pair for pair in results if pair[1].status != DeliveryStatus.QUEUED]
        again = [pair for pair in results if pair[1].status == DeliveryStatus.QUEUED]
        self._transaction.write(_FINISH, [_finish(result, item) for result, item in finished])
        self._transaction.write(_REQUEUE, [self._requeue(result, item) for result, item in again])
        self._drop_documents([item.id for _, item in finished])
        self._transaction.has_added_deliveries |= bool(again)

    def interrupted(self) -> Sequence[Delivery]:
        """Deliveries that are marked as `sending` by an owner that is no more."""
        claimers = self._transaction.claimers
        return [
            self._delivery(row[1:]) for row in self._transaction.rows(_INTERRUPTED) if row[0] not in claimers
        ]

    def recent(self, chat_id: ChatId, *, limit: int) -> Sequence[Delivery]:
        """A chat's deliveries, newest first, without words."""
        rows = self._transaction.rows(_RECENT, chat=chat_id, most=limit)
        return [self._delivery(row, has_words=False) for row in rows]

    def next_instant(self) -> datetime | None:
        """The earliest `not_before` of a queued delivery."""
        instant: datetime | None = self._transaction.scalar(_NEXT)
        return instant

    def counts(self) -> Mapping[str, int]:
        """How many deliveries stand in each status."""
        return {status: number for status, number in self._transaction.rows(_COUNTS)}

    def _drop_documents(self, ids: Sequence[str]) -> None:
        if ids:
            self._transaction.count(_DROP_DOCUMENTS, ids=ids)

    def _row(self, item: Delivery) -> dict[str, Any]:
        return {
            "id": item.id,
            "bot_id": item.bot_id,
            "chat_id": item.chat_id,
            "participant_id": item.participant_id,
            "lane": int(item.lane),
            "method": item.method,
            "params": self._sealed_params(item),
            "key": item.key,
            "not_before": item.not_before,
            "closes_at": item.closes_at,
            "status": item.status,
            "attempts": item.attempts,
            "doubts": item.doubts,
            "times": _times_json(item.times),
        }

    def _requeue(self, result: CallResult, item: Delivery) -> dict[str, Any]:
        return {
            "settled": item.id,
            "attempt": result.attempt,
            "later": item.not_before,
            "chat": item.chat_id,
            "words": self._sealed_params(item),
            "why": result.reason,
        }

    def _sealed_params(self, item: Delivery) -> bytes:
        keys = self._transaction.keys.of(_owner(item.participant_id))
        return keys.seal(_place(item.id), to_json(item.params))

    def _delivery(self, row: Sequence[Any], *, has_words: bool = True, **changed: Any) -> Delivery:  # noqa: ANN401 - fields
        (
            id_,
            bot_id,
            chat_id,
            person,
            lane,
            method,
            params,
            key,
            not_before,
            closes_at,
            status,
            attempts,
            times,
        ) = row
        words = {}
        if has_words and params is not None:
            words = orjson.loads(self._transaction.keys.of(_owner(person)).open(_place(id_), params))
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
            **({"status": DeliveryStatus(status), "attempts": attempts} | changed),
            doubts=doubts,
            times=QuestionTimes(**times) if times else None,
        )


def _finish(result: CallResult, item: Delivery) -> dict[str, Any]:
    return {
        "settled": item.id,
        "attempt": result.attempt,
        "outcome": item.status,
        "sent_as": result.message_id,
        "why": result.reason,
    }


def _times_json(times: QuestionTimes | None) -> dict[str, Any] | None:
    if times is None:
        return None
    return {
        "run_id": times.run_id,
        "turn": times.turn,
        "remind_after": times.remind_after,
        "give_up_after": times.give_up_after,
    }


def _owner(participant_id: str | None) -> str:
    return participant_id or SYSTEM


def _place(delivery_id: str) -> str:
    return f"delivery|params|{delivery_id}"


def _document_place(document_id: str) -> str:
    return f"document|content|{document_id}"
