"""The author's bench as a JSON API under /play/workshop; what lies on the bench comes with each request."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground.answers import json_answer
from bot.playground.errors import PlayError
from bot.playground.play_api import body, guarded
from bot.playground.workshop import Draft, Workshop, WorkshopRefusedError
from bot.playground.world import World

MAX_BODY: Final = 4 * 1024 * 1024
"""Bytes of one request; all shipped flows with their transcripts are a tenth of it."""
MAX_FILES: Final = 400

_TOO_LARGE: Final = "That is more than 4 MB. Flows are small: leave out what isn't a flow."


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Draft(_Body):
    flow: str = Field(max_length=100)
    files: dict[str, str] = Field(max_length=MAX_FILES, repr=False)

    def draft(self) -> Draft:
        """The draft, for the workshop."""
        return Draft(flow=self.flow, files=self.files)


class _New(_Body):
    name: str = Field(max_length=100)
    like: str = Field(default="", max_length=100)


class _Play(_Draft):
    person: int


class _Record(_Play):
    name: str = Field(max_length=100)


class _Publish(_Draft):
    is_offered: bool = True


class WorkshopApi:
    """What an author sees and does."""

    def __init__(self, world: World, workshop: Workshop | None) -> None:
        self._world = world
        self._workshop = workshop

    def routes(self) -> list[Route]:
        """The routes for the server; none without a workshop."""
        workshop = self._workshop
        if workshop is None:
            return []
        here = "/play/workshop"
        gets = {
            f"{here}/flows": self._flows,
            f"{here}/flows/{{name}}": self._fetch,
            "/play/people/{person:int}/standing": self._standing,
        }
        posts = {
            f"{here}/new": self._begin,
            f"{here}/take-in": self._take_in,
            f"{here}/check": self._check,
            f"{here}/test": self._test,
            f"{here}/write-anew": self._write_anew,
            f"{here}/play": self._play,
            f"{here}/record": self._record,
            f"{here}/publish": self._publish,
            f"{here}/pack": self._pack,
        }
        return [
            *(Route(path, _answering(does, workshop), methods=["GET"]) for path, does in gets.items()),
            *(Route(path, _answering(does, workshop), methods=["POST"]) for path, does in posts.items()),
        ]

    async def _flows(self, _request: Request, workshop: Workshop) -> Response:
        return json_answer({"flows": await workshop.flows(), "samples": await workshop.samples()})

    async def _fetch(self, request: Request, workshop: Workshop) -> Response:
        return json_answer(await workshop.fetch(request.path_params["name"]))

    async def _begin(self, request: Request, workshop: Workshop) -> Response:
        asked = await body(request, _New)
        return json_answer(await workshop.begin(asked.name, asked.like))

    async def _take_in(self, request: Request, workshop: Workshop) -> Response:
        return json_answer(await workshop.take_in(await _parcel(request)))

    async def _check(self, request: Request, workshop: Workshop) -> Response:
        return json_answer(await workshop.check((await body(request, _Draft)).draft()))

    async def _test(self, request: Request, workshop: Workshop) -> Response:
        return json_answer(await workshop.test((await body(request, _Draft)).draft()))

    async def _write_anew(self, request: Request, workshop: Workshop) -> Response:
        return json_answer(await workshop.write_anew((await body(request, _Draft)).draft()))

    async def _play(self, request: Request, workshop: Workshop) -> Response:
        asked = await body(request, _Play)
        await workshop.play(asked.draft(), self._world.person(asked.person).id)
        return json_answer({})

    async def _standing(self, request: Request, workshop: Workshop) -> Response:
        person = self._world.person(int(request.path_params["person"]))
        standing = await workshop.standing(request.query_params.get("flow", ""), person.id)
        return json_answer({"standing": standing})

    async def _record(self, request: Request, workshop: Workshop) -> Response:
        asked = await body(request, _Record)
        person = self._world.person(asked.person)
        return json_answer(await workshop.record(asked.draft(), person.id, asked.name))

    async def _publish(self, request: Request, workshop: Workshop) -> Response:
        asked = await body(request, _Publish)
        return json_answer(await workshop.publish(asked.draft(), is_offered=asked.is_offered))

    async def _pack(self, request: Request, workshop: Workshop) -> Response:
        packed = await workshop.pack((await body(request, _Draft)).draft())
        return Response(packed, media_type="application/zip")


_Endpoint = Callable[[Request, Workshop], Awaitable[Response]]


def _answering(endpoint: _Endpoint, workshop: Workshop) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for this workshop; what is too large or can't be done is told in a plain sentence."""

    async def answer(request: Request) -> Response:
        if request.method == "POST":
            _require_small(request)
        try:
            return await endpoint(request, workshop)
        except WorkshopRefusedError as refused:
            raise PlayError(refused.reason, status=409) from None

    return guarded(answer)


def _require_small(request: Request) -> None:
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise PlayError("A request must say how long it is.", status=411)
    if int(length) > MAX_BODY:
        raise PlayError(_TOO_LARGE, status=413)


async def _parcel(request: Request) -> Mapping[str, bytes]:
    """The files of an upload, each under the path that its field is called by."""
    try:
        async with request.form(max_files=MAX_FILES, max_fields=0) as form:
            return {
                path: await part.read() for path, part in form.multi_items() if isinstance(part, UploadFile)
            }
    except HTTPException:
        raise PlayError(f"I can't read that. It must be at most {MAX_FILES} files.") from None
