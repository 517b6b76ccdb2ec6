"""A served playground and the phones in it, for tests that drive a bot over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.playground.backstage import Backstage
from bot.playground.serving import Serving, serve
from bot.playground.world import World

TOKEN = "42:playground"
ADA = 710_001
BEN = 710_002
NOW = datetime(2026, 3, 2, 12, 45, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playground:
    """A world that is served, and a client of its pages' side."""

    world: World
    serving: Serving
    client: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.serving.url

    async def get(self, path: str) -> Any:  # noqa: ANN401 - JSON that the test takes apart
        async with self.client.get(f"{self.url}/play/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, **body: object) -> Any:  # noqa: ANN401 - JSON that the test takes apart
        async with self.client.post(f"{self.url}/play/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def say(self, text: str, *, person: int = ADA) -> int:
        return int((await self.post(f"people/{person}/text", text=text))["message_id"])

    async def messages(self, *, person: int = ADA) -> Any:  # noqa: ANN401 - JSON that the test takes apart
        return (await self.get(f"people/{person}/chat"))["messages"]

    async def fault(self, **rule: object) -> None:
        await self.post("faults", rules=[rule])


@asynccontextmanager
async def playground(
    *, backstage: Backstage | None = None, static: Path | None = None, now: datetime = NOW
) -> AsyncIterator[Playground]:
    """Serves a new world on a free port."""
    world = World(lambda: now)
    serving = await serve(world, host="127.0.0.1", port=0, backstage=backstage, static=static)
    try:
        async with aiohttp.ClientSession() as client:
            yield Playground(world=world, serving=serving, client=client)
    finally:
        await serving.stop()
