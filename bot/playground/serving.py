"""Runs the playground inside the program's own event loop, on loopback only, and ends it quickly."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.playground.answers import TRANSPORT
from bot.playground.backstage import Backstage
from bot.playground.server import create_server
from bot.playground.world import World

GRACE_SECONDS: Final = 1
"""How long answers under way may take at the end."""
_TURNS_TO_ATTACH: Final = 3
"""Turns of the loop until a connection just accepted belongs to the server; one that came later would hang for ever."""
KEEP_ALIVE_SECONDS: Final = 75
"""Longer than a long poll, so that a client's connections stay usable between polls."""


class _Protocol(H11Protocol):
    """HTTP whose requests know their connection, so that a fault can end it without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


class _Server(uvicorn.Server):
    """A server that leaves signals to the program, says when it is up, and ends without waiting for a tick."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()
        self.ends = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.is_up.set()

    async def main_loop(self) -> None:
        """Renew the Date header every second until the end."""
        while not self.ends.is_set():
            await self.on_tick(0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ends.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new, give what is under way its grace, then cut every connection."""
        await self._stop_accepting(sockets or [])
        for connection in list(self.server_state.connections):
            connection.shutdown()
        under_way = set(self.server_state.tasks)
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for server in self.servers:
            await server.wait_closed()

    async def _stop_accepting(self, sockets: list[socket.socket]) -> None:
        for listening in sockets:
            with suppress(NotImplementedError):  # a loop without readers (Windows) accepts in another way
                asyncio.get_running_loop().remove_reader(listening)
        for _ in range(_TURNS_TO_ATTACH):
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()


class Serving:
    """A playground that is being served."""

    def __init__(self, world: World, server: _Server, *, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._world = world
        self._server = server
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The page's address, without a slash at its end."""
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    async def start(self, listening: socket.socket) -> None:
        """Serve on a bound socket; back when requests are answered."""
        self._task = asyncio.create_task(self._server.serve([listening]), name="playground")
        is_up = asyncio.create_task(self._server.is_up.wait())
        await asyncio.wait({self._task, is_up}, return_when=asyncio.FIRST_COMPLETED)
        is_up.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Let go everybody who waits, finish what is under way, and end; a second time does nothing."""
        self._world.close()
        self._server.ends.set()
        if self._task is not None:
            await self._task


async def serve(
    world: World, *, host: str, port: int, backstage: Backstage | None = None, static: Path | None = None
) -> Serving:
    """Serve a world at host and port (0 takes a free one).

    Raises ValueError for a host that is not loopback, and OSError if the port is taken.
    """
    listening = _bound(host, port)
    config = uvicorn.Config(
        create_server(world, backstage=backstage, static=static),
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    serving = Serving(world, _Server(config), host=host, port=listening.getsockname()[1])
    await serving.start(listening)
    return serving


def _bound(host: str, port: int) -> socket.socket:
    address = "127.0.0.1" if host == "localhost" else host
    try:
        is_loopback = ipaddress.ip_address(address).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ValueError(f"the playground listens on loopback only (127.0.0.1 or ::1), not on {host!r}")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.create_server((address, port), family=family, backlog=512)
    # Connections inherit it; without it the second part of an answer waits 40 ms for the client's delayed ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
