"""Links that make somebody a tutor or lead into a cohort: given out, judged when they are opened, taken back.

A link's token is drawn from 192 bits and only its hash is kept, so that trying tokens finds none however many are
tried, and nobody who reads the store can open one.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.domain.cohorts import CohortStatus
from bot.domain.ids import CohortId
from bot.domain.people import Participant
from bot.domain.roles import Act, Link, LinkKind
from bot.services import audit
from bot.services.desk import Desk

LIVES: Final[Mapping[LinkKind, timedelta]] = {
    LinkKind.TUTOR: timedelta(days=7),
    LinkKind.CO_TUTOR: timedelta(days=7),
    LinkKind.INVITE: timedelta(days=365),
}
"""How long a link of each kind works, if nothing else is said."""

LONGEST_TOKEN: Final = 40
"""Telegram takes 64 characters, but before consent a token travels in a button's data beside the welcome's version."""

SHOWN_OF_HASH: Final = 16
"""Characters of a hash that name a link in a button or in the audit log: enough to tell apart, none of the token."""

_TOKEN: Final = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_TOKEN}}}")
_IN_ADDRESS: Final = re.compile(r"[?&]start=([^&#\s]*)")


class Refusal(StrEnum):
    """Why a link does nothing; `unknown` is a forged one or a copy that isn't whole, `closed` leads to an archived cohort."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"
    CLOSED = "closed"


def make(
    desk: Desk,
    *,
    kind: LinkKind,
    by: Participant,
    cohort_id: CohortId | None = None,
    lives: timedelta | None = None,
) -> str:
    """Give out a link; its address, which can't be had again."""
    token = desk.means.ids.secret()
    link = Link(
        token_hash=hash_of(token),
        kind=kind,
        cohort_id=cohort_id,
        made_by=by.id,
        made_at=desk.now,
        expires_at=desk.now + (lives or LIVES[kind]),
    )
    desk.uow.roles.add_link(link)
    audit.note(desk, Act.LINK_MADE, by=by, cohort_id=cohort_id, kind=kind, link=short(link))
    return f"https://t.me/{desk.means.username}?start={token}"


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def short(link: Link) -> str:
    """What names a link without giving it away."""
    return link.token_hash[:SHOWN_OF_HASH]


def token_in(words: str) -> str | None:
    """The token in what somebody sent: the token itself or the whole address; None when it can't be one."""
    words = words.strip()
    found = _IN_ADDRESS.search(words)
    token = found[1] if found is not None else words
    return token if _TOKEN.fullmatch(token) else None


def fault_of(desk: Desk, link: Link) -> Refusal | None:
    """Why a link does nothing any more; None for one that works."""
    if link.revoked_at is not None:
        return Refusal.REVOKED
    if link.used_at is not None:
        return Refusal.USED
    if link.expires_at <= desk.now:
        return Refusal.EXPIRED
    if link.cohort_id is not None:
        cohort = desk.uow.cohorts.by_id([link.cohort_id]).get(link.cohort_id)
        if cohort is None or cohort.status is CohortStatus.ARCHIVED:
            return Refusal.CLOSED
    return None


def spend(desk: Desk, link: Link, *, by: Participant) -> None:
    """A link that works once has worked; it was read in this transaction, which keeps it locked for everybody else."""
    desk.uow.roles.save_link(replace(link, used_at=desk.now, used_by=by.id))
    note_use(desk, link, by=by)


def note_use(desk: Desk, link: Link, *, by: Participant) -> None:
    """Somebody opened a link that worked."""
    audit.note(desk, Act.LINK_USED, by=by, cohort_id=link.cohort_id, kind=link.kind, link=short(link))


def standing(desk: Desk, kind: LinkKind, cohort_id: CohortId | None = None) -> list[Link]:
    """The links of a kind, for a cohort or for none, that still work; newest first."""
    links = desk.uow.roles.links(cohort_id)
    return [link for link in links if link.kind is kind and fault_of(desk, link) is None]


def is_standing(desk: Desk, kind: LinkKind, cohort_id: CohortId, short_hash: str) -> bool:
    """Whether the link that a button names still works, whatever its cohort: the button may be older than its end."""
    links = (one for one in desk.uow.roles.links(cohort_id) if (one.kind, short(one)) == (kind, short_hash))
    return any(fault_of(desk, one) in (None, Refusal.CLOSED) for one in links)


def revoke(desk: Desk, link: Link, *, by: Participant) -> None:
    """From now on the link does nothing."""
    desk.uow.roles.save_link(replace(link, revoked_at=desk.now))
    audit.note(desk, Act.LINK_REVOKED, by=by, cohort_id=link.cohort_id, kind=link.kind, link=short(link))
