"""Invitations to a cohort: the link as text, and as a picture for people in the same room; and how they are taken back."""

from html import escape

from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort
from bot.domain.ids import DocumentId
from bot.domain.people import Participant
from bot.domain.roles import Link, LinkKind, Role
from bot.ports import Document
from bot.services import access, cohort_words, links
from bot.services import cohort_phrases as phrases
from bot.services.cohorts import Page
from bot.services.desk import Desk
from bot.services.messages import text_params
from bot.services.wording import day_in_words


def invite(desk: Desk, tutor: Participant, cohort: Cohort) -> None:
    """Give the tutor a fresh link into the cohort, and its QR code."""
    link = links.make(desk, kind=LinkKind.INVITE, by=tutor, cohort_id=cohort.id)
    until = local_date(desk.now + links.LIVES[LinkKind.INVITE], tutor.timezone)
    name = escape(cohort.name)
    words = phrases.INVITED.format(name=name, until=f"{day_in_words(until)} {until:%Y}", link=link)
    desk.send(tutor.chat_id, "sendMessage", text_params(words))
    if desk.means.qr_codes is None:
        return
    params = {"caption": phrases.QR_CAPTION.format(name=name), "parse_mode": "HTML"}
    delivery_id = desk.send(tutor.chat_id, "sendPhoto", params)
    desk.changes.documents.append(
        Document(
            id=DocumentId(desk.means.ids.fresh()),
            participant_id=tutor.id,
            delivery_id=delivery_id,
            parameter="photo",
            name="invitation.png",
            content=desk.means.qr_codes.png(link),
        )
    )


def invite_tutor(desk: Desk, tutor: Participant, cohort: Cohort) -> None:
    """Give out a link that makes whoever opens it first a tutor of this cohort; an operator's, a tutor at all."""
    is_operator = access.is_at_least(desk, tutor, Role.OPERATOR)
    kind = LinkKind.TUTOR if is_operator else LinkKind.CO_TUTOR
    link = links.make(desk, kind=kind, by=tutor, cohort_id=cohort.id)
    words = phrases.TUTOR_LINK.format(name=escape(cohort.name), link=link)
    desk.send(tutor.chat_id, "sendMessage", text_params(words))


def take_back_page(desk: Desk, cohort: Cohort) -> Page:
    """How many links into the cohort would end."""
    name, found = escape(cohort.name), _standing(desk, cohort)
    back = (phrases.BACK, f"g:open:{cohort.id}")
    if not found:
        return phrases.NONE_TO_TAKE_BACK.format(name=name), [[back]]
    words = phrases.REALLY_TAKE_BACK.format(name=name, links=cohort_words.links(len(found)))
    return words, [[(phrases.DO_TAKE_BACK, f"g:revoke:{cohort.id}"), back]]


def take_back(desk: Desk, tutor: Participant, cohort: Cohort) -> str:
    """No link into the cohort that was given out works any more, whoever made it; what to say."""
    name, found = escape(cohort.name), _standing(desk, cohort)
    for link in found:
        links.revoke(desk, link, by=tutor)
    if not found:
        return phrases.NONE_TO_TAKE_BACK.format(name=name)
    return phrases.TAKEN_BACK.format(name=name, links=cohort_words.links(len(found)))


def _standing(desk: Desk, cohort: Cohort) -> list[Link]:
    return [link for link in desk.uow.roles.links(cohort.id) if links.fault_of(desk, link) is None]
