"""How answers leave the server: JSON, files that can't run as a page, and a connection that ends on purpose."""

from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.playground.errors import BotApiError
from bot.playground.messages import JsonObject, StoredFile

TRANSPORT: Final = "transport"
"""The key under which the server puts the connection into a request's state."""

_SHOWN_IN_PAGE: Final = frozenset(
    {"image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain", "text/csv", "application/json"}
)


def json_answer(content: object, *, status: int = 200) -> Response:
    """A JSON response."""
    return Response(orjson.dumps(content), status_code=status, media_type="application/json")


def error_answer(error: BotApiError) -> Response:
    """A refusal in the Bot API's shape, with its HTTP status."""
    body: JsonObject = {"ok": False, "error_code": error.code, "description": error.description}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
    answer = json_answer(body, status=error.code)
    if error.retry_after is not None:
        answer.headers["retry-after"] = str(error.retry_after)
    return answer


def file_answer(file: StoredFile) -> Response:
    """A file's bytes; a type that a browser might run is only offered for saving."""
    if file.mime in _SHOWN_IN_PAGE:
        return Response(file.data, media_type=file.mime)
    headers = {"content-disposition": "attachment"}
    return Response(file.data, media_type="application/octet-stream", headers=headers)


class Dropped(Response):
    """No answer at all: the connection ends without a byte, as when a response gets lost."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self._state = request.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """End the connection and wait until the server has noticed."""
        transport = getattr(self._state, TRANSPORT, None)
        if transport is None:
            raise ConnectionAbortedError
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass
