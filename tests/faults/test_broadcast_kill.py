"""`kill -9` in the middle of a broadcast: everybody is accounted for, and nobody gets it twice."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that a run can be repeated
from typing import Any

import pytest

from bot.app.program import CALLS_AT_ONCE
from bot.domain.broadcasts import BroadcastStatus
from bot.domain.postings import RecipientStatus
from tests.broadcast_stage import FIRST, TUTOR, Ended, confirm_one, ended
from tests.programs import Program, start_bot
from tests.receiving_end import Fate, ReceivingEnd, receiving

SEED = 20_261_122
LATENCY = 0.03
"""Seconds that a call takes, so that some are under way at any moment."""

AT_WORK = (0.02, 0.85)
"""Between these shares of the audience the kills come."""

BLOCKED_EACH, ON_LEAVE_EACH, LOST_EACH = 50, 50, 100
FLOODS = 12

END_SECONDS = 600.0
Status = RecipientStatus


def fates(people: int) -> Callable[[int, int], Fate]:
    """2 % have blocked the bot, of 1 % nobody tells what became of the call, and now and then it is too much."""

    lost: set[int] = set()

    def fate(chat: int, call: int) -> Fate:
        number = chat - FIRST
        if number < 0:
            return Fate.ACCEPTED
        if call % (people // FLOODS) == 0:
            return Fate.FLOOD
        if number % BLOCKED_EACH == 1:
            return Fate.BLOCKED
        if number % LOST_EACH == 2 and number not in lost:
            lost.add(number)  # once: whoever sends it again is found out
            return Fate.DROPPED if number % (2 * LOST_EACH) == 2 else Fate.BROKEN
        return Fate.ACCEPTED

    return fate


@dataclass(slots=True, kw_only=True)
class Killer:
    """Keeps a bot running, and kills it at random moments of its work."""

    end: ReceivingEnd
    folder: Path
    settings: dict[str, str]
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - no secret
    bot: Program | None = None

    async def start(self) -> None:
        self.bot = await start_bot(self.end.url, folder=self.folder, **self.settings)

    async def kill_along(self, kills: int, people: int) -> None:
        first, last = (int(share * people) for share in AT_WORK)
        for moment in sorted(self.chance.sample(range(first, last), kills)):
            await self.end.reached(moment)
            await self.kill()
            await self.start()

    async def kill(self) -> None:
        if self.bot is not None:
            await self.bot.kill()


def _judge(end: ReceivingEnd, found: Ended, *, people: int, kills: int) -> None:
    """What the database says against what the chats got."""
    assert found.broadcast.status is BroadcastStatus.SENT
    assert found.by_chat.keys() == {FIRST + number for number in range(people)}
    settled = (Status.SENT, Status.UNDELIVERABLE, Status.UNCERTAIN, Status.HELD)
    assert sum(map(found.count, settled)) == found.totals.audience == people
    copies = {
        status: Counter(end.got[chat] for chat, one in found.by_chat.items() if one is status)
        for status in settled
    }
    assert copies[Status.SENT].keys() == {1}
    assert copies[Status.UNDELIVERABLE].keys() == {0}
    assert copies[Status.HELD].keys() == {0}
    assert copies[Status.UNCERTAIN].keys() <= {0, 1}
    untold = {chat for chat, met in end.fates.items() if {Fate.DROPPED, Fate.BROKEN} & {*met}}
    assert {found.by_chat[chat] for chat in untold} == {Status.UNCERTAIN}
    assert found.count(Status.HELD) == people // ON_LEAVE_EACH
    assert found.count(Status.UNCERTAIN) <= len(untold) + kills * CALLS_AT_ONCE


def _told(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("fresh_postgres_url"))
    return f"sqlite:///{tmp_path / 'data' / 'kipic.db'}"


@pytest.mark.parametrize(
    ("kills", "people"),
    [
        pytest.param(2, 300, id="short", marks=pytest.mark.timeout(300)),
        pytest.param(5, 10_000, id="long", marks=[pytest.mark.faults, pytest.mark.timeout(1_200)]),
    ],
)
async def test_everybody_gets_a_broadcast_once_or_is_accounted_for_though_the_bot_is_killed_again_and_again(
    kills: int, people: int, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    async with receiving(latency=LATENCY) as end:
        end.fate = fates(people)
        posting_id = await confirm_one(url, data, people=people, on_leave_each=ON_LEAVE_EACH)
        killer = Killer(end=end, folder=tmp_path, settings={"database_url": url})
        try:
            await killer.start()
            await killer.kill_along(kills, people)
            assert killer.bot is not None
            async with asyncio.timeout(END_SECONDS):
                await end.hears(TUTOR, "<b>Sent</b>")
            assert await killer.bot.terminate() == 0
        finally:
            await killer.kill()
    found = await ended(url, data, posting_id)
    with capsys.disabled():
        print(  # noqa: T201 - for the note
            f"\n{kills} kills, {people} people: {_told(found.totals.counts)}; calls: {_told(end.met)}"
        )
    _judge(end, found, people=people, kills=kills)
