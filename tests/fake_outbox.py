"""The outbox and the summaries in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.deliveries import CallResult, Delivery, DeliveryStatus, Lane
from bot.domain.ids import ChatId, DeliveryId, ParticipantId, PostingId, SummaryId
from bot.domain.summaries import Summary, SummaryStatus
from bot.ports import Document
from tests.fake_tables import Tables


class FakeOutbox:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, deliveries: Sequence[Delivery]) -> None:
        keys = {item.key for item in self._tables.deliveries.values()} - {None}
        for item in deliveries:
            if item.key not in keys:
                self._tables.deliveries[item.id] = item
                keys |= {item.key} - {None}
        self._tables.has_added_deliveries |= bool(deliveries)

    def add_documents(self, documents: Sequence[Document]) -> None:
        kept = [item for item in documents if item.delivery_id in self._tables.deliveries]
        self._tables.documents.update({item.id: item for item in kept})

    def documents(self, delivery_id: DeliveryId) -> Sequence[Document]:
        own = [item for item in self._tables.documents.values() if item.delivery_id == delivery_id]
        return sorted(own, key=lambda item: item.parameter)

    def claim(self, *, now: datetime, owner: str, limit: int, lanes: Collection[Lane]) -> Sequence[Delivery]:
        self._tables.claimers.add(owner)
        busy = {_chat(item) for item in self._with(DeliveryStatus.SENDING)}
        heads: dict[tuple[int, ChatId, Lane], Delivery] = {}
        for item in sorted(self._with(DeliveryStatus.QUEUED), key=lambda item: item.id):
            heads.setdefault((*_chat(item), item.lane), item)
        ready = [item for item in heads.values() if item.lane in lanes and _is_ready(item, now)]
        claimed: list[Delivery] = []
        for item in sorted(ready, key=lambda item: (item.lane, item.not_before, item.id)):
            if _chat(item) not in busy and len(claimed) < limit:
                busy.add(_chat(item))
                claimed.append(replace(item, status=DeliveryStatus.SENDING, attempts=item.attempts + 1))
        self._tables.deliveries.update({item.id: item for item in claimed})
        self._tables.owners.update({item.id: owner for item in claimed})
        return claimed

    def expire(self, now: datetime) -> Sequence[Delivery]:
        over = [
            replace(item, status=DeliveryStatus.EXPIRED, params={})
            for item in self._with(DeliveryStatus.QUEUED)
            if item.closes_at is not None and item.closes_at <= now
        ]
        for item in over:
            self._finish(item)
        return sorted(over, key=lambda item: item.id)

    def withdraw(self, chat_id: ChatId, *, lane: Lane) -> Sequence[Delivery]:
        withdrawn = [
            replace(item, status=DeliveryStatus.WITHDRAWN, params={})
            for item in self._with(DeliveryStatus.QUEUED)
            if (item.chat_id, item.lane) == (chat_id, lane)
        ]
        for item in withdrawn:
            self._finish(item)
        return sorted(withdrawn, key=lambda item: item.id)

    def settle(self, results: Sequence[tuple[CallResult, Delivery]]) -> None:
        for result, told in results:
            kept = self._tables.deliveries.get(result.delivery_id)
            if kept is None or kept.status != DeliveryStatus.SENDING or kept.attempts != result.attempt:
                continue
            if told.status in (DeliveryStatus.QUEUED, DeliveryStatus.HELD):
                self._tables.deliveries[kept.id] = replace(
                    kept,
                    status=told.status,
                    not_before=told.not_before,
                    chat_id=told.chat_id,
                    params=told.params,
                    doubts=told.doubts,
                )
                self._tables.has_added_deliveries = True
            else:
                if result.message_id is not None:
                    self._tables.sent_as[kept.id] = result.message_id
                self._finish(replace(kept, status=told.status, doubts=told.doubts, params={}))

    def interrupted(self) -> Sequence[Delivery]:
        sending = sorted(self._with(DeliveryStatus.SENDING), key=lambda item: item.id)
        return [item for item in sending if self._tables.owners[item.id] not in self._tables.claimers]

    def forget_before(self, instant: datetime, *, limit: int) -> int:
        oldest = sorted(self._tables.deliveries.values(), key=lambda item: item.id)[:limit]
        over = [
            item.id
            for item in oldest
            if item.status not in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.HELD)
            and item.not_before < instant
        ]
        for id_ in over:
            del self._tables.deliveries[id_]
            self._tables.sent_as.pop(id_, None)
        return len(over)

    def recent(self, chat_id: ChatId, *, limit: int) -> Sequence[Delivery]:
        own = [item for item in self._tables.deliveries.values() if item.chat_id == chat_id]
        newest = sorted(own, key=lambda item: item.id, reverse=True)[:limit]
        return [replace(item, params={}) for item in newest]

    def messages_of(self, posting_id: PostingId, chats: Collection[ChatId]) -> dict[ChatId, int]:
        found: dict[ChatId, int] = {}
        for id_, message_id in self._tables.sent_as.items():
            item = self._tables.deliveries[id_]
            if item.posting_id == posting_id and item.chat_id in chats:
                found[item.chat_id] = max(message_id, found.get(item.chat_id, 0))
        return found

    def is_owed(self, chat_id: ChatId, lane: Lane) -> bool:
        owed = self._with(DeliveryStatus.QUEUED)
        return any((item.chat_id, item.lane) == (chat_id, lane) for item in owed)

    def next_instant(self) -> datetime | None:
        return min((item.not_before for item in self._with(DeliveryStatus.QUEUED)), default=None)

    def counts(self) -> Mapping[str, int]:
        return Counter(item.status.value for item in self._tables.deliveries.values())

    def _with(self, status: DeliveryStatus) -> list[Delivery]:
        return [item for item in self._tables.deliveries.values() if item.status == status]

    def _finish(self, item: Delivery) -> None:
        self._tables.deliveries[item.id] = item
        for document in self.documents(item.id):
            del self._tables.documents[document.id]


class FakeSummaries:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, summaries: Sequence[Summary]) -> None:
        for item in summaries:
            kept = self._tables.summaries.values()
            is_there = any(
                (other.participant_id, other.last) == (item.participant_id, item.last)
                for other in kept
                if not other.is_asked_for
            )
            if item.is_asked_for or not is_there:
                self._tables.summaries[item.id] = item

    def due(self, now: datetime, *, limit: int) -> Sequence[Summary]:
        owed = [item for item in self._tables.summaries.values() if item.status == SummaryStatus.DUE]
        due = [item for item in owed if item.due_at <= now]
        return sorted(due, key=lambda item: (item.due_at, item.id))[:limit]

    def save(self, summaries: Sequence[Summary]) -> None:
        self._tables.summaries.update({item.id: item for item in summaries})

    def last_of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Summary]:
        scheduled = [item for item in self._tables.summaries.values() if not item.is_asked_for]
        ordered = sorted(scheduled, key=lambda item: item.last)
        return {item.participant_id: item for item in ordered if item.participant_id in participants}

    def by_id(self, summary_id: SummaryId) -> Summary | None:
        return self._tables.summaries.get(summary_id)


def _chat(item: Delivery) -> tuple[int, ChatId]:
    return item.bot_id, item.chat_id


def _is_ready(item: Delivery, now: datetime) -> bool:
    return item.not_before <= now and (item.closes_at is None or item.closes_at > now)
