"""Who goes through a course together: the cohorts, and how each of their people comes, rests, goes and changes over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.app.simulating.chance import Chance
from bot.app.simulating.rows import Stay
from bot.domain.cohorts import Cohort
from bot.domain.ids import CohortId, ParticipantId
from bot.domain.roles import Link, LinkKind
from bot.ports import UnitOfWork
from bot.services import links

SIZE: Final = 24
"""People in a cohort, unless their number is asked for."""

LATE, RESTING, LEAVING = 0.1, 0.06, 0.06
"""Shares of people: who join a cohort in its second to fourth week, rest in it for a while, leave it."""

CHANGING_OVER: Final = 0.5
"""The share of those who leave who join the next cohort a few days later, and must not get anything twice."""

DAYS_OF_MOVING: Final = 26
"""Over how many days of the course people rest and leave."""

REST_DAYS: Final = (3, 7, 10)
LINK_LIVES: Final = timedelta(days=365)
_WEEK: Final = timedelta(weeks=1)


class Move(StrEnum):
    """What somebody does about a cohort, as the buttons name it."""

    JOIN = "join"
    REST = "rest"
    GO_ON = "on"
    LEAVE = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A move about a cohort, on a day; None for the day on which everybody joins the bot, an hour later."""

    move: Move
    cohort: CohortId
    day: date | None


def course_starts(first: date) -> date:
    """The first Monday of a simulation: on it the course starts for all cohorts."""
    return first + timedelta(days=-first.weekday() % 7)


def cohort_of(number: int) -> CohortId:
    """The cohort of this number, from 0; its id lies apart from those that are counted."""
    return CohortId(f"c{number:025d}")


def number_of(cohort: CohortId) -> int:
    """The number of a cohort, from 1 as it is told."""
    return int(cohort[1:]) + 1


def count_of(people: int) -> int:
    """How many cohorts so many people make."""
    return max(1, round(people / SIZE))


def plan_of(number: int, *, starts: date, cohorts: int, chance: Chance) -> Sequence[Planned]:
    """What one person does about the course, in order."""
    cohort = number % cohorts
    is_late = chance.draw("late", number) < LATE
    joined = starts + _WEEK + _days(chance, "late by", number, most=20) if is_late else None
    found = [Planned(move=Move.JOIN, cohort=cohort_of(cohort), day=joined)]
    after = max(starts, joined or starts)
    moves = chance.draw("moves", number)
    if moves < RESTING:
        rests = after + _days(chance, "rests", number, most=DAYS_OF_MOVING)
        back = rests + timedelta(days=chance.one_of(REST_DAYS, "rest", number))
        found += [Planned(move=Move.REST, cohort=cohort_of(cohort), day=rests)]
        found += [Planned(move=Move.GO_ON, cohort=cohort_of(cohort), day=back)]
    elif moves < RESTING + LEAVING:
        leaves = after + _days(chance, "leaves", number, most=DAYS_OF_MOVING)
        found += [Planned(move=Move.LEAVE, cohort=cohort_of(cohort), day=leaves)]
        if cohorts > 1 and chance.draw("changes over", number) < CHANGING_OVER:
            then = leaves + _days(chance, "changes over after", number, most=7)
            found += [Planned(move=Move.JOIN, cohort=cohort_of((cohort + 1) % cohorts), day=then)]
    return found


def button_of(planned: Planned) -> str:
    """The data of the button by which somebody makes a move; a cohort is joined by its invitation alone."""
    data = f"g:{planned.move}:{planned.cohort}"
    link = links.hash_of(planned.cohort)[: links.SHOWN_OF_HASH]
    return f"{data}:{link}" if planned.move is Move.JOIN else data


def stays_after(stays: Sequence[Stay], planned: Planned, now: datetime) -> list[Stay]:
    """Somebody's times in cohorts once they have made a move."""
    if planned.move is Move.JOIN:
        return [*stays, Stay(cohort=planned.cohort, joined_at=now)]
    *before, last = stays
    match planned.move:
        case Move.REST:
            last = replace(last, rests=(*last.rests, (now, None)))
        case Move.GO_ON:
            last = replace(last, rests=(*last.rests[:-1], (last.rests[-1][0], now)))
        case Move.LEAVE:
            last = replace(last, left_at=now)
    return [*before, last]


def make_cohorts(uow: UnitOfWork, count: int, *, course: str, starts: date, zone: str, now: datetime) -> None:
    """The cohorts, as a tutor would have made them, and the invitation to each."""
    uow.cohorts.save(
        [
            Cohort(
                id=cohort_of(number),
                name=f"Cohort {number + 1}",
                course=course,
                starts=starts,
                timezone=zone,
                created_at=now,
            )
            for number in range(count)
        ]
    )

    for number in range(count):
        uow.roles.add_link(_invitation(cohort_of(number), made_at=now))


def _invitation(cohort: CohortId, *, made_at: datetime) -> Link:
    """The one link into a cohort; nobody opens it in a simulation, but its button asks whether it stands."""
    return Link(
        token_hash=links.hash_of(cohort),
        kind=LinkKind.INVITE,
        cohort_id=cohort,
        made_by=ParticipantId("a tutor"),
        made_at=made_at,
        expires_at=made_at + LINK_LIVES,
    )


def _days(chance: Chance, *what: object, most: int) -> timedelta:
    """One to so many days."""
    return timedelta(days=1 + int(chance.draw(*what) * most))
