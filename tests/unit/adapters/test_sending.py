"""The sender: its pace, its end, and that nothing unforeseen makes it mute or forget what became of a call."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

from bot.adapters.telegram.sending import Pace, Sender
from bot.domain.deliveries import CallResult, Delivery, Lane, Outcome
from bot.domain.errors import DatabaseUnavailable, KeyProblem
from bot.domain.ids import ChatId
from bot.ports import Document, UnitOfWork
from bot.services.desk import Means
from tests.fakes import CountingIds, FakeStore, FixedClock
from tests.samples import BOT, NOW, a_delivery, a_person
from tests.surgery import shipped_flows

T = TypeVar("T")


class Line:
    """A messenger whose calls end as a test says; by default at once, and well."""

    def __init__(self) -> None:
        self.calls: list[Delivery] = []
        self.ends: Callable[[Delivery], Outcome] = lambda _delivery: Outcome.SENT
        self.awaited = 0
        self.is_busy = asyncio.Event()
        self.hangs = asyncio.Event()
        self.hangs.set()

    async def call(self, delivery: Delivery, _files: Sequence[Document]) -> CallResult:
        self.calls.append(delivery)
        if len(self.calls) == self.awaited:
            self.is_busy.set()
        await self.hangs.wait()
        outcome = self.ends(delivery)
        return CallResult(delivery_id=delivery.id, attempt=delivery.attempts, outcome=outcome)


def hanging_line(*, calls: int) -> Line:
    """A line on which calls do not end until `hangs` is set; it tells when so many are under way."""
    line = Line()
    line.hangs.clear()
    line.awaited = calls
    return line


async def busy(line: Line) -> None:
    async with asyncio.timeout(10):
        await line.is_busy.wait()


class MoodyStore(FakeStore):
    """A store whose next transactions raise what a test lined up."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: list[Exception] = []

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        if self.troubles:
            raise self.troubles.pop(0)
        return await super().transact(work)


def _means() -> Means:
    return Means(bot_id=BOT, timezone="Europe/London", ids=CountingIds(), flows=shipped_flows())


@asynccontextmanager
async def sending(store: FakeStore, line: Line) -> AsyncIterator[Sender]:
    """A sender at work."""
    sender = Sender(
        store=store,
        messenger=line,
        means=_means(),
        clock=FixedClock(NOW),
        rate=10_000,
        capacity=256,
        owner="me",
        away_seconds=0.0,
    )
    store.on_outbox = sender.wake
    task = asyncio.create_task(sender.run())
    yield sender
    await sender.stop()
    async with asyncio.timeout(5):
        await task


def stocked(store: FakeStore, *deliveries: Delivery) -> None:
    people = {delivery.chat_id - 1000 for delivery in deliveries}
    store.run(lambda uow: uow.people.save([a_person(number) for number in people]))
    store.run(lambda uow: uow.outbox.add(deliveries))


async def settled(sender: Sender) -> None:
    async with asyncio.timeout(30):
        await sender.settled()


def counts(store: FakeStore) -> dict[str, int]:
    return store.run(lambda uow: dict(uow.outbox.counts()))


async def test_a_call_that_raises_leaves_its_message_uncertain_and_its_chat_free() -> None:
    def breaks(delivery: Delivery) -> Outcome:
        if delivery.attempts == 1:
            raise RuntimeError("words that nobody may read")
        return Outcome.SENT

    store, line = FakeStore(), Line()
    line.ends = breaks
    stocked(store, a_delivery(1))
    async with sending(store, line) as sender:
        await settled(sender)
    (kept,) = store.run(lambda uow: uow.outbox.recent(ChatId(1001), limit=9))
    assert (kept.status, kept.doubts) == ("queued", 1)
    assert kept.not_before > NOW


async def test_an_unforeseen_error_of_the_store_neither_ends_the_sender_nor_loses_an_outcome() -> None:
    store, line = MoodyStore(), hanging_line(calls=3)
    stocked(store, *(a_delivery(number, of=number) for number in (1, 2, 3)))
    async with sending(store, line) as sender:
        await busy(line)
        store.troubles = [KeyProblem("a key is gone", remedy=""), DatabaseUnavailable("away", remedy="")]
        line.hangs.set()
        await settled(sender)
    assert counts(store) == {"sent": 3}
    assert len(line.calls) == 3


async def test_broadcasts_use_a_share_of_the_rate_and_all_go_out() -> None:
    store, line = FakeStore(), Line()
    many = [a_delivery(number, of=number, lane=Lane.BROADCAST) for number in range(1, 901)]
    async with sending(store, line) as sender:
        stocked(store, *many)
        await settled(sender)
        assert counts(store)["sent"] == len(many)


async def test_stopping_with_256_calls_under_way_records_all_of_them() -> None:
    store, line = FakeStore(), hanging_line(calls=256)
    stocked(store, *(a_delivery(number, of=number) for number in range(1, 301)))
    async with sending(store, line) as sender:
        await busy(line)
        await sender.stop()
        line.hangs.set()
    assert counts(store) == {"sent": 256, "queued": 44}


def test_no_second_sees_more_than_thirty_messages_at_the_default_rate() -> None:
    clock = [0.0]
    pace = Pace(28, monotonic=lambda: clock[0])
    clock[0] = 60.0  # a quiet minute
    sent: list[float] = []
    while clock[0] < 63.0:
        free = pace.free()
        pace.use(free)
        sent += [clock[0]] * free
        clock[0] += 0.001
    assert len(sent) > 80
    assert max(sum(start <= at < start + 1 for at in sent) for start in sent) <= 30


def test_a_flood_wait_holds_every_slot() -> None:
    clock = [0.0]
    pace = Pace(28, monotonic=lambda: clock[0])
    clock[0] = 60.0
    pace.hold(17)
    clock[0] += 16.9
    assert pace.free() == 0
    assert timedelta(seconds=pace.wait()) < timedelta(seconds=0.2)
