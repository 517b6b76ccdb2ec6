"""What a person means to do: items of their plan, and the flows that will come back to what they said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from bot.domain.calendar import local_date
from bot.domain.ids import EntryId, ParticipantId, PlanItemId, RunId, ScheduleId


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


class PlanPart(StrEnum):
    """The parts of an item that hold the person's own words; each is a field of `PlanItem` of that name."""

    NEED = "need"
    STEP = "step"
    BARRIER = "barrier"
    SUCCESS = "success"


BY: Final = "by"
"""The part of an item that is a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """One thing that a person means to do: a need, the smallest first step, and how it will show.

    `run_id` and `made_by` say where it comes from, a run and its plan step: there is one item for both, and a change of
    mind in the run makes it anew in its place. `from_id` is the earlier item or the entry out of which the need was
    chosen. `by` is a day of the person's calendar. A settled item was settled at `changed_at`. `need`, `step`, `barrier`
    and `success` are the person's own words and stay out of every repr.
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
    from_id: PlanItemId | EntryId | None = None
    created_at: datetime
    changed_at: datetime

    @property
    def title(self) -> str:
        """What it is called by: the need, or else the step."""
        return self.need or self.step

    @property
    def words(self) -> dict[PlanPart, str]:
        """The person's own words, by part; a part without any is empty."""
        return {part: getattr(self, part) for part in PlanPart}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneItem:
    """An item that was done, on this day of the person's calendar."""

    day: date
    title: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """How a plan stood at the end of a period: what was done within it, the earliest first, and how many were open."""

    done: tuple[DoneItem, ...] = ()
    open_count: int = 0


NOTHING_PLANNED: Final = PlanStanding()


def standing_of(items: Iterable[PlanItem], *, since: datetime, until: datetime, zone: str) -> PlanStanding:
    """How a plan stands at `until`, with what was done after `since`; later changes count for the next period.

    What was settled once and reopened since counts by what it is now: earlier standings of an item are not kept.
    """
    known = [item for item in items if item.created_at <= until]
    is_over = {item.id for item in known if item.status.is_settled and item.changed_at <= until}
    done = [item for item in known if item.status is PlanStatus.DONE and since < item.changed_at <= until]
    return PlanStanding(
        done=tuple(
            DoneItem(day=local_date(item.changed_at, zone), title=item.title)
            for item in sorted(done, key=lambda item: (item.changed_at, item.id))
        ),
        open_count=len(known) - len(is_over),
    )


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
