"""Plain values of groups to test with, beside those of `samples`."""

from datetime import date, timedelta
from typing import Any

from bot.domain.cohorts import Cohort, Enrolment
from bot.domain.ids import AuditId, CohortId, LineId
from bot.domain.lines import Reaction, ReactionKind, SharedLine
from bot.domain.roles import Act, AuditLine, Link, LinkKind
from tests.samples import NOW, person_id, sample_id


def cohort_id(number: int = 1) -> CohortId:
    return CohortId(sample_id(number))


def a_cohort(number: int = 1, **other: Any) -> Cohort:  # noqa: ANN401 - the fields of a Cohort
    fields: dict[str, Any] = {
        "id": cohort_id(number),
        "name": f"Spring {number}",
        "course": "knowledge_work",
        "starts": date(2026, 3, 2),
        "timezone": "Europe/London",
        "created_at": NOW,
    }
    return Cohort(**(fields | other))


def an_enrolment(of: int = 1, *, into: int = 1, **other: Any) -> Enrolment:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "cohort_id": cohort_id(into),
        "participant_id": person_id(of),
        "starts": date(2026, 3, 2),
        "joined_at": NOW,
    }
    return Enrolment(**(fields | other))


def a_tutors_link(number: int = 1, **other: Any) -> Link:  # noqa: ANN401 - the fields of a Link
    fields: dict[str, Any] = {
        "token_hash": f"{number:064x}",
        "kind": LinkKind.TUTOR,
        "made_by": person_id(3),
        "made_at": NOW,
        "expires_at": NOW + timedelta(days=2),
    }
    return Link(**(fields | other))


def an_audit_line(number: int = 1, **other: Any) -> AuditLine:  # noqa: ANN401 - the fields of an AuditLine
    fields: dict[str, Any] = {
        "id": AuditId(sample_id(number)),
        "at": NOW,
        "actor_id": person_id(3),
        "act": Act.TUTOR_GRANTED,
        "about_id": person_id(1),
    }
    return AuditLine(**(fields | other))


def a_line(number: int = 1, *, of: int = 1, **other: Any) -> SharedLine:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "id": LineId(sample_id(number)),
        "cohort_id": cohort_id(),
        "participant_id": person_id(of),
        "text": "An early word saves a late letter",
        "created_at": NOW,
    }
    return SharedLine(**(fields | other))


def a_reaction(to: int = 1, *, of: int = 2, **other: Any) -> Reaction:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "line_id": LineId(sample_id(to)),
        "participant_id": person_id(of),
        "kind": ReactionKind.ME_TOO,
        "at": NOW,
    }
    return Reaction(**(fields | other))
