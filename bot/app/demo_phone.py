"""One person's phone in the demo: types and taps as its person would, and waits until the bot has answered."""

import asyncio
from datetime import timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from bot.app.stage import Stage
from bot.playground import doings
from bot.playground.messages import Message

BETWEEN_ACTS: Final = timedelta(seconds=12)
"""What a person takes to read a question and to dictate a sentence or tap."""

POLL_SECONDS: Final = 0.001
LONGEST_SECONDS: Final = 20.0
"""How long the bot may take for one update before the demo gives up."""


class _Act(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tap(_Act):
    """A tap on a button: by its label, or by its place (from 1) under the last message that has buttons."""

    tap: str | int


class MayTap(_Act):
    """The same, if the button is there."""

    may_tap: str | int


class Edit(_Act):
    """The last text of the person's own, worded anew."""

    edit: str


Act = str | Tap | MayTap | Edit
"""What a person does; a plain text is typed."""


class Phone:
    """The phone of one person."""

    def __init__(self, stage: Stage, person_id: int) -> None:
        self.person_id = person_id
        self.missed = 0
        """Acts that found nothing to act on, as with other flows than the shipped ones."""
        self._stage = stage

    async def act(self, act: Act) -> None:
        """Do one thing and let the bot answer it."""
        match act:
            case str(text):
                doings.say(self._stage.world, self.person_id, text)
            case Tap(tap=button):
                self.missed += not self._tap(button)
            case MayTap(may_tap=button):
                self._tap(button)
            case Edit(edit=text):
                self.missed += not self._edit(text)
        await self._answered()
        self._stage.clock.turn_to(self._stage.clock.now() + BETWEEN_ACTS)

    @property
    def documents(self) -> int:
        """How many documents the bot has sent here."""
        attachments = (one.attachment for one in self._messages())
        return sum(one is not None and one.kind == "document" for one in attachments)

    def read_all(self) -> None:
        """Leave nothing unread."""
        self._stage.world.person(self.person_id).unread = 0

    def _messages(self) -> list[Message]:
        return self._stage.world.messages(self.person_id)

    def _tap(self, button: str | int) -> bool:
        for message in reversed(self._messages()):
            buttons = [one for row in message.keyboard for one in row]
            if isinstance(button, int):
                found = buttons[button - 1 : button]
            else:
                found = [one for one in buttons if one["text"] == button]
            if found:
                data = str(found[0]["callback_data"])
                doings.tap(self._stage.world, self.person_id, message_id=message.id, data=data)
            if found or (isinstance(button, int) and buttons):
                return bool(found)
        return False

    def _edit(self, text: str) -> bool:
        own = [one for one in self._messages() if one.is_own_text]
        if own:
            doings.edit(self._stage.world, self.person_id, message_id=own[-1].id, text=text)
        return bool(own)

    async def _answered(self) -> None:
        """Wait until what was done is stored (the bot confirms an update only then) and answered."""
        async with asyncio.timeout(LONGEST_SECONDS):
            while len(self._stage.world.updates):  # noqa: ASYNC110 - the queue behind getUpdates has no event
                await asyncio.sleep(POLL_SECONDS)
            await self._stage.program.sender.settled()
