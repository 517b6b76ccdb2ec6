"""The playground as a server: events, many people at once, and a quick end."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.playground.serving import GRACE_SECONDS, serve
from bot.playground.world import World
from tests.integration.phones import ADA, NOW, TOKEN, Playground, playground


async def _events(answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, dict[str, object]]]:
    event = ""
    async for line in answer.content:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name == "event":
            event = value
        elif name == "data":
            yield event, json.loads(value)


async def _call(there: Playground, method: str, **values: object) -> dict[str, object]:
    async with there.client.post(f"{there.url}/bot{TOKEN}/{method}", json=values) as answer:
        body = await answer.json()
        assert body["ok"], body
        return {"result": body["result"]}


async def test_pages_are_told_of_messages_and_toasts() -> None:
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    async with playground() as there, there.client.get(f"{there.url}/play/events") as answer:
        assert answer.content_type == "text/event-stream"
        events = _events(answer)
        await there.say("/start")
        assert await anext(events) == ("chat", {"person": ADA})
        await _call(there, "sendMessage", chat_id=ADA, text="Well?", reply_markup=keyboard)
        assert await anext(events) == ("chat", {"person": ADA})
        message = (await there.messages())[-1]
        tap = asyncio.create_task(there.post(f"people/{ADA}/tap", message_id=message["id"], data="yes"))
        updates = await _call(there, "getUpdates", timeout=10, offset=-1, allowed_updates=["callback_query"])
        while not (queries := [u for u in updates["result"] if "callback_query" in u]):  # type: ignore[attr-defined]  # JSON
            updates = await _call(there, "getUpdates", timeout=10)
        await _call(
            there, "answerCallbackQuery", callback_query_id=queries[0]["callback_query"]["id"], text="Kept"
        )
        assert await anext(events) == ("toast", {"person": ADA, "text": "Kept"})
        assert await tap == {"toast": "Kept"}


async def test_stopping_ends_open_pages_and_long_polls_within_the_grace() -> None:
    world = World(lambda: NOW)
    serving = await serve(world, host="127.0.0.1", port=0)
    address = f"{serving.url}/bot{TOKEN}/getUpdates?timeout=50"
    async with aiohttp.ClientSession() as client, client.get(f"{serving.url}/play/events") as events:
        polls = [asyncio.create_task(client.get(address)) for _ in range(2)]
        # When the older one is cut off, the other surely waits.
        cut_off, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
        assert cut_off.pop().result().status == 409
        async with asyncio.timeout(GRACE_SECONDS + 1):
            await serving.stop()
            await serving.stop()
        assert await events.content.read() == b": hello\n\n"
        answer = await waiting.pop()
        assert (await answer.json())["result"] == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", serving.port), timeout=1)


async def test_a_connection_that_comes_while_the_server_stops_is_not_left_hanging() -> None:
    serving = await serve(World(lambda: NOW), host="127.0.0.1", port=0)
    async with aiohttp.ClientSession() as client, client.get(f"{serving.url}/play/events") as events:
        late = asyncio.create_task(client.get(f"{serving.url}/play/state"))
        assert await events.content.readline() == b": hello\n"
        await serving.stop()
        async with asyncio.timeout(GRACE_SECONDS):
            outcome = (await asyncio.gather(late, return_exceptions=True))[0]
        assert isinstance(outcome, aiohttp.ClientResponse | aiohttp.ClientConnectionError)


async def test_a_taken_port_is_an_error_of_the_caller() -> None:
    async with playground() as there:
        with pytest.raises(OSError, match="in use"):
            await serve(World(lambda: NOW), host="127.0.0.1", port=there.serving.port)


async def test_two_hundred_people_talk_at_once_and_each_is_answered_once() -> None:
    async with playground() as there:
        people = [there.world.add_person(f"Person {n}").id for n in range(200)]
        said = asyncio.gather(*(there.say(f"I am {person}", person=person) for person in people))
        seen: list[int] = []
        offset = 0
        while len(seen) < len(people):
            updates = (await _call(there, "getUpdates", offset=offset, timeout=10))["result"]
            assert isinstance(updates, list)
            offset = updates[-1]["update_id"] + 1
            seen += (chats := [update["message"]["chat"]["id"] for update in updates])
            await asyncio.gather(*(_call(there, "sendMessage", chat_id=chat, text="Hello") for chat in chats))
        await said
        assert sorted(seen) == sorted(people)
        record = await there.get("record?method=sendMessage")
        assert sorted(call["chat_id"] for call in record) == sorted(people)


async def test_the_time_of_messages_is_the_worlds() -> None:
    later = datetime(2031, 1, 1, tzinfo=UTC)
    async with playground(now=later) as there:
        await there.say("Hello")
        assert [message["date"] for message in await there.messages()] == [later.isoformat()]
