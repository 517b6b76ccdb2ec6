"""The receiving end of a broadcast, in a process of its own: it counts what arrives, and lets some people talk meanwhile.

It takes one JSON order a line on standard input and gives one JSON answer a line on standard output:
`{"do": "talk", "people": n, "a_second": r}` (until told otherwise) and `{"do": "await", "count": n, "seconds": s}`,
which answers once so many messages of the broadcast were put into chats, or that time is over. The first line that it prints is its port.
"""

import argparse
import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import Any

import orjson

from benchmarks.directing import Order, serve
from benchmarks.sink import BOT, ME, TRUE
from benchmarks.updates import UpdateQueue, message
from benchmarks.wire import Fields, Respond
from tests.broadcast_stage import FIRST, OTHERS

SAYINGS = ("/today", "She counts in walks", "Ask before you add", "I will ask earlier")
"""What a person says again and again: the command and an answer to each of its questions."""


class Talkers:
    """People in a flow: each says the next thing once they were asked it; how long they waited is kept."""

    def __init__(self, updates: UpdateQueue) -> None:
        self._updates = updates
        self._idle: deque[int] = deque()
        self._said: dict[int, int] = {}
        self._since: dict[int, float] = {}
        self._number = 0
        self.waits: list[float] = []
        self.skipped = 0
        """Moments at which nobody was free to say something: all waited."""

    async def talk(self, people: int, a_second: float) -> None:
        """Say something `a_second` times a second, each time somebody else."""
        self._idle.extend(OTHERS + number for number in range(people))
        began, spoken = time.perf_counter(), 0
        while True:
            spoken += 1
            await asyncio.sleep(max(0.0, began + spoken / a_second - time.perf_counter()))
            if self._idle:
                self._speak(self._idle.popleft())
            else:
                self.skipped += 1

    def hear(self, chat: int) -> None:
        """The first message back ends a wait; what may follow it is for later."""
        since = self._since.pop(chat, None)
        if since is not None:
            self.waits.append(time.perf_counter() - since)
            self._idle.append(chat)

    def _speak(self, chat: int) -> None:
        said = self._said[chat] = self._said.get(chat, -1) + 1
        self._number += 1
        self._since[chat] = time.perf_counter()
        self._updates.push("message", message(chat, 1_000_000 + self._number, SAYINGS[said % len(SAYINGS)]))


class Sink:
    """The Bot API, each call answered after the latency."""

    def __init__(self, *, latency: float) -> None:
        self.updates = UpdateQueue()
        self.talkers = Talkers(self.updates)
        self.arrived: list[float] = []
        self.is_up = asyncio.Event()
        """The bot polls."""
        self._latency = latency
        self._wanted: tuple[int, asyncio.Event] | None = None
        self._message_id = 0

    def handle(self, method: str, fields: Fields, respond: Respond) -> None:
        """Answer one call."""
        if method == "getupdates":
            self.is_up.set()
            self.updates.get_updates(fields, respond)
            return
        answer = orjson.dumps({"ok": True, "result": ME}) if method == "getme" else TRUE
        if method == "sendmessage":
            answer = self._deliver(int(fields["chat_id"]))
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, respond, answer)
        else:
            respond(answer)

    async def reached(self, count: int, *, seconds: float) -> None:
        """Wait until so many messages of the broadcast are there, but no longer than this."""
        if len(self.arrived) < count:
            self._wanted = (count, asyncio.Event())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted[1].wait(), seconds)

    def _deliver(self, chat: int) -> bytes:
        self._message_id += 1
        if chat >= FIRST:
            self.arrived.append(time.perf_counter())
            if self._wanted is not None and len(self.arrived) >= self._wanted[0]:
                self._wanted[1].set()
        else:
            self.talkers.hear(chat)
        sent = {"message_id": self._message_id, "from": BOT, "chat": {"id": chat, "type": "private"}}
        return orjson.dumps({"ok": True, "result": {**sent, "date": time.time_ns() // 1_000_000_000}})


class Director:
    """Carries out the runner's orders."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._talking: asyncio.Task[None] | None = None
        self.orders: dict[str, Order] = {"talk": self.talk, "await": self.await_}

    async def talk(self, order: dict[str, Any]) -> dict[str, Any]:
        """Let people talk as soon as the bot listens."""
        self._talking = asyncio.create_task(self._talk(order["people"], order["a_second"]))
        return {}

    async def _talk(self, people: int, a_second: float) -> None:
        await self._sink.is_up.wait()
        await self._sink.talkers.talk(people, a_second)

    async def await_(self, order: dict[str, Any]) -> dict[str, Any]:
        """Wait for the broadcast, and tell what was seen until then."""
        await self._sink.reached(order["count"], seconds=order["seconds"])
        arrived = self._sink.arrived or [0.0]
        return {
            "count": len(self._sink.arrived),
            "seconds": arrived[-1] - arrived[0],
            "waits": self._sink.talkers.waits,
            "skipped": self._sink.talkers.skipped,
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0)
    sink = Sink(latency=parser.parse_args().latency)
    asyncio.run(serve(sink.handle, Director(sink).orders))
