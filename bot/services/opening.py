"""Opening a link: what each kind does, what is said of one that does nothing, and what waits for the welcome's end."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Participant
from bot.domain.roles import Act, Link, LinkKind
from bot.services import appointing, audit, group_phrases, joining, links
from bot.services.desk import Desk
from bot.services.links import Refusal
from bot.services.messages import text_params

WAITS_FOR: Final = timedelta(days=7)
"""How long a link that somebody came by waits for the end of their welcome; they can always open it again."""


def open_(desk: Desk, participant: Participant, words: str) -> None:
    """Open what somebody sent behind /start or /join: a token, or the address with it."""
    desk.end_errand(participant.id, ErrandKind.OPEN_LINK)
    token = links.token_in(words)
    _open_hash(desk, participant, links.hash_of(token) if token is not None else "")


def keep_for_later(desk: Desk, participant: Participant, token: str) -> None:
    """Somebody who has just consented came by a link: it is opened when their welcome is over."""
    errand = Errand(
        participant_id=participant.id,
        kind=ErrandKind.OPEN_LINK,
        about=links.hash_of(token),
        begun_at=desk.now,
        expires_at=desk.now + WAITS_FOR,
    )
    desk.begin_errand(errand)


def open_kept(desk: Desk, participant: Participant) -> None:
    """Open the link that somebody came by, if one waits."""
    errand = desk.errand(participant.id, ErrandKind.OPEN_LINK)
    if errand is not None:
        desk.end_errand(participant.id, ErrandKind.OPEN_LINK)
        _open_hash(desk, participant, errand.about)


def _open_hash(desk: Desk, participant: Participant, token_hash: str) -> None:
    link = desk.uow.roles.link(token_hash)
    fault = Refusal.UNKNOWN if link is None else links.fault_of(desk, link)
    if link is None or fault is not None:
        _refuse(desk, participant, fault or Refusal.UNKNOWN, link)
        return
    _OPENED[link.kind](desk, participant, link)


def _refuse(desk: Desk, participant: Participant, why: Refusal, link: Link | None) -> None:
    known = {} if link is None else {"kind": link.kind.value, "link": links.short(link)}
    cohort_id = None if link is None else link.cohort_id
    audit.note(
        desk, Act.LINK_REFUSED, by=participant, about_id=None, cohort_id=cohort_id, reason=why, **known
    )
    is_own = link is not None and why is Refusal.USED and link.used_by == participant.id
    words = group_phrases.LINK_USED_BY_YOU if is_own else REFUSALS[why]
    desk.send(participant.chat_id, "sendMessage", text_params(words))


def _invited(desk: Desk, participant: Participant, link: Link) -> None:
    """An invitation was opened: what will come is said, and joining is theirs to choose."""
    if link.cohort_id is not None:
        links.note_use(desk, link, by=participant)
        joining.by_invite(desk, participant, link.cohort_id, link=links.short(link))


REFUSALS: Final[Mapping[Refusal, str]] = {
    Refusal.UNKNOWN: group_phrases.LINK_UNKNOWN,
    Refusal.EXPIRED: group_phrases.LINK_EXPIRED,
    Refusal.USED: group_phrases.LINK_USED,
    Refusal.REVOKED: group_phrases.LINK_REVOKED,
    Refusal.CLOSED: group_phrases.LINK_CLOSED,
}

_OPENED: Final[Mapping[LinkKind, Callable[[Desk, Participant, Link], None]]] = {
    LinkKind.TUTOR: appointing.by_link,
    LinkKind.CO_TUTOR: appointing.by_link,
    LinkKind.INVITE: _invited,
}
