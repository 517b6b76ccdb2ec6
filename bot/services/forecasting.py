"""What is coming: how long the messages of a slot take at the rate of sending, and how many windows close before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from bot.domain.schedules import DueCount

REPLIES_A_SECOND: Final = 3.0
"""What people answer meanwhile: each answer brings a reply that should not wait behind the prompts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """So many people, due at one slot, whose messages are spread and go out at a rate (a second) before they close."""

    people: int
    begins_at: datetime
    spread: timedelta
    rate: float
    window: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What an operator can be told before: when half, nine in ten and the last have it, and how many never will.

    `free_at` is when those who are due next get their turn at the sender.
    """

    half_at: datetime
    most_at: datetime
    last_at: datetime
    free_at: datetime
    closing: int


def forecast(
    spike: Spike, *, replies_a_second: float = REPLIES_A_SECOND, busy_until: datetime | None = None
) -> Forecast:
    """Simple arithmetic: prompts share the rate with replies, which go first, and none goes before its time.

    `busy_until`: the sender still has those who were due before until then.
    """
    rate = max(spike.rate - replies_a_second, 1.0)
    begins_at = max(spike.begins_at, busy_until or spike.begins_at)
    before_closing = int((spike.begins_at + spike.window - begins_at).total_seconds() * rate)
    sent = min(spike.people, max(before_closing, 0))

    def by_rate(number: int) -> datetime:
        return begins_at + timedelta(seconds=number / rate)

    def at(share: float) -> datetime:
        return max(by_rate(ceil(sent * share)), spike.begins_at + spike.spread * share)

    return Forecast(
        half_at=at(0.5),
        most_at=at(0.9),
        last_at=at(1.0),
        free_at=by_rate(sent),
        closing=spike.people - sent,
    )


def in_turn(
    counts: Sequence[DueCount], *, now: datetime, spread: timedelta, rate: float, window: timedelta
) -> Iterator[tuple[Spike, Forecast]]:
    """What to expect of each minute at which somebody is due, earliest first; what is overdue is due now.

    It is the most that can come: leave, days off and the other guards are looked at when the time has come.
    """
    busy_until = now
    for minute, people in _by_minute(counts, now).items():
        spike = Spike(people=people, begins_at=minute, spread=spread, rate=rate, window=window)
        found = forecast(spike, busy_until=busy_until)
        busy_until = found.free_at
        yield spike, found


def _by_minute(counts: Sequence[DueCount], now: datetime) -> dict[datetime, int]:
    minutes: dict[datetime, int] = {}
    for one in counts:
        minute = max(one.at.replace(second=0, microsecond=0), now)
        minutes[minute] = minutes.get(minute, 0) + one.count
    return dict(sorted(minutes.items()))
