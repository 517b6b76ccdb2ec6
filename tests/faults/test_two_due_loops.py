"""Two due loops at once on one PostgreSQL database: no occurrence is decided twice, none is left, nobody waits in vain."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, create_engine, func, select, text, update

from bot.adapters.db import open_store
from bot.adapters.db.schema import decision, delivery, due_item, participant, run, schedule
from bot.domain.calendar import Weekday, WeeklyRule
from bot.domain.deliveries import Lane
from bot.domain.ids import ScheduleId
from bot.domain.schedules import DecisionKind
from bot.ports import UnitOfWork
from bot.services.prompts import BATCH
from tests.due_loop import DONE, MASTERS, UP
from tests.programs import ROOT, environment
from tests.samples import a_person, a_schedule, person_id, sample_id

SLOT = time(12, 45)
MONDAY = date(2026, 1, 5)
"""The first of twelve weeks with neither a bank holiday nor a clock change."""

SCHEDULES_EACH = 2
"""Both due at the same instant, so that the loops meet at the same people."""

LATER = timedelta(minutes=40)
"""When the second of a person's two has stopped waiting for the conversation that the first began."""

LOOPS = 2
ROUND_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Loop:
    """One of the processes."""

    process: asyncio.subprocess.Process

    async def until(self, instant: datetime) -> None:
        """Let it work off what is due by then."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{instant.isoformat()}\n".encode())
        await self.process.stdin.drain()
        await self.says(DONE)

    async def says(self, word: str) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(ROUND_SECONDS):
            line = (await self.process.stdout.readline()).decode().strip()
        assert line == word, f"a loop said {line!r} instead of {word!r}"


@asynccontextmanager
async def _loop_on(url: str) -> AsyncIterator[Loop]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.due_loop",
        url,
        cwd=ROOT,
        env=environment({}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Loop(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        if process.returncode is None:
            try:
                async with asyncio.timeout(ROUND_SECONDS):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


def _days(count: int) -> list[date]:
    """So many working days from Monday on."""
    days = (MONDAY + timedelta(days=number) for number in range(2 * count))
    return [day for day in days if day.weekday() < 5][:count]


def _at(day: date) -> datetime:
    return datetime.combine(day, SLOT, tzinfo=UTC)


async def _fill(url: str, people: int) -> None:
    rule = WeeklyRule(days=frozenset(list(Weekday)[:5]), slots=(SLOT,))
    due = {"rule": rule, "next_due_at": _at(MONDAY), "next_local_date": MONDAY, "next_slot": SLOT}
    # One batch of people, then the same people again: the loops always reach for the same ones.
    batches = [range(first, min(first + BATCH, people + 1)) for first in range(1, people + 1, BATCH)]
    numbers = [number for batch in batches for number in (*batch, *reversed(batch))]
    joined = {"created_at": _at(MONDAY), "last_heard_at": _at(MONDAY), "settings": {"slot": "12:45"}}

    def fill(uow: UnitOfWork) -> None:
        uow.people.save([a_person(number, **joined) for number in range(1, people + 1)])
        uow.schedules.save([a_schedule(place, of=of, **due) for place, of in enumerate(numbers, 1)])

    store = open_store(url, MASTERS)
    await store.start()
    await store.transact(fill)
    await store.close()


def _everyone_answers(engine: Engine, now: datetime) -> None:
    """All answer at once and keep something, so that nobody is asked less for their silence."""
    with engine.begin() as connection:
        connection.execute(
            update(run).where(run.c.status == "waiting").values(status="completed", entry_id=run.c.id)
        )
        connection.execute(update(participant).values(last_heard_at=now))


def _left(engine: Engine, now: datetime) -> int:
    """Due by now and not done."""
    waiting = select(func.count()).select_from(schedule).where(schedule.c.next_due_at <= now)
    overdue = select(func.count()).select_from(due_item).where(due_item.c.due_at <= now)
    with engine.connect() as connection:
        return int(connection.execute(waiting).scalar_one() + connection.execute(overdue).scalar_one())


def _assert_each_was_decided_once(engine: Engine, people: int, days: Sequence[date]) -> None:
    of = select(decision.c.schedule_id, decision.c.local_date, decision.c.slot).where(
        decision.c.kind != DecisionKind.DEFERRED.value
    )
    with engine.connect() as connection:
        found = Counter(tuple(row) for row in connection.execute(of))
    expected = {
        (ScheduleId(sample_id(number)), day, SLOT)
        for number in range(1, SCHEDULES_EACH * people + 1)
        for day in days
    }
    assert found.keys() == expected
    assert set(found.values()) == {1}


def _assert_all_loops_took_part(engine: Engine) -> None:
    """Each process puts a part of its own into the ids that it makes."""
    with engine.connect() as connection:
        made = connection.execute(select(decision.c.id)).scalars()
        assert len({made_id[10:18] for made_id in made}) == LOOPS


def _assert_each_person_was_asked_once_a_day(engine: Engine, people: int, days: Sequence[date]) -> None:
    """Of two schedules at one instant one goes out, whichever loop had which: by decisions, runs and the outbox."""
    by_day = select(decision.c.participant_id, decision.c.local_date).where(
        decision.c.kind == DecisionKind.SENT.value
    )
    by_message = select(delivery.c.participant_id, delivery.c.not_before).where(
        delivery.c.lane == int(Lane.PROMPT)
    )
    with engine.connect() as connection:
        decided = Counter(tuple(row) for row in connection.execute(by_day))
        owed = Counter(tuple(row) for row in connection.execute(by_message))
        begun = connection.execute(select(func.count()).select_from(run)).scalar_one()
    everyone = [person_id(number) for number in range(1, people + 1)]
    assert decided == Counter((person, day) for person in everyone for day in days)
    assert owed == Counter((person, _at(day)) for person in everyone for day in days)
    assert begun == people * len(days)


def _deadlocks(engine: Engine) -> int:
    """How often the server had to give one of two transactions up, though it was then done again."""
    own = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    with engine.connect() as connection:
        return int(connection.execute(own).scalar_one())


@pytest.mark.parametrize(
    ("people", "days"),
    [
        pytest.param(100, 10, id="short", marks=pytest.mark.timeout(300)),
        pytest.param(2_500, 20, id="long", marks=[pytest.mark.faults, pytest.mark.timeout(1_800)]),
    ],
)
async def test_two_due_loops_decide_each_occurrence_once_and_leave_none(
    people: int, days: int, fresh_postgres_url: str
) -> None:
    await _fill(fresh_postgres_url, people)
    engine, working_days = create_engine(fresh_postgres_url), _days(days)
    async with AsyncExitStack() as stack:
        loops = [await stack.enter_async_context(_loop_on(fresh_postgres_url)) for _ in range(LOOPS)]
        await asyncio.gather(*(loop.says(UP) for loop in loops))
        for day in working_days:
            for now in (_at(day), _at(day) + LATER):
                await asyncio.gather(*(loop.until(now) for loop in loops))
                assert _left(engine, now) == 0
            _everyone_answers(engine, now)
    _assert_each_was_decided_once(engine, people, working_days)
    _assert_each_person_was_asked_once_a_day(engine, people, working_days)
    _assert_all_loops_took_part(engine)
    assert _deadlocks(engine) == 0
    engine.dispose()
