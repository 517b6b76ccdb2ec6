"""The rows of a simulation, read back from the store once it is over."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.app.simulating.crowd import Crowd
from bot.app.simulating.rows import (
    Contact,
    ContactKind,
    Decided,
    Ledger,
    Pending,
    Period,
    Person,
    Received,
)
from bot.app.simulating.weeks import Weeks
from bot.domain.ids import ChatId, ParticipantId, PostingId, RunId, ScheduleId
from bot.domain.people import Participant
from bot.domain.postings import Recipient
from bot.domain.runs import Run
from bot.domain.schedules import Decision, DecisionKind, Schedule, ScheduleKind
from bot.engine.run import RunStatus
from bot.ports import UnitOfWork
from bot.services import preferences
from bot.services.desk import Means

ALL: Final = 100_000
"""More decisions than anybody gets in years."""


def read_ledger(uow: UnitOfWork, crowd: Crowd, weeks: Weeks, *, means: Means, period: Period) -> Ledger:
    """All rows, in the order of their happening."""
    people = uow.people.by_chat(means.bot_id, list(crowd.people))
    schedules = uow.schedules.of([one.id for one in people.values()])
    recipients = {one.id: uow.postings.received_by(one.id) for one in people.values()}
    decisions = {one.id: uow.schedules.decisions(one.id, limit=ALL) for one in people.values()}
    run_ids = [one.run_id for found in decisions.values() for one in found if one.run_id is not None]
    numbers: dict[ParticipantId, int] = {one.id: one.chat_id for one in people.values()}
    contacts = crowd.contacts()
    stored = _Stored(runs=uow.runs.by_id(run_ids), schedules=schedules, recipients=recipients)
    reader = _Reader(crowd, stored, contacts, numbers)
    programme = means.flows.programme()
    return Ledger(
        period=period,
        people=[_person(people[chat_id], crowd, means) for chat_id in sorted(people)],
        decided=reader.decided(decisions),
        contacts=contacts,
        pending=[
            _pending(one, numbers[person])
            for person, held in schedules.items()
            for one in held
            if one.is_active
        ],
        minutes=dict(weeks.minutes),
        instants=weeks.instants,
        received=_received(uow, recipients, numbers),
        holidays=means.holidays,
        window_hours=programme.window_hours,
        contacts_a_day=programme.contacts_a_day,
        starts_a_week=programme.starts_a_week,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """What lies in the store beside the decisions."""

    runs: Mapping[RunId, Run]
    schedules: Mapping[ParticipantId, Sequence[Schedule]]
    recipients: Mapping[ParticipantId, Sequence[Recipient]]

    def kinds(self) -> Mapping[ScheduleId, ScheduleKind]:
        return {one.id: one.kind for held in self.schedules.values() for one in held}

    def postings(self) -> Mapping[ScheduleId, PostingId]:
        """What each schedule brings of what is asked of cohorts."""
        return {
            schedule_id: one.posting_id
            for received in self.recipients.values()
            for one in received
            for schedule_id in (one.schedule_id, one.reminder_id)
            if schedule_id is not None
        }


class _Reader:
    """Puts each decision together with its run and with what reached its person."""

    def __init__(
        self,
        crowd: Crowd,
        stored: _Stored,
        contacts: Sequence[Contact],
        numbers: Mapping[ParticipantId, int],
    ) -> None:
        self._crowd = crowd
        self._runs = stored.runs
        self._kinds = stored.kinds()
        self._postings = stored.postings()
        self._numbers = numbers
        self._contacts: dict[int, list[Contact]] = defaultdict(list)
        self._reminded_at: dict[tuple[int, PostingId], datetime] = {}
        for one in contacts:
            self._contacts[one.number].append(one)
            if one.kind is ContactKind.REMINDER and one.posting is not None:
                self._reminded_at.setdefault((one.number, one.posting), one.sent_at)

    def decided(self, decisions: Mapping[ParticipantId, Sequence[Decision]]) -> list[Decided]:
        found = [self._row(one) for rows in decisions.values() for one in reversed(rows)]
        return sorted(found, key=lambda one: (one.decided_at, one.number))

    def _row(self, decision: Decision) -> Decided:
        run = self._runs.get(decision.run_id) if decision.run_id is not None else None
        return Decided(
            number=self._numbers[decision.participant_id],
            schedule=decision.schedule_id,
            kind=self._kinds[decision.schedule_id],
            local_date=decision.local_date,
            slot=decision.slot,
            due_at=decision.due_at,
            decided_at=decision.decided_at,
            decision=decision.kind,
            reason=decision.reason,
            until=decision.until,
            posting=self._postings.get(decision.schedule_id),
            run=run.id if run is not None else None,
            flow=run.flow if run is not None else None,
            ended_as=run.status if run is not None else None,
            ended_at=run.updated_at if run is not None else None,
            sent_at=self._sent_at(decision, run),
            answered_at=self._answered_at(decision, run) if run is not None else None,
        )

    def _sent_at(self, decision: Decision, run: Run | None) -> datetime | None:
        """When it reached its person; what begins no run (a summary, an offer, a second ask) is the next of its kind."""
        if decision.kind is not DecisionKind.SENT:
            return None
        kind = self._kinds[decision.schedule_id]
        number = self._numbers[decision.participant_id]
        if kind is ScheduleKind.REMINDER:
            posting = self._postings.get(decision.schedule_id)
            return self._reminded_at.get((number, posting)) if posting is not None else None
        if run is not None:
            return self._crowd.sent_at.get(run.id)
        wanted = ContactKind.SUMMARY if kind is ScheduleKind.SUMMARY else ContactKind.PROMPT
        contacts = self._contacts[number]
        later = (
            one.sent_at for one in contacts if one.kind is wanted and one.queued_at >= decision.decided_at
        )
        return next(later, None)

    def _answered_at(self, decision: Decision, run: Run) -> datetime | None:
        """When the question was first answered; what came once nothing was open any more is no answer.

        An answer to a question that was asked twice belongs to the asking before it.
        """
        at = self._crowd.answered_at.get(run.id)
        is_over = run.status not in {RunStatus.COMPLETED, RunStatus.WAITING}
        if at is None or (is_over and at > run.updated_at):
            return None
        posting = self._postings.get(decision.schedule_id)
        if posting is None:
            return at
        reminded_at = self._reminded_at.get((self._numbers[decision.participant_id], posting))
        is_after_reminder = reminded_at is not None and at >= reminded_at
        is_reminder = self._kinds[decision.schedule_id] is ScheduleKind.REMINDER
        return at if is_after_reminder is is_reminder else None


def _received(
    uow: UnitOfWork,
    recipients: Mapping[ParticipantId, Sequence[Recipient]],
    numbers: Mapping[ParticipantId, int],
) -> list[Received]:
    postings = uow.postings.by_id({one.posting_id for found in recipients.values() for one in found})
    return [
        Received(
            number=numbers[person],
            posting=one.posting_id,
            cohort=cohort,
            prompt=prompt,
            schedule=one.schedule_id,
            status=one.status,
        )
        for person, found in recipients.items()
        for one in found
        if (cohort := postings[one.posting_id].cohort_id) and (prompt := postings[one.posting_id].prompt)
    ]


def _person(participant: Participant, crowd: Crowd, means: Means) -> Person:
    week = preferences.working_week(participant, means.holidays)
    number = participant.chat_id
    return Person(
        number=number,
        zone=participant.timezone,
        days=week.days,
        nation=week.nation,
        quiet=preferences.quiet_hours(participant),
        rota=week.rota,
        leave=crowd.leave_of(ChatId(number)),
        stays=crowd.stays_of(ChatId(number)),
        joined_at=participant.created_at,
    )


def _pending(schedule: Schedule, number: int) -> Pending:
    return Pending(
        number=number,
        schedule=schedule.id,
        kind=schedule.kind,
        rule=schedule.rule,
        next_local_date=schedule.next_local_date,
        next_slot=schedule.next_slot,
        next_due_at=schedule.next_due_at,
    )
