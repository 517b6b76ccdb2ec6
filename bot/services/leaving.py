"""A holiday, a break from the course alone, or leaving a cohort: three things that are easily taken for one another."""

from html import escape

from bot.domain.cohorts import Cohort, CohortStatus, Enrolment, EnrolmentStatus
from bot.domain.ids import CohortId
from bot.domain.people import Participant
from bot.domain.schedules import Reason
from bot.services import cohort_phrases as phrases
from bot.services import conversation, courses, joining, withdrawals
from bot.services.desk import Desk
from bot.services.messages import Button, text_params


def begin(desk: Desk, participant: Participant) -> None:
    """Ask which of them it is."""
    theirs = _places(desk, participant)
    if not theirs:
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.IN_NO_COHORT))
        return
    rows: list[list[Button]] = [[(phrases.HOLIDAY, "g:away")]]
    for cohort, enrolment in theirs:
        is_resting = enrolment.status is EnrolmentStatus.PAUSED
        label, verb = (phrases.GO_ON, "on") if is_resting else (phrases.REST, "rest")
        rows.append([(label.format(name=cohort.name), f"g:{verb}:{cohort.id}")])
        rows.append([(phrases.LEAVE.format(name=cohort.name), f"g:leave:{cohort.id}")])
    rows.append([(phrases.NEITHER, "g:stay")])
    desk.send(participant.chat_id, "sendMessage", text_params(phrases.HOLIDAY_OR_LEAVING, rows=rows))


def rest(desk: Desk, participant: Participant, cohort_id: CohortId) -> str:
    """Nothing comes of the course for now, and the place is kept; what to say."""
    enrolment, cohort = joining.enrolment_in(desk, participant, cohort_id), _cohort(desk, cohort_id)
    if enrolment is None or cohort is None:
        return phrases.NOT_IN_IT
    if cohort.status is CohortStatus.ARCHIVED:
        return phrases.HAS_ENDED.format(name=escape(cohort.name))
    joining.enter(desk, enrolment, EnrolmentStatus.PAUSED)
    _take_back(desk, participant, cohort, Reason.COHORT_PAUSED)
    return phrases.RESTING.format(name=escape(cohort.name))


def go_on(desk: Desk, participant: Participant, cohort_id: CohortId) -> str:
    """The course goes on for the person; what to say."""
    enrolment, cohort = joining.enrolment_in(desk, participant, cohort_id), _cohort(desk, cohort_id)
    if enrolment is None or cohort is None:
        return phrases.NOT_IN_IT
    if cohort.status is CohortStatus.ARCHIVED:
        return phrases.HAS_ENDED.format(name=escape(cohort.name))
    joined = joining.enter(desk, enrolment, EnrolmentStatus.JOINED)
    course = desk.means.flows.courses().get(cohort.course)
    courses.plan(desk, participant, joined, cohort=cohort, course=course)
    return phrases.GOING_ON.format(name=escape(cohort.name))


def go_on_everywhere(desk: Desk, participant: Participant) -> None:
    """Whatever course they paused goes on."""
    for cohort, enrolment in _places(desk, participant):
        if enrolment.status is EnrolmentStatus.PAUSED:
            words = go_on(desk, participant, cohort.id)
            desk.send(participant.chat_id, "sendMessage", text_params(words))


def leave(desk: Desk, participant: Participant, cohort_id: CohortId) -> str:
    """The person gives their place up, and nothing more comes of the cohort; what to say."""
    enrolment, cohort = joining.enrolment_in(desk, participant, cohort_id), _cohort(desk, cohort_id)
    if enrolment is None or cohort is None:
        return phrases.NOT_IN_IT
    joining.enter(desk, enrolment, EnrolmentStatus.LEFT)
    if _take_back(desk, participant, cohort, Reason.LEFT_COHORT):
        # What was asked would otherwise be asked again, by a snooze or its own reminder.
        conversation.put_away(desk, participant)
    courses.leave(desk, participant, cohort)
    return phrases.LEFT.format(name=escape(cohort.name))


def _take_back(desk: Desk, participant: Participant, cohort: Cohort, reason: Reason) -> bool:
    """What the cohort was about to ask doesn't go out; whether what it did ask is still open."""
    run = desk.open_run(participant.id)
    if run is None or run.posting_id is None:
        return False
    recipient = desk.uow.postings.recipient(run.posting_id, participant.id)
    if recipient is None or recipient.cohort_id != cohort.id:
        return False
    withdrawals.take_back(desk, participant, reason)
    # At once: what is called off next must know that it did not go out.
    desk.uow.postings.note_status(desk.changes.reached)
    desk.changes.reached.clear()
    return desk.open_run(participant.id) is not None


def _places(desk: Desk, participant: Participant) -> list[tuple[Cohort, Enrolment]]:
    """The cohorts that go on in which the person has a place."""
    enrolments = desk.uow.cohorts.enrolments_of([participant.id]).get(participant.id, ())
    cohorts = desk.uow.cohorts.by_id([one.cohort_id for one in enrolments if one.is_in])
    theirs = ((cohorts[one.cohort_id], one) for one in enrolments if one.cohort_id in cohorts)
    return [(cohort, one) for cohort, one in theirs if cohort.status is CohortStatus.OPEN]


def _cohort(desk: Desk, cohort_id: CohortId) -> Cohort | None:
    return desk.uow.cohorts.by_id([cohort_id]).get(cohort_id)
