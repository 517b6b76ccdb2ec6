"""Fills a database for the benchmark of the due loop: people to ask, and many others who are not due for years."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    String,
    bindparam,
    cast,
    insert,
    literal,
    select,
    text,
    update,
)

from bot.adapters.db.engines import data_engine, database_url
from bot.adapters.db.schema import participant, run, schedule
from bot.adapters.db.store import DatabaseStore
from bot.domain.calendar import LastWorkingDayOfMonth, Weekday, WeeklyRule, rule_to_json
from bot.domain.ids import ChatId, ParticipantId, ScheduleId
from bot.domain.people import Participant
from bot.domain.schedules import Schedule, ScheduleKind
from bot.ports import Ids, UnitOfWork

BOT_ID = 1
ZONE = "Europe/London"
SLOT = time(12, 45)
FIRST_DAY = date(2026, 1, 7)
"""A Wednesday: no bank holiday of the next two years falls on one."""
JOINED = datetime(2026, 1, 1, tzinfo=UTC)

OWN = WeeklyRule(days=frozenset({Weekday.WED}), slots=(SLOT,))
SUMMARY = LastWorkingDayOfMonth(slot=SLOT)
SETTINGS = {"working_days": ["mon", "tue", "wed", "thu", "fri"], "slot": "12:45"}

SCHEDULES_EACH = 2
CHUNK = 20_000
"""People who are filled in at once, and are due at the same instant some day."""
YEARS_AHEAD = datetime(2040, 1, 4, 12, 45, tzinfo=UTC)
_FIRST_NUMBER = 10**9
_NOT_SEALED = b"\x00"
"""Nobody opens what these people told about themselves."""


async def add_people(store: DatabaseStore, ids: Ids, count: int) -> Sequence[ScheduleId]:
    """People as they join, each due on the first day; their schedules that are."""
    people, schedules = [], []
    for number in range(1, count + 1):
        person = Participant(
            id=ParticipantId(ids.fresh()),
            bot_id=BOT_ID,
            chat_id=ChatId(number),
            timezone=ZONE,
            profile={"first_name": "Ada", "role": "salaried"},
            settings=SETTINGS,
            created_at=JOINED,
            last_heard_at=JOINED,
        )
        people.append(person)
        own = Schedule(
            id=ScheduleId(ids.fresh()),
            participant_id=person.id,
            kind=ScheduleKind.OWN,
            rule=OWN,
            next_due_at=datetime.combine(FIRST_DAY, SLOT, tzinfo=UTC),
            next_local_date=FIRST_DAY,
            next_slot=SLOT,
        )
        summary = Schedule(
            id=ScheduleId(ids.fresh()),
            participant_id=person.id,
            kind=ScheduleKind.SUMMARY,
            rule=SUMMARY,
            next_due_at=YEARS_AHEAD,
            next_local_date=YEARS_AHEAD.date(),
            next_slot=SLOT,
        )
        schedules += [own, summary]

    def save(uow: UnitOfWork) -> None:
        uow.people.save(people)
        uow.schedules.save(schedules)

    await store.transact(save)
    return [one.id for one in schedules if one.kind is ScheduleKind.OWN]


async def add_others(url: str, first: int, last: int) -> None:
    """People by number, both included, each with two schedules that are not due for years."""
    await asyncio.to_thread(_add_others, url, first, last)


def _add_others(url: str, first: int, last: int) -> None:
    engine = data_engine(database_url(url))
    for start in range(first, last + 1, CHUNK):
        with engine.begin() as connection:
            _add_chunk(connection, start, min(start + CHUNK - 1, last))
    if engine.dialect.name == "postgresql":  # as its own autovacuum would soon
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    engine.dispose()


def _add_chunk(connection: Connection, first: int, last: int) -> None:
    numbers = _numbers(first, last)
    person: dict[str, ColumnElement[Any]] = {
        "id": _id_of("9", numbers.c.n),
        "bot_id": literal(BOT_ID),
        "chat_id": numbers.c.n + _FIRST_NUMBER,
        "status": literal("active"),
        "timezone": literal(ZONE),
        "locale": literal("en"),
        "profile": _bound("profile", participant.c.profile),
        "settings": _bound("settings", participant.c.settings),
        "created_at": _bound("joined", participant.c.created_at),
        "last_heard_at": _bound("joined", participant.c.last_heard_at),
    }
    given: dict[str, Any] = {"profile": _NOT_SEALED, "settings": SETTINGS, "joined": JOINED}
    connection.execute(insert(participant).from_select(list(person), select(*person.values())), given)
    due_at = YEARS_AHEAD + timedelta(minutes=first)
    for kind, rule in ((ScheduleKind.OWN, OWN), (ScheduleKind.SUMMARY, SUMMARY)):
        row: dict[str, ColumnElement[Any]] = {
            "id": _id_of("8" if kind is ScheduleKind.OWN else "7", numbers.c.n),
            "participant_id": _id_of("9", numbers.c.n),
            "kind": literal(kind.value),
            "rule": _bound("rule", schedule.c.rule),
            "is_active": literal(True),  # noqa: FBT003 - a column's value
            "next_due_at": _bound("due_at", schedule.c.next_due_at),
            "next_local_date": _bound("day", schedule.c.next_local_date),
            "next_slot": _bound("slot", schedule.c.next_slot),
            "count": literal(0),
        }
        given = {"rule": rule_to_json(rule), "due_at": due_at, "day": due_at.date(), "slot": SLOT}
        connection.execute(insert(schedule).from_select(list(row), select(*row.values())), given)


def everyone_answers(url: str, now: datetime) -> None:
    """All who were asked have answered and kept something, as if by this instant."""
    engine = data_engine(database_url(url))
    with engine.begin() as connection:
        kept = {"status": "completed", "entry_id": run.c.id}
        connection.execute(update(run).where(run.c.status == "waiting").values(kept))
        asked = participant.c.chat_id < _FIRST_NUMBER
        connection.execute(update(participant).where(asked).values(last_heard_at=now))
    engine.dispose()


def _numbers(first: int, last: int) -> CTE:
    numbers = select(literal(first).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))


def _id_of(letter: str, number: ColumnElement[int]) -> ColumnElement[str]:
    """An id of 26 characters that sorts by its number."""
    return literal(letter.ljust(16, "0")) + cast(number + _FIRST_NUMBER, String)


def _bound(name: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    return bindparam(name, type_=column.type)
