"""Of how many people a broadcast's numbers are, since two audiences can be compared.

What is told of several cohorts together is told of the smallest of them by subtracting the others. And how many are
left who haven't answered tells how many have: of a small group that is not told, nor whether anybody is left.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import bands
from bot.domain.bands import Band
from bot.domain.broadcasts import Broadcast
from bot.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Numbers about `of` people, the smallest cohort among whom has `least`; 0 of whom nothing may be told."""

    of: int
    least: int

    @property
    def is_exact(self) -> bool:
        """Whether a number is told as it is."""
        return min(self.of, self.least) >= bands.EXACT_FROM

    @property
    def is_told(self) -> bool:
        """Whether anything is told."""
        return self.of >= bands.BANDS_FROM

    def told(self, count: int) -> str:
        """A number as far as it may be told."""
        return bands.in_words(count, of=self.of, least=self.least)

    @property
    def people(self) -> str:
        """How many they are, as far as it may be told."""
        if self.of >= bands.EXACT_FROM:
            return f"{self.of:,}"
        if not self.of:
            return Band.UNTOLD.value
        return f"fewer than {bands.EXACT_FROM if self.is_told else bands.BANDS_FROM}"


def scope_of(uow: UnitOfWork, broadcast: Broadcast, *, audience: int, at: datetime) -> Scope:
    """The scope of numbers about a broadcast's audience of that instant."""
    if broadcast.unanswered is None and len(broadcast.cohort_ids) == 1:
        return Scope(of=audience, least=audience)
    least = _smallest(uow, broadcast, at=at)
    is_left_over = broadcast.unanswered is not None and least < bands.EXACT_FROM
    return Scope(of=0 if is_left_over else audience, least=least)


def is_for_nobody(uow: UnitOfWork, broadcast: Broadcast, *, at: datetime) -> bool:
    """Whether its author may be told that nobody would get it."""
    if broadcast.unanswered is not None and _smallest(uow, broadcast, at=at) < bands.EXACT_FROM:
        return whole(uow, broadcast, at=at) == 0
    return uow.broadcasts.audience_size(broadcast, at=at) == 0


def people_in_words(uow: UnitOfWork, broadcast: Broadcast, *, at: datetime) -> str:
    """How many people an audience is, as far as it may be told."""
    found = scope_of(uow, broadcast, audience=uow.broadcasts.audience_size(broadcast, at=at), at=at)
    if found.of or broadcast.unanswered is None:
        return f"{found.people} people"
    size = whole(uow, broadcast, at=at)
    return f"some of {Scope(of=size, least=size).people} people"


def whole(uow: UnitOfWork, broadcast: Broadcast, *, at: datetime) -> int:
    """How many it would be for if it were also for those who have answered."""
    return uow.broadcasts.audience_size(replace(broadcast, unanswered=None), at=at)


def _smallest(uow: UnitOfWork, broadcast: Broadcast, *, at: datetime) -> int:
    """How many are in the smallest of its cohorts that has anybody, or were asked what they haven't answered."""
    parts = [replace(broadcast, cohort_ids=(one,)) for one in broadcast.cohort_ids] or [broadcast]
    sizes = [whole(uow, one, at=at) for one in parts]
    if broadcast.unanswered is not None:
        sizes.append(uow.postings.totals([broadcast.unanswered])[broadcast.unanswered].audience)
    return min(filter(None, sizes), default=0)
