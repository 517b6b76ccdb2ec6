"""The crowd: chats that replay a script in a closed loop, and the count of what went wrong on the way."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.script import Act, Step, sentence
from benchmarks.updates import UpdateQueue, labels_and_data, message, tap

FIRST_CHAT_ID = 5_000_000
STALL_SECONDS = 30.0
"""A crowd that hears nothing for this long is stuck."""
AFTERMATH_SECONDS = 0.3
"""How long the bot may still send something that nobody waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message of the bot as its chat sees it."""

    sent: dict[str, Any]
    markup: object

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.sent.get("text", ""))

    @property
    def has_buttons(self) -> bool:
        """Whether there is something to tap, found without decoding the markup."""
        return "callback_data" in (self.markup if isinstance(self.markup, str) else str(self.markup or ""))

    @property
    def buttons(self) -> Sequence[tuple[str, str]]:
        """Labels with callback data."""
        return labels_and_data(self.markup)


@dataclass(slots=True, kw_only=True)
class Chat:
    """One person's phone: what was heard since the last act, and how far the script has got."""

    number: int
    heard: list[Heard] = field(default_factory=list)
    before: list[Heard] = field(default_factory=list)
    """What the last complete batch was, for a tap on it."""
    steps: Sequence[Step] = ()
    position: int = 0
    turns: int = 0
    messages: int = 0

    @property
    def id(self) -> int:
        """The Telegram chat id."""
        return FIRST_CHAT_ID + self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one phase showed: time from the first update to the last answer, and every fault."""

    updates: int
    seconds: float
    unlike_script: int
    """Messages that were not the one expected: out of order, doubled in passing, or of another text."""
    surplus: int
    """Messages to a chat that expected no more: doubled."""
    stuck: tuple[str, ...]
    """Where chats that never got their answer stand: lost."""


class Crowd:
    """All chats on one bot."""

    def __init__(self, *, people: int, updates: UpdateQueue) -> None:
        self.chats = [Chat(number=number) for number in range(people)]
        self._updates = updates
        self._by_id = {chat.id: chat for chat in self.chats}
        self._last_heard = 0.0
        self._answered = self._unlike = self._surplus = self._busy = 0
        self._finished = asyncio.Event()

    async def play(self, chats: Sequence[Chat], steps: Sequence[Step]) -> Outcome:
        """Let the chats walk through the steps, all at once, each waiting for its answers."""
        self._answered = self._unlike = self._surplus = 0
        self._busy = len(chats)
        self._finished.clear()
        started = self._last_heard = time.perf_counter()
        for chat in chats:
            chat.steps, chat.position = steps, -1
            self._advance(chat)
        while not self._finished.is_set() and time.perf_counter() - self._last_heard < STALL_SECONDS:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._finished.wait(), timeout=1)
        seconds = self._last_heard - started
        await asyncio.sleep(AFTERMATH_SECONDS)
        return Outcome(
            updates=self._answered,
            seconds=seconds,
            unlike_script=self._unlike,
            surplus=self._surplus,
            stuck=tuple(_where(chat) for chat in chats if chat.position < len(steps)),
        )

    def hear(self, chat_id: int, heard: Heard) -> None:
        """Take a message of the bot; the chat acts when its step has heard all that it expects."""
        chat = self._by_id[chat_id]
        self._last_heard = time.perf_counter()
        if chat.position >= len(chat.steps):
            chat.heard.append(heard)
            self._surplus += 1
            return
        sounds = chat.steps[chat.position].sounds
        sound = sounds[len(chat.heard)]
        if sound.has_buttons != heard.has_buttons or (sound.text is not None and sound.text != heard.text):
            self._unlike += 1
        chat.heard.append(heard)
        if len(chat.heard) == len(sounds):
            self._answered += 1
            self._advance(chat)

    def act(self, chat: Chat, act: Act) -> None:
        """Send the update of one act."""
        chat.before, chat.heard = chat.heard or chat.before, []
        chat.messages += 1
        if act.tap is not None:
            batch, button = act.tap
            heard = chat.before[batch]
            data = heard.buttons[button][1]
            self._updates.push(
                "callback_query", tap(chat.id, heard.sent, data, chat.id * 1_000 + chat.messages)
            )
            return
        if act.question is not None:
            chat.turns += 1
        text = act.command or sentence(chat.number, chat.turns)
        self._updates.push("message", message(chat.id, 1_000_000 + chat.messages, text))

    @staticmethod
    def _can(chat: Chat, act: Act) -> bool:
        """Whether the button that the act taps is there."""
        if act.tap is None:
            return True
        batch, button = act.tap
        heard = chat.heard or chat.before
        return batch < len(heard) and button < len(heard[batch].buttons)

    def _advance(self, chat: Chat) -> None:
        chat.position += 1
        while chat.position < len(chat.steps):
            step = chat.steps[chat.position]
            if not self._can(chat, step.act):
                # One chat that was told something else is enough: the run is worthless, so it ends at once.
                self._finished.set()
                return
            self.act(chat, step.act)
            if step.sounds:
                return
            self._answered += 1
            chat.position += 1
        self._busy -= 1
        if not self._busy:
            self._finished.set()


def _where(chat: Chat) -> str:
    step = chat.steps[chat.position]
    return (
        f"chat {chat.number} at step {chat.position + 1} of {len(chat.steps)} after {step.act}:"
        f" heard {len(chat.heard)} of {len(step.sounds)}, the last time {[heard.text for heard in chat.before]}"
    )
