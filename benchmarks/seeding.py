"""Fills a data directory with people who have schedules, as years of use would, without going through chats."""

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path

from bot.adapters.db.opening import open_store
from bot.adapters.db.store import DatabaseStore
from bot.adapters.keyfile import read_or_make_key_file
from bot.adapters.system import SystemClock, SystemIds
from bot.domain.calendar import LastWorkingDayOfMonth, Rule, Weekday, WeeklyRule, WorkingWeek, next_occurrence
from bot.domain.ids import ChatId, ParticipantId, ScheduleId
from bot.domain.people import Participant
from bot.domain.schedules import Schedule, ScheduleKind
from bot.ports import UnitOfWork

BOT_ID = 1
"""The id that the sink's getMe gives."""
ZONE = "Europe/London"
SLOT = time(12, 45)
CHUNK = 1_000
REST = timedelta(days=1)
"""Nobody is due within this time, so that a bot started on the data stays idle."""

Person = tuple[Participant, list[Schedule]]


def seed(data_dir: Path, people: int) -> None:
    """Make a database in a fresh directory and give it this many participants, each with two schedules."""
    asyncio.run(_seed(data_dir, people))


async def _seed(data_dir: Path, people: int) -> None:
    secret = hashlib.sha256(str(data_dir).encode()).digest()
    masters = read_or_make_key_file(data_dir / "master.key", fresh=secret)
    store = open_store(f"sqlite:///{data_dir / 'kipic.db'}", masters)
    await store.start()
    crowd = _people(people, now=SystemClock().now())
    while chunk := list(islice(crowd, CHUNK)):
        await _save(store, chunk)
    await store.close()


async def _save(store: DatabaseStore, chunk: list[Person]) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.people.save([participant for participant, _ in chunk])
        uow.schedules.save([schedule for _, schedules in chunk for schedule in schedules])

    await store.transact(work)


def _people(count: int, *, now: datetime) -> Iterator[Person]:
    ids = SystemIds()
    days = list(Weekday)[:5]
    # The instants are worked out once a weekday: a hundred thousand would take longer than what is measured.
    own = [
        _due(WeeklyRule(days=frozenset({day, days[index - 2]}), slots=(SLOT,)), now=now)
        for index, day in enumerate(days)
    ]
    summary = _due(LastWorkingDayOfMonth(slot=SLOT), now=now)
    for number in range(count):
        participant = Participant(
            id=ParticipantId(ids.fresh()),
            bot_id=BOT_ID,
            chat_id=ChatId(10_000_000 + number),
            timezone=ZONE,
            profile={"first_name": "Ada", "role": "salaried"},
            settings={"working_days": ["mon", "tue", "wed", "thu", "fri"], "slot": "12:45"},
            created_at=now,
            last_heard_at=now,
        )
        rules = ((ScheduleKind.OWN, own[number % len(own)]), (ScheduleKind.SUMMARY, summary))
        yield (
            participant,
            [
                Schedule(
                    id=ScheduleId(ids.fresh()),
                    participant_id=participant.id,
                    kind=kind,
                    rule=rule,
                    next_due_at=due,
                    next_local_date=due.date(),
                    next_slot=SLOT,
                )
                for kind, (rule, due) in rules
            ],
        )


def _due(rule: Rule, *, now: datetime) -> tuple[Rule, datetime]:
    found = next_occurrence(rule, after=now + REST, zone=ZONE, week=WorkingWeek())
    assert found is not None
    return rule, found.at
