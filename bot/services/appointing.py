"""Tutors: made by opening a link, removed by an operator; both hold at once and stand in the audit log."""

from bot.domain.ids import ParticipantId
from bot.domain.people import Participant
from bot.domain.roles import Act, Link, LinkKind, Role, Tutor
from bot.services import access, audit, broadcasting, conversation, group_phrases, links, menus
from bot.services.desk import Desk
from bot.services.messages import text_params


def by_link(desk: Desk, participant: Participant, link: Link) -> None:
    """Whoever opened the link is a tutor now, of its cohort if it has one; it is spent unless that changes nothing."""
    tutor = desk.uow.roles.tutors([participant.id]).get(participant.id)
    cohorts = frozenset() if tutor is None else tutor.cohorts
    given = cohorts if link.cohort_id is None else cohorts | {link.cohort_id}
    if tutor is None and link.kind is LinkKind.CO_TUTOR:
        facts = {"reason": "no_tutor", "kind": link.kind.value, "link": links.short(link)}
        audit.note(
            desk,
            Act.LINK_REFUSED,
            by=participant,
            about_id=None,
            cohort_id=link.cohort_id,
            **facts,
        )
        _say(desk, participant, group_phrases.TUTORS_ONLY)
        return
    is_operator = access.role_of(desk, participant) is Role.OPERATOR
    if is_operator or (tutor is not None and given == cohorts):
        words = group_phrases.OPERATOR_ALREADY if is_operator else group_phrases.TUTOR_ALREADY
        _say(desk, participant, words)
        return
    links.spend(desk, link, by=participant)
    desk.uow.roles.save_tutor(Tutor(participant_id=participant.id, since=desk.now, cohorts=given))
    act = Act.TUTOR_GRANTED if tutor is None else Act.TUTOR_ADDED
    audit.note(
        desk,
        act,
        by=participant,
        about_id=participant.id,
        cohort_id=link.cohort_id,
        link=links.short(link),
        link_made_by=link.made_by,
    )
    if tutor is None:
        menus.show(desk, participant, Role.TUTOR)
    _say(desk, participant, group_phrases.TUTOR_NOW if tutor is None else group_phrases.TUTOR_OF_COHORT)


def remove(desk: Desk, participant_id: ParticipantId, *, by: Participant) -> bool:
    """They are no tutor from now on, nor does more of what they wrote as one go out; False if they were none."""
    # Before the tutor's row, in the order in which their own updates lock both.
    desk.load_people([participant_id])
    tutor = desk.uow.roles.tutors([participant_id]).get(participant_id)
    person = desk.person(participant_id)
    if tutor is None or person is None:
        return False
    for cohort_id in sorted(tutor.cohorts):
        for link in links.standing(desk, LinkKind.CO_TUTOR, cohort_id):
            if link.made_by == participant_id:
                links.revoke(desk, link, by=by)
    desk.uow.roles.remove_tutor(participant_id)
    audit.note(desk, Act.TUTOR_REMOVED, by=by, about_id=participant_id, cohorts=str(len(tutor.cohorts)))
    broadcasting.cancel_all(desk, person, by=by)
    run = desk.open_run(participant_id)
    if run is not None and run.flow in access.FLOWS:
        conversation.put_away(desk, person)
    menus.show(desk, person, Role.PARTICIPANT)
    _say(desk, person, group_phrases.TUTOR_NO_MORE)
    return True


def _say(desk: Desk, participant: Participant, text: str) -> None:
    desk.send(participant.chat_id, "sendMessage", text_params(text))
