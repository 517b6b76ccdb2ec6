"""The rows of a simulation, read back from the store once it is over."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.app.simulating.crowd import Crowd
from bot.app.simulating.rows import Contact, ContactKind, Decided, Ledger, Pending, Period, Person
from bot.app.simulating.weeks import Weeks
from bot.domain.ids import ChatId, ParticipantId, RunId
from bot.domain.people import Participant
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
    decisions = {one.id: uow.schedules.decisions(one.id, limit=ALL) for one in people.values()}
    run_ids = [one.run_id for found in decisions.values() for one in found if one.run_id is not None]
    numbers: dict[ParticipantId, int] = {one.id: one.chat_id for one in people.values()}
    contacts = crowd.contacts()
    reader = _Reader(crowd, uow.runs.by_id(run_ids), schedules, contacts, numbers)
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
        holidays=means.holidays,
        window_hours=programme.window_hours,
        contacts_a_day=programme.contacts_a_day,
        starts_a_week=programme.starts_a_week,
    )


class _Reader:
    """Puts each decision together with its run and with what reached its person."""

    def __init__(
        self,
        crowd: Crowd,
        runs: Mapping[RunId, Run],
        schedules: Mapping[ParticipantId, Sequence[Schedule]],
        contacts: Sequence[Contact],
        numbers: Mapping[ParticipantId, int],
    ) -> None:
        self._crowd = crowd
        self._runs = runs
        self._kinds = {one.id: one.kind for held in schedules.values() for one in held}
        self._numbers = numbers
        self._contacts: dict[int, list[Contact]] = defaultdict(list)
        for one in contacts:
            self._contacts[one.number].append(one)

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
            flow=run.flow if run is not None else None,
            ended_as=run.status if run is not None else None,
            ended_at=run.updated_at if run is not None else None,
            sent_at=self._sent_at(decision, run),
            answered_at=self._answered_at(run) if run is not None else None,
        )

    def _sent_at(self, decision: Decision, run: Run | None) -> datetime | None:
        """When it reached its person; what brings no run (a summary, an offer) is the next contact of its kind."""
        if decision.kind is not DecisionKind.SENT:
            return None
        if run is not None:
            return self._crowd.sent_at.get(run.id)
        is_summary = self._kinds[decision.schedule_id] is ScheduleKind.SUMMARY
        kind = ContactKind.SUMMARY if is_summary else ContactKind.PROMPT
        contacts = self._contacts[self._numbers[decision.participant_id]]
        later = (one.sent_at for one in contacts if one.kind is kind and one.queued_at >= decision.decided_at)
        return next(later, None)

    def _answered_at(self, run: Run) -> datetime | None:
        """When the question was first answered; what came once nothing was open any more is no answer."""
        at = self._crowd.answered_at.get(run.id)
        is_over = run.status not in {RunStatus.COMPLETED, RunStatus.WAITING}
        return None if at is not None and is_over and at > run.updated_at else at


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
