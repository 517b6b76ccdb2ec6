"""The plans of the queries that every tick and every prompt ask: each walks along its index, also after years."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Executable, insert, text

from bot.adapters.db import open_store
from bot.adapters.db.dialects import Locking, PerDialect
from bot.adapters.db.engines import data_engine, database_url
from bot.adapters.db.repositories import broadcasts, recipients, runs, schedules
from bot.adapters.db.schema import decision, delivery, due_item, participant, recipient, run, schedule
from bot.domain.calendar import rule_to_json
from bot.domain.ids import ScheduleId
from bot.domain.keys import master_key
from bot.domain.postings import RecipientStatus
from tests.explaining import plan_of
from tests.postgres import own_database
from tests.posting_samples import a_recipient, posting_id
from tests.samples import (
    MINUTE,
    NOW,
    a_decision,
    a_delivery,
    a_due_item,
    a_person,
    a_run,
    a_schedule,
    person_id,
)

PEOPLE = 100
EACH = 40
"""Schedules, decisions, runs and due items of each: enough that reading a table whole would be dearer."""

DAY = timedelta(days=1)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[str]:
    """A database of this module alone."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('plans')}/kipic.db"
        return
    server = request.getfixturevalue("postgres_server_url")
    with own_database(server, f"kipic_{os.getpid()}_{worker_id}_plans") as url:
        yield url


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[Engine]:
    """It has years in it."""
    open_store(url, [master_key(b"p" * 32)]).keys.close()
    engine = data_engine(database_url(url))
    with engine.begin() as connection:
        _fill(connection)
    if engine.dialect.name == "postgresql":  # SQLite has nobody who would do it
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    yield engine
    engine.dispose()


def _fill(connection: Connection) -> None:
    people = range(1, PEOPLE + 1)
    each = [(PEOPLE * turn + number, number, turn) for turn in range(EACH) for number in people]
    connection.execute(insert(participant), [_person_row(number) for number in people])
    connection.execute(insert(schedule), [_schedule_row(place, of, turn) for place, of, turn in each])
    connection.execute(insert(decision), [_decision_row(place, of, turn) for place, of, turn in each])
    connection.execute(insert(run), [_run_row(place, of, turn) for place, of, turn in each])
    connection.execute(insert(due_item), [_due_row(place, of, turn) for place, of, turn in each])
    connection.execute(insert(recipient), [_recipient_row(place, of, turn) for place, of, turn in each])
    connection.execute(insert(delivery), [_delivery_row(place, of, turn) for place, of, turn in each])


def _row(value: Any, **other: Any) -> dict[str, Any]:  # noqa: ANN401 - a sample and the columns that it lacks
    return {name: getattr(value, name) for name in value.__dataclass_fields__} | other


def _person_row(number: int) -> dict[str, Any]:
    return _row(a_person(number), profile=b"")


def _schedule_row(place: int, of: int, turn: int) -> dict[str, Any]:
    value = a_schedule(
        place, of=of, next_due_at=NOW + (turn - 2) * DAY + place * MINUTE, is_active=turn % 2 == 0
    )
    return _row(value, rule=rule_to_json(value.rule))


def _decision_row(place: int, of: int, turn: int) -> dict[str, Any]:
    at, day = NOW - turn * 20 * DAY, date(2026, 3, 1) - turn * 20 * DAY
    value = a_decision(place, of=of, schedule_id=a_schedule(of).id, decided_at=at, local_date=day)
    row = _row(value, deferred_until=None)
    del row["until"]
    return row


def _run_row(place: int, of: int, turn: int) -> dict[str, Any]:
    at = NOW - turn * 20 * DAY
    status = "expired" if turn else "waiting"
    return _row(a_run(place, of=of, status=status, schedule_id=a_schedule(of).id, updated_at=at), state=None)


def _due_row(place: int, of: int, turn: int) -> dict[str, Any]:
    return _row(a_due_item(place, of=of, run_id=a_run(place).id, due_at=NOW + (turn - 2) * DAY))


def _recipient_row(place: int, of: int, turn: int) -> dict[str, Any]:
    status = RecipientStatus.SENT if turn % 20 else RecipientStatus.WAITING
    reminder_id = ScheduleId(a_schedule(place).id) if turn % 20 == 1 else None
    value = a_recipient(
        of, posting=turn + 1, status=status, schedule_id=a_schedule(place).id, reminder_id=reminder_id
    )
    return _row(value)


def _delivery_row(place: int, of: int, turn: int) -> dict[str, Any]:
    status = "sent" if turn % 20 else "queued"
    return _row(a_delivery(place, of=of, status=status, posting_id=posting_id(turn + 1)), params=b"")


def _plans(engine: Engine, statement: Executable | Locking | PerDialect, **values: Any) -> list[str]:  # noqa: ANN401
    """The plan of a statement on this engine, of each form that it has there."""
    with engine.connect() as connection:
        forms: list[Executable] = [statement] if isinstance(statement, Executable) else []
        if isinstance(statement, Locking):
            forms = [statement.plain, statement.locked]
        if isinstance(statement, PerDialect):
            forms = [statement.on(connection)]
        return [plan_of(connection, form, dict(values)) for form in forms]


def _reads_whole(plan: str, table: str) -> bool:
    on_sqlite = any(line.startswith(f"SCAN {table}") and "USING" not in line for line in plan.splitlines())
    return on_sqlite or f"Seq Scan on {table}" in plan


def _sorts(plan: str) -> bool:
    return "USE TEMP B-TREE FOR ORDER BY" in plan or "Sort Key" in plan


@pytest.mark.parametrize(
    ("statement", "table", "index"),
    [(schedules._DUE, "schedule", "ix_schedule_due"), (schedules._DUE_ITEMS, "due_item", "ix_due_item_due")],
    ids=["occurrences", "due items"],
)
def test_what_is_due_is_read_along_its_index_in_order(
    statement: Locking, table: str, index: str, engine: Engine
) -> None:
    for plan in _plans(engine, statement, now=NOW, most=64):
        assert index in plan
        assert not _reads_whole(plan, table)
        assert not _sorts(plan), "the index gives the order, so that a batch stops after its last row"


def test_the_next_instant_is_the_head_of_an_index(engine: Engine) -> None:
    for statement, index in zip(schedules._NEXT, ("ix_schedule_due", "ix_due_item_due"), strict=True):
        (plan,) = _plans(engine, statement)
        assert index in plan
        assert "Seq Scan" not in plan


def test_what_is_coming_is_counted_along_the_index_of_what_is_due(engine: Engine) -> None:
    (plan,) = _plans(engine, schedules._DUE_COUNTS, before=NOW + DAY)
    assert "ix_schedule_due" in plan
    assert not _reads_whole(plan, "schedule")


@pytest.mark.parametrize(
    ("statement", "values", "table", "index"),
    [
        (schedules._OF, {}, "schedule", "ix_schedule_participant_id"),
        (schedules._CONTACTS, {"since": NOW - 8 * DAY}, "decision", "ix_decision_participant_id_decided_at"),
        (runs._OPEN_OF, {}, "run", "uq_open_run"),
        (runs._COUNTS, {"named": "knowledge_today"}, "run", "ix_run_participant_id_flow"),
        (runs._ENDS, {"most": 3}, "run", "ix_run_prompted"),
    ],
    ids=["schedules", "contacts", "open runs", "counts of runs", "last ends"],
)
def test_what_a_batch_asks_of_its_people_is_found_by_them(
    statement: Executable | Locking | PerDialect,
    values: dict[str, Any],
    table: str,
    index: str,
    engine: Engine,
) -> None:
    some = [person_id(number) for number in (3, 5, 8)]
    for plan in _plans(engine, statement, ids=some, **values):
        assert index in plan
        assert not _reads_whole(plan, table)


def test_the_last_decisions_of_a_person_are_read_from_the_newest(engine: Engine) -> None:
    (plan,) = _plans(engine, schedules._DECISIONS, participant=person_id(3), most=20)
    assert "ix_decision_participant_id_decided_at" in plan
    assert not _reads_whole(plan, "decision")


def test_the_due_items_of_a_person_are_found_by_them(engine: Engine) -> None:
    (plan,) = _plans(engine, schedules._UPCOMING, participant=person_id(3))
    assert "ix_due_item_participant_id" in plan
    assert not _reads_whole(plan, "due_item")


@pytest.mark.parametrize(
    "statement",
    [broadcasts._WITHDRAW_DELIVERIES, broadcasts._HOLD_DELIVERIES, broadcasts._LET_GO_DELIVERIES],
    ids=["withdraw", "hold back", "let go"],
)
def test_what_has_not_gone_of_a_posting_is_found_by_it(statement: Executable, engine: Engine) -> None:
    (plan,) = _plans(engine, statement, asked=posting_id(1))
    assert "ix_delivery_posting_id" in plan
    assert not _reads_whole(plan, "delivery")


@pytest.mark.parametrize(
    "statement",
    [broadcasts._END_SCHEDULES, broadcasts._REST_SCHEDULES, broadcasts._WAKE_SCHEDULES],
    ids=["withdraw", "hold back", "let go"],
)
def test_the_schedules_of_a_posting_are_found_through_its_recipients(
    statement: Executable, engine: Engine
) -> None:
    (plan,) = _plans(engine, statement, asked=posting_id(1))
    assert not _reads_whole(plan, "schedule")
    assert not _reads_whole(plan, "recipient")


def test_the_decisions_of_a_posting_are_found_through_its_recipients(engine: Engine) -> None:
    (plan,) = _plans(engine, broadcasts._DECIDE_ANEW, asked=posting_id(1))
    assert not _reads_whole(plan, "decision")
    assert not _reads_whole(plan, "recipient")


def test_recipients_are_found_by_what_brings_them_the_posting_or_its_reminder(engine: Engine) -> None:
    some = [a_schedule(number).id for number in (3, 5, 108)]
    for statement, index in zip(
        recipients._BY_SCHEDULE, ("ix_recipient_schedule_id", "ix_recipient_reminder_id"), strict=True
    ):
        for plan in _plans(engine, statement, ids=some):
            assert index in plan
            assert not _reads_whole(plan, "recipient")


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (recipients._NOTE_STATUS, {"person": person_id(3), "stands": "held", "sent": None}),
        (recipients._RECIPIENTS, {"behind": person_id(3), "most": 9}),
        (broadcasts._WITHDRAW_RECIPIENTS, {"ids": [person_id(3)]}),
        (recipients._UNCOUNTED.plain, {"most": 9}),
    ],
    ids=["note", "page", "withdraw", "answers"],
)
def test_the_recipients_of_a_posting_are_found_by_it(
    statement: Executable, values: dict[str, Any], engine: Engine
) -> None:
    (plan,) = _plans(engine, statement, asked=posting_id(1), **values)
    assert not _reads_whole(plan, "recipient")


def test_answers_to_count_are_found_along_their_own_index(engine: Engine) -> None:
    (plan,) = _plans(engine, recipients._TO_COUNT, least=5, most=9)
    assert "ix_recipient_uncounted" in plan
    assert not _reads_whole(plan, "recipient")


def test_totals_read_the_recipients_of_their_postings_alone(engine: Engine) -> None:
    for statement in (recipients._COUNTS, recipients._MIDDLES):
        (plan,) = _plans(engine, statement, ids=[posting_id(1), posting_id(2)])
        assert not _reads_whole(plan, "recipient")
