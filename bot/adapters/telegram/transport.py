"""HTTP to the Bot API for python-telegram-bot, on aiohttp: several times the throughput of its own transport.

It also keeps apart what certainly never reached Telegram from what may have, which decides whether a message may
be sent again.
"""

import json
from typing import Any, Final, cast

import aiohttp
import orjson
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 20.0
"""A Bot API call that takes longer than this has an unknown outcome; long polls add their own time."""


class NeverSentError(NetworkError):
    """The call did not leave: no connection was made. It may be made again."""


class AiohttpRequest(BaseRequest):
    """PTB's transport on one aiohttp session; `connections` is how many calls may be under way at once."""

    def __init__(self, *, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that a call may take, as PTB asks for it."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the session, in the running loop."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 - PTB's signature
        connect_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 - PTB's signature
        pool_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 - PTB's signature
    ) -> tuple[int, bytes]:
        """Make one call; errors never hold the URL, which contains the token."""
        if self._session is None:
            raise NeverSentError("the transport is not open")
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else READ_SECONDS
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=seconds)
        try:
            async with self._session.request(method, url, timeout=timeout, **_body(request_data)) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NeverSentError(f"no connection ({type(error).__name__})") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"no answer ({type(error).__name__})") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The API's answer; unlike PTB's own, a broken one is not written to a log."""
        try:
            return cast("dict[str, Any]", orjson.loads(payload))
        except orjson.JSONDecodeError:
            return _loosely(payload)


def _loosely(payload: bytes) -> dict[str, Any]:
    """An answer with halves of surrogate pairs in it, which no database stores: each becomes a question mark.

    Refusing it would stop the bot for everybody, since the same updates would come again and again.
    """
    try:
        whole = json.dumps(json.loads(payload), ensure_ascii=False).encode("utf-8", "replace")
        return cast("dict[str, Any]", orjson.loads(whole))
    except (ValueError, RecursionError):
        raise TelegramError("Invalid server response") from None


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": orjson.dumps(data.parameters), "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return {"data": form}
