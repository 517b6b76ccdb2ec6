"""The people's side as a JSON API under /play: the phone page and end-to-end tests act through it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.playground import doings
from bot.playground.answers import file_answer, json_answer
from bot.playground.backstage import Backstage
from bot.playground.errors import PlayError
from bot.playground.events import stream
from bot.playground.people import Role
from bot.playground.views import message_view, person_view, state_view
from bot.playground.world import World

TOAST_SECONDS: Final = 5.0
"""How long a tap waits for the bot's answer."""

Endpoint = Callable[[Request], Awaitable[Response]]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Text(_Body):
    text: str


class _Tap(_Body):
    message_id: int
    data: str


class _Edit(_Body):
    message_id: int
    text: str


class _Send(_Body):
    kind: str


class _NewPerson(_Body):
    name: str
    id: int | None = None
    role: Role = Role.GP


_B = TypeVar("_B", bound=BaseModel)


async def body(request: Request, shape: type[_B]) -> _B:
    """The JSON body in its shape; raises with what is wrong about it."""
    try:
        return shape.model_validate_json(await request.body())
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in error.errors())
        raise PlayError("; ".join(faults)) from None


def guarded(endpoint: Endpoint) -> Endpoint:
    """The endpoint with a `PlayError` turned into `{"error": …}` and its status."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except PlayError as error:
            return json_answer({"error": error.message}, status=error.status)

    return answer


class PlayApi:
    """What people see and do."""

    def __init__(self, world: World, backstage: Backstage | None) -> None:
        self._world = world
        self._backstage = backstage

    def routes(self) -> list[Route]:
        """The routes for the server."""
        here = "/play/people/{person:int}"
        gets = {
            "/play/state": self._state,
            f"{here}/chat": self._chat,
            "/play/files/{file}/{name}": self._file,
            "/play/events": self._events,
        }
        posts = {
            "/play/people": self._add,
            f"{here}/text": self._text,
            f"{here}/tap": self._tap,
            f"{here}/edit": self._edit,
            f"{here}/block": self._block,
            f"{here}/unblock": self._unblock,
            f"{here}/send": self._send,
        }
        return [
            *(Route(path, guarded(endpoint), methods=["GET"]) for path, endpoint in gets.items()),
            *(Route(path, guarded(endpoint), methods=["POST"]) for path, endpoint in posts.items()),
        ]

    async def _state(self, _request: Request) -> Response:
        now = self._world.now() if self._backstage is None else await self._backstage.now()
        has_clock = self._backstage is not None
        return json_answer({**state_view(self._world), "now": now.isoformat(), "has_clock": has_clock})

    async def _chat(self, request: Request) -> Response:
        person = self._world.person(_person(request))
        person.unread = 0
        return json_answer(
            {
                "messages": [message_view(message) for message in self._world.messages(person.id)],
                "commands": self._world.menus.seen_by(person.id, language=person.language),
            }
        )

    async def _file(self, request: Request) -> Response:
        file = self._world.files.get(request.path_params["file"])
        if file is None:
            raise PlayError("there is no such file", status=404)
        return file_answer(file)

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(stream(self._world), media_type="text/event-stream")

    async def _add(self, request: Request) -> Response:
        asked = await body(request, _NewPerson)
        person = self._world.add_person(asked.name, person_id=asked.id, role=asked.role)
        return json_answer(person_view(person))

    async def _text(self, request: Request) -> Response:
        asked = await body(request, _Text)
        message = doings.say(self._world, _person(request), asked.text)
        return json_answer({"message_id": message.id})

    async def _tap(self, request: Request) -> Response:
        asked = await body(request, _Tap)
        tap = doings.tap(self._world, _person(request), message_id=asked.message_id, data=asked.data)
        with suppress(TimeoutError):
            await asyncio.wait_for(tap.answered.wait(), TOAST_SECONDS)
        return json_answer({"toast": tap.toast})

    async def _edit(self, request: Request) -> Response:
        asked = await body(request, _Edit)
        doings.edit(self._world, _person(request), message_id=asked.message_id, text=asked.text)
        return json_answer({"message_id": asked.message_id})

    async def _block(self, request: Request) -> Response:
        doings.block(self._world, _person(request))
        return json_answer({"blocked": True})

    async def _unblock(self, request: Request) -> Response:
        doings.unblock(self._world, _person(request))
        return json_answer({"blocked": False})

    async def _send(self, request: Request) -> Response:
        asked = await body(request, _Send)
        message = doings.send(self._world, _person(request), kind=asked.kind)
        return json_answer({"message_id": None if message is None else message.id})


def _person(request: Request) -> int:
    return int(request.path_params["person"])
