"""Updates as Telegram hands them out: numbered, kept until confirmed by an offset, fetched by long polling."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks.wire import Fields, Respond

FIRST_UPDATE_ID = 100_000_001
MOST_AT_ONCE = 100
"""Telegram's limit of one getUpdates."""

NOTHING = b'{"ok":true,"result":[]}'


@dataclass(slots=True)
class _Poll:
    """A getUpdates that waits for something to hand out."""

    respond: Respond
    limit: int
    leaving: asyncio.Handle | None = None


class UpdateQueue:
    """The updates that a bot has not confirmed yet, and the one poll that may be waiting for more."""

    def __init__(self) -> None:
        self.latency = 0.0
        """Seconds between a poll that can be answered and its answer, which takes all that came meanwhile."""
        self._pending: deque[tuple[int, bytes]] = deque()
        self._next_id = FIRST_UPDATE_ID
        self._poll: _Poll | None = None

    def push(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update of a kind such as `message` and let the waiting poll go."""
        self._pending.append((self._next_id, orjson.dumps({"update_id": self._next_id, kind: content})))
        self._next_id += 1
        self._release()

    def get_updates(self, fields: Fields, respond: Respond) -> None:
        """Confirm what lies before the offset, then answer with what is pending, at once or when it comes."""
        offset = int(fields.get("offset") or 0)
        while self._pending and self._pending[0][0] < offset:
            self._pending.popleft()
        self._dismiss(self._poll)
        limit = min(int(fields.get("limit") or MOST_AT_ONCE), MOST_AT_ONCE)
        self._poll = poll = _Poll(respond=respond, limit=limit)
        if self._pending:
            self._release()
        else:
            wait = float(fields.get("timeout") or 0) + self.latency
            asyncio.get_running_loop().call_later(wait, self._dismiss, poll)

    def _release(self) -> None:
        if self._poll is not None and self._poll.leaving is None:
            self._poll.leaving = asyncio.get_running_loop().call_later(self.latency, self._answer)

    def _answer(self) -> None:
        poll, self._poll = self._poll, None
        if poll is not None:
            bodies = [body for _, body in list(self._pending)[: poll.limit]]
            poll.respond(b'{"ok":true,"result":[' + b",".join(bodies) + b"]}")

    def _dismiss(self, poll: _Poll | None) -> None:
        """Answer a poll with nothing: its time is over or a newer one replaces it."""
        if poll is None or poll is not self._poll:
            return
        if poll.leaving is not None:
            poll.leaving.cancel()
        self._poll = None
        poll.respond(NOTHING)


def person(chat_id: int) -> dict[str, Any]:
    """The Telegram user of a private chat; all have one name so that their conversations read alike."""
    return {"id": chat_id, "is_bot": False, "first_name": "Ada", "language_code": "en"}


def message(chat_id: int, message_id: int, text: str) -> dict[str, Any]:
    """A text that a person sends, with the entity that marks a command."""
    written: dict[str, Any] = {
        "message_id": message_id,
        "from": person(chat_id),
        "chat": {"id": chat_id, "type": "private", "first_name": "Ada"},
        "date": time.time_ns() // 1_000_000_000,
        "text": text,
    }
    if text.startswith("/"):
        written["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return written


def tap(chat_id: int, spoken: dict[str, Any], data: str, query_id: int) -> dict[str, Any]:
    """A callback query on a message of the bot."""
    return {
        "id": str(query_id),
        "from": person(chat_id),
        "message": spoken,
        "chat_instance": str(chat_id),
        "data": data,
    }


def labels_and_data(markup: object) -> Sequence[tuple[str, str]]:
    """The inline buttons of a reply_markup (JSON text or an object), row by row, as label and callback data."""
    if isinstance(markup, str):
        markup = orjson.loads(markup) if markup else None
    rows = markup.get("inline_keyboard", ()) if isinstance(markup, dict) else ()
    return [
        (button["text"], button["callback_data"])
        for row in rows
        for button in row
        if "callback_data" in button
    ]
