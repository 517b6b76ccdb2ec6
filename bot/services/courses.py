"""A course for one of its participants: what is still to come follows the course, the dates and the person's own week.

A change is never a resend: what was decided for somebody stays decided, and only what is still to come is planned anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.domain.calendar import CourseDay, CourseDays, Occurrence, local_date, next_occurrence
from bot.domain.cohorts import Cohort, CohortStatus, Enrolment, Joining, first_day
from bot.domain.courses import Course, CoursePrompt
from bot.domain.ids import PostingId, ScheduleId
from bot.domain.people import Participant
from bot.domain.postings import Posting, PostingKind, Recipient, RecipientStatus
from bot.domain.schedules import Reason, Schedule, ScheduleKind
from bot.services import enrolments, preferences
from bot.services.desk import Desk
from bot.services.posted import prompts_had

_A_WEEK: Final = timedelta(days=7)


def postings_of(desk: Desk, cohort: Cohort, course: Course) -> dict[str, Posting]:
    """The postings of a cohort's course by their prompt, those that are new among them; kept in line with the course."""
    known = _known(desk, cohort)
    missing = [prompt for prompt in course.prompts if prompt.key not in known]
    desk.uow.postings.add([_posting(desk, cohort, course, prompt) for prompt in missing])
    if missing:
        known = _known(desk, cohort)  # another transaction may have added the same ones first
    wanted = {
        prompt.key: replace(known[prompt.key], flow=prompt.flow, window_hours=course.window_hours)
        for prompt in course.prompts
    }
    desk.uow.postings.save([one for key, one in wanted.items() if one != known[key]])
    return wanted


def coming(
    desk: Desk, participant: Participant, *, cohort: Cohort, course: Course
) -> Sequence[tuple[CoursePrompt, Occurrence]]:
    """What would come of a course, earliest first, if the person joined now."""
    starts = first_day(cohort, local_date(desk.now, participant.timezone))
    had = prompts_had(desk.uow, participant.id)
    found = []
    for prompt in course.prompts:
        rule = _rule(participant, prompt.day, starts=starts, ends=_ends(cohort, prompt, starts))
        occurrence = _next(desk, participant, rule, is_owed=True)
        if occurrence is not None and (course.name, prompt.key) not in had:
            found.append((prompt, occurrence))
    return sorted(found, key=lambda one: one[1].at)


def plan(
    desk: Desk, participant: Participant, enrolment: Enrolment, *, cohort: Cohort, course: Course | None
) -> None:
    """Put what is still to come of the course where it belongs for this person; what is over or answered stays so.

    Nothing comes any more of a cohort that is archived or that they left, and nothing of a course that is there no longer.
    """
    if cohort.status is CohortStatus.ARCHIVED or not enrolment.is_in:
        _call_off_all(desk, participant, cohort, Reason.CALLED_OFF)
        return
    received = {one.posting_id: one for one in desk.uow.postings.received_by(participant.id)}
    if course is not None:
        _plan_prompts(desk, participant, enrolment, cohort=cohort, course=course, received=received)
    withdrawn = {one.id for one in desk.uow.postings.of_cohort(cohort.id, PostingKind.COURSE)}
    for recipient in received.values():
        if recipient.posting_id in withdrawn:
            _call_off(desk, participant, recipient, Reason.CALLED_OFF)


def _plan_prompts(
    desk: Desk,
    participant: Participant,
    enrolment: Enrolment,
    *,
    cohort: Cohort,
    course: Course,
    received: dict[PostingId, Recipient],
) -> None:
    """Arrange what the course asks; what of it was `received` is taken out of there."""
    had = prompts_had(desk.uow, participant.id)
    for key, posting in postings_of(desk, cohort, course).items():
        prompt, recipient = course.prompt(key), received.pop(posting.id, None)
        assert prompt is not None  # noqa: S101 - the postings are those of its prompts
        if recipient is None:
            recipient = Recipient(posting_id=posting.id, participant_id=participant.id, cohort_id=cohort.id)
        if had.get((course.name, key), set()) - {posting.id}:
            _call_off(desk, participant, recipient, Reason.HAD_ELSEWHERE)
        elif _is_to_come(recipient):
            _arrange(desk, participant, enrolment, recipient, prompt=prompt, cohort=cohort)


def leave(desk: Desk, participant: Participant, cohort: Cohort) -> None:
    """Nothing of the cohort comes to the person any more."""
    _call_off_all(desk, participant, cohort, Reason.LEFT_COHORT)


def _call_off_all(desk: Desk, participant: Participant, cohort: Cohort, reason: Reason) -> None:
    for recipient in desk.uow.postings.received_by(participant.id):
        if recipient.cohort_id == cohort.id:
            _call_off(desk, participant, recipient, reason)


def _known(desk: Desk, cohort: Cohort) -> dict[str, Posting]:
    postings = desk.uow.postings.of_cohort(cohort.id, PostingKind.COURSE)
    return {one.prompt: one for one in postings if one.prompt is not None}


def _posting(desk: Desk, cohort: Cohort, course: Course, prompt: CoursePrompt) -> Posting:
    return Posting(
        id=PostingId(desk.means.ids.fresh()),
        kind=PostingKind.COURSE,
        cohort_id=cohort.id,
        prompt=prompt.key,
        flow=prompt.flow,
        window_hours=course.window_hours,
        created_at=desk.now,
    )


def _ends(cohort: Cohort, prompt: CoursePrompt, starts: date) -> date | None:
    """From when on a prompt doesn't come any more: behind its week, unless those who missed it catch up."""
    return starts + _A_WEEK * prompt.week if cohort.joining is Joining.FROM_HERE else None


def _is_to_come(recipient: Recipient) -> bool:
    """Whether nothing was decided for them yet, or what was called off may come after all."""
    is_open = recipient.status in (RecipientStatus.WAITING, RecipientStatus.WITHDRAWN)
    return is_open and recipient.answered_at is None


def _arrange(
    desk: Desk,
    participant: Participant,
    enrolment: Enrolment,
    recipient: Recipient,
    *,
    prompt: CoursePrompt,
    cohort: Cohort,
) -> None:
    starts, ends = enrolment.starts, _ends(cohort, prompt, enrolment.starts)
    rule = _rule(participant, prompt.day, starts=starts, ends=ends)
    schedule = _arranged(desk, participant, recipient.schedule_id, ScheduleKind.COURSE, rule)
    if schedule is None:
        _call_off(desk, participant, recipient, Reason.CALLED_OFF)
        return
    second = None
    if prompt.reminder is not None:
        rule = _rule(participant, prompt.reminder, starts=starts, ends=ends)
        second = _arranged(desk, participant, recipient.reminder_id, ScheduleKind.REMINDER, rule)
    elif recipient.reminder_id is not None:
        _switch_off(desk, participant, recipient.reminder_id, Reason.CALLED_OFF)
    arranged = replace(
        recipient,
        status=RecipientStatus.WAITING,
        schedule_id=schedule.id,
        reminder_id=second.id if second is not None else None,
    )
    if not desk.uow.postings.add_recipients([arranged]) and arranged != recipient:
        desk.uow.postings.save_recipients([arranged])


def _rule(participant: Participant, day: CourseDay, *, starts: date, ends: date | None) -> CourseDays:
    return CourseDays(start=starts, days=(day,), slot=preferences.slot_of(participant), ends=ends)


def _arranged(
    desk: Desk, participant: Participant, held: ScheduleId | None, kind: ScheduleKind, rule: CourseDays
) -> Schedule | None:
    """The schedule of this rule, saved; None if there is no day left for it.

    An occurrence whose time has come keeps its decision to get. Where the day is another one now, that decision is
    made here, and what comes instead is a schedule of its own: no occurrence is ever decided twice.
    """
    known = desk.schedule(participant.id, held) if held is not None else None
    known = known if known is not None and known.is_active else None
    if known is not None and known.rule == rule:
        return known
    if known is not None and enrolments.has_begun(known, participant, now=desk.now):
        if _is_same_day(known, rule):
            desk.save_schedule(replace(known, rule=rule))
            return known
        enrolments.switch_off(desk, participant, known, Reason.CALLED_OFF)
        known = None
    found = _next(desk, participant, rule, is_owed=kind.is_owed)
    if found is None:
        if known is not None:
            enrolments.switch_off(desk, participant, known, Reason.CALLED_OFF)
        return None
    schedule_id = known.id if known is not None else ScheduleId(desk.means.ids.fresh())
    arranged = Schedule(
        id=schedule_id,
        participant_id=participant.id,
        kind=kind,
        rule=rule,
        next_due_at=found.at,
        next_local_date=found.local_date,
        next_slot=found.slot,
    )
    desk.save_schedule(arranged)
    return arranged


def _is_same_day(schedule: Schedule, rule: CourseDays) -> bool:
    """Whether the schedule was for the same day of the course, counted from the same start."""
    was = schedule.rule
    return isinstance(was, CourseDays) and (was.start, was.days) == (rule.start, rule.days)


def _next(desk: Desk, participant: Participant, rule: CourseDays, *, is_owed: bool) -> Occurrence | None:
    """When it comes; one that went by unasked comes as soon as it can, if that is before its end."""
    week, zone = preferences.working_week(participant, desk.means.holidays), participant.timezone
    found = next_occurrence(rule, after=desk.now, zone=zone, week=week)
    if found is not None or not is_owed:
        return found
    found = enrolments.as_soon_as_can_be(desk, participant, rule)
    is_over = rule.ends is not None and local_date(found.at, zone) >= rule.ends
    return None if is_over else found


def _call_off(desk: Desk, participant: Participant, recipient: Recipient, reason: Reason) -> None:
    """What has not come of it doesn't come any more."""
    for schedule_id in (recipient.schedule_id, recipient.reminder_id):
        if schedule_id is not None:
            _switch_off(desk, participant, schedule_id, reason)
    if recipient.status is RecipientStatus.WAITING:
        desk.uow.postings.save_recipients([replace(recipient, status=RecipientStatus.WITHDRAWN)])


def _switch_off(desk: Desk, participant: Participant, schedule_id: ScheduleId, reason: Reason) -> None:
    schedule = desk.schedule(participant.id, schedule_id)
    if schedule is not None and schedule.is_active:
        enrolments.switch_off(desk, participant, schedule, reason)
