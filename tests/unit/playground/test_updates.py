import asyncio

import pytest

from bot.playground.errors import BotApiError
from bot.playground.updates import PendingUpdates


async def _ids(updates: PendingUpdates, *, offset: int = 0, limit: int = 100) -> list[object]:
    return [update["update_id"] for update in await updates.get(offset=offset, limit=limit, timeout=0)]


def _filled(number: int) -> tuple[PendingUpdates, list[int]]:
    updates = PendingUpdates()
    ids = [updates.put("message", {"message_id": n}) for n in range(number)]
    return updates, [update_id for update_id in ids if update_id is not None]


async def test_updates_stay_until_an_offset_confirms_them() -> None:
    updates, ids = _filled(3)
    assert await _ids(updates) == ids
    assert await _ids(updates) == ids
    assert await _ids(updates, offset=ids[1]) == ids[1:]
    assert await _ids(updates) == ids[1:]
    assert await _ids(updates, offset=ids[2] + 1) == []
    assert len(updates) == 0


async def test_a_negative_offset_keeps_only_the_last_ones() -> None:
    updates, ids = _filled(5)
    assert await _ids(updates, offset=-2) == ids[3:]
    assert len(updates) == 2


async def test_a_limit_gives_the_oldest_first() -> None:
    updates, ids = _filled(5)
    assert await _ids(updates, limit=2) == ids[:2]


async def test_ids_rise_by_one() -> None:
    _, ids = _filled(4)
    assert ids == list(range(ids[0], ids[0] + 4))


async def test_only_wanted_types_are_queued_and_an_empty_list_is_the_default() -> None:
    updates = PendingUpdates()
    updates.allow(["callback_query"])
    assert updates.put("message", {}) is None
    assert updates.put("callback_query", {}) is not None
    updates.allow([])
    assert updates.put("message", {}) is not None
    assert updates.put("chat_member", {}) is None


async def test_a_waiting_poller_gets_an_update_as_soon_as_it_comes() -> None:
    updates = PendingUpdates()
    poll = asyncio.create_task(updates.get(offset=0, limit=100, timeout=50))
    asyncio.get_running_loop().call_soon(lambda: updates.put("message", {"message_id": 1}))
    (update,) = await poll
    assert update["message"] == {"message_id": 1}


async def test_a_poll_without_updates_ends_empty_after_its_time() -> None:
    assert await PendingUpdates().get(offset=0, limit=100, timeout=0.01) == []


async def test_the_older_of_two_pollers_is_cut_off() -> None:
    updates = PendingUpdates()
    older = asyncio.create_task(updates.get(offset=0, limit=100, timeout=50))
    newer = asyncio.create_task(updates.get(offset=0, limit=100, timeout=50))
    with pytest.raises(BotApiError, match="Conflict: terminated by other getUpdates request") as caught:
        await older
    assert caught.value.code == 409
    updates.put("message", {})
    assert len(await newer) == 1


async def test_closing_lets_the_poller_go() -> None:
    updates = PendingUpdates()
    poll = asyncio.create_task(updates.get(offset=0, limit=100, timeout=50))
    asyncio.get_running_loop().call_soon(updates.close)
    assert await poll == []
    assert await updates.get(offset=0, limit=100, timeout=50) == []
