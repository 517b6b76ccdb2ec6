"""What schedules bring of what is asked of groups: a course's prompts, broadcasts, digests, and their reminders."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.domain.calendar import CourseDays, local_date, start_of_day
from bot.domain.cohorts import CohortStatus, Enrolment, EnrolmentStatus
from bot.domain.ids import CohortId, LineId, ParticipantId, PostingId, ScheduleId
from bot.domain.lines import SharedLine
from bot.domain.postings import Posting, PostingKind, Recipient, RecipientStatus
from bot.domain.schedules import DecisionKind, Reason, Schedule
from bot.ports import UnitOfWork

_IS_OUT: Final = frozenset({RecipientStatus.QUEUED, RecipientStatus.SENT, RecipientStatus.UNCERTAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A posting as it stands for one of its recipients; `enrolment` is the one through which they are reached.

    `is_ended`: that cohort is archived, or nothing is left of what it would say. `lines` are those that a digest or a
    tutor's answer is about, as far as they still stand. `was_had_elsewhere`: it is a prompt of a course that another cohort of theirs
    has brought them already.
    """

    posting: Posting
    recipient: Recipient
    enrolment: Enrolment | None
    is_ended: bool = False
    was_had_elsewhere: bool = False
    lines: tuple[SharedLine, ...] = ()

    @property
    def over(self) -> Reason | None:
        """Why there is nothing to ask them any more; None where there is."""
        if not self.is_for_them:
            return Reason.LEFT_COHORT
        if self.is_ended:
            return Reason.CALLED_OFF
        if self.is_answered:
            return Reason.ANSWERED_ALREADY
        return Reason.HAD_ELSEWHERE if self.was_had_elsewhere else None

    @property
    def is_for_them(self) -> bool:
        """Whether they are still to get it: whoever left the cohort is not."""
        return self.recipient.cohort_id is None or (self.enrolment is not None and self.enrolment.is_in)

    @property
    def is_resting(self) -> bool:
        """Whether they want nothing of the cohort for now."""
        return self.enrolment is not None and self.enrolment.status is EnrolmentStatus.PAUSED

    @property
    def is_answered(self) -> bool:
        """Whether they have answered it."""
        return self.recipient.answered_at is not None

    def was_asked_before(self, day: date, zone: str) -> bool:
        """Whether it went out to them before this local day: there is nothing to remind of else."""
        sent_at = self.recipient.sent_at
        return self.recipient.status in _IS_OUT and sent_at is not None and local_date(sent_at, zone) < day


def asked_by(
    uow: UnitOfWork, schedules: Collection[Schedule], people: Collection[ParticipantId]
) -> Mapping[ScheduleId, Asked]:
    """What these schedules bring, of those that bring a posting or its reminder."""
    ids = [one.id for one in schedules if one.kind.is_posted]
    if not ids:
        return {}
    recipients = uow.postings.by_schedule(ids)
    postings = uow.postings.by_id({one.posting_id for one in recipients.values()})
    enrolments: dict[tuple[ParticipantId, CohortId], Enrolment] = {
        (one.participant_id, one.cohort_id): one
        for theirs in uow.cohorts.enrolments_of(people).values()
        for one in theirs
    }
    cohorts = uow.cohorts.by_id({one.cohort_id for one in enrolments.values()})
    ended = {one.id for one in cohorts.values() if one.status is CohortStatus.ARCHIVED}
    elsewhere = _had_elsewhere(uow, Counter(person for person, _ in enrolments))
    lines = _lines_of(uow, postings.values())
    return {
        schedule_id: Asked(
            posting=postings[one.posting_id],
            recipient=one,
            enrolment=enrolments.get((one.participant_id, one.cohort_id)) if one.cohort_id else None,
            is_ended=one.cohort_id in ended or lines.get(one.posting_id) == (),
            was_had_elsewhere=(one.participant_id, one.posting_id) in elsewhere,
            lines=lines.get(one.posting_id, ()),
        )
        for schedule_id, one in recipients.items()
    }


def prompts_had(uow: UnitOfWork, participant_id: ParticipantId) -> Mapping[tuple[str, str], set[PostingId]]:
    """The prompts that a person has had or answered, as course and prompt, each with the postings that brought it."""
    brought = _brought(uow, participant_id)
    found: dict[tuple[str, str], set[PostingId]] = {}
    for recipient, prompt in brought:
        if recipient.answered_at is not None or recipient.status in _IS_OUT:
            found.setdefault(prompt, set()).add(recipient.posting_id)
    return found


def _had_elsewhere(
    uow: UnitOfWork, cohorts: Mapping[ParticipantId, int]
) -> set[tuple[ParticipantId, PostingId]]:
    """What cohorts would ask people whom another one has asked the same; most people have been in one alone."""
    found = set()
    for person in (one for one, count in cohorts.items() if count > 1):
        had = prompts_had(uow, person)
        for recipient, prompt in _brought(uow, person):
            if had.get(prompt, set()) - {recipient.posting_id}:
                found.add((person, recipient.posting_id))
    return found


def _brought(uow: UnitOfWork, participant_id: ParticipantId) -> Sequence[tuple[Recipient, tuple[str, str]]]:
    """What courses bring or brought a person, each with its course and prompt."""
    received = uow.postings.received_by(participant_id)
    postings = uow.postings.by_id({one.posting_id for one in received})
    cohorts = uow.cohorts.by_id({one.cohort_id for one in postings.values() if one.cohort_id})
    return [
        (one, (cohorts[posting.cohort_id].course, posting.prompt))
        for one in received
        if (posting := postings[one.posting_id]).kind is PostingKind.COURSE
        and posting.cohort_id in cohorts
        and posting.prompt is not None
    ]


def _lines_of(uow: UnitOfWork, postings: Collection[Posting]) -> Mapping[PostingId, tuple[SharedLine, ...]]:
    """The lines that digests and tutors' answers among these are about, but for those that were taken back before."""
    digests = [one.id for one in postings if one.kind is PostingKind.DIGEST]
    gathered = uow.lines.in_digests(digests) if digests else ()
    found = {
        id_: tuple(
            line
            for line in gathered
            if line.told_in == id_ or (line.digest_id == id_ and not line.status.is_taken_back)
        )
        for id_ in digests
    }
    answered = {
        one.id: LineId(one.prompt) for one in postings if one.kind is PostingKind.ANSWER and one.prompt
    }
    lines = uow.lines.by_id(answered.values()) if answered else {}
    for posting_id, line_id in answered.items():
        line = lines.get(line_id)
        found[posting_id] = (line,) if line is not None and not line.status.is_taken_back else ()
    return found


def lapses_at(schedule: Schedule, asked: Asked | None, zone: str) -> datetime | None:
    """From when on a posting doesn't come to somebody any more; None where it waits for them."""
    if isinstance(schedule.rule, CourseDays) and schedule.rule.ends is not None:
        return start_of_day(schedule.rule.ends, zone)
    return asked.posting.closes_at if asked is not None else None


def status_after(kind: DecisionKind, reason: Reason) -> RecipientStatus | None:
    """Where a recipient stands once their occurrence was decided; None while it is only put off."""
    match kind:
        case DecisionKind.DEFERRED:
            return None
        case DecisionKind.SENT:
            return RecipientStatus.QUEUED
        case _ if reason is Reason.BLOCKED:
            return RecipientStatus.UNDELIVERABLE
        case _:
            return RecipientStatus.HELD
