"""The receiving end: a bare Bot API server with the crowd in it, in a process of its own.

It takes one JSON order a line on standard input and gives one JSON answer a line on standard output:
`{"do": "scout"}`, `{"do": "learn", "script": …}`, `{"do": "prepare"}` (onboarding and a first round), and
`{"do": "measure", "rounds": n, "latency": seconds}`. The first line it prints is its port.
"""

import argparse
import asyncio
import time
from dataclasses import asdict
from typing import Any

import orjson

from benchmarks.crowd import FIRST_CHAT_ID, Crowd, Heard
from benchmarks.directing import Order, serve
from benchmarks.scout import Scout, ScoutError
from benchmarks.script import Script
from benchmarks.updates import UpdateQueue
from benchmarks.wire import Fields, Respond

BOT = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}
ME = {**BOT, "can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}
TRUE = b'{"ok":true,"result":true}'
MESSAGES = frozenset({"sendmessage", "sendphoto", "senddocument", "editmessagetext"})
"""Methods whose result the person sees as a message to react to."""


class BotApi:
    """The methods, each answered after the latency."""

    def __init__(self, *, people: int) -> None:
        self.updates = UpdateQueue()
        self.crowd = Crowd(people=people, updates=self.updates)
        self.scout: Scout | None = None
        self._message_id = 0

    def handle(self, method: str, fields: Fields, respond: Respond) -> None:
        """Answer one call."""
        if method == "getupdates":
            self.updates.get_updates(fields, respond)
        elif method in MESSAGES:
            self._later(respond, self._deliver(method, fields))
        elif method == "getme":
            self._later(respond, orjson.dumps({"ok": True, "result": ME}))
        else:
            self._later(respond, TRUE)

    def _later(self, respond: Respond, answer: bytes) -> None:
        if self.updates.latency:
            asyncio.get_running_loop().call_later(self.updates.latency, respond, answer)
        else:
            respond(answer)

    def _deliver(self, method: str, fields: Fields) -> bytes:
        """Show a message to its chat and give the Message that Telegram would."""
        chat_id = int(fields["chat_id"])
        self._message_id += 1
        sent: dict[str, Any] = {
            "message_id": int(fields["message_id"]) if method == "editmessagetext" else self._message_id,
            "from": BOT,
            "chat": {"id": chat_id, "type": "private", "first_name": "Ada"},
            "date": time.time_ns() // 1_000_000_000,
            "text": fields.get("text") or fields.get("caption") or "",
        }
        heard = Heard(sent=sent, markup=fields.get("reply_markup"))
        if self.scout is not None and chat_id == FIRST_CHAT_ID:
            self.scout.hear(heard)
        else:
            self.crowd.hear(chat_id, heard)
        return orjson.dumps({"ok": True, "result": sent})


class Director:
    """Carries out the runner's orders."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._script: Script | None = None
        self._scouted = False
        self.orders: dict[str, Order] = {
            "scout": self.explore,
            "learn": self.learn,
            "prepare": self.prepare,
            "measure": self.measure,
        }

    async def explore(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Find the script with the first chat."""
        crowd = self._api.crowd
        self._api.scout = Scout(crowd=crowd, chat=crowd.chats[0])
        try:
            self._script = await self._api.scout.explore()
        except (ScoutError, ValueError) as fault:
            return {"fault": str(fault)}
        finally:
            self._api.scout = None
        self._scouted = True
        return {"script": self._script.to_json()}

    async def learn(self, order: dict[str, Any]) -> dict[str, Any]:
        """Take a script that an earlier scout found."""
        self._script = Script.from_json(order["script"])
        return {}

    async def prepare(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Onboard everyone and play the first round; both are a warm-up."""
        assert self._script is not None
        newcomers = self._api.crowd.chats[1:] if self._scouted else self._api.crowd.chats
        return asdict(
            await self._api.crowd.play(newcomers, (*self._script.onboarding, *self._script.first_round))
        )

    async def measure(self, order: dict[str, Any]) -> dict[str, Any]:
        """Play rounds with all chats at the given latency."""
        assert self._script is not None
        self._api.updates.latency = order["latency"]
        outcome = await self._api.crowd.play(self._api.crowd.chats, self._script.round * order["rounds"])
        self._api.updates.latency = 0.0
        return asdict(outcome)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    api = BotApi(people=parser.parse_args().people)
    asyncio.run(serve(api.handle, Director(api).orders))
