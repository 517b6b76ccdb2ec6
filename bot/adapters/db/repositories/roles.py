"""Who may do what: tutors with their cohorts, the links that were given out, and the audit log."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.adapters.db.dialects import among_ids, insert_new, locking
from bot.adapters.db.schema import audit, cohort_tutor, link, tutor
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import CohortId, ParticipantId
from bot.domain.roles import Act, AuditLine, Link, LinkKind, Tutor

_TUTORS = locking(select(tutor).where(among_ids(tutor.c.participant_id)).order_by(tutor.c.participant_id))
_ALL_TUTORS = select(tutor).order_by(tutor.c.since, tutor.c.participant_id)
_COHORTS = select(cohort_tutor).where(among_ids(cohort_tutor.c.participant_id))
_ADD_TUTOR = insert_new(tutor)
_LET_COHORTS_GO = delete(cohort_tutor).where(cohort_tutor.c.participant_id == bindparam("participant"))
_GIVE_COHORTS = insert(cohort_tutor)
_REMOVE_TUTOR = delete(tutor).where(tutor.c.participant_id == bindparam("participant"))

_ADD_LINK = insert(link)
_LINK = locking(select(link).where(link.c.token_hash == bindparam("hash")))
_SAVE_LINK = (
    update(link)
    .where(link.c.token_hash == bindparam("hash"))
    .values(
        expires_at=bindparam("expires"),
        used_at=bindparam("used"),
        used_by=bindparam("user"),
        revoked_at=bindparam("revoked"),
    )
)
_LINKS = select(link).order_by(link.c.made_at.desc(), link.c.token_hash.desc())
_LINKS_OF_COHORT = locking(_LINKS.where(link.c.cohort_id == bindparam("cohort")))
_LINKS_OF_NONE = locking(_LINKS.where(link.c.cohort_id.is_(None)))
_DROP_LINKS = delete(link).where(link.c.expires_at < bindparam("instant"))

_AUDIT = insert(audit)
_AUDITED = select(audit).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(bindparam("most"))


class RolesTable:
    """`bot.ports.Roles`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def tutors(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Tutor]:
        """Those of these people who are tutors; locked."""
        rows = self._transaction.rows(_TUTORS, ids=participants) if participants else ()
        return {found.participant_id: found for found in self._read(rows)}

    def all_tutors(self) -> Sequence[Tutor]:
        """All tutors, those who are it longest first."""
        return self._read(self._transaction.rows(_ALL_TUTORS))

    def save_tutor(self, new: Tutor) -> None:
        """Insert or update, with the cohorts that they look after."""
        person = new.participant_id
        self._transaction.write(_ADD_TUTOR, [{"participant_id": person, "since": new.since}])
        self._transaction.count(_LET_COHORTS_GO, participant=person)
        rows = [{"participant_id": person, "cohort_id": cohort} for cohort in sorted(new.cohorts)]
        self._transaction.write(_GIVE_COHORTS, rows)

    def remove_tutor(self, participant_id: ParticipantId) -> None:
        """They are no tutor any more, of no cohort."""
        self._transaction.count(_REMOVE_TUTOR, participant=participant_id)

    def add_link(self, new: Link) -> None:
        """Keep a link that is given out."""
        row = {
            "token_hash": new.token_hash,
            "kind": new.kind,
            "cohort_id": new.cohort_id,
            "made_by": new.made_by,
            "made_at": new.made_at,
            "expires_at": new.expires_at,
            "used_at": new.used_at,
            "used_by": new.used_by,
            "revoked_at": new.revoked_at,
        }
        self._transaction.write(_ADD_LINK, [row])

    def link(self, token_hash: str) -> Link | None:
        """The link of this hash; locked, so that one that works once works once."""
        rows = self._transaction.rows(_LINK, hash=token_hash)
        return _link(rows[0]) if rows else None

    def save_link(self, changed: Link) -> None:
        """Update when it expires, was used or revoked; the rest of a link never changes."""
        row = {
            "hash": changed.token_hash,
            "expires": changed.expires_at,
            "used": changed.used_at,
            "user": changed.used_by,
            "revoked": changed.revoked_at,
        }
        self._transaction.write(_SAVE_LINK, [row])

    def links(self, cohort_id: CohortId | None) -> Sequence[Link]:
        """The links for a cohort, or those for none, newest first; locked."""
        if cohort_id is None:
            return [_link(row) for row in self._transaction.rows(_LINKS_OF_NONE)]
        return [_link(row) for row in self._transaction.rows(_LINKS_OF_COHORT, cohort=cohort_id)]

    def drop_links(self, instant: datetime) -> int:
        """Let go of links that expired before, used and revoked ones among them; how many."""
        return self._transaction.count(_DROP_LINKS, instant=instant)

    def audit(self, lines: Sequence[AuditLine]) -> None:
        """Append to the audit log; nothing is ever changed or taken away."""
        rows = [
            {
                "id": line.id,
                "at": line.at,
                "actor_id": line.actor_id,
                "act": line.act,
                "about_id": line.about_id,
                "cohort_id": line.cohort_id,
                "facts": line.facts,
            }
            for line in lines
        ]
        self._transaction.write(_AUDIT, rows)

    def audited(self, *, limit: int) -> Sequence[AuditLine]:
        """The last lines of the audit log, newest first."""
        return [_audit_line(row) for row in self._transaction.rows(_AUDITED, most=limit)]

    def _read(self, rows: Sequence[Any]) -> list[Tutor]:
        """These tutors with their cohorts, which are read once the tutors are locked and so as they stand."""
        if not rows:
            return []
        cohorts: dict[str, set[CohortId]] = {}
        for person, cohort in self._transaction.rows(_COHORTS, ids=[person for person, _since in rows]):
            cohorts.setdefault(person, set()).add(cohort)
        return [
            Tutor(participant_id=person, since=since, cohorts=frozenset(cohorts.get(person, ())))
            for person, since in rows
        ]


def _link(row: Sequence[Any]) -> Link:
    token_hash, kind, cohort_id, made_by, made_at, expires_at, used_at, used_by, revoked_at = row
    return Link(
        token_hash=token_hash,
        kind=LinkKind(kind),
        cohort_id=cohort_id,
        made_by=made_by,
        made_at=made_at,
        expires_at=expires_at,
        used_at=used_at,
        used_by=used_by,
        revoked_at=revoked_at,
    )


def _audit_line(row: Sequence[Any]) -> AuditLine:
    id_, at, actor_id, act, about_id, cohort_id, facts = row
    return AuditLine(
        id=id_, at=at, actor_id=actor_id, act=Act(act), about_id=about_id, cohort_id=cohort_id, facts=facts
    )
