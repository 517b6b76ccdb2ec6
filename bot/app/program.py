"""The running bot: its loops, and the order in which they start and stop."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import suppress
from traceback import extract_tb
from typing import Final

import structlog
from telegram.error import BadRequest

from bot.adapters.documents.cohort_pictures import CohortPictures
from bot.adapters.documents.press import Press
from bot.adapters.documents.summariser import Summariser
from bot.adapters.scheduler.beats import Beats
from bot.adapters.telegram.api import BotApi
from bot.adapters.telegram.receiving import Poller, Receiver
from bot.adapters.telegram.sending import Sender
from bot.app.assembly import Parts
from bot.app.cohort_plans import CohortPlans
from bot.app.published import PublishedFlows
from bot.app.zones import follow_zone_rules
from bot.domain.calendar.zone_rules import VERSION
from bot.domain.ids import ChatId
from bot.domain.roles import Role
from bot.ports import Clock, Remark
from bot.services import menus, outbox

log = structlog.get_logger()

CALLS_AT_ONCE: Final = 256
"""Bot API calls under way at once: at 50 ms each this is far above any rate that Telegram grants."""

AGAIN_SECONDS: Final = 1.0
"""How long a loop that an unforeseen error ended rests before it begins again."""

STOP_SECONDS: Final = 3.5
"""How long calls under way may take at the end; their outcome is then unknown and recorded as such at the next start."""


COLLECT_AFTER: Final = 50_000
"""Allocations before a young collection: a turn makes thousands of short-lived objects and no cycles to speak of."""


def calm_collector() -> None:
    """Keep the garbage collector from scanning, at every burst, what lives as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


class Program:
    """One bot, from `start` to `stop`: it receives, sends, and has beats that somebody must drive."""

    def __init__(self, parts: Parts, *, api: BotApi, clock: Clock) -> None:
        self.parts = parts
        self.clock = clock
        self._api = api
        store, means = parts.store, parts.means
        self.flows = PublishedFlows(store=store, means=means, clock=clock, shipped=parts.shipped)
        self.cohort_plans = CohortPlans(store=store, means=means, clock=clock, flows=self.flows)
        self.beats = Beats(store=store, means=means, clock=clock)
        self._documents = Press()
        self.summariser = Summariser(store=store, documents=self._documents, means=means, clock=clock)
        self.pictures = CohortPictures(store=store, documents=self._documents, means=means, clock=clock)
        self.receiver = Receiver(store=store, api=api, means=means, clock=clock)
        self.sender = Sender(
            store=store,
            messenger=api,
            means=means,
            clock=clock,
            rate=parts.settings.send_rate,
            capacity=CALLS_AT_ONCE,
            owner=means.ids.fresh(),
        )
        self._poller = Poller(api=api, receiver=self.receiver)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Bring the store and the flows up, settle what a crash left, then send, then receive."""
        store, means = self.parts.store, self.parts.means
        calm_collector()
        await store.start()
        store.on_outbox = self.sender.wake
        store.on_remark = _log_remark
        now = self.clock.now()
        retimed = await follow_zone_rules(store, means=means, clock=self.clock)
        if retimed:
            log.info("schedules.retimed", count=retimed, zone_rules=VERSION)
        await self.flows.begin()
        interrupted = await store.transact(lambda uow: outbox.recover(uow, means=means, now=now))
        if interrupted:
            log.warning("deliveries.uncertain", count=interrupted)
        self._run("sender", self.sender.run)
        self._run("poller", self._poller.run)

    async def introduce(self) -> None:
        """Say to Telegram who we are: the menus, and no webhook beside polling."""
        await self._api.ask("deleteWebhook")
        everybodys = menus.menu_of(Role.PARTICIPANT)
        await self._api.ask("setMyCommands", commands=everybodys, scope={"type": "all_private_chats"})
        for chat_id in sorted(self.parts.means.operators):
            # Telegram knows no chat of somebody who never wrote to the bot; theirs comes with their consent.
            with suppress(BadRequest):
                operators = menus.menu_of(Role.OPERATOR)
                await self._api.ask(
                    "setMyCommands", commands=operators, scope=menus.scope_of(ChatId(chat_id))
                )

    async def stop(self) -> None:
        """Take nothing more in, let calls under way end, and close; nothing that was confirmed is lost."""
        await self._end("poller")
        await self.receiver.drain()
        await self.sender.stop()
        sender = self._tasks.pop("sender", None)
        if sender is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await sender
        await self._documents.close()
        await self.parts.store.close()
        if self.parts.lock is not None:
            self.parts.lock.release()

    async def is_ready(self) -> bool:
        """Whether the loops run and the database answers."""
        if any(task.done() for task in self._tasks.values()):
            return False
        try:
            async with asyncio.timeout(2):
                await self.parts.store.read(lambda uow: uow.outbox.next_instant())
        except Exception:  # noqa: BLE001 - whatever keeps the database from answering, we are not ready
            return False
        return True

    def _run(self, name: str, loop: Callable[[], Awaitable[None]]) -> None:
        async def body() -> None:
            while True:
                try:
                    return await loop()
                except Exception as error:  # noqa: BLE001 - a bot that has gone deaf or mute helps nobody
                    place = extract_tb(error.__traceback__)[-1]
                    where = f"{place.filename}:{place.lineno}"
                    log.warning("loop.failed", loop=name, error=type(error).__name__, where=where)
                    await asyncio.sleep(AGAIN_SECONDS)

        self._tasks[name] = asyncio.create_task(body(), name=name)

    async def _end(self, name: str) -> None:
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _log_remark(remark: Remark) -> None:
    log.error(remark.event, **remark.facts)
