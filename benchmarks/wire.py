"""The sink's HTTP/1.1: keep-alive, pipelining and form bodies, parsed by hand so that the judge stays cheap."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

Fields = dict[str, Any]
Respond = Callable[[bytes], None]
"""Takes the JSON of one answer; call it once, now or later."""
Handle = Callable[[str, Fields, Respond], None]
"""Called with the Bot API method in lower case, its parameters and where the answer goes."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
_TYPE = re.compile(rb"\r\ncontent-type:[ \t]*([^\r]+)", re.IGNORECASE)
_BOUNDARY = re.compile(rb'boundary="?([^";]+)')
_PART_NAME = re.compile(rb'\bname="?([^";\r]+)', re.IGNORECASE)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_NO_LENGTH = b"HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(slots=True)
class _Slot:
    """The place of one answer in its connection's order."""

    response: bytes | None = None


class ApiConnection(asyncio.Protocol):
    """One client's connection; answers leave in the order of their requests, as HTTP/1.1 demands."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._unread = b""
        self._slots: deque[_Slot] = deque()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """Answers still to come have nowhere to go."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Serve every request that is complete."""
        self._unread = self._unread + data if self._unread else data
        while self._unread:
            head_end = self._unread.find(b"\r\n\r\n")
            if head_end < 0:
                return
            head = self._unread[:head_end]
            if b"chunked" in head:
                self._refuse()
                return
            length = _LENGTH.search(head)
            end = head_end + 4 + (int(length[1]) if length else 0)
            if len(self._unread) < end:
                return
            body = self._unread[head_end + 4 : end]
            self._unread = self._unread[end:]
            self._serve(head, body)

    def _serve(self, head: bytes, body: bytes) -> None:
        target = head[head.index(b" ") + 1 :].split(b" ", 1)[0].decode()
        path, _, query = target.partition("?")
        fields = _fields(head, body)
        if query:
            fields = {**dict(parse_qsl(query)), **fields}
        slot = _Slot()
        self._slots.append(slot)

        def respond(answer: bytes) -> None:
            slot.response = _HEAD % len(answer) + answer
            self._flush()

        self._handle(path.rsplit("/", 1)[-1].lower(), fields, respond)

    def _flush(self) -> None:
        while self._slots and (response := self._slots[0].response) is not None:
            self._slots.popleft()
            if self._transport is not None:
                self._transport.write(response)

    def _refuse(self) -> None:
        if self._transport is not None:
            self._transport.write(_NO_LENGTH)
            self._transport.close()


def _fields(head: bytes, body: bytes) -> Fields:
    """The parameters in a body of any of the three kinds that Bot API clients send."""
    if not body:
        return {}
    kind = _TYPE.search(head)
    if kind is None or kind[1].startswith(b"application/json"):
        parameters: Fields = orjson.loads(body)
        return parameters
    if kind[1].startswith(b"multipart/"):
        return _multipart(kind[1], body)
    return dict(parse_qsl(body.decode()))


def _multipart(kind: bytes, body: bytes) -> Fields:
    """The text fields of a multipart body; files are left out."""
    boundary = _BOUNDARY.search(kind)
    if boundary is None:
        return {}
    fields: Fields = {}
    for part in body.split(b"--" + boundary[1]):
        head, _, content = part.partition(b"\r\n\r\n")
        name = _PART_NAME.search(head)
        if name is not None and b"filename=" not in head:
            fields[name[1].decode()] = content.removesuffix(b"\r\n").decode()
    return fields
