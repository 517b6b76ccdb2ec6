"""Rows of a simulation to test with: Ada is asked on Mondays and Thursdays at 12:45, for two weeks of March."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.app.simulating.rows import Contact, ContactKind, Decided, Ledger, Pending, Period, Person
from bot.domain.calendar import Weekday, WeeklyRule
from bot.domain.schedules import DecisionKind, Reason, ScheduleKind

MONDAY = date(2026, 3, 2)
SLOT = time(12, 45)
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
END = datetime(2026, 3, 16, tzinfo=UTC)
DAY = timedelta(days=1)
ADA = Person(number=1, zone="Europe/London", days=frozenset(list(Weekday)[:5]), joined_at=BEGIN)
DAYS = frozenset({Weekday.MON, Weekday.THU})


def at(day: int, clock: str = "12:45") -> datetime:
    return datetime.combine(date(2026, 3, day), time.fromisoformat(clock), tzinfo=UTC)


def a_contact(day: int, clock: str = "12:45", **other: Any) -> Contact:  # noqa: ANN401 - the fields of a Contact
    fields: dict[str, Any] = {
        "number": 1,
        "kind": ContactKind.PROMPT,
        "queued_at": at(day, clock),
        "sent_at": at(day, clock),
    }
    return Contact(**(fields | other))


def a_decision(day: int, **other: Any) -> Decided:  # noqa: ANN401 - the fields of a Decided
    fields: dict[str, Any] = {
        "number": 1,
        "schedule": "s1",
        "kind": ScheduleKind.OWN,
        "local_date": date(2026, 3, day),
        "slot": SLOT,
        "due_at": at(day),
        "decided_at": at(day),
        "decision": DecisionKind.SENT,
        "reason": Reason.ON_TIME,
        "flow": "knowledge_today",
        "ended_as": "completed",
        "ended_at": at(day, "13:00"),
        "sent_at": at(day),
    }
    return Decided(**(fields | other))


def a_ledger(**other: Any) -> Ledger:  # noqa: ANN401 - the fields of a Ledger
    pending = Pending(
        number=1,
        schedule="s1",
        kind=ScheduleKind.OWN,
        rule=WeeklyRule(days=DAYS, slots=(SLOT,)),
        next_local_date=date(2026, 3, 16),
        next_slot=SLOT,
        next_due_at=at(16),
    )
    fields: dict[str, Any] = {
        "period": Period(begins_at=BEGIN, ends_at=END),
        "people": [ADA],
        "decided": [a_decision(day) for day in (2, 5, 9, 12)],
        "contacts": [a_contact(day) for day in (2, 5, 9, 12)],
        "pending": [pending],
        "minutes": {},
    }
    return Ledger(**(fields | other))
