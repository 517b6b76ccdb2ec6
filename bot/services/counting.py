"""What was decided over everybody, shaped for those who look after the bot: sums in order, naming nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.schedules import DecisionCount, DecisionKind, ScheduleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The decisions about what one kind of schedule brings.

    `lines` stand by decision, the most frequent reason of each first. `ended` counts occurrences, each of which ends
    once; `put_off` counts decisions, since one occurrence may be put off several times.
    """

    schedule: ScheduleKind
    lines: tuple[DecisionCount, ...]
    ended: int
    put_off: int

    def share(self, line: DecisionCount) -> float | None:
        """Which part of the occurrences ended so; None for those that are only put off."""
        return None if line.kind is DecisionKind.DEFERRED else line.count / self.ended


def tally(counts: Sequence[DecisionCount]) -> list[Tally]:
    """One tally for each kind of schedule about which something was decided, by rank."""
    found = []
    for schedule in ScheduleKind:
        own = [one for one in counts if one.schedule is schedule]
        put_off = sum(one.count for one in own if one.kind is DecisionKind.DEFERRED)
        if own:
            lines = tuple(sorted(own, key=_in_order))
            ended = sum(one.count for one in own) - put_off
            found.append(Tally(schedule=schedule, lines=lines, ended=ended, put_off=put_off))
    return found


def _in_order(line: DecisionCount) -> tuple[int, int, str]:
    return list(DecisionKind).index(line.kind), -line.count, line.reason.value
