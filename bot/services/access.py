"""Who may do what: the least role of every command and button, and the cohorts that somebody looks after.

Whoever lacks a role is answered as if the command or the button were not there, so that nobody finds it by guessing.
Only what is in these tables costs a look at who somebody is; everything else is for everybody.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.domain.ids import CohortId
from bot.domain.people import Participant
from bot.domain.roles import Role
from bot.services.desk import Desk

COMMANDS: Final[Mapping[str, Role]] = {
    "broadcast": Role.TUTOR,
    "broadcasts": Role.TUTOR,
    "cohorts": Role.TUTOR,
    "shared": Role.TUTOR,
    "admin": Role.OPERATOR,
}
"""The least role of a command; one that is not here is everybody's."""

TAPS: Final[Mapping[str, Role]] = {
    "a": Role.OPERATOR,
    "b": Role.TUTOR,
    "g": Role.TUTOR,
    "l": Role.TUTOR,
    "t": Role.TUTOR,
}
"""The least role for buttons, by the kind of their data (what stands before its first colon)."""

EVERYBODYS: Final[frozenset[str]] = frozenset(
    {
        *("g:join", "g:not", "g:away", "g:rest", "g:on", "g:leave", "g:left", "g:stay"),
        *("l:share", "l:mine", "l:list", "l:see", "l:back", "l:gone", "l:too", "l:other"),
    }
)
"""Buttons of those kinds that are for everybody all the same, by kind and verb, such as `g:join`."""

FLOWS: Final[frozenset[str]] = frozenset({"answer_line", "broadcast", "cohort"})
"""Flows that tutors alone go through; whoever is no tutor any more doesn't go on with theirs."""

_ORDER: Final = tuple(Role)


def role_of(desk: Desk, participant: Participant) -> Role:
    """The most that somebody is. A tutor's row stays locked: what they begin as a tutor they end as one."""
    if participant.chat_id in desk.means.operators:
        return Role.OPERATOR
    return Role.TUTOR if desk.uow.roles.tutors([participant.id]) else Role.PARTICIPANT


def is_at_least(desk: Desk, participant: Participant, least: Role) -> bool:
    """Whether somebody is that, or more."""
    if least is Role.PARTICIPANT:
        return True
    return _ORDER.index(role_of(desk, participant)) >= _ORDER.index(least)


def may_send(desk: Desk, participant: Participant, command: str) -> bool:
    """Whether a command is there for them."""
    return is_at_least(desk, participant, COMMANDS.get(command, Role.PARTICIPANT))


def may_tap(desk: Desk, participant: Participant, data: str) -> bool:
    """Whether a button with this data is there for them, as far as its kind tells; `may_see` tells about its cohort."""
    kind, _, rest = data.partition(":")
    verb, _, _ = rest.partition(":")
    if f"{kind}:{verb}" in EVERYBODYS:
        return True
    return is_at_least(desk, participant, TAPS.get(kind, Role.PARTICIPANT))


def cohorts_of(desk: Desk, participant: Participant) -> frozenset[CohortId]:
    """The cohorts that somebody looks after, archived ones among them: a tutor their own, an operator all."""
    if participant.chat_id in desk.means.operators:
        return frozenset(cohort.id for cohort in desk.uow.cohorts.all())
    tutor = desk.uow.roles.tutors([participant.id]).get(participant.id)
    return frozenset() if tutor is None else tutor.cohorts


def give(desk: Desk, participant: Participant, cohort_id: CohortId) -> None:
    """Somebody looks after one more cohort; an operator, who looks after all, is no tutor for it."""
    tutor = desk.uow.roles.tutors([participant.id]).get(participant.id)
    if tutor is not None:
        desk.uow.roles.save_tutor(replace(tutor, cohorts=tutor.cohorts | {cohort_id}))


def may_see(desk: Desk, participant: Participant, cohort_id: CohortId) -> bool:
    """Whether somebody looks after this cohort; False for one that isn't there."""
    if participant.chat_id in desk.means.operators:
        return cohort_id in desk.uow.cohorts.by_id([cohort_id])
    tutor = desk.uow.roles.tutors([participant.id]).get(participant.id)
    return tutor is not None and cohort_id in tutor.cohorts
