"""What the playground may ask of the bot behind it: to move its clock, and to show what it keeps."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from bot.app.clock import TurnedClock
from bot.app.program import Program
from bot.app.stored_view import stored_sections
from bot.app.timeline_view import timeline_rows
from bot.app.workshop.bench import AuthorsBench
from bot.domain.calendar import Weekday, instant, last_of_month, local_date
from bot.domain.ids import ChatId
from bot.domain.schedules import DecisionKind, ScheduleKind
from bot.playground.backstage import JumpRefusedError, StoredSection, TimelineRow
from bot.playground.world import World
from bot.ports import Store, UnitOfWork
from bot.services.desk import Means

MORNING: Final = time(8, 0)
EVENING: Final = time(21, 0)
"""When a day of the playground begins, and when a month's last day is over as far as questions go."""

MOST_PROMPTS_TRIED: Final = 60
"""Occurrences looked at for one that is really sent, before the jump gives up."""

STILL_STARTING: Final = "The bot is still starting."
NO_PROMPT: Final = "Nobody has a schedule yet: begin with /start and choose your days."


class ProgramBackstage:
    """The playground's way to the running bot."""

    def __init__(self, clock: TurnedClock, world: World, *, flows_dir: Path) -> None:
        self.program: Program | None = None
        """Attached once it runs: the page is served first, since the bot must know its address."""
        self.workshop = AuthorsBench(flows_dir, lambda: self._running, world, clock)
        self._clock = clock
        self._world = world
        self._turning = asyncio.Lock()

    @property
    def _running(self) -> Program:
        if self.program is None:
            raise JumpRefusedError(STILL_STARTING)
        return self.program

    @property
    def _store(self) -> Store:
        return self._running.parts.store

    @property
    def _means(self) -> Means:
        return self._running.parts.means

    async def now(self) -> datetime:
        """The time that the bot believes it is."""
        return self._clock.now()

    async def jump(self, to: str) -> datetime:
        """Move the clock, doing everything that falls due on the way, in order."""
        async with self._turning:
            if to == "next_prompt":
                await self._to_next_prompt()
            else:
                await self._advance(self._target(to))
        return self._clock.now()

    async def advance(self, to: datetime) -> None:
        """Move the clock to an instant, doing everything that falls due on the way, in order."""
        async with self._turning:
            await self._advance(to)

    async def timeline(self, chat_id: int) -> Sequence[TimelineRow]:
        """What was and will be due for a person, oldest first."""
        flows, now = self._means.flows, self._clock.now()
        titles = {name: flows.current(name).title for name in flows.names()}
        return await self._store.read(
            lambda uow: timeline_rows(uow, self._means.bot_id, ChatId(chat_id), now=now, titles=titles)
        )

    async def stored(self, chat_id: int) -> Sequence[StoredSection]:
        """What the database holds about a person."""
        return await self._store.read(lambda uow: stored_sections(uow, self._means.bot_id, ChatId(chat_id)))

    async def _advance(self, target: datetime) -> None:
        """Go from due instant to due instant, and at the end to the target."""
        attended = self._clock.now()
        await self._settle()
        while (due := await self._next_instant()) is not None and due <= target:
            if due <= attended:
                break  # it stays due whatever we do (a retry under way): time goes on
            self._clock.turn_to(due)
            attended = self._clock.now()
            await self._settle()
        self._clock.turn_to(target)
        await self._settle()

    async def _settle(self) -> None:
        """Do all that is due at this instant, until everything is sent."""
        await self._running.cohort_plans.follow()
        await self._running.beats.due()
        await self._running.beats.figures()
        await self._running.summariser.make_due()
        await self._running.pictures.make_due()
        await self._running.sender.settled()

    async def _next_instant(self) -> datetime | None:
        def work(uow: UnitOfWork) -> datetime | None:
            return min(filter(None, (uow.schedules.next_instant(), uow.outbox.next_instant())), default=None)

        return await self._store.read(work)

    async def _to_next_prompt(self) -> None:
        for _ in range(MOST_PROMPTS_TRIED):
            due = await self._store.read(self._next_own)
            if due is None:
                raise JumpRefusedError(NO_PROMPT)
            before = self._clock.now()
            await self._advance(due)
            if await self._store.read(lambda uow: self._was_sent(uow, since=before)):  # noqa: B023 - awaited here
                return

    def _chats(self) -> list[ChatId]:
        return [ChatId(one) for one in self._world.people]

    def _next_own(self, uow: UnitOfWork) -> datetime | None:
        people = uow.people.by_chat(self._means.bot_id, self._chats())
        schedules = uow.schedules.of([one.id for one in people.values()])
        own = (one for held in schedules.values() for one in held if one.kind is ScheduleKind.OWN)
        return min((one.next_due_at for one in own if one.next_due_at is not None), default=None)

    def _was_sent(self, uow: UnitOfWork, *, since: datetime) -> bool:
        people = (one.id for one in uow.people.by_chat(self._means.bot_id, self._chats()).values())
        latest = (uow.schedules.decisions(one, limit=1) for one in people)
        return any(
            decision.kind is DecisionKind.SENT
            and decision.run_id is not None
            and decision.decided_at >= since
            for decisions in latest
            for decision in decisions
        )

    def _target(self, to: str) -> datetime:
        now, zone = self._clock.now(), self._means.timezone
        today = local_date(now, zone)
        match to:
            case "+1h":
                return now + timedelta(hours=1)
            case "+1d":
                return now + timedelta(days=1)
            case "tomorrow":
                return instant(today + timedelta(days=1), MORNING, zone)
            case "next_monday":
                return instant(today + timedelta(days=7 - Weekday.of(today).number), MORNING, zone)
            case "month_end":
                end = instant(last_of_month(today), EVENING, zone)
                following = last_of_month(last_of_month(today) + timedelta(days=1))
                return end if end > now else instant(following, EVENING, zone)
            case _:
                raise JumpRefusedError(f"I can't jump to {to!r}.")
