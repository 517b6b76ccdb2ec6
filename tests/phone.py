"""People on the playground's phones, for tests: they type, tap and wait for what the bot says, over its JSON API."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import aiohttp

ADA = 710_001
BEN = 710_002

PATIENCE = 30.0
"""Seconds that a person waits for the bot before the test gives up: machines of many tests are slow."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as a phone shows it; `buttons` are (label, data)."""

    id: int
    is_from_bot: bool
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    photo: str | None = None
    document: str | None = None
    is_deleted: bool = False

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        buttons = ((one["label"], one["data"]) for row in view["buttons"] or () for one in row)
        return cls(
            id=view["id"],
            is_from_bot=view["from"] == "bot",
            text=view["text"],
            buttons=tuple(buttons),
            photo=view["photo"]["url"] if view["photo"] else None,
            document=view["document"]["url"] if view["document"] else None,
            is_deleted=view["deleted"],
        )

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.buttons]

    def data_of(self, label: str) -> str | None:
        return next((data for known, data in self.buttons if known == label), None)


@dataclass(slots=True)
class Line:
    """A connection to a playground's server: its API, and the news of whose chat changed."""

    url: str
    session: aiohttp.ClientSession
    changes: dict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    async def get(self, path: str) -> Any:  # noqa: ANN401 - JSON that the test takes apart
        async with self.session.get(f"{self.url}/play/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, **body: object) -> Any:  # noqa: ANN401 - JSON that the test takes apart
        async with self.session.post(f"{self.url}/play/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def file(self, path: str) -> bytes:
        async with self.session.get(f"{self.url}{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def fault(self, **rule: object) -> None:
        """From now on calls of the bot fail by this rule (bot/playground/faults.py)."""
        await self.post("faults", rules=[rule])

    async def no_faults(self) -> None:
        async with self.session.delete(f"{self.url}/play/faults") as answer:
            assert answer.status == 200, await answer.text()

    async def jump(self, to: str) -> None:
        await self.post("clock", jump=to)

    def phone(self, person: int) -> "Phone":
        return Phone(line=self, person=person)

    async def newcomer(self, name: str) -> "Phone":
        return self.phone((await self.post("people", name=name))["id"])

    async def listen(self) -> None:
        """Hear the server's events until it goes."""
        async with self.session.get(
            f"{self.url}/play/events", timeout=aiohttp.ClientTimeout(total=None)
        ) as answer:
            async for line in answer.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "data" and (person := json.loads(value).get("person")) is not None:
                    self.changes[person].set()


@dataclass(slots=True, kw_only=True)
class Phone:
    """One person with the bot in their hand. `seen` is the last message that they have taken note of."""

    line: Line
    person: int
    seen: int = 0

    async def chat(self) -> list[Message]:
        views = (await self.line.get(f"people/{self.person}/chat"))["messages"]
        return [Message.of(view) for view in views]

    async def until(
        self, found: Callable[[Sequence[Message]], T | None], what: str, *, seconds: float = PATIENCE
    ) -> T:
        """Wait until the chat shows it; fails with the end of the chat when it never does."""
        changed = self.line.changes[self.person]
        try:
            async with asyncio.timeout(seconds):
                while True:
                    changed.clear()
                    value = found(await self.chat())
                    if value is not None:
                        return value
                    await changed.wait()
        except TimeoutError:
            pass
        shown = "\n".join(f"  {one}" for one in (await self.chat())[-4:])
        raise AssertionError(f"{self.person} waited {seconds} s for {what}; the chat ends:\n{shown}")

    async def hears(self, words: str, *, seconds: float = PATIENCE) -> Message:
        """Wait for a new message of the bot with these words."""

        def found(chat: Sequence[Message]) -> Message | None:
            new = (one for one in chat if one.is_from_bot and one.id > self.seen)
            return next((one for one in new if words in one.text), None)

        message = await self.until(found, repr(words), seconds=seconds)
        self.seen = message.id
        return message

    async def reads(self, message_id: int, words: str, *, seconds: float = PATIENCE) -> Message:
        """Wait until that message has these words: the bot edits what it said."""

        def found(chat: Sequence[Message]) -> Message | None:
            return next((one for one in chat if one.id == message_id and words in one.text), None)

        return await self.until(found, f"{words!r} in message {message_id}", seconds=seconds)

    async def offers(self, message_id: int, label: str) -> Message:
        """Wait until that message has this button."""

        def found(chat: Sequence[Message]) -> Message | None:
            return next((one for one in chat if one.id == message_id and label in one.labels), None)

        return await self.until(found, f"the button {label!r} on message {message_id}")

    async def say(self, text: str) -> int:
        message_id = int((await self.line.post(f"people/{self.person}/text", text=text))["message_id"])
        self.seen = max(self.seen, message_id)
        return message_id

    async def asks(self, text: str, answer: str) -> Message:
        """Say something and wait for the answer with these words."""
        await self.say(text)
        return await self.hears(answer)

    async def tap(self, label: str, *, on: int | None = None) -> str | None:
        """Wait for that button, on the newest message that has it (or on message `on`), and tap it; the toast."""

        def found(chat: Sequence[Message]) -> tuple[int, str] | None:
            for one in reversed(chat):
                data = one.data_of(label)
                if data is not None and on in {None, one.id}:
                    return one.id, data
            return None

        message_id, data = await self.until(found, f"the button {label!r}")
        return await self.press(message_id, data)

    async def press(self, message_id: int, data: str) -> str | None:
        path = f"people/{self.person}/tap"
        toast: str | None = (await self.line.post(path, message_id=message_id, data=data))["toast"]
        return toast

    async def edit(self, message_id: int, text: str) -> None:
        await self.line.post(f"people/{self.person}/edit", message_id=message_id, text=text)

    async def send(self, kind: str) -> None:
        await self.line.post(f"people/{self.person}/send", kind=kind)

    async def block(self) -> None:
        await self.line.post(f"people/{self.person}/block")

    async def unblock(self) -> None:
        await self.line.post(f"people/{self.person}/unblock")

    async def onboard(self, *, slot: str = "12:45") -> None:
        """From /start to a stored consent, days and a slot, without a first question."""
        await self.say("/start")
        await self.tap("Yes, keep it")
        await self.tap("Don't ask me")
        await self.tap("Salaried")
        await self.tap("Done")
        await self.hears("When shall I ask?")
        await self.say(slot)
        await self.tap("Later")
        await self.hears("/reflect starts one any time")


@asynccontextmanager
async def line_to(url: str) -> AsyncIterator[Line]:
    """A line to a playground that is being served."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        line = Line(url, session)
        listening = asyncio.create_task(line.listen())
        try:
            yield line
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError, aiohttp.ClientError):
                await listening
