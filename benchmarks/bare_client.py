"""A bot that only talks: raw sockets, no parsing to speak of, nothing stored; it measures the sink's ceiling."""

import asyncio
import os
from typing import Any
from urllib.parse import urlsplit

import orjson

CONNECTIONS = 64
QUESTIONS = (
    "What knowledge did you create today, something you worked out that wasn't written down?",
    "What about this person or place changed the answer?",
    "What will you do differently?",
    "Kept. Thank you.",
)
_READY = "You are all set."
_HEAD = "POST /bot1:x/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "


class Line:
    """One keep-alive connection, one call at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def call(self, method: str, parameters: dict[str, Any]) -> bytes:
        """Post one call and give the raw answer."""
        body = orjson.dumps(parameters)
        self._writer.write(f"{_HEAD % method}{len(body)}\r\n\r\n".encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        return await self._reader.readexactly(int(head.rsplit(b" ", 1)[1]))


async def talk(url: str) -> None:
    """Poll on one line and answer on the others until the process is ended."""
    parts = urlsplit(url)
    lines = [Line(*await asyncio.open_connection(parts.hostname, parts.port)) for _ in range(CONNECTIONS + 1)]
    waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        for line in lines[1:]:
            group.create_task(_answer(line, waiting))
        offset = 0
        while True:
            answer = await lines[0].call("getUpdates", {"offset": offset, "timeout": 30})
            for update in orjson.loads(answer)["result"]:
                offset = update["update_id"] + 1
                waiting.put_nowait(update)


async def _answer(line: Line, waiting: asyncio.Queue[dict[str, Any]]) -> None:
    """Say what follows what was heard; where each chat stands is read off nothing but the last question."""
    while True:
        message = (await waiting.get())["message"]
        chat_id, text = message["chat"]["id"], message["text"]
        if text == "/start":
            said = _READY
        else:
            turn = 0 if text == "/today" else _turns.get(chat_id, 0) + 1
            _turns[chat_id] = turn
            said = QUESTIONS[min(turn, len(QUESTIONS) - 1)]
        await line.call("sendMessage", {"chat_id": chat_id, "text": said})


_turns: dict[int, int] = {}

if __name__ == "__main__":
    asyncio.run(talk(os.environ["KIPIC_API_URL"]))
