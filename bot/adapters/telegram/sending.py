"""Sending: one loop that records what became of the last calls and claims the next ones, in one transaction."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from bot.domain.deliveries import CallResult, Delivery, Lane, Outcome
from bot.domain.errors import DatabaseUnavailable
from bot.ports import Clock, Document, Messenger, Store, UnitOfWork
from bot.services import outbox
from bot.services.desk import Means

log = structlog.get_logger()

SWEEP_SECONDS: Final = 1.0
"""How long the loop sleeps when nothing wakes it: left-overs and retries wait at most this much longer."""

AWAY_SECONDS: Final = 1.0

UNFORESEEN: Final = "unforeseen"
"""Reason of a call that ended in an error that no table knows; whether it went out nobody can say."""

BURST: Final = 2
"""Messages that may go out at once after a quiet moment: with the default rate no second sees more than 30."""

BROADCAST_SHARE: Final = 0.8
"""Of the rate, what broadcasts may use: the rest is there for replies and prompts the moment that they come up."""

Claimed = Sequence[tuple[Delivery, Sequence[Document]]]


class Pace:
    """How many messages may go out now: a generic cell rate, on monotonic time, which a flood wait can hold."""

    def __init__(self, rate: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1.0 / rate
        self._burst = max(1.0, min(BURST, rate / 5)) if rate < 1000 else rate / 10  # noqa: PLR2004 - see below
        self._monotonic = monotonic
        self._next = monotonic()

    def free(self) -> int:
        """Slots that are open at this moment."""
        now = self._monotonic()
        earliest = now - self._burst * self._interval
        self._next = max(self._next, earliest)
        return max(0, int((now - self._next) / self._interval + 1e-9))

    def use(self, count: int) -> None:
        """Take so many slots."""
        self._next += count * self._interval

    def wait(self) -> float:
        """Seconds until a slot opens."""
        return max(0.0, self._next + self._interval - self._monotonic())

    def hold(self, seconds: float) -> None:
        """Telegram asked for silence: no slot opens before."""
        self._next = max(self._next, self._monotonic() + seconds)


class Sender:
    """Sends what the outbox holds, at a pace, with at most `capacity` calls under way."""

    def __init__(
        self,
        *,
        store: Store,
        messenger: Messenger,
        means: Means,
        clock: Clock,
        rate: float,
        capacity: int,
        owner: str,
        away_seconds: float = AWAY_SECONDS,
    ) -> None:
        """`away_seconds` is how long it rests when the store fails."""
        self._store = store
        self._messenger = messenger
        self._means = means
        self._clock = clock
        self._pace = Pace(rate)
        self._broadcasts = Pace(rate * BROADCAST_SHARE)
        self._capacity = capacity
        self._owner = owner
        self._away_seconds = away_seconds
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()
        self._results: list[tuple[CallResult, Delivery]] = []
        self._stopping = False
        self._could_claim = False

    def wake(self) -> None:
        """Something was queued."""
        self._idle.clear()
        self._wake.set()

    async def run(self) -> None:
        """Send until `stop`."""
        while not (self._stopping and not self._calls and not self._results):
            self._wake.clear()
            try:
                claimed = await self._step()
            except DatabaseUnavailable as error:
                log.warning("store.away", error=type(error).__name__)
                await asyncio.sleep(self._away_seconds)
                continue
            except Exception as error:  # noqa: BLE001 - a bot that has gone mute helps nobody
                log.error("sender.failed", error=type(error).__name__)  # noqa: TRY400 - its text may hold words
                await self._record_singly()
                await asyncio.sleep(self._away_seconds)
                continue
            for delivery, files in claimed:
                self._start(delivery, files)
            if not claimed and not self._results:
                await self._rest()

    async def stop(self) -> None:
        """Claim nothing more; `run` ends when the calls under way are recorded."""
        self._stopping = True
        self._wake.set()

    async def settled(self) -> None:
        """Wait until nothing is under way and nothing sendable is left."""
        self.wake()
        await self._idle.wait()

    async def _step(self) -> Claimed:
        """Record the results at hand and claim what may go out now."""
        results, self._results = self._results, []
        limit = 0 if self._stopping else min(self._capacity - len(self._calls), self._pace.free())
        broadcasts = self._broadcasts.free()
        self._could_claim = limit > 0 and broadcasts > 0
        now = self._clock.now()

        def work(uow: UnitOfWork) -> Claimed:
            if results:
                outbox.record(uow, results, means=self._means, now=now)
            return outbox.claim(uow, owner=self._owner, limit=limit, now=now, broadcasts=broadcasts)

        try:
            claimed = await self._store.transact(work)
        except BaseException:  # being cancelled, too, must not lose what became of calls
            self._results = results + self._results
            raise
        self._pace.use(len(claimed))
        self._broadcasts.use(sum(delivery.lane is Lane.BROADCAST for delivery, _files in claimed))
        return claimed

    async def _record_singly(self) -> None:
        """Record the results at hand one by one, so that one that can't be recorded does not take others along."""
        results, self._results = self._results, []
        for number, (result, delivery) in enumerate(results):
            now = self._clock.now()
            try:
                await self._store.transact(
                    lambda uow, pair=(result, delivery), now=now: outbox.record(  # type: ignore[misc]  # bound
                        uow, [pair], means=self._means, now=now
                    )
                )
            except DatabaseUnavailable:
                self._results = results[number:] + self._results
                return
            except Exception as error:  # noqa: BLE001 - it stays `sending`, and the next start finds it uncertain
                log.error("result.lost", delivery=result.delivery_id, error=type(error).__name__)  # noqa: TRY400 - words

    async def _rest(self) -> None:
        """Sleep until something is queued, a call ends, or a slot may have opened."""
        wait = SWEEP_SECONDS
        if self._pace.free() == 0:
            wait = min(wait, self._pace.wait())
        elif self._broadcasts.free() == 0:
            wait = min(wait, self._broadcasts.wait())
        elif not self._calls and not self._wake.is_set():
            if self._could_claim:
                self._idle.set()
            else:
                wait = 0.0  # a slot has opened since it looked
        try:
            async with asyncio.timeout(wait):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _start(self, delivery: Delivery, files: Sequence[Document]) -> None:
        task = asyncio.create_task(self._call(delivery, files))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _call(self, delivery: Delivery, files: Sequence[Document]) -> None:
        try:
            result = await self._messenger.call(delivery, files)
        except Exception as error:  # noqa: BLE001 - without a result its chat would wait until the next start
            log.error("call.failed", delivery=delivery.id, error=type(error).__name__)  # noqa: TRY400 - words
            result = CallResult(
                delivery_id=delivery.id,
                attempt=delivery.attempts,
                outcome=Outcome.UNKNOWN,
                reason=UNFORESEEN,
            )
        if result.outcome is not Outcome.SENT:
            log.info("delivery.not_sent", delivery=delivery.id, outcome=result.outcome, reason=result.reason)
        if result.retry_after is not None:
            self._pace.hold(result.retry_after)
        self._results.append((result, delivery))
        self._wake.set()
