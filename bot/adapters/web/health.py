"""Health: `/healthz` says that the program lives, `/readyz` that it can work; nothing of anyone is shown."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

GRACE_SECONDS: Final = 1


class _Server(uvicorn.Server):
    """A server that leaves signals to the program."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Health:
    """A small HTTP server beside the bot."""

    def __init__(self, *, host: str, port: int, is_ready: Callable[[], Awaitable[bool]]) -> None:
        self._host = host
        self._port = port
        self._is_ready = is_ready
        application = Starlette(
            routes=[Route("/healthz", self._healthz), Route("/readyz", self._readyz)],
        )
        self._server = _Server(
            uvicorn.Config(
                application,
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._socket: socket.socket | None = None
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Take the address; raises OSError when it can't be had."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._socket = socket.create_server((self._host, self._port), family=family)

    @property
    def address(self) -> str:
        """Where it listens, with the port that it really got."""
        port = self._socket.getsockname()[1] if self._socket else self._port
        return f"[{self._host}]:{port}" if ":" in self._host else f"{self._host}:{port}"

    def start(self) -> None:
        """Answer, in the running loop."""
        sockets = [self._socket] if self._socket else None
        self._task = asyncio.create_task(self._server.serve(sockets=sockets), name="health")

    async def stop(self) -> None:
        """Listen no more."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        elif self._socket is not None:
            self._socket.close()

    async def _healthz(self, _request: Request) -> PlainTextResponse:
        return PlainTextResponse("alive\n")

    async def _readyz(self, _request: Request) -> PlainTextResponse:
        if await self._is_ready():
            return PlainTextResponse("ready\n")
        return PlainTextResponse("not ready\n", status_code=503)
