"""The repositories of postings in memory: what groups are asked, who gets it, and tutors' broadcasts."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median

from bot.domain.broadcasts import Broadcast, BroadcastStatus
from bot.domain.cohorts import Enrolment, EnrolmentStatus
from bot.domain.deliveries import Delivery, DeliveryStatus
from bot.domain.figures import Figures
from bot.domain.ids import CohortId, ParticipantId, PostingId, RunId, ScheduleId
from bot.domain.postings import Posting, PostingKind, Recipient, RecipientStatus, Totals
from bot.domain.schedules import DecisionKind, Reason, Schedule
from tests.fake_tables import Tables


class FakePostings:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, postings: Sequence[Posting]) -> None:
        for posting in postings:
            kept = self._tables.postings.values()
            taken = {_place(one) for one in kept if one.prompt is not None and one.cohort_id is not None}
            if posting.id not in self._tables.postings and _place(posting) not in taken:
                self._tables.postings[posting.id] = posting

    def by_id(self, ids: Collection[PostingId]) -> dict[PostingId, Posting]:
        return {id_: self._tables.postings[id_] for id_ in ids if id_ in self._tables.postings}

    def of_cohort(self, cohort_id: CohortId, kind: PostingKind | None = None) -> Sequence[Posting]:
        own = (one for one in self._tables.postings.values() if one.cohort_id == cohort_id)
        return sorted((one for one in own if kind in (None, one.kind)), key=lambda one: one.id)

    def save(self, postings: Sequence[Posting]) -> None:
        for posting in postings:
            kept = self._tables.postings.get(posting.id)
            if kept is not None:
                self._tables.postings[kept.id] = replace(kept, flow=posting.flow, version=posting.version)

    def add_recipients(self, recipients: Sequence[Recipient]) -> Sequence[Recipient]:
        new: list[Recipient] = []
        for one in recipients:
            if _key(one) not in self._tables.recipients:
                self._tables.recipients[_key(one)] = one
                new.append(one)
        return new

    def save_recipients(self, recipients: Sequence[Recipient]) -> None:
        for one in recipients:
            kept = self._tables.recipients.get(_key(one))
            if kept is not None:
                self._tables.recipients[_key(one)] = replace(one, counted_at=kept.counted_at)

    def recipient(self, posting_id: PostingId, participant_id: ParticipantId) -> Recipient | None:
        return self._tables.recipients.get((posting_id, participant_id))

    def by_schedule(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, Recipient]:
        wanted = set(ids)
        return {
            schedule_id: one
            for one in self._tables.recipients.values()
            for schedule_id in (one.schedule_id, one.reminder_id)
            if schedule_id in wanted and schedule_id is not None
        }

    def received_by(self, participant_id: ParticipantId) -> Sequence[Recipient]:
        own = (one for one in self._tables.recipients.values() if one.participant_id == participant_id)
        return sorted(own, key=_key)

    def recipients(
        self, posting_id: PostingId, *, after: ParticipantId | None, limit: int
    ) -> Sequence[Recipient]:
        behind = (one for one in _recipients(self._tables, posting_id) if one.participant_id > (after or ""))
        return sorted(behind, key=_key)[:limit]

    def last_recipient(self, posting_id: PostingId) -> ParticipantId | None:
        return max((one.participant_id for one in _recipients(self._tables, posting_id)), default=None)

    def note_status(
        self, outcomes: Sequence[tuple[PostingId, ParticipantId, RecipientStatus, datetime]]
    ) -> None:
        for posting_id, participant_id, status, at in outcomes:
            kept = self._tables.recipients.get((posting_id, participant_id))
            if kept is not None and kept.status is not RecipientStatus.SENT:
                sent_at = at if status is RecipientStatus.SENT else None
                self._tables.recipients[_key(kept)] = replace(kept, status=status, sent_at=sent_at)

    def note_answer(
        self, posting_id: PostingId, participant_id: ParticipantId, *, run_id: RunId, at: datetime
    ) -> None:
        kept = self._tables.recipients.get((posting_id, participant_id))
        if kept is None or kept.answered_at is not None:
            return
        has_arrived = kept.status in (RecipientStatus.QUEUED, RecipientStatus.UNCERTAIN)
        status = RecipientStatus.SENT if has_arrived else kept.status
        self._tables.recipients[_key(kept)] = replace(kept, run_id=run_id, answered_at=at, status=status)

    def totals(self, ids: Collection[PostingId]) -> dict[PostingId, Totals]:
        return {id_: _totals(_recipients(self._tables, id_)) for id_ in ids}

    def unsettled(self, ids: Collection[PostingId]) -> set[PostingId]:
        open_ones = (RecipientStatus.WAITING, RecipientStatus.QUEUED)
        return {id_ for id_ in ids if any(one.status in open_ones for one in _recipients(self._tables, id_))}

    def to_count(self, *, least: int, limit: int) -> Sequence[PostingId]:
        counts = Counter(
            one.posting_id for one in self._tables.recipients.values() if self._is_uncounted(one)
        )
        return sorted(id_ for id_, count in counts.items() if count >= least)[:limit]

    def uncounted(self, posting_id: PostingId, *, limit: int) -> Sequence[Recipient]:
        own = (one for one in _recipients(self._tables, posting_id) if self._is_uncounted(one))
        return sorted(own, key=_key)[:limit]

    def note_counted(
        self, posting_id: PostingId, participants: Collection[ParticipantId], *, at: datetime
    ) -> None:
        for person in participants:
            kept = self._tables.recipients.get((posting_id, person))
            if kept is not None:
                self._tables.recipients[_key(kept)] = replace(kept, counted_at=at)

    def figures(self, ids: Collection[PostingId]) -> dict[PostingId, Figures]:
        return {id_: self._tables.figures[id_] for id_ in ids if id_ in self._tables.figures}

    def keep_figures(self, figures: Figures) -> None:
        self._tables.figures[figures.posting_id] = figures

    def _is_uncounted(self, one: Recipient) -> bool:
        run = self._tables.runs.get(one.run_id) if one.run_id is not None else None
        has_ended = run is not None and run.status != "waiting"
        return has_ended and one.answered_at is not None and one.counted_at is None


class FakeBroadcasts:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def by_id(self, ids: Collection[PostingId]) -> dict[PostingId, Broadcast]:
        return {id_: self._tables.broadcasts[id_] for id_ in ids if id_ in self._tables.broadcasts}

    def save(self, broadcasts: Sequence[Broadcast]) -> None:
        for one in broadcasts:
            kept = self._tables.broadcasts.get(one.id, one)
            self._tables.broadcasts[one.id] = replace(
                one, author_id=kept.author_id, created_at=kept.created_at
            )

    def of(self, author_id: ParticipantId, *, limit: int) -> Sequence[Broadcast]:
        own = (one for one in self._tables.broadcasts.values() if one.author_id == author_id)
        return sorted(own, key=lambda one: one.id, reverse=True)[:limit]

    def in_status(self, status: BroadcastStatus, *, limit: int) -> Sequence[Broadcast]:
        found = (one for one in self._tables.broadcasts.values() if one.status == status)
        return sorted(found, key=lambda one: (one.is_expanded, one.id))[:limit]

    def audience(
        self, broadcast: Broadcast, *, at: datetime, after: ParticipantId | None, limit: int
    ) -> Sequence[tuple[ParticipantId, CohortId | None]]:
        found = self._audience(broadcast, at)
        return sorted((person, found[person]) for person in found if person > (after or ""))[:limit]

    def audience_size(self, broadcast: Broadcast, *, at: datetime) -> int:
        return len(self._audience(broadcast, at))

    def withdraw(self, posting_id: PostingId) -> int:
        self._change_schedules(
            posting_id,
            lambda one: replace(one, is_active=False, next_due_at=None, next_local_date=None, next_slot=None),
        )
        taken_back = self._deliveries(posting_id, DeliveryStatus.QUEUED, DeliveryStatus.HELD)
        for delivery in taken_back:
            self._take_back(delivery)
        people = {one.participant_id: one.doubts for one in taken_back}
        count = 0
        for one in _recipients(self._tables, posting_id):
            if one.status is RecipientStatus.QUEUED and people.get(one.participant_id, 0):
                self._tables.recipients[_key(one)] = replace(one, status=RecipientStatus.UNCERTAIN)
            elif one.status is RecipientStatus.WAITING or (
                one.status is RecipientStatus.QUEUED and one.participant_id in people
            ):
                self._tables.recipients[_key(one)] = replace(one, status=RecipientStatus.WITHDRAWN)
                count += 1
        self._decide_anew(posting_id)
        return count

    def _decide_anew(self, posting_id: PostingId) -> None:
        own = _recipients(self._tables, posting_id)
        unseen = {one.schedule_id for one in own if one.status is RecipientStatus.WITHDRAWN}
        for decision in self._tables.decisions.values():
            if decision.schedule_id in unseen and decision.kind is DecisionKind.SENT:
                self._tables.decisions[decision.id] = replace(
                    decision, kind=DecisionKind.WITHDRAWN, reason=Reason.CALLED_OFF
                )

    def hold_back(self, posting_id: PostingId) -> None:
        self._change_schedules(posting_id, lambda one: replace(one, is_active=False))
        self._turn(posting_id, DeliveryStatus.QUEUED, into=DeliveryStatus.HELD)

    def let_go(self, posting_id: PostingId) -> None:
        self._change_schedules(
            posting_id, lambda one: replace(one, is_active=one.is_active or one.next_due_at is not None)
        )
        self._tables.has_added_deliveries |= bool(self._deliveries(posting_id, DeliveryStatus.HELD))
        self._turn(posting_id, DeliveryStatus.HELD, into=DeliveryStatus.QUEUED)

    def _audience(self, broadcast: Broadcast, at: datetime) -> dict[ParticipantId, CohortId | None]:
        found: dict[ParticipantId, CohortId | None] = {}
        if broadcast.cohort_ids:
            for (cohort_id, person), enrolment in sorted(self._tables.enrolments.items()):
                if cohort_id in broadcast.cohort_ids and _was_in(enrolment, at):
                    found.setdefault(person, cohort_id)
        elif broadcast.unanswered is None:
            people = self._tables.people.values()
            found = {one.id: None for one in people if one.created_at <= at}
        if broadcast.unanswered is None:
            return found
        silent = {
            one.participant_id: one.cohort_id
            for one in _recipients(self._tables, broadcast.unanswered)
            if one.answered_at is None or one.answered_at > at
        }
        if not broadcast.cohort_ids:
            return silent
        return {person: cohort_id for person, cohort_id in found.items() if person in silent}

    def _change_schedules(self, posting_id: PostingId, change: Callable[[Schedule], Schedule]) -> None:
        for one in _recipients(self._tables, posting_id):
            schedule_id = one.schedule_id if one.status is RecipientStatus.WAITING else None
            reminder_id = one.reminder_id if one.answered_at is None else None
            for id_ in (schedule_id, reminder_id):
                if id_ is not None and id_ in self._tables.schedules:
                    self._tables.schedules[id_] = change(self._tables.schedules[id_])

    def _deliveries(self, posting_id: PostingId, *statuses: DeliveryStatus) -> list[Delivery]:
        own = (one for one in self._tables.deliveries.values() if one.posting_id == posting_id)
        return [one for one in own if one.status in statuses]

    def _turn(self, posting_id: PostingId, status: DeliveryStatus, *, into: DeliveryStatus) -> None:
        for one in self._deliveries(posting_id, status):
            self._tables.deliveries[one.id] = replace(one, status=into)

    def _take_back(self, delivery: Delivery) -> None:
        status = DeliveryStatus.UNCERTAIN if delivery.doubts else DeliveryStatus.WITHDRAWN
        self._tables.deliveries[delivery.id] = replace(delivery, status=status, params={})
        documents = self._tables.documents.items()
        self._tables.documents = {id_: one for id_, one in documents if one.delivery_id != delivery.id}


def _key(recipient: Recipient) -> tuple[PostingId, ParticipantId]:
    return recipient.posting_id, recipient.participant_id


def _place(posting: Posting) -> tuple[PostingKind, CohortId | None, str | None]:
    return posting.kind, posting.cohort_id, posting.prompt


def _recipients(tables: Tables, posting_id: PostingId) -> list[Recipient]:
    return [one for one in tables.recipients.values() if one.posting_id == posting_id]


def _was_in(enrolment: Enrolment, at: datetime) -> bool:
    has_left = enrolment.status is EnrolmentStatus.LEFT and (
        enrolment.left_at is None or enrolment.left_at <= at
    )
    return enrolment.joined_at <= at and not has_left


def _totals(recipients: Sequence[Recipient]) -> Totals:
    times = [
        (one.answered_at - one.sent_at).total_seconds()
        for one in recipients
        if one.answered_at is not None and one.sent_at is not None and one.answered_at >= one.sent_at
    ]
    counts = Counter(one.status for one in recipients)
    return Totals(
        counts={status: counts[status] for status in RecipientStatus},
        answered=sum(one.answered_at is not None for one in recipients),
        median_seconds=median(times) if times else None,
    )
