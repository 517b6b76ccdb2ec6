"""Plain values to test with; what matters to a test, it says itself."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.domain.calendar import Weekday, WeeklyRule
from bot.domain.deliveries import Delivery, Lane
from bot.domain.entries import Entry
from bot.domain.ids import (
    ChatId,
    DecisionId,
    DeliveryId,
    DueItemId,
    EntryId,
    HoldId,
    ParticipantId,
    PlanItemId,
    RunId,
    ScheduleId,
    SummaryId,
)
from bot.domain.people import Participant
from bot.domain.plans import FollowUp, PlanItem
from bot.domain.runs import AnswerLink, Hold, Run
from bot.domain.schedules import Decision, DecisionKind, DueItem, DueKind, Reason, Schedule, ScheduleKind
from bot.domain.summaries import Summary

NOW = datetime(2026, 3, 2, 12, 45, tzinfo=UTC)
BOT = 7
MINUTE = timedelta(minutes=1)


def sample_id(number: int) -> str:
    """An id that sorts by its number."""
    return str(number).zfill(26)


def person_id(number: int = 1) -> ParticipantId:
    return ParticipantId(sample_id(number))


def a_person(number: int = 1, **other: Any) -> Participant:  # noqa: ANN401 - the fields of a Participant
    fields: dict[str, Any] = {
        "id": person_id(number),
        "bot_id": BOT,
        "chat_id": ChatId(1000 + number),
        "timezone": "Europe/London",
        "profile": {"first_name": f"Ada {number}"},
        "settings": {"days": ["mon"]},
        "created_at": NOW,
        "last_heard_at": NOW,
    }
    return Participant(**(fields | other))


def a_run(number: int = 1, *, of: int = 1, **other: Any) -> Run:  # noqa: ANN401 - the fields of a Run
    fields: dict[str, Any] = {
        "id": RunId(sample_id(number)),
        "participant_id": person_id(of),
        "flow": "knowledge_today",
        "version": "v1",
        "status": "waiting",
        "turn": 1,
        "state": b'{"answers": {}}',
        "started_at": NOW,
        "updated_at": NOW,
    }
    return Run(**(fields | other))


def a_link(message_id: int = 1, *, of: int = 1, **other: Any) -> AnswerLink:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "participant_id": person_id(of),
        "chat_id": ChatId(1000 + of),
        "message_id": message_id,
        "run_id": RunId(sample_id(1)),
        "entry_id": None,
        "name": "title",
        "created_at": NOW,
    }
    return AnswerLink(**(fields | other))


def a_hold(number: int = 1, *, of: int = 1, **other: Any) -> Hold:  # noqa: ANN401 - the fields of a Hold
    fields: dict[str, Any] = {
        "id": HoldId(sample_id(number)),
        "participant_id": person_id(of),
        "text": "something that nobody asked for",
        "message_id": number,
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=1),
    }
    return Hold(**(fields | other))


def an_entry(number: int = 1, *, of: int = 1, **other: Any) -> Entry:  # noqa: ANN401 - the fields of an Entry
    fields: dict[str, Any] = {
        "id": EntryId(sample_id(number)),
        "participant_id": person_id(of),
        "run_id": RunId(sample_id(1)),
        "flow": "knowledge_today",
        "local_date": date(2026, 3, 2),
        "created_at": NOW,
        "title": "An explanation that landed",
    }
    return Entry(**(fields | other))


def a_plan_item(number: int = 1, *, of: int = 1, **other: Any) -> PlanItem:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "id": PlanItemId(sample_id(number)),
        "participant_id": person_id(of),
        "run_id": RunId(sample_id(number)),
        "made_by": "my_plan",
        "need": "To read an ECG with less dread",
        "step": "Sit beside Dana for one clinic",
        "by": date(2026, 4, 1),
        "created_at": NOW,
        "changed_at": NOW,
    }
    return PlanItem(**(fields | other))


def a_follow_up(number: int = 1, *, of: int = 1, **other: Any) -> FollowUp:  # noqa: ANN401 - the fields
    """Its schedule is `a_schedule(number)`."""
    fields: dict[str, Any] = {
        "schedule_id": ScheduleId(sample_id(number)),
        "participant_id": person_id(of),
        "run_id": RunId(sample_id(number)),
        "made_by": "two_weeks_on",
        "flow": "plan_check_in",
        "given": {"step": "Sit beside Dana for one clinic", "plan": sample_id(number)},
        "plan_id": PlanItemId(sample_id(number)),
    }
    return FollowUp(**(fields | other))


def a_schedule(number: int = 1, *, of: int = 1, **other: Any) -> Schedule:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "id": ScheduleId(sample_id(number)),
        "participant_id": person_id(of),
        "kind": ScheduleKind.OWN,
        "rule": WeeklyRule(frozenset({Weekday.MON}), (time(12, 45),)),
        "next_due_at": NOW,
        "next_local_date": date(2026, 3, 2),
        "next_slot": time(12, 45),
    }
    return Schedule(**(fields | other))


def a_decision(number: int = 1, *, of: int = 1, **other: Any) -> Decision:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "id": DecisionId(sample_id(number)),
        "schedule_id": ScheduleId(sample_id(1)),
        "participant_id": person_id(of),
        "local_date": date(2026, 3, 2),
        "slot": time(12, 45),
        "due_at": NOW,
        "kind": DecisionKind.SENT,
        "reason": Reason.ON_TIME,
        "decided_at": NOW,
    }
    return Decision(**(fields | other))


def a_due_item(number: int = 1, *, of: int = 1, **other: Any) -> DueItem:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "id": DueItemId(sample_id(number)),
        "kind": DueKind.REMINDER,
        "participant_id": person_id(of),
        "run_id": RunId(sample_id(1)),
        "turn": 1,
        "due_at": NOW,
    }
    return DueItem(**(fields | other))


def a_delivery(number: int = 1, *, of: int = 1, **other: Any) -> Delivery:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "id": DeliveryId(sample_id(number)),
        "bot_id": BOT,
        "chat_id": ChatId(1000 + of),
        "participant_id": person_id(of),
        "lane": Lane.REPLY,
        "method": "sendMessage",
        "params": {"text": f"words {number}"},
        "not_before": NOW,
    }
    return Delivery(**(fields | other))


def a_summary(number: int = 1, *, of: int = 1, **other: Any) -> Summary:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "id": SummaryId(sample_id(number)),
        "participant_id": person_id(of),
        "first": date(2026, 2, 1),
        "last": date(2026, 2, 27),
        "since": NOW - timedelta(days=28),
        "until": NOW,
        "due_at": NOW,
    }
    return Summary(**(fields | other))
