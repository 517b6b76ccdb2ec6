"""Invitations to a cohort: the link as text, and as a picture for people in the same room."""

from html import escape

from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort
from bot.domain.ids import DocumentId
from bot.domain.people import Participant
from bot.domain.roles import LinkKind, Role
from bot.ports import Document
from bot.services import access, links
from bot.services import cohort_phrases as phrases
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
