"""What a person means to do: items of their plan, and the flows that will come back to what they said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.ids import ParticipantId, PlanItemId, RunId, ScheduleId


class PlanStatus(StrEnum):
    """How far an item has come; a done or dropped one is settled, and nothing asks about it any more."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to ask."""
        return self in (PlanStatus.DONE, PlanStatus.DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """One thing that a person means to do: a need, the smallest first step, and how it will show.

    `run_id` and `made_by` say where it comes from, a run and its plan step: there is one item for both, and a change of
    mind in the run makes it anew in its place. `by` is a day of the person's calendar. `need`, `step`, `barrier` and
    `success` are the person's own words and stay out of every repr.
    """

    id: PlanItemId
    participant_id: ParticipantId
    run_id: RunId
    made_by: str
    status: PlanStatus = PlanStatus.OPEN
    need: str = field(default="", repr=False)
    step: str = field(default="", repr=False)
    barrier: str = field(default="", repr=False)
    success: str = field(default="", repr=False)
    by: date | None = None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A flow that is to begin later for a person; when, is said by its schedule.

    `run_id` and `made_by` say where it comes from: there is one for both, and a later one takes the place of the earlier.
    `given` is what it quotes, in the person's own words; `plan_id` is the plan item that it asks about, if it asks
    about one.
    """

    schedule_id: ScheduleId
    participant_id: ParticipantId
    run_id: RunId
    made_by: str
    flow: str
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)
    plan_id: PlanItemId | None = None
