"""What only the playground can do: read the record, inject faults, move the clock, look behind the bot."""

import asyncio

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground.answers import json_answer
from bot.playground.backstage import JUMPS, Backstage, JumpRefusedError
from bot.playground.errors import PlayError
from bot.playground.faults import FaultRule
from bot.playground.play_api import body, guarded
from bot.playground.views import call_view
from bot.playground.world import World


class _Faults(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: list[FaultRule]


class _Jump(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    jump: str


class StageApi:
    """The record and faults of a world, and, if the server has one, the backstage of the bot."""

    def __init__(self, world: World, backstage: Backstage | None) -> None:
        self._world = world
        self._backstage = backstage
        self._one_jump = asyncio.Lock()

    def routes(self) -> list[Route]:
        """The routes for the server; those of the backstage are missing without one."""
        found = [
            Route("/play/record", guarded(self._record), methods=["GET"]),
            Route("/play/faults", guarded(self._put_faults), methods=["POST"]),
            Route("/play/faults", guarded(self._clear_faults), methods=["DELETE"]),
        ]
        if self._backstage is not None:
            here = "/play/people/{person:int}"
            backstage = self._backstage
            found += [
                Route(
                    "/play/clock", guarded(lambda request: self._jump(request, backstage)), methods=["POST"]
                ),
                Route(
                    f"{here}/timeline",
                    guarded(lambda request: self._timeline(request, backstage)),
                    methods=["GET"],
                ),
                Route(
                    f"{here}/stored",
                    guarded(lambda request: self._stored(request, backstage)),
                    methods=["GET"],
                ),
            ]
        return found

    async def _record(self, request: Request) -> Response:
        method = request.query_params.get("method") or None
        chat = request.query_params.get("chat_id") or None
        calls = [
            call_view(call)
            for call in self._world.record
            if method in {None, call.method} and chat in {None, str(call.chat_id)}
        ]
        return json_answer(calls)

    async def _put_faults(self, request: Request) -> Response:
        asked = await body(request, _Faults)
        self._world.faults.put(asked.rules)
        return json_answer({"rules": len(asked.rules)})

    async def _clear_faults(self, _request: Request) -> Response:
        self._world.faults.clear()
        return json_answer({"rules": 0})

    async def _jump(self, request: Request, backstage: Backstage) -> Response:
        asked = await body(request, _Jump)
        if asked.jump not in JUMPS:
            raise PlayError(f"jump must be one of {', '.join(JUMPS)}")
        async with self._one_jump:
            try:
                now = (await backstage.jump(asked.jump)).isoformat()
            except JumpRefusedError as refused:
                raise PlayError(refused.reason, status=409) from None
        self._world.tell("clock", {"now": now})
        return json_answer({"now": now})

    async def _timeline(self, request: Request, backstage: Backstage) -> Response:
        person = self._world.person(int(request.path_params["person"]))
        rows = [
            {"at": row.at.isoformat(), "what": row.what, "outcome": row.outcome, "reason": row.reason}
            for row in await backstage.timeline(person.id)
        ]
        return json_answer({"rows": rows})

    async def _stored(self, request: Request, backstage: Backstage) -> Response:
        person = self._world.person(int(request.path_params["person"]))
        sections = [
            {"title": section.title, "rows": [dict(row) for row in section.rows]}
            for section in await backstage.stored(person.id)
        ]
        return json_answer({"sections": sections})
