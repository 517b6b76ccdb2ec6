"""The scout: one chat that walks through an unknown bot by a general policy and writes down the script."""

import asyncio
import re
from collections.abc import Sequence

from benchmarks.crowd import Chat, Crowd, Heard
from benchmarks.script import ANSWERS_A_ROUND, Act, Script, Sound, Step, settled

PREFERRED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (r"\bnot now\b", r"\blater\b", r"\bskip\b", r"\bdone\b", r"that.s (all|it|right)")
)
"""Buttons that lead out of the onboarding soonest; without one of them the first button is tapped."""
MOST_STEPS = 40
FIRST_WORD_SECONDS = 60.0
"""The bot may still be starting."""
ANSWER_SECONDS = 5.0
QUIET_SECONDS = 0.4
"""A batch is complete when nothing came for this long."""


class ScoutError(Exception):
    """The bot's conversation can't be followed; the message says where."""


class Scout:
    """One chat of the crowd, played by hand."""

    def __init__(self, *, crowd: Crowd, chat: Chat) -> None:
        self._crowd = crowd
        self._chat = chat
        self._incoming: asyncio.Queue[Heard] = asyncio.Queue()
        self._tapped: set[str] = set()

    def hear(self, heard: Heard) -> None:
        """Take a message of the bot."""
        self._incoming.put_nowait(heard)

    async def explore(self) -> Script:
        """Walk through onboarding and three rounds; the last two settle the round that is measured."""
        onboarding = await self._onboard()
        first, second, third = [await self._round() for _ in range(3)]
        return Script(
            onboarding=tuple(map(_without_words, onboarding)),
            first_round=tuple(map(_without_words, first)),
            round=settled([second, third]),
        )

    async def _onboard(self) -> list[Step]:
        steps = [await self._perform(Act(command="/start"), within=FIRST_WORD_SECONDS)]
        if not steps[0].sounds:
            raise ScoutError(f"the bot said nothing to /start within {FIRST_WORD_SECONDS:.0f} s")
        while (act := self._next_act()) is not None:
            if len(steps) >= MOST_STEPS:
                last = [heard.text for heard in self._chat.heard]
                raise ScoutError(f"the onboarding has no end after {MOST_STEPS} steps; it last said {last}")
            steps.append(await self._perform(act, within=ANSWER_SECONDS))
        return steps

    async def _round(self) -> tuple[Step, ...]:
        acts = [Act(command="/today"), *(Act(question=number) for number in range(ANSWERS_A_ROUND))]
        steps = []
        for act in acts:
            step = await self._perform(act, within=ANSWER_SECONDS)
            if not step.sounds:
                raise ScoutError(f"the bot said nothing to {act} within {ANSWER_SECONDS:.0f} s")
            steps.append(step)
        return tuple(steps)

    async def _perform(self, act: Act, *, within: float) -> Step:
        self._crowd.act(self._chat, act)
        wait = within
        while True:
            try:
                heard = await asyncio.wait_for(self._incoming.get(), wait)
            except TimeoutError:
                break
            self._chat.heard.append(heard)
            wait = QUIET_SECONDS
        sounds = [Sound(has_buttons=heard.has_buttons, text=heard.text) for heard in self._chat.heard]
        return Step(act=act, sounds=tuple(sounds))

    def _next_act(self) -> Act | None:
        """What the policy does about the last batch; nothing when it has no buttons and asks nothing: the end."""
        batch = self._chat.heard
        if not batch:
            return None
        for index in reversed(range(len(batch))):
            if batch[index].has_buttons:
                return Act(tap=(index, self._choose(batch[index].buttons)))
        return Act(question=0) if "?" in batch[-1].text else None

    def _choose(self, buttons: Sequence[tuple[str, str]]) -> int:
        """The preferred button that was not tapped before, else the first such one, else the first."""
        fresh = [index for index, (_, data) in enumerate(buttons) if data not in self._tapped] or [0]
        preferred = [index for pattern in PREFERRED for index in fresh if pattern.search(buttons[index][0])]
        chosen = (preferred or fresh)[0]
        self._tapped.add(buttons[chosen][1])
        return chosen


def _without_words(step: Step) -> Step:
    """Outside the measured round only the shape is held to."""
    sounds = tuple(Sound(has_buttons=sound.has_buttons, text=None) for sound in step.sounds)
    return Step(act=step.act, sounds=sounds)
