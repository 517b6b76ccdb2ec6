"""The repositories of groups in memory: cohorts, tutors and their links, the audit log, shared lines."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.cohorts import Cohort, Enrolment
from bot.domain.ids import CohortId, LineId, ParticipantId, PostingId
from bot.domain.lines import LineStatus, Reaction, SharedLine
from bot.domain.roles import AuditLine, Link, Tutor
from tests.fake_tables import Tables, refuse


class FakeCohorts:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def by_id(self, ids: Collection[CohortId]) -> dict[CohortId, Cohort]:
        return {id_: self._tables.cohorts[id_] for id_ in ids if id_ in self._tables.cohorts}

    def locked(self, cohort_id: CohortId) -> Cohort | None:
        return self._tables.cohorts.get(cohort_id)

    def all(self) -> Sequence[Cohort]:
        return sorted(self._tables.cohorts.values(), key=lambda cohort: cohort.id, reverse=True)

    def save(self, cohorts: Sequence[Cohort]) -> None:
        for cohort in cohorts:
            kept = self._tables.cohorts.get(cohort.id, cohort)
            self._tables.cohorts[cohort.id] = replace(cohort, created_at=kept.created_at)

    def enrolments_of(
        self, participants: Collection[ParticipantId]
    ) -> dict[ParticipantId, tuple[Enrolment, ...]]:
        found: dict[ParticipantId, tuple[Enrolment, ...]] = {}
        for (_, person), enrolment in sorted(self._tables.enrolments.items()):
            if person in participants:
                found[person] = (*found.get(person, ()), enrolment)
        return found

    def enrolments_in(
        self, cohort_id: CohortId, *, after: ParticipantId | None, limit: int
    ) -> Sequence[Enrolment]:
        found = (
            enrolment
            for (cohort, person), enrolment in sorted(self._tables.enrolments.items())
            if cohort == cohort_id and person > (after or "")
        )
        return list(found)[:limit]

    def sizes(self, ids: Collection[CohortId]) -> dict[CohortId, int]:
        enrolments = self._tables.enrolments.values()
        return {id_: sum(one.cohort_id == id_ and one.is_in for one in enrolments) for id_ in ids}

    def enrol(self, enrolments: Sequence[Enrolment]) -> None:
        self._tables.enrolments.update({(one.cohort_id, one.participant_id): one for one in enrolments})


class FakeRoles:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def tutors(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Tutor]:
        return {id_: self._tables.tutors[id_] for id_ in participants if id_ in self._tables.tutors}

    def all_tutors(self) -> Sequence[Tutor]:
        return sorted(self._tables.tutors.values(), key=lambda tutor: (tutor.since, tutor.participant_id))

    def save_tutor(self, tutor: Tutor) -> None:
        kept = self._tables.tutors.get(tutor.participant_id, tutor)
        self._tables.tutors[tutor.participant_id] = replace(tutor, since=kept.since)

    def remove_tutor(self, participant_id: ParticipantId) -> None:
        self._tables.tutors.pop(participant_id, None)

    def add_link(self, link: Link) -> None:
        if link.token_hash in self._tables.role_links:
            raise refuse("pk_link")
        self._tables.role_links[link.token_hash] = link

    def link(self, token_hash: str) -> Link | None:
        return self._tables.role_links.get(token_hash)

    def save_link(self, link: Link) -> None:
        kept = self._tables.role_links.get(link.token_hash)
        if kept is not None:
            self._tables.role_links[link.token_hash] = replace(
                kept,
                expires_at=link.expires_at,
                used_at=link.used_at,
                used_by=link.used_by,
                revoked_at=link.revoked_at,
            )

    def links(self, cohort_id: CohortId | None) -> Sequence[Link]:
        found = (link for link in self._tables.role_links.values() if link.cohort_id == cohort_id)
        return sorted(found, key=lambda link: (link.made_at, link.token_hash), reverse=True)

    def drop_links(self, instant: datetime) -> int:
        links = self._tables.role_links
        ended = [key for key, link in links.items() if link.expires_at < instant]
        for key in ended:
            del links[key]
        return len(ended)

    def audit(self, lines: Sequence[AuditLine]) -> None:
        self._tables.audit.extend(lines)

    def audited(self, *, limit: int) -> Sequence[AuditLine]:
        return sorted(self._tables.audit, key=lambda line: (line.at, line.id), reverse=True)[:limit]


class FakeLines:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def save(self, lines: Sequence[SharedLine]) -> None:
        for line in lines:
            kept = self._tables.lines.get(line.id, line)
            self._tables.lines[line.id] = replace(
                line,
                cohort_id=kept.cohort_id,
                participant_id=kept.participant_id,
                posting_id=kept.posting_id,
                run_id=kept.run_id,
                created_at=kept.created_at,
            )

    def by_id(self, ids: Collection[LineId]) -> dict[LineId, SharedLine]:
        return {id_: self._tables.lines[id_] for id_ in ids if id_ in self._tables.lines}

    def in_cohort(self, cohort_id: CohortId, status: LineStatus, *, limit: int) -> Sequence[SharedLine]:
        found = (
            line
            for line in self._tables.lines.values()
            if (line.cohort_id, line.status) == (cohort_id, status)
        )
        return sorted(found, key=lambda line: line.id)[:limit]

    def of(self, participant_id: ParticipantId, *, limit: int) -> Sequence[SharedLine]:
        own = (line for line in self._tables.lines.values() if line.participant_id == participant_id)
        return sorted(own, key=lambda line: line.id, reverse=True)[:limit]

    def in_digests(self, ids: Collection[PostingId]) -> Sequence[SharedLine]:
        found = (one for one in self._tables.lines.values() if one.digest_id in ids or one.told_in in ids)
        return sorted(found, key=lambda line: line.id)

    def unfinished(self, *, limit: int) -> Sequence[SharedLine]:
        found = (
            one
            for one in self._tables.lines.values()
            if (one.status is LineStatus.PASSED and one.digest_id is None)
            or one.status in (LineStatus.RECALLED, LineStatus.UNTOLD)
        )
        return sorted(found, key=lambda line: line.id)[:limit]

    def react(self, reactions: Sequence[Reaction]) -> None:
        self._tables.reactions.update({(one.line_id, one.participant_id, one.kind): one for one in reactions})

    def reactions(self, ids: Collection[LineId]) -> Mapping[LineId, Sequence[Reaction]]:
        found: dict[LineId, list[Reaction]] = {}
        said = sorted(self._tables.reactions.values(), key=lambda one: (one.at, one.participant_id, one.kind))
        for one in said:
            if one.line_id in ids:
                found.setdefault(one.line_id, []).append(one)
        return found
