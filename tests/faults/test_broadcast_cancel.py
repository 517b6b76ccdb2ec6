"""A broadcast that its tutor cancels or pauses: what was under way may arrive, and not one more."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.domain.broadcasts import BroadcastStatus
from bot.domain.deliveries import DeliveryStatus
from bot.domain.ids import PostingId
from bot.domain.postings import RecipientStatus
from tests.broadcast_stage import CARD, FIRST, TUTOR, Ended, confirm_one, ended
from tests.programs import Program, running_bot
from tests.raw_updates import tap, text
from tests.receiving_end import Fate, ReceivingEnd, receiving

LATENCY = 0.03
KEPT_OPEN = 40
"""Calls that are under way for certain at the tutor's tap: they end only after it was obeyed, and with a flood wait."""

HEARD_SECONDS = 60.0
Status = RecipientStatus

sizes = pytest.mark.parametrize(
    ("people", "after"),
    [
        pytest.param(300, 90, id="short", marks=pytest.mark.timeout(300)),
        pytest.param(10_000, 3_000, id="long", marks=[pytest.mark.faults, pytest.mark.timeout(1_200)]),
    ],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A tutor at their phone, and their broadcast under way."""

    end: ReceivingEnd
    posting_id: PostingId
    folder: Path

    @property
    def got(self) -> int:
        """How many recipients have it."""
        return sum(count for chat, count in self.end.got.items() if chat >= FIRST)

    @property
    def kept_open(self) -> set[int]:
        """The chats whose calls were under way at the tap."""
        return {chat for chat, met in self.end.fates.items() if Fate.FLOOD in met}

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Program]:
        async with running_bot(self.end.url, folder=self.folder, database_url=_url(self.folder)) as bot:
            yield bot

    async def reaches(self, count: int) -> None:
        await _patiently(self.end.reached(count))

    async def taps(self, verb: str, *, shows: str) -> None:
        """The tutor taps and sees that it was obeyed."""
        self.end.push(tap(TUTOR, f"b:{verb}:{self.posting_id}", message_id=CARD))
        await _patiently(self.end.hears(TUTOR, shows))

    async def taps_with_calls_under_way(self, verb: str, *, shows: str) -> None:
        """The same while calls are under way that come to nothing afterwards: a flood wait is their answer."""
        self.end.gate, met = asyncio.Event(), self.end.met
        self.end.fate = lambda chat, _call: (
            Fate.FLOOD if chat >= FIRST and met[Fate.FLOOD] < KEPT_OPEN else Fate.ACCEPTED
        )
        await _patiently(self.end.met_often(Fate.FLOOD, KEPT_OPEN))
        await self.taps(verb, shows=shows)
        self.end.gate.set()

    async def a_while_later(self, *, helps: int) -> None:
        """A flood wait holds replies back too: once the second one is there, whatever else was due could be."""
        for times in (helps - 1, helps):
            self.end.push(text(TUTOR, "/help"))
            await _patiently(self.end.hears(TUTOR, "What I do", times=times))

    async def ended(self) -> Ended:
        return await ended(_url(self.folder), self.folder / "data", self.posting_id)


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'data' / 'kipic.db'}"


async def _patiently(waiting: Coroutine[Any, Any, None]) -> None:
    async with asyncio.timeout(HEARD_SECONDS):
        await waiting


@asynccontextmanager
async def _room(folder: Path, *, people: int) -> AsyncIterator[Room]:
    async with receiving(latency=LATENCY) as end:
        posting_id = await confirm_one(_url(folder), folder / "data", people=people)
        yield Room(end=end, posting_id=posting_id, folder=folder)


@sizes
async def test_a_cancelled_broadcast_reaches_nobody_whose_call_was_not_under_way(
    people: int, after: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with _room(tmp_path, people=people) as room:
        async with room.bot() as bot:
            await room.reaches(after)
            await room.taps_with_calls_under_way("end", shows="<b>Cancelled</b>")
            got = room.got
            await room.a_while_later(helps=2)
            assert await bot.terminate() == 0
        found = await room.ended()
    with capsys.disabled():
        print(  # noqa: T201 - for the note
            f"\ncancelled after {after} of {people}: {got} had it as the tutor was told, {room.got} in the end,"
            f" {found.withdrawn_at_once} taken back at once, {found.count(Status.WITHDRAWN)} in the end"
        )
    assert found.broadcast.status is BroadcastStatus.CANCELLED
    assert found.count(Status.SENT) + found.count(Status.WITHDRAWN) == people == found.totals.audience
    assert {room.end.got[chat] for chat, one in found.by_chat.items() if one is Status.SENT} == {1}
    assert {room.end.got[chat] for chat, one in found.by_chat.items() if one is Status.WITHDRAWN} == {0}
    assert {found.by_chat[chat] for chat in room.kept_open} == {Status.WITHDRAWN}
    # What was not taken back as it was cancelled had gone out, or was under way.
    assert room.got == people - found.withdrawn_at_once - len(room.kept_open)
    assert not found.deliveries[DeliveryStatus.QUEUED]


@sizes
async def test_a_paused_broadcast_rests_also_through_a_kill_and_is_whole_once_it_went_on(
    people: int, after: int, tmp_path: Path
) -> None:
    async with _room(tmp_path, people=people) as room:
        async with room.bot() as bot:
            await room.reaches(after)
            await room.taps_with_calls_under_way("pause", shows="<b>Paused</b>")
            await room.a_while_later(helps=2)
            got = room.got
            await bot.kill()
        async with room.bot() as bot:
            await room.a_while_later(helps=4)
            assert room.got == got
            assert {room.end.got[chat] for chat in room.kept_open} == {0}
            await room.taps("on", shows="<b>Sent</b>")
            assert await bot.terminate() == 0
        found = await room.ended()
    assert got < people
    assert found.broadcast.status is BroadcastStatus.SENT
    assert found.count(Status.SENT) == people == found.totals.audience
    assert {room.end.got[chat] for chat in found.by_chat} == {1}
