"""A server in a process of its own that a benchmark directs: orders come by standard input, answers go by standard output."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson

from benchmarks.wire import ApiConnection, Handle

Order = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


async def serve(handle: Handle, orders: Mapping[str, Order]) -> None:
    """Listen on a free port of the loopback, told first, and carry out orders until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: ApiConnection(handle), "127.0.0.1", 0, backlog=1024)
    _say({"port": server.sockets[0].getsockname()[1]})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = orjson.loads(line)
        _say(await orders[order["do"]](order))


def _say(answer: dict[str, Any]) -> None:
    print(orjson.dumps(answer).decode(), flush=True)
