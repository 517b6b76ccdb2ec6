"""The playground as one web application: the Bot API, the people's side and the page."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.playground.backstage import Backstage
from bot.playground.bot_api import BotApi
from bot.playground.guard import LoopbackGuard
from bot.playground.play_api import PlayApi
from bot.playground.stage_api import StageApi
from bot.playground.workshop_api import WorkshopApi
from bot.playground.world import World

PAGE: Path = Path(__file__).with_name("page")
"""The folder of the phone page."""


def create_server(
    world: World, *, backstage: Backstage | None = None, static: Path | None = None
) -> Starlette:
    """The application for a world; with `static` its index.html stands at `/` and its files under `/page/`."""
    routes: list[BaseRoute] = [
        *BotApi(world).routes(),
        *PlayApi(world, backstage).routes(),
        *StageApi(world, backstage).routes(),
        *WorkshopApi(world, backstage.workshop if backstage else None).routes(),
    ]
    if static is not None:
        index = static / "index.html"

        async def page(_request: Request) -> FileResponse:
            return FileResponse(index)

        routes += [Route("/", page), Mount("/page", StaticFiles(directory=static))]
    return Starlette(routes=routes, middleware=[Middleware(LoopbackGuard)])
