"""The dry run of a broadcast: who would get it now, later or not, judged by the very guards, and nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.domain import bands
from bot.domain.broadcasts import Broadcast
from bot.domain.ids import CohortId, ParticipantId
from bot.domain.postings import Posting, PostingKind, Recipient
from bot.domain.schedules import DecisionKind, Schedule
from bot.services import expanding
from bot.services.audiences import Scope
from bot.services.desk import Desk
from bot.services.expecting import Expected
from bot.services.judging import judge
from bot.services.posted import Asked
from bot.services.prompts import case_of

MOST_LOOKED_AT: Final = 500
"""People that a dry run looks at, so that it holds up nobody: of a larger audience it is reckoned from these."""

_PAGE: Final = 250
_SOON: Final = timedelta(minutes=15)
"""What goes out within this time goes out at once, as far as anybody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """How many of `audience` people would get it at once, later as their own calendar allows, or not at all.

    `looked_at` of them were judged; the numbers are of all.
    """

    audience: int
    looked_at: int
    now: int
    later: int
    missed: int


def reckon(desk: Desk, draft: Broadcast) -> Reckoned:
    """What would become of a draft if it were sent now."""
    supposed = replace(draft, confirmed_at=desk.now)
    audience = desk.uow.broadcasts.audience_size(supposed, at=desk.now)
    counts, after, looked_at = {"now": 0, "later": 0, "missed": 0}, None, 0
    while looked_at < MOST_LOOKED_AT:
        page = desk.uow.broadcasts.audience(supposed, at=desk.now, after=after, limit=_PAGE)
        if not page:
            break
        for verdict in _judged(desk, supposed, page):
            counts[verdict] += 1
        looked_at, after = looked_at + len(page), page[-1][0]
    later, missed = (_scaled(counts[name], audience, looked_at) for name in ("later", "missed"))
    return Reckoned(
        audience=audience,
        looked_at=looked_at,
        now=max(audience - later - missed, 0),
        later=later,
        missed=missed,
    )


def in_words(found: Reckoned, scope: Scope) -> dict[str, str]:
    """The numbers by their names, so that looking again after somebody joined or paused doesn't tell of them.

    Of many people those who don't get it at once are told in steps, and of the others no more than follows from that:
    rounded for itself, their number would move a step when one of all of them goes on leave.
    """
    if not scope.is_exact:
        counts = {"now": found.now, "later": found.later, "missed": found.missed}
        return {name: scope.told(count) for name, count in counts.items()}
    rest = found.audience - bands.in_steps(found.later) - bands.in_steps(found.missed)
    return {"now": bands.up_to(rest), "later": bands.about(found.later), "missed": bands.about(found.missed)}


def _scaled(count: int, audience: int, looked_at: int) -> int:
    return count if looked_at in (0, audience) else round(count * audience / looked_at)


def _judged(desk: Desk, draft: Broadcast, page: Sequence[tuple[ParticipantId, CohortId | None]]) -> list[str]:
    looking = Desk(desk.uow, desk.means, now=desk.now)
    looking.load_people([person for person, _ in page])
    posting = Posting(
        id=draft.id,
        kind=PostingKind.BROADCAST,
        flow="",
        closes_at=expanding.closes_at(draft, now=desk.now),
        window_hours=draft.window_hours,
        created_at=desk.now,
    )
    schedules = {
        person: expanding.schedule_for(participant, draft, looking)
        for person, _ in page
        if (participant := looking.person(person)) is not None
    }
    expected = Expected(desk.uow, list(schedules.values()), now=desk.now)
    held = desk.uow.cohorts.enrolments_of(list(schedules))
    enrolments = {(person, one.cohort_id): one for person, theirs in held.items() for one in theirs}
    verdicts = ["missed"] * (len(page) - len(schedules))
    for person, cohort_id in page:
        if person in schedules:
            recipient = Recipient(posting_id=draft.id, participant_id=person, cohort_id=cohort_id)
            enrolment = enrolments.get((person, cohort_id)) if cohort_id is not None else None
            asked = Asked(posting=posting, recipient=recipient, enrolment=enrolment)
            expected.suppose(schedules[person], asked)
            verdicts.append(_verdict(looking, person, schedules[person], expected))
    return verdicts


def _verdict(desk: Desk, person: ParticipantId, schedule: Schedule, expected: Expected) -> str:
    participant = desk.person(person)
    if participant is None:
        return "missed"
    case = case_of(desk, participant, schedule, expected, closes_at=None)
    kind, _, _ = judge(case)
    if kind is DecisionKind.SENT:
        return "now" if case.sends_at <= desk.now + _SOON else "later"
    return "later" if kind is DecisionKind.DEFERRED else "missed"
