"""What texts and conditions may read of a person's past: counts, looked up only when a flow asks for them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Final

from bot.domain.calendar import first_of_month, local_date
from bot.domain.people import Participant
from bot.domain.runs import Run
from bot.engine.run import RunStatus
from bot.engine.vocabulary import HISTORY_FIELDS
from bot.services.desk import Desk

MOST_SKIPS: Final = 20
"""Prompts looked back over; whoever skipped so many is not asked differently after more."""


class History(Mapping[str, int | None]):
    """`history.x` of one person, as it stood before this transaction."""

    def __init__(self, desk: Desk, participant: Participant) -> None:
        self._desk = desk
        self._participant = participant

    def __getitem__(self, name: str) -> int | None:
        return self._counts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(HISTORY_FIELDS))

    def __len__(self) -> int:
        return len(HISTORY_FIELDS)

    @cached_property
    def _counts(self) -> Mapping[str, int | None]:
        uow, participant = self._desk.uow, self._participant
        today = local_date(self._desk.now, participant.timezone)
        ends = uow.runs.recent_ends([participant.id], limit=MOST_SKIPS)
        days = [head.local_date for head in uow.entries.heads(participant.id)]
        return {
            "entries": len(days),
            "entries_this_month": sum(day >= first_of_month(today) for day in days),
            "entries_this_quarter": sum(day >= _first_of_quarter(today) for day in days),
            "days_since_entry": (today - max(days)).days if days else None,
            "skips_in_a_row": skips_in_a_row(ends.get(participant.id, ())),
        }


def skips_in_a_row(ends: Sequence[Run]) -> int:
    """How many of the last prompts, newest first, ended without anything being kept."""
    return len(list(takewhile(_was_passed_over, ends)))


def _was_passed_over(run: Run) -> bool:
    return run.entry_id is None and run.status in (RunStatus.EXPIRED, RunStatus.STOPPED)


def _first_of_quarter(day: date) -> date:
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)
