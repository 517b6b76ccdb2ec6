"""A spike: very many people due within the same minutes, on the real outbox, and what the operator can expect of it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from math import ceil
from typing import Final, TypeVar

from bot.adapters.telegram.sending import Pace
from bot.app.simulating.chance import Chance
from bot.domain.calendar import spread
from bot.domain.deliveries import CallResult, Delivery, Lane, Outcome
from bot.domain.ids import ChatId, DeliveryId
from bot.ports import Store, UnitOfWork
from bot.services import outbox
from bot.services.desk import Means
from bot.services.forecasting import REPLIES_A_SECOND, Spike, forecast

T = TypeVar("T", datetime, timedelta)

QUEUED_AT_ONCE: Final = 1000
OWNER: Final = "simulation"

A_TURN: Final = 60.0
"""Virtual seconds in one transaction."""

A_BLINK: Final = 1e-4
"""The shortest step of virtual time, in seconds."""

LEAP: Final = 7919
"""A prime, so that replies go to people all over the crowd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What came of a spike: when prompts went out, in order, how many closed unsent, and how long replies waited."""

    sent_at: Sequence[datetime]
    closed: int
    replies: Sequence[timedelta]


async def live_through(
    store: Store, spike: Spike, *, means: Means, chance: Chance, replies_a_second: float = REPLIES_A_SECOND
) -> Course:
    """Queue the prompts and send them under the virtual clock, with replies coming in between."""
    for first in range(0, spike.people, QUEUED_AT_ONCE):
        numbers = range(first, min(first + QUEUED_AT_ONCE, spike.people))
        prompts = [_prompt(spike, number, means) for number in numbers]
        await store.transact(lambda uow, prompts=prompts: uow.outbox.add(prompts))  # type: ignore[misc]  # a bound default
    sender = _Sender(spike, means=means, replies=_arrivals(chance, replies_a_second))
    while await store.transact(sender.go_on):
        pass
    return Course(sent_at=sender.sent_at, closed=spike.people - len(sender.sent_at), replies=sender.waits)


def foretold(spike: Spike) -> list[str]:
    """The forecast as an operator reads it before."""
    found = forecast(spike)
    slot_ends = spike.begins_at + spike.spread
    lines = [
        (
            f"{spike.people:,} people are due from {spike.begins_at:%H:%M} to {slot_ends:%H:%M} UTC,"
            f" at {spike.rate:g} messages a second."
        ),
        (
            f"Forecast: half have it by {found.half_at:%H:%M:%S}, nine in ten by {found.most_at:%H:%M:%S},"
            f" the last at {found.last_at:%H:%M:%S}."
        ),
    ]
    if found.closing:
        lines.append(
            f"{found.closing:,} will not get it before it closes: spread their slots, or raise the rate."
        )
    return lines


def told(course: Course) -> list[str]:
    """What came of it."""
    half, most, last = (_share(course.sent_at, share) for share in (0.5, 0.9, 1.0))
    lines = [f"{course.closed:,} windows closed unsent."]
    if half and most and last:
        lines.insert(
            0,
            f"It came: half by {half:%H:%M:%S}, nine in ten by {most:%H:%M:%S}, the last at {last:%H:%M:%S}.",
        )
    median, slow = _share(course.replies, 0.5), _share(course.replies, 0.99)
    if median is not None and slow is not None:
        lines.append(
            f"Meanwhile {len(course.replies):,} replies: half went within {_milliseconds(median)},"
            f" 99 of 100 within {_milliseconds(slow)}, the slowest within {_milliseconds(max(course.replies))}."
        )
    return lines


def _share(values: Sequence[T], share: float) -> T | None:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share) - 1)] if ordered else None


def _milliseconds(wait: timedelta) -> str:
    return f"{ceil(wait / timedelta(milliseconds=1))} ms"


class _Sender:
    """The sender's loop in virtual time: it looks when a slot opens, or when there is something to send again."""

    def __init__(self, spike: Spike, *, means: Means, replies: Iterator[float]) -> None:
        self.sent_at: list[datetime] = []
        self.waits: list[timedelta] = []
        self._spike = spike
        self._means = means
        self._seconds = 0.0
        self._pace = Pace(spike.rate, monotonic=lambda: self._seconds)
        self._due = sorted(_after_slot(spike, number).total_seconds() for number in range(spike.people))
        self._replies = replies
        self._next_reply = next(replies)
        self._numbers = count(1)
        self._chats: list[ChatId] = []
        self._replies_owed = 0

    def go_on(self, uow: UnitOfWork) -> bool:
        """Send for a minute; whether prompts are left that may still go out."""
        until = self._seconds + A_TURN
        closed_by = (self._spike.window + self._spike.spread).total_seconds()
        while self._seconds < until:
            self._take_replies(uow)
            self._send(uow)
            if len(self.sent_at) == self._spike.people or self._seconds > closed_by:
                return False
            self._seconds = self._next_look()
        return True

    def _now(self) -> datetime:
        return self._spike.begins_at + timedelta(seconds=self._seconds)

    def _take_replies(self, uow: UnitOfWork) -> None:
        """Queue the replies to what was answered by now, by people who have their prompt."""
        while self._next_reply <= self._seconds:
            if self._chats:
                number = next(self._numbers)
                chat_id = self._chats[number * LEAP % len(self._chats)]
                uow.outbox.add([_message(f"r{number:025d}", chat_id, Lane.REPLY, self._now(), self._means)])
                self._replies_owed += 1
            self._next_reply = next(self._replies)

    def _send(self, uow: UnitOfWork) -> None:
        now, free = self._now(), self._pace.free()
        claimed = [one for one, _ in outbox.claim(uow, owner=OWNER, limit=free, now=now)] if free else []
        outbox.record(uow, [(_sent(one), one) for one in claimed], means=self._means, now=now)
        self._pace.use(len(claimed))
        for one in claimed:
            if one.lane is Lane.REPLY:
                self.waits.append(now - one.not_before)
                self._replies_owed -= 1
            else:
                self.sent_at.append(now)
                self._chats.append(one.chat_id)

    def _next_look(self) -> float:
        """When a slot opens for what waits, or else when something comes to send."""
        due = bisect_right(self._due, self._seconds)
        if due > len(self.sent_at) or self._replies_owed:
            return min(
                self._seconds + max(self._pace.wait(), A_BLINK),
                max(self._next_reply, self._seconds + A_BLINK),
            )
        return min(self._due[due], self._next_reply)


def _arrivals(chance: Chance, a_second: float) -> Iterator[float]:
    """When replies are owed, in seconds, one after the other as chance has it."""
    at = 0.0
    for number in count():
        at += chance.waiting(1 / a_second, "reply", number)
        yield at


def _after_slot(spike: Spike, number: int) -> timedelta:
    return spread(f"person {number}", up_to=spike.spread)


def _prompt(spike: Spike, number: int, means: Means) -> Delivery:
    at = spike.begins_at + _after_slot(spike, number)
    closes_at = spike.begins_at + spike.window
    return _message(f"p{number:025d}", ChatId(number + 1), Lane.PROMPT, at, means, closes_at=closes_at)


def _message(  # what a delivery is made of
    delivery_id: str,
    chat_id: ChatId,
    lane: Lane,
    not_before: datetime,
    means: Means,
    *,
    closes_at: datetime | None = None,
) -> Delivery:
    return Delivery(
        id=DeliveryId(delivery_id),
        bot_id=means.bot_id,
        chat_id=chat_id,
        participant_id=None,
        lane=lane,
        method="sendMessage",
        params={"chat_id": chat_id, "text": "What knowledge did you create today?"},
        not_before=not_before,
        closes_at=closes_at,
    )


def _sent(delivery: Delivery) -> CallResult:
    return CallResult(delivery_id=delivery.id, attempt=delivery.attempts, outcome=Outcome.SENT, message_id=1)
