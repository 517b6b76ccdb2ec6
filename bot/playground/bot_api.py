"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground.answers import Dropped, error_answer, file_answer, json_answer
from bot.playground.errors import BotApiError
from bot.playground.faults import FaultKind, FaultRule
from bot.playground.methods import METHODS, get_updates
from bot.playground.parameters import Parameters, read_parameters
from bot.playground.world import World

_GET_UPDATES: Final = "getUpdates"
_NAMES: Final = {name.lower(): name for name in (*METHODS, _GET_UPDATES)}
_NOT_FOUND: Final = BotApiError(404, "Not Found")


class BotApi:
    """Carries the bot's calls out on a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """The routes for the server."""
        return [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
        ]

    async def _call(self, request: Request) -> Response:
        try:
            self._check_token(request)
            name = _NAMES.get(request.path_params["method"].lower())
            if name is None:
                raise _NOT_FOUND
            parameters = await read_parameters(request)
            fault = self._world.faults.hitting(name, chat_id=parameters.integer("chat_id"))
            if fault is not None:
                await self._suffer(fault)
            if fault is not None and fault.kind is FaultKind.REFUSE:
                return Dropped(request)
            result = await self._carry_out(name, parameters)
        except BotApiError as error:
            return error_answer(error)
        if fault is not None and fault.kind is FaultKind.LOST:
            return Dropped(request)
        return json_answer({"ok": True, "result": result})

    async def _carry_out(self, name: str, parameters: Parameters) -> object:
        if name == _GET_UPDATES:
            return await get_updates(self._world, parameters)
        result = METHODS[name](self._world, parameters)
        self._world.note(
            name,
            chat_id=parameters.integer("chat_id"),
            text=parameters.text("text") or parameters.text("caption"),
            message_id=_message_id(result) or parameters.integer("message_id"),
        )
        return result

    async def _suffer(self, fault: FaultRule) -> None:
        if fault.kind is FaultKind.HANG:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._world.closing.wait(), fault.seconds)
        error = fault.to_error()
        if error is not None:
            raise error

    def _check_token(self, request: Request) -> None:
        if not self._world.accepts(request.path_params["token"]):
            raise BotApiError(401, "Unauthorized")

    async def _file(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except BotApiError as error:
            return error_answer(error)
        path = request.path_params["path"]
        file = next((file for file in self._world.files.values() if file.path == path), None)
        return error_answer(_NOT_FOUND) if file is None else file_answer(file)


def _message_id(result: object) -> int | None:
    found = result.get("message_id") if isinstance(result, dict) else None
    return found if isinstance(found, int) else None
