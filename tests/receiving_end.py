"""A Bot API server that only remembers: what each chat got, in which order, and which calls it failed on purpose."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from typing import Any, Final

import orjson
from aiohttp import web

from tests.raw_updates import Raw

BOT: Final = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "kipic_bot"}
POLL_SECONDS: Final = 1.0
"""How long a poll without news is held: short, so that the server can be stopped at any time."""

MESSAGES: Final = frozenset({"sendMessage", "editMessageText"})


class Fate(StrEnum):
    """What becomes of a message; the last two reach the person, but the bot is never told."""

    ACCEPTED = "accepted"
    BLOCKED = "blocked"
    FLOOD = "flood"
    DROPPED = "dropped"
    """The connection ends without an answer."""
    BROKEN = "broken"
    """The answer is a 502."""

    @property
    def arrives(self) -> bool:
        return self in {Fate.ACCEPTED, Fate.DROPPED, Fate.BROKEN}


def all_arrive(_chat: int, _call: int) -> Fate:
    return Fate.ACCEPTED


class ReceivingEnd:
    """The people's end of all chats; what `got` and `heard` hold is what reached them, whatever the bot thinks."""

    def __init__(self, *, latency: float = 0.0) -> None:
        """`latency` is the seconds between a message's arrival and its answer."""
        self.url = ""
        self.fate: Callable[[int, int], Fate] = all_arrive
        """What becomes of the n-th call (from 1) that sends something to a chat."""
        self.got: Counter[int] = Counter()
        """How many messages were put into each chat; editing one puts in none."""
        self.met: Counter[Fate] = Counter()
        """How many sendings met each fate."""
        self.fates: dict[int, list[Fate]] = {}
        """Of each chat, in their order."""
        self.heard: dict[int, list[str]] = {}
        """The texts that a chat was shown, edits too."""
        self.gate: asyncio.Event | None = None
        """While this is there and not set, answers to a flood wait for it: calls that stay under way."""
        self._latency = latency
        self._news = asyncio.Event()
        self._updates: list[Raw] = []
        self._calls = 0

    def push(self, update: Raw) -> None:
        """Somebody does something."""
        self._updates.append(update)
        self._tell()

    async def reached(self, count: int) -> None:
        """Wait until so many messages were put into chats."""
        await self._until(lambda: self.got.total() >= count)

    async def met_often(self, fate: Fate, count: int) -> None:
        """Wait until so many calls met this."""
        await self._until(lambda: self.met[fate] >= count)

    async def hears(self, chat: int, words: str, *, times: int = 1) -> None:
        """Wait until a chat was shown so many texts with these words."""
        await self._until(lambda: sum(words in text for text in self.heard.get(chat, ())) >= times)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of the bot."""
        method = request.path.rpartition("/")[2]
        body = await request.read()
        fields = orjson.loads(body) if body else {}
        if method == "getUpdates":
            return _result(await self._poll(int(fields.get("offset") or 0)))
        if method in MESSAGES:
            return await self._message(request, method, fields)
        return _result(BOT if method == "getMe" else True)

    async def _message(self, request: web.Request, method: str, fields: dict[str, Any]) -> web.StreamResponse:
        chat = int(fields["chat_id"])
        fate = self._take(chat) if method == "sendMessage" else Fate.ACCEPTED
        if fate.arrives:
            self.heard.setdefault(chat, []).append(fields.get("text", ""))
            self._tell()
        if self._latency:
            await _moments_later(self._latency)
        match fate:
            case Fate.BLOCKED:
                return _refusal(403, "Forbidden: bot was blocked by the user")
            case Fate.FLOOD:
                if self.gate is not None:
                    await self.gate.wait()
                return _refusal(429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
            case Fate.BROKEN:
                return _refusal(502, "Bad Gateway")
            case Fate.DROPPED if request.transport is not None:
                request.transport.abort()
        return _result(
            {"message_id": self._calls, "date": 1_790_000_000, "chat": {"id": chat, "type": "private"}}
        )

    def _take(self, chat: int) -> Fate:
        self._calls += 1
        fate = self.fate(chat, self._calls)
        self.met[fate] += 1
        self.fates.setdefault(chat, []).append(fate)
        self.got[chat] += fate.arrives
        return fate

    async def _poll(self, offset: int) -> list[Raw]:
        self._updates = [one for one in self._updates if one["update_id"] >= offset]
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self._until(lambda: bool(self._updates))
        return self._updates[:100]

    async def _until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            await self._news.wait()

    def _tell(self) -> None:
        """Wake everybody who waits for something."""
        news, self._news = self._news, asyncio.Event()
        news.set()


@asynccontextmanager
async def receiving(*, latency: float = 0.0) -> AsyncIterator[ReceivingEnd]:
    """A receiving end that listens on a free port of the loopback."""
    end = ReceivingEnd(latency=latency)
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", end.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        port = runner.addresses[0][1]
        end.url = f"http://127.0.0.1:{port}"
        yield end
    finally:
        await runner.cleanup()


def _result(result: object) -> web.Response:
    return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")


def _refusal(code: int, description: str, **more: object) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description, **more}
    return web.Response(status=code, body=orjson.dumps(body), content_type="application/json")


async def _moments_later(seconds: float) -> None:
    """The time that a call takes: nothing that could be waited for marks it."""
    moment = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, moment.set)
    await moment.wait()
