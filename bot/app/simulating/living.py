"""A part of the people living through their weeks, each part with a store and a share of the rate of its own."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.holidays import read_holidays
from bot.adapters.content.library import Library
from bot.adapters.db.opening import open_store
from bot.app.program import calm_collector
from bot.app.simulating.chance import Chance
from bot.app.simulating.cohorts import count_of, course_starts, make_cohorts, plan_of
from bot.app.simulating.crowd import Crowd
from bot.app.simulating.ledger import read_ledger
from bot.app.simulating.people import Shares, Somebody, make_people
from bot.app.simulating.rows import Ledger, Period
from bot.app.simulating.weeks import CountedIds, Outage, Weeks
from bot.config import Settings
from bot.domain.calendar import BankHolidays, instant
from bot.domain.courses import Course
from bot.domain.errors import DatabaseUnavailable, KipicError
from bot.domain.keys import MASTER_KEY_BYTES, master_key
from bot.ports import Store, UnitOfWork
from bot.services.desk import Means

JOINING: Final = time(8, 0)
"""When the first people join, on the first day."""

SPREAD: Final = timedelta(minutes=10)
"""Over how long the messages of one slot go out."""

BOT_ID: Final = 1
IDS_APART: Final = 10**9
"""Each part counts its ids from its own place, so that those of two parts can stand together."""


class UnknownCourse(KipicError):  # noqa: N818 - the name says what is wrong
    """No course of that name is among the flows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be simulated; `store` is a new folder for its databases, which go at the end without one.

    With a `course` all go through it in so many `cohorts`, in some of the usual size if None.
    """

    people: int
    weeks: int
    start: date
    seed: int
    shares: Shares
    outages: Sequence[Outage] = ()
    course: str | None = None
    cohorts: int | None = None
    store: Path | None = None

    @property
    def groups(self) -> int:
        """In how many cohorts the people go through the course."""
        return count_of(self.people) if self.cohorts is None else self.cohorts


async def live(settings: Settings, wish: Wish, *, part: int = 0, parts: int = 1) -> Ledger:
    """Let the weeks pass for every so-manieth person, from that of this part on; the rows."""
    zone = settings.timezone
    period = Period(
        begins_at=instant(wish.start, JOINING, zone),
        ends_at=instant(wish.start + timedelta(weeks=wish.weeks), time(0), zone),
    )
    chance = Chance(wish.seed)
    people = _make_people(wish, chance, zone)
    crowd = Crowd(people[part::parts], begins_at=period.begins_at, shares=wish.shares, chance=chance)
    means = means_of(settings, ids_from=part * IDS_APART + 1)
    course = course_of(wish, means)
    calm_collector()
    async with store_for(wish, part=part) as store:
        await store.transact(lambda uow: _make_cohorts(uow, wish, zone=zone, now=period.begins_at))
        weeks = Weeks(
            store,
            crowd,
            means=means,
            rate=max(1, int(settings.send_rate) // parts),
            period=period,
            outages=wish.outages,
        )
        await weeks.pass_by()
        ledger = await store.transact(lambda uow: read_ledger(uow, crowd, weeks, means=means, period=period))
    return replace(ledger, course=course, course_starts=course_starts(wish.start))


def course_of(wish: Wish, means: Means) -> Course | None:
    """The course that is wished for; raises UnknownCourse."""
    if wish.course is None:
        return None
    courses = means.flows.courses()
    if wish.course not in courses:
        raise UnknownCourse(
            f"There is no course {wish.course!r}.", remedy=f"These are there: {', '.join(sorted(courses))}."
        )
    return courses[wish.course]


def _make_people(wish: Wish, chance: Chance, zone: str) -> Sequence[Somebody]:
    people = make_people(
        wish.people, first=wish.start, weeks=wish.weeks, shares=wish.shares, chance=chance, zone=zone
    )
    if wish.course is None:
        return people
    starts = course_starts(wish.start)
    return [
        replace(one, course=plan_of(one.number, starts=starts, cohorts=wish.groups, chance=chance))
        for one in people
    ]


def _make_cohorts(uow: UnitOfWork, wish: Wish, *, zone: str, now: datetime) -> None:
    if wish.course is not None:
        starts = course_starts(wish.start)
        make_cohorts(uow, wish.groups, course=wish.course, starts=starts, zone=zone, now=now)


@asynccontextmanager
async def store_for(wish: Wish, *, part: int = 0) -> AsyncIterator[Store]:
    """An empty store for a part; the keys that seal it are nobody's."""
    with TemporaryDirectory() as temporary:
        folder = (wish.store or Path(temporary)) / f"{part + 1}"
        keys = [master_key(os.urandom(MASTER_KEY_BYTES))]
        store = open_store(f"sqlite:///{folder}/kipic.db", keys, is_throwaway=True)
        await store.start()
        try:
            yield store
        finally:
            await store.close()


def require_new(folder: Path | None) -> None:
    """A simulation begins with nothing: DatabaseUnavailable for a folder that is there already."""
    if folder is not None and folder.exists():
        raise DatabaseUnavailable(
            f"{folder} is there already.", remedy="A simulation begins with nothing: name another folder."
        )


def means_of(settings: Settings, *, ids_from: int = 1) -> Means:
    """What the services need, as the settings say."""
    return Means(
        bot_id=BOT_ID,
        timezone=settings.timezone,
        ids=CountedIds(ids_from),
        flows=Library(read_flow_set(settings.flows_dir)),
        spread=SPREAD,
        holidays=read_holidays(settings.holidays_file) if settings.holidays_file else BankHolidays(),
    )
