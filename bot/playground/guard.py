"""Keeps other web pages out: checks Host and Origin, and sends the headers that a browser protects a page by."""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; frame-ancestors 'none'"
)
_READING: Final = frozenset({"GET", "HEAD"})
_INTERNAL: Final = ("/bot", "/file/", "/play/")


class LoopbackGuard:
    """Answers only requests that name this machine and come from its own page or from no page at all.

    A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding) or post to it; the Host and Origin headers,
    which a page can't forge, tell.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse in one plain line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _protect(MutableHeaders(scope=message))
            await send(message)

        refusal = _refusal(scope, Headers(scope=scope))
        await (refusal or self._app)(scope, receive, send_guarded)


def _refusal(scope: Scope, headers: Headers) -> Response | None:
    host = headers.get("host", "")
    if not _is_loopback(host):
        return PlainTextResponse("The playground answers only to 127.0.0.1 and localhost.\n", status_code=421)
    if scope["path"].startswith(_INTERNAL) and headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return PlainTextResponse("The playground takes requests from its own page only.\n", status_code=403)
    origin = headers.get("origin")
    if scope["method"] not in _READING and origin is not None and origin != f"http://{host}":
        return PlainTextResponse("The playground takes requests from its own page only.\n", status_code=403)
    return None


def _is_loopback(host: str) -> bool:
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        return host in LOOPBACK_NAMES
    return name in LOOPBACK_NAMES and port.isdecimal()


def _protect(headers: MutableHeaders) -> None:
    headers["cache-control"] = "no-store"
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "no-referrer"
    if headers.get("content-type", "").startswith("text/html"):
        headers["content-security-policy"] = CONTENT_SECURITY_POLICY
