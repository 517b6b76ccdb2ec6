"""What is owed to chats: queued, claimed, called, settled. Its words lie sealed until the outcome is known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, insert, or_, select, union_all, update

from bot.adapters.db.dialects import among_ids, among_numbers, insert_new
from bot.adapters.db.repositories.claims import COLUMNS, OWNER_AT, claim_rows, is_held, is_queued, is_sending
from bot.adapters.db.repositories.delivery_rows import finish_row, from_row, owner_of, requeue_row, to_row
from bot.adapters.db.schema import delivery, document
from bot.adapters.db.transaction import Transaction
from bot.domain.deliveries import CallResult, Delivery, DeliveryStatus, Lane, Outcome
from bot.domain.errors import KeyProblem
from bot.domain.ids import ChatId, DeliveryId, PostingId
from bot.ports import Document

_ADD = insert_new(delivery)
_DOCUMENT_COLUMNS = ("id", "participant_id", "delivery_id", "parameter", "name", "content")
_ADD_DOCUMENT = insert(document).from_select(
    _DOCUMENT_COLUMNS,
    # A delivery that was left out because its key exists has nobody to carry its files.
    select(*(bindparam(name, type_=document.c[name].type) for name in _DOCUMENT_COLUMNS)).where(
        exists().where(delivery.c.id == bindparam("delivery_id", type_=delivery.c.id.type))
    ),
)
_DOCUMENTS = (
    select(*(document.c[name] for name in _DOCUMENT_COLUMNS))
    .where(document.c.delivery_id == bindparam("carrier"))
    .order_by(document.c.parameter)
)
_DROP_DOCUMENTS = delete(document).where(
    among_ids(document.c.delivery_id),
    # An outcome that the fence kept out leaves the files to the attempt that is under way.
    ~exists().where(delivery.c.id == document.c.delivery_id, or_(is_queued, is_sending, is_held)),
)
_is_over = (is_queued, delivery.c.closes_at.is_not(None), delivery.c.closes_at <= bindparam("now"))
_EXPIRE = (
    update(delivery)
    .where(*_is_over)
    .values(status=DeliveryStatus.EXPIRED.value, params=None)
    .returning(*COLUMNS)
)
_WITHDRAW = (
    update(delivery)
    .where(is_queued, delivery.c.chat_id == bindparam("chat"), delivery.c.lane == bindparam("wanted"))
    .values(status=DeliveryStatus.WITHDRAWN.value, params=None)
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
        doubts=bindparam("in_doubt"),
        reason=bindparam("why"),
        owner=None,
        params=None,
    )
)
_REQUEUE = (
    update(delivery)
    .where(*_fenced)
    .values(
        status=bindparam("outcome"),
        not_before=bindparam("later"),
        chat_id=bindparam("chat"),
        params=bindparam("words"),
        doubts=bindparam("in_doubt"),
        reason=bindparam("why"),
        owner=None,
    )
)
_TO_COME = (DeliveryStatus.QUEUED, DeliveryStatus.HELD)
_INTERRUPTED = select(delivery.c.owner, *COLUMNS).where(is_sending).order_by(delivery.c.id)
_RECENT = (
    select(*COLUMNS)
    .where(delivery.c.chat_id == bindparam("chat"))
    .order_by(delivery.c.id.desc())
    .limit(bindparam("most"))
)
_MESSAGES_OF = (
    select(delivery.c.chat_id, func.max(delivery.c.message_id))
    .where(
        among_numbers(delivery.c.chat_id),
        delivery.c.posting_id == bindparam("wanted"),
        delivery.c.message_id.is_not(None),
    )
    .group_by(delivery.c.chat_id)
)
_IS_OWED = (
    select(delivery.c.id)
    .where(is_queued, delivery.c.chat_id == bindparam("chat"), delivery.c.lane == bindparam("wanted"))
    .limit(1)
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
_oldest = select(delivery.c.id).order_by(delivery.c.id).limit(bindparam("most"))
# Ids sort by age, so the oldest are found without an index of their own, and the cost of a look is bounded.
_FORGET = delete(delivery).where(
    delivery.c.id.in_(_oldest),
    ~is_queued,
    ~is_sending,
    ~is_held,
    delivery.c.not_before < bindparam("instant"),
)
_COUNTS = select(delivery.c.status, func.count()).group_by(delivery.c.status)


class OutboxTable:
    """`bot.ports.Outbox`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Queue these; one whose key exists already is left out (uq_delivery_key)."""
        if deliveries:
            keys = self._transaction.keys
            keys.ensure(owner_of(item.participant_id) for item in deliveries)
            self._transaction.write(_ADD, [to_row(item, keys) for item in deliveries])
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
                "parameter": item.parameter,
                "name": item.name,
                "content": keys.of(item.participant_id).seal(_document_place(item.id), item.content),
            }
            for item in documents
        ]
        self._transaction.write(_ADD_DOCUMENT, rows)

    def documents(self, delivery_id: DeliveryId) -> Sequence[Document]:
        """The files of a delivery that is under way."""
        return [
            Document(
                id=id_,
                participant_id=person,
                delivery_id=carrier,
                parameter=parameter,
                name=name,
                content=self._transaction.keys.of(person).open(_document_place(id_), content),
            )
            for id_, person, carrier, parameter, name, content in self._transaction.rows(
                _DOCUMENTS, carrier=delivery_id
            )
        ]

    def claim(self, *, now: datetime, owner: str, limit: int, lanes: Collection[Lane]) -> Sequence[Delivery]:
        """Mark the next sendable deliveries as `sending` and return them with the attempt counted."""
        claimed = claim_rows(self._transaction, now=now, owner=owner, limit=limit, lanes=lanes)
        keys = self._transaction.keys
        keys.at_hand(owner_of(row[OWNER_AT]) for row, _ in claimed)
        readable, unreadable = [], []
        for row, attempt in claimed:
            try:
                readable.append(from_row(row, keys, claimed_as=attempt))
            except KeyProblem:  # one that nobody can read any more must not keep all others from going out
                failed = replace(from_row(row, None, claimed_as=attempt), status=DeliveryStatus.FAILED)
                unreadable.append((_unreadable(failed), failed))
        self.settle(unreadable)
        return readable

    def expire(self, now: datetime) -> Sequence[Delivery]:
        """Mark queued deliveries whose window has closed as expired and return them, without words."""
        expired = [from_row(row, None) for row in self._transaction.rows(_EXPIRE, now=now)]
        self._drop_documents([item.id for item in expired])
        return sorted(expired, key=lambda item: item.id)

    def withdraw(self, chat_id: ChatId, *, lane: Lane) -> Sequence[Delivery]:
        """Take back what is queued for a chat in a lane, not what is being sent; returned, oldest first, without words."""
        rows = self._transaction.rows(_WITHDRAW, chat=chat_id, wanted=int(lane))
        withdrawn = [from_row(row, None) for row in rows]
        self._drop_documents([item.id for item in withdrawn])
        return sorted(withdrawn, key=lambda item: item.id)

    def settle(self, results: Sequence[tuple[CallResult, Delivery]]) -> None:
        """Write outcomes: fenced by attempt; `delivery` says the new status and `not_before`. Words are wiped.

        One that is queued again, or held, keeps its words, as `delivery` has them now, and takes its chat from there too.
        """
        keys = self._transaction.keys
        finished = [pair for pair in results if pair[1].status not in _TO_COME]
        again = [pair for pair in results if pair[1].status in _TO_COME]
        self._transaction.write(_FINISH, [finish_row(result, item) for result, item in finished])
        self._transaction.write(_REQUEUE, [requeue_row(result, item, keys) for result, item in again])
        self._drop_documents([item.id for _, item in finished])
        self._transaction.has_added_deliveries |= bool(again)

    def interrupted(self) -> Sequence[Delivery]:
        """Deliveries that are marked as `sending` by an owner that is no more."""
        keys, claimers = self._transaction.keys, self._transaction.claimers
        return [
            from_row(row[1:], keys) for row in self._transaction.rows(_INTERRUPTED) if row[0] not in claimers
        ]

    def forget_before(self, instant: datetime, *, limit: int) -> int:
        """Drop those of the oldest `limit` deliveries that are settled and were owed before; how many went."""
        return self._transaction.count(_FORGET, instant=instant, most=limit)

    def recent(self, chat_id: ChatId, *, limit: int) -> Sequence[Delivery]:
        """A chat's deliveries, newest first, without words."""
        rows = self._transaction.rows(_RECENT, chat=chat_id, most=limit)
        return [from_row(row, None) for row in rows]

    def messages_of(self, posting_id: PostingId, chats: Collection[ChatId]) -> dict[ChatId, int]:
        """The last message of a posting in each of these chats that it surely reached, as long as deliveries are kept."""
        return dict(self._transaction.rows(_MESSAGES_OF, numbers=chats, wanted=posting_id) if chats else ())

    def is_owed(self, chat_id: ChatId, lane: Lane) -> bool:
        """Whether something of this lane is still to go out to the chat."""
        return self._transaction.scalar(_IS_OWED, chat=chat_id, wanted=int(lane)) is not None

    def next_instant(self) -> datetime | None:
        """The earliest `not_before` of a queued delivery."""
        instant: datetime | None = self._transaction.scalar(_NEXT)
        return instant

    def counts(self) -> Mapping[str, int]:
        """How many deliveries stand in each status."""
        return dict(self._transaction.rows(_COUNTS))

    def _drop_documents(self, ids: Sequence[str]) -> None:
        if ids:
            self._transaction.count(_DROP_DOCUMENTS, ids=ids)


def _unreadable(item: Delivery) -> CallResult:
    return CallResult(
        delivery_id=item.id, attempt=item.attempts, outcome=Outcome.REJECTED, reason="unreadable"
    )


def _document_place(document_id: str) -> str:
    return f"document|content|{document_id}"
