"""The demo, played whole once: what people find when `kipic try --demo` opens the page."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest_asyncio

from bot.adapters.system import SystemClock
from bot.app.clock import TurnedClock
from bot.app.demo import begin_demo, seed_demo, stories
from bot.app.stage import Stage
from bot.app.tryout import playing
from bot.config import load_settings
from bot.domain.entries import Entry, Visibility
from bot.domain.identifiers import screen
from bot.domain.ids import ChatId
from bot.domain.people import Purpose
from bot.domain.runs import Run
from bot.domain.schedules import Decision, DecisionKind, Schedule
from bot.ports import UnitOfWork

ADA, BEN, TUTOR = 710_001, 710_002, 710_003
PRESENT = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


class MachineClock:
    """A machine whose clock showed `PRESENT` when the test began."""

    def __init__(self) -> None:
        self._ahead = PRESENT - SystemClock().now()

    def now(self) -> datetime:
        return SystemClock().now() + self._ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store holds of one person."""

    entries: Sequence[Entry]
    decisions: Sequence[Decision]
    schedules: Sequence[Schedule]
    open_run: Run | None
    consents: frozenset[Purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A stage after the demo."""

    stage: Stage
    missed: int

    async def kept(self, chat: int) -> Kept | None:
        def look(uow: UnitOfWork) -> Kept | None:
            bot_id = self.stage.program.parts.means.bot_id
            found = uow.people.by_chat(bot_id, [ChatId(chat)]).get(ChatId(chat))
            if found is None:
                return None
            return Kept(
                entries=uow.entries.between(found.id, date.min, date.max),
                decisions=uow.schedules.decisions(found.id, limit=100),
                schedules=uow.schedules.of([found.id])[found.id],
                open_run=uow.runs.open_of([found.id]).get(found.id),
                consents=frozenset(one.purpose for one in uow.people.consents(found.id) if one.is_given),
            )

        return await self.stage.program.parts.store.read(look)

    async def kept_of_ada(self) -> Kept:
        found = await self.kept(ADA)
        assert found is not None
        return found

    def attachments(self, chat: int, kind: str) -> list[datetime]:
        """When the bot sent something of this kind."""
        messages = self.stage.world.messages(chat)
        return [one.date for one in messages if one.attachment is not None and one.attachment.kind == kind]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played() -> AsyncIterator[Played]:
    settings = load_settings({"KIPIC_TRY_LISTEN": "127.0.0.1:0", "KIPIC_LOG_LEVEL": "error"}, None)
    machine = MachineClock()
    clock = TurnedClock(machine, begin=begin_demo(machine.now(), settings.timezone))
    with tempfile.TemporaryDirectory() as folder:
        async with playing(settings, Path(folder), clock=clock) as stage:
            missed = await seed_demo(stage)
            yield Played(stage=stage, missed=missed)


async def test_every_act_of_the_stories_found_its_button(played: Played) -> None:
    assert played.missed == 0


async def test_ada_has_kept_three_months_of_entries(played: Played) -> None:
    ada = await played.kept_of_ada()
    days = [entry.local_date for entry in ada.entries]
    assert 26 <= len(days) <= 34
    assert len({day.replace(day=1) for day in days}) >= 3
    assert days[-1] - days[0] > timedelta(days=80)
    assert {entry.flow for entry in ada.entries} >= {"knowledge_today", "ten_second_day"}


async def test_the_entries_of_ada_show_every_facet(played: Played) -> None:
    entries = (await played.kept_of_ada()).entries
    assert len({pillar for one in entries for pillar in one.tags.pillars}) == 4
    assert len({source for one in entries for source in one.tags.sources}) == 4
    assert len({one.tags.stage for one in entries if one.tags.stage}) >= 3
    assert len({one.status for one in entries}) >= 3
    assert any(one.minutes for one in entries)
    assert 3 <= sum(one.starred for one in entries) < len(entries) / 2
    assert any(one.visibility is Visibility.PORTFOLIO for one in entries)


async def test_the_ledger_of_ada_holds_more_than_what_was_sent(played: Played) -> None:
    kinds = {decision.kind for decision in (await played.kept_of_ada()).decisions}
    assert kinds >= {DecisionKind.SENT, DecisionKind.DEFERRED, DecisionKind.SKIPPED}


async def test_ada_stands_ready_for_the_next_prompt(played: Played) -> None:
    ada = await played.kept_of_ada()
    assert ada.open_run is None
    assert {one.kind.value for one in ada.schedules} == {"own", "summary"}
    assert all(one.next_due_at is not None and one.next_due_at > PRESENT for one in ada.schedules)
    assert ada.consents >= {Purpose.STORING, Purpose.WELLBEING}


async def test_every_month_end_brought_card_and_pdf(played: Played) -> None:
    cards, files = played.attachments(ADA, "photo"), played.attachments(ADA, "document")
    assert [one.date() for one in files] == [date(2026, 8, 28), date(2026, 9, 30), date(2026, 10, 30)]
    assert len(cards) == len(files)


async def test_ben_has_a_shorter_story_and_the_tutor_none(played: Played) -> None:
    ben = await played.kept(BEN)
    assert ben is not None
    assert len(ben.entries) == 3
    assert ben.open_run is None
    assert await played.kept(TUTOR) is None
    assert not played.stage.world.messages(TUTOR)


async def test_the_playground_then_stands_in_the_present(played: Played) -> None:
    clock = played.stage.clock
    assert abs(clock.machine_now() - clock.now()) < timedelta(seconds=1)


def test_no_story_holds_anything_that_could_identify_someone() -> None:
    acts = [act for story in stories() for talk in story.talks for act in talk.acts]
    texts = [act for act in acts if isinstance(act, str)]
    assert len(texts) > 60
    assert [text for text in texts if screen(text).found] == []
