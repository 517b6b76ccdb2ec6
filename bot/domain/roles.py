"""Who may do what: tutors and the links that make them, invitations, and the record of every grant and removal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import AuditId, CohortId, ParticipantId


class Role(StrEnum):
    """What a person is to Kipic, the least first; an operator comes from the settings, a tutor by a link."""

    PARTICIPANT = "participant"
    TUTOR = "tutor"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tutor:
    """A participant who is a tutor; `cohorts` are those that they look after."""

    participant_id: ParticipantId
    since: datetime
    cohorts: frozenset[CohortId] = frozenset()


class LinkKind(StrEnum):
    """What a link does for whoever opens it: makes them a tutor (once), or a participant of a cohort (any number).

    A tutor may share a cohort with another (`co_tutor`, once), but only operators make somebody a tutor.
    """

    TUTOR = "tutor"
    CO_TUTOR = "co_tutor"
    INVITE = "invite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that was given out; of its token only the hash (SHA-256, hex) is kept.

    A tutor's link with a `cohort_id` also gives that cohort to them. `made_by` is who gave it out.
    """

    token_hash: str = field(repr=False)
    kind: LinkKind
    cohort_id: CohortId | None = None
    made_by: ParticipantId
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: ParticipantId | None = None
    revoked_at: datetime | None = None


class Act(StrEnum):
    """What an audit line tells."""

    LINK_MADE = "link_made"
    LINK_USED = "link_used"
    LINK_REFUSED = "link_refused"
    LINK_REVOKED = "link_revoked"
    TUTOR_GRANTED = "tutor_granted"
    TUTOR_REMOVED = "tutor_removed"
    COHORT_MADE = "cohort_made"
    COHORT_CHANGED = "cohort_changed"
    COHORT_ARCHIVED = "cohort_archived"
    TUTOR_ADDED = "tutor_added"
    BROADCAST_SENT = "broadcast_sent"
    BROADCAST_CANCELLED = "broadcast_cancelled"
    LINE_PASSED = "line_passed"
    LINE_SET_ASIDE = "line_set_aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line of the audit log: who did what, to whom or what; codes and ids only, never anybody's words."""

    id: AuditId
    at: datetime
    actor_id: ParticipantId | None
    act: Act
    about_id: ParticipantId | None = None
    cohort_id: CohortId | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
