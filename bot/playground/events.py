"""Server-sent events: tells every open page what changed, so that it can fetch it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

import orjson

from bot.playground.messages import JsonObject
from bot.playground.world import World

HEARTBEAT_SECONDS: Final = 15.0
"""A comment this often shows both sides that the connection stands."""


class _Reader:
    """What one page has not been told yet; the same news waits only once."""

    def __init__(self) -> None:
        self._news: dict[str, None] = {}
        self._has_news = asyncio.Event()

    def hear(self, event: str, data: JsonObject) -> None:
        """Keep a piece of news until it is taken."""
        self._news[f"event: {event}\ndata: {orjson.dumps(data).decode()}\n\n"] = None
        self._has_news.set()

    async def taken(self) -> str:
        """All news since the last time, or a comment if there was none for a while."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._has_news.wait(), HEARTBEAT_SECONDS)
        self._has_news.clear()
        news, self._news = self._news, {}
        return "".join(news) or ": still here\n\n"


async def stream(world: World) -> AsyncIterator[str]:
    """The events from now on, until the page goes or the world closes."""
    reader = _Reader()
    unwatch = world.watch(reader.hear)
    try:
        yield ": hello\n\n"
        while not world.closing.is_set():
            news = await reader.taken()
            if not world.closing.is_set():
                yield news
    finally:
        unwatch()
