"""`kill -9` at random moments while many people talk: what they said is kept once, and everyone reaches the end."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that a run can be repeated

import pytest

from tests.keepsakes import Owed, entries_of, outbox_of, stored_in, words_of
from tests.phone import Line, Phone, line_to
from tests.programs import START_SECONDS, Program, serving, start_bot

SEED = 20_261_122
BOT_ID = 1
ANSWERS = 5
STEPS = 6
"""Times that a person is answered on the way: the command, three answers, two reflections."""

SHAKY = {"method": "getUpdates", "kind": "refuse", "share": 0.2}
"""A poll that fails now and then, so that some kills come after updates were stored and before they were confirmed."""

STARTS_KILLED = 0.2
"""Share of the kills that hit the bot while it starts, however far it is; the others hit it at work."""
LONGEST_START = 3.0
LONGEST_MOMENT = 0.05

ANSWER_SECONDS = 60.0
"""A bot that was killed comes back, catches up and answers within this, or somebody's chat is stuck."""

_WHAT = (
    "The wider family",
    "A home visit",
    "The long list",
    "A quiet pause",
    "The second story",
    "A drawing",
)
_DID = ("changed what I asked", "showed me the question", "bent my usual rule", "made the plan smaller")
_THEN = (
    "so I ask earlier",
    "so I write less",
    "so I wait a little",
    "so I try one thing",
    "so I say it plainly",
)
_WHERE = (
    "on the round",
    "in the corridor",
    "by the door",
    "over tea",
    "at the desk",
    "after lunch",
    "at the end",
)


def thought(number: int) -> str:
    """The n-th thought: different for each of the first 840 and, with its tail, for all."""
    turn, chosen = number, []
    for words in (_WHAT, _DID, _THEN, _WHERE):
        turn, index = divmod(turn, len(words))
        chosen.append(words[index])
    what, did, then, where = chosen
    return f"{what} {did} {where}, {then}" + ", again" * turn + "."


def answers_of(number: int) -> list[str]:
    return [thought(number * ANSWERS + one) for one in range(ANSWERS)]


@dataclass(slots=True)
class Walk:
    """How far the people are, all together."""

    steps: int = 0
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def step(self) -> None:
        self.steps += 1
        self.moved.set()

    async def reached(self, steps: int) -> None:
        while self.steps < steps:
            self.moved.clear()
            await self.moved.wait()


async def _day(phone: Phone, answers: Sequence[str], walk: Walk) -> None:
    """Five answers; a person goes on only when they were asked, and says nothing twice."""
    first, second, third, *reflections = answers
    for said, question in (
        ("/today", "What knowledge did you create today"),
        (first, "What about this person or place"),
        (second, "What will you do differently?"),
        (third, "Kept. Thank you."),
    ):
        await phone.say(said)
        await phone.hears(question, seconds=ANSWER_SECONDS)
        walk.step()
    for reflection in reflections:
        await phone.say(reflection)
        asked = await phone.hears("Keep this as a reflection?", seconds=ANSWER_SECONDS)
        await phone.tap("Keep it", on=asked.id)
        await phone.reads(asked.id, "Kept in your portfolio.", seconds=ANSWER_SECONDS)
        walk.step()


async def _last_word(phone: Phone) -> None:
    """A chat's messages go in order: once this answer is there, nothing that was owed before it is still open."""
    await phone.say("/help")
    await phone.hears("What I do", seconds=ANSWER_SECONDS)


@dataclass(slots=True, kw_only=True)
class Killer:
    """Keeps a bot running, and kills it at random moments on the way of the people."""

    api_url: str
    folder: Path
    walk: Walk
    chance: Random
    bot: Program | None = None

    async def start(self) -> Program:
        self.bot = await start_bot(self.api_url, folder=self.folder)
        return self.bot

    async def kill_along(self, kills: int, steps: int) -> None:
        """Kill and restart at once, `kills` times before the last of `steps`."""
        for moment in sorted(self.chance.sample(range(steps - steps // 20), kills)):
            if self.chance.random() >= STARTS_KILLED:
                await self.walk.reached(moment)
                await self._moments_later(self.chance.uniform(0, LONGEST_MOMENT))
            else:
                await self._moments_later(self.chance.uniform(0, LONGEST_START))
            await self.kill()
            await self.start()

    async def kill(self) -> None:
        if self.bot is not None:
            await self.bot.kill()

    @staticmethod
    async def _moments_later(seconds: float) -> None:
        """A random moment is the point here: nothing that could be waited for marks it."""
        moment = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, moment.set)
        await moment.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the kills did."""

    lost: int
    stored_twice: int
    doubled: int
    doubts: int


async def _verdict(line: Line, data: Path, answers: dict[int, list[str]]) -> Verdict:
    async with stored_in(data) as store:
        kept = await store.read(entries_of(answers, bot_id=BOT_ID))
    lost = stored_twice = doubled = doubts = 0
    by_chat: dict[int, list[Owed]] = {}
    for owed in outbox_of(data):
        by_chat.setdefault(owed.chat_id, []).append(owed)
    calls = [call for call in await line.get("record") if call["chat_id"] in answers]
    for chat, expected in answers.items():
        stored = Counter(words for entry in kept[chat] for words in words_of(entry))
        lost += sum(stored[answer] == 0 for answer in expected)
        stored_twice += sum(count - 1 for count in stored.values())
        assert set(stored) <= set(expected), "something was kept that nobody said"
        shown = _copies([call for call in calls if call["chat_id"] == chat])
        owed_here = by_chat[chat]
        assert [one.method for one in owed_here] == [method for method, _ in shown], (
            "what was owed and what was sent differ"
        )
        for owed, (_, copies) in zip(owed_here, shown, strict=True):
            assert owed.status == "sent", owed
            assert copies <= 1 + owed.doubts, f"{owed} was sent {copies} times"
            doubled += copies - 1
            doubts += owed.doubts
    return Verdict(lost=lost, stored_twice=stored_twice, doubled=doubled, doubts=doubts)


def _copies(calls: Sequence[dict[str, str]]) -> list[tuple[str, int]]:
    """A chat's messages in order as (method, how many copies): copies of one follow each other."""
    alike = groupby(calls, key=lambda call: (call["method"], call["text"]))
    return [(method, len(list(copies))) for (method, _), copies in alike]


@pytest.mark.parametrize(
    ("kills", "chats"),
    [
        pytest.param(3, 30, id="short", marks=pytest.mark.timeout(300)),
        pytest.param(20, 200, id="long", marks=[pytest.mark.faults, pytest.mark.timeout(900)]),
    ],
)
async def test_nothing_is_lost_or_kept_twice_when_the_bot_is_killed_again_and_again(
    kills: int, chats: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = Walk()
    async with serving("--server-only", folder=tmp_path) as url, line_to(url) as line:
        killer = Killer(api_url=url, folder=tmp_path, walk=walk, chance=Random(SEED))  # noqa: S311 - no secret
        try:
            await (await killer.start()).says("bot.started", seconds=START_SECONDS)
            phones = [await line.newcomer(f"Person {number}") for number in range(chats)]
            await asyncio.gather(*(phone.onboard() for phone in phones))
            answers = {phone.person: answers_of(number) for number, phone in enumerate(phones)}
            await line.fault(**SHAKY)
            async with asyncio.TaskGroup() as people:
                for phone in phones:
                    people.create_task(_day(phone, answers[phone.person], walk))
                people.create_task(killer.kill_along(kills, chats * STEPS))
            assert killer.bot is not None
            await killer.bot.says("bot.started")
            await asyncio.gather(*map(_last_word, phones))
            assert await killer.bot.terminate() == 0
            verdict = await _verdict(line, tmp_path / "data", answers)
        finally:
            await killer.kill()
    with capsys.disabled():
        print(f"\n{kills} kills, {chats} chats, {chats * ANSWERS} answers: {verdict}")  # noqa: T201 - for the note
    assert (verdict.lost, verdict.stored_twice) == (0, 0)
