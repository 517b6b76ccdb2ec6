"""What people who are due have coming and have had: other schedules of today, contacts of this week, follow-ups."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.calendar import local_date
from bot.domain.ids import ParticipantId
from bot.domain.people import Participant
from bot.domain.plans import FollowUp, PlanItem
from bot.domain.runs import Run
from bot.domain.schedules import Contact, Schedule, ScheduleKind
from bot.ports import UnitOfWork
from bot.services.posted import Asked, asked_by

_A_WEEK: Final = timedelta(days=8)
"""A week on anybody's calendar, wherever on earth it began."""


class Expected:
    """Loaded in sets for all whose occurrences are decided together; kept up as they are decided."""

    def __init__(self, uow: UnitOfWork, schedules: Collection[Schedule], *, now: datetime) -> None:
        people = {one.participant_id for one in schedules}
        self._runs = uow.runs
        self._asked = {one.participant_id for one in schedules if one.kind is ScheduleKind.OWN}
        self._ends: Mapping[ParticipantId, Sequence[Run]] | None = None
        self._schedules: dict[ParticipantId, Sequence[Schedule]] = dict(uow.schedules.of(people))
        self._contacts = uow.schedules.contacts_since(people, now - _A_WEEK)
        ids = [one.id for one in schedules if one.kind is ScheduleKind.FOLLOW_UP]
        self._follow_ups = uow.follow_ups.by_schedule(ids) if ids else {}
        plan_ids = [one.plan_id for one in self._follow_ups.values() if one.plan_id is not None]
        self._plans = uow.plans.by_id(plan_ids) if plan_ids else {}
        self._asked_of_groups = dict(asked_by(uow, schedules, people))

    def note_sent(self, participant: Participant, kind: ScheduleKind, at: datetime) -> None:
        """Something was just sent."""
        self._contacts.setdefault(participant.id, []).append(Contact(kind=kind, at=at))

    def note_passed(self, schedule: Schedule) -> None:
        """An occurrence was decided and did not come: what was due with it doesn't give way to it any more."""
        theirs = self._schedules.get(schedule.participant_id, ())
        self._schedules[schedule.participant_id] = [
            schedule if one.id == schedule.id else one for one in theirs
        ]

    def outranking(self, participant: Participant, kind: ScheduleKind, day: date) -> ScheduleKind | None:
        """What is due to the person on this local day that comes before a contact of this kind."""
        due = (one for one in self._schedules.get(participant.id, ()) if one.is_active and one.next_due_at)
        kinds = (
            one.kind
            for one in due
            if one.kind.outranks(kind)
            and one.next_due_at is not None
            and local_date(one.next_due_at, participant.timezone) == day
        )
        return next(kinds, None)

    def contacts_on(self, participant: Participant, day: date) -> int:
        """How many unasked contacts reached the person on this local day."""
        contacts = self._contacts.get(participant.id, ())
        return sum(local_date(one.at, participant.timezone) == day for one in contacts)

    def starts_in_week_of(
        self, participant: Participant, day: date, *, kind: ScheduleKind | None = None
    ) -> int:
        """How many flows were begun for the person, unasked, in the week (from Monday) of this local day; of one kind."""
        monday = day - timedelta(days=day.weekday())
        contacts = self._contacts.get(participant.id, ())
        return sum(
            one.kind.is_start
            and one.kind is (kind or one.kind)
            and local_date(one.at, participant.timezone) >= monday
            for one in contacts
        )

    def is_course_week(self, participant: Participant, day: date) -> bool:
        """Whether a course asks, or has asked, the person in the week (from Monday) of this local day."""
        monday = day - timedelta(days=day.weekday())
        if self.starts_in_week_of(participant, day, kind=ScheduleKind.COURSE):
            return True
        due = (
            one.next_local_date
            for one in self._schedules.get(participant.id, ())
            if one.kind is ScheduleKind.COURSE and one.is_active
        )
        return any(at is not None and monday <= at < monday + timedelta(days=7) for at in due)

    def asked_by(self, schedule: Schedule) -> Asked | None:
        """What a schedule brings of what is asked of groups."""
        return self._asked_of_groups.get(schedule.id)

    def suppose(self, schedule: Schedule, asked: Asked) -> None:
        """For a dry run: as if this schedule brought that."""
        self._asked_of_groups[schedule.id] = asked

    def last_ends(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Run]:
        """How the last prompts of a person whose own question is due ended, newest first."""
        if self._ends is None:
            self._ends = self._runs.recent_ends(self._asked, limit=limit)
        return self._ends.get(participant_id, ())

    def follow_up(self, schedule: Schedule) -> tuple[FollowUp, PlanItem | None] | None:
        """What a schedule brings back, and the plan item that it asks about."""
        found = self._follow_ups.get(schedule.id)
        if found is None:
            return None
        return found, self._plans.get(found.plan_id) if found.plan_id else None

    def is_wanted(self, schedule: Schedule) -> bool:
        """Whether there is still something to ask by a follow-up."""
        found = self.follow_up(schedule)
        if found is None:
            return False
        follow_up, item = found
        return follow_up.plan_id is None or (item is not None and not item.status.is_settled)
