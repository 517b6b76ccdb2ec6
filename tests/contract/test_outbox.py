"""What every store promises about the outbox: who may send what next, and what an outcome leaves."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.deliveries import CallResult, Delivery, DeliveryStatus, Lane, Outcome, QuestionTimes
from bot.domain.ids import ChatId, DocumentId, PostingId, RunId
from bot.ports import Document
from tests.contract.conftest import OpenStore, Reopen
from tests.samples import BOT, MINUTE, NOW, a_delivery, person_id, sample_id

SENDING = DeliveryStatus.SENDING


async def _add(store: OpenStore, *deliveries: Delivery) -> None:
    await store.transact(lambda uow: uow.outbox.add(deliveries))


async def _claim(
    store: OpenStore, *, now: datetime = NOW, limit: int = 9, lanes: Collection[Lane] = tuple(Lane)
) -> list[Delivery]:
    return list(
        await store.transact(lambda uow: uow.outbox.claim(now=now, owner="me", limit=limit, lanes=lanes))
    )


async def _settle(store: OpenStore, *told: Delivery, attempt: int | None = None) -> None:
    results = [
        (CallResult(delivery_id=item.id, attempt=attempt or item.attempts, outcome=Outcome.SENT), item)
        for item in told
    ]
    await store.transact(lambda uow: uow.outbox.settle(results))


def _ids(deliveries: Sequence[Delivery]) -> list[int]:
    return [int(item.id) for item in deliveries]


async def test_a_claimed_delivery_is_the_one_that_was_queued_with_its_attempt_counted(
    store: OpenStore,
) -> None:
    times = QuestionTimes(run_id=RunId(sample_id(1)), turn=2, remind_after=60)
    queued = a_delivery(
        key="prompt/1",
        closes_at=NOW + MINUTE,
        times=times,
        params={"text": "“Words” 🩺", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
    )
    stranger = a_delivery(2, of=9, participant_id=None)
    await _add(store, queued, stranger)
    claimed = await _claim(store)
    assert claimed == [replace(item, status=SENDING, attempts=1) for item in (queued, stranger)]
    assert await _claim(store) == []


async def test_a_delivery_whose_key_exists_is_left_out_with_its_files(store: OpenStore) -> None:
    await _add(store, a_delivery(1, key="k"), a_delivery(2, key=None))
    await _add(store, a_delivery(3, key="k"), a_delivery(4, key=None), a_delivery(5, key="l"))
    await store.transact(lambda uow: uow.outbox.add_documents([_document(1), _document(3)]))
    recent = await store.read(lambda uow: uow.outbox.recent(ChatId(1001), limit=9))
    assert _ids(recent) == [5, 4, 2, 1]
    assert list(await store.read(lambda uow: uow.outbox.documents(a_delivery(3).id))) == []


async def test_only_the_first_of_a_chat_and_lane_may_go(store: OpenStore) -> None:
    await _add(store, a_delivery(2), a_delivery(1), a_delivery(3, of=2))
    assert _ids(await _claim(store)) == [1, 3]


async def test_one_that_must_wait_holds_back_those_behind_it(store: OpenStore) -> None:
    await _add(store, a_delivery(1, not_before=NOW + MINUTE), a_delivery(2), a_delivery(3, lane=Lane.PROMPT))
    assert _ids(await _claim(store)) == [3]


async def test_the_next_of_a_chat_goes_when_the_first_is_settled(store: OpenStore) -> None:
    await _add(store, a_delivery(1), a_delivery(2))
    (first,) = await _claim(store)
    assert await _claim(store) == []
    await _settle(store, replace(first, status=DeliveryStatus.SENT))
    assert _ids(await _claim(store)) == [2]


async def test_while_a_call_to_a_chat_is_under_way_its_other_lanes_wait(store: OpenStore) -> None:
    await _add(store, a_delivery(1, lane=Lane.PROMPT))
    await _claim(store)
    await _add(store, a_delivery(2), a_delivery(3, of=2), a_delivery(4, bot_id=BOT + 1))
    assert _ids(await _claim(store)) == [3, 4]


async def test_lanes_go_in_order_and_within_a_lane_those_that_waited_longest(store: OpenStore) -> None:
    await _add(
        store,
        a_delivery(1, of=1, lane=Lane.BROADCAST),
        a_delivery(2, of=2, lane=Lane.PROMPT),
        a_delivery(3, of=3),
        a_delivery(4, of=4, not_before=NOW - MINUTE),
        a_delivery(5, of=1),
    )
    assert _ids(await _claim(store, limit=4)) == [4, 3, 5, 2]


async def test_only_lanes_that_were_asked_for_are_claimed(store: OpenStore) -> None:
    await _add(store, a_delivery(1, lane=Lane.BROADCAST), a_delivery(2, of=2, lane=Lane.SUMMARY))
    assert _ids(await _claim(store, lanes=[Lane.SUMMARY, Lane.REPLY])) == [2]
    assert await _claim(store, lanes=[]) == []


async def test_no_more_is_claimed_than_asked_for(store: OpenStore) -> None:
    await _add(store, *(a_delivery(number, of=number) for number in range(1, 6)))
    assert _ids(await _claim(store, limit=2)) == [1, 2]
    assert _ids(await _claim(store, limit=2)) == [3, 4]


async def test_a_delivery_never_goes_out_after_its_window(store: OpenStore) -> None:
    late, kept = a_delivery(1, closes_at=NOW), a_delivery(2, of=2, closes_at=NOW + MINUTE)
    await _add(store, late, kept, a_delivery(3))
    assert _ids(await _claim(store)) == [2]
    expired = await store.transact(lambda uow: uow.outbox.expire(NOW))
    assert list(expired) == [replace(late, status=DeliveryStatus.EXPIRED, params={})]
    assert list(await store.transact(lambda uow: uow.outbox.expire(NOW))) == []
    assert _ids(await _claim(store)) == [3]


async def test_a_known_outcome_wipes_words_and_files(store: OpenStore) -> None:
    await _add(store, a_delivery(1))
    await store.transact(lambda uow: uow.outbox.add_documents([_document(1)]))
    (claimed,) = await _claim(store)
    assert list(await store.read(lambda uow: uow.outbox.documents(claimed.id))) == [_document(1)]
    told = replace(claimed, status=DeliveryStatus.UNCERTAIN, doubts=1)
    await _settle(store, told)
    assert list(await store.read(lambda uow: uow.outbox.documents(claimed.id))) == []
    recent = await store.read(lambda uow: uow.outbox.recent(claimed.chat_id, limit=1))
    assert list(recent) == [replace(told, params={})]


async def test_one_to_be_tried_again_keeps_its_words_as_they_are_now(store: OpenStore) -> None:
    await _add(store, a_delivery(1))
    await store.transact(lambda uow: uow.outbox.add_documents([_document(1)]))
    (claimed,) = await _claim(store)
    again = replace(
        claimed,
        status=DeliveryStatus.QUEUED,
        not_before=NOW + MINUTE,
        chat_id=ChatId(-100),
        params={"text": "words 1", "disable_notification": True},
        doubts=1,
    )
    await _settle(store, again)
    assert await store.read(lambda uow: uow.outbox.next_instant()) == NOW + MINUTE
    assert await _claim(store) == []
    assert await _claim(store, now=NOW + MINUTE) == [replace(again, status=SENDING, attempts=2)]
    assert len(await store.read(lambda uow: uow.outbox.documents(claimed.id))) == 1


async def test_the_outcome_of_an_earlier_attempt_changes_nothing(store: OpenStore) -> None:
    await _add(store, a_delivery(1))
    await store.transact(lambda uow: uow.outbox.add_documents([_document(1)]))
    (first,) = await _claim(store)
    await _settle(store, replace(first, status=DeliveryStatus.QUEUED))
    (second,) = await _claim(store)
    await _settle(store, replace(second, status=DeliveryStatus.FAILED), attempt=1)
    assert len(await store.read(lambda uow: uow.outbox.documents(first.id))) == 1
    await _settle(store, replace(second, status=DeliveryStatus.SENT))
    await _settle(store, replace(second, status=DeliveryStatus.FAILED))
    assert await store.read(lambda uow: uow.outbox.counts()) == {"sent": 1}


async def test_what_a_dead_owner_was_sending_is_interrupted_with_its_words(reopen: Reopen) -> None:
    died = await reopen()
    await _add(died, a_delivery(1, participant_id=None), a_delivery(2, participant_id=None, of=2))
    (claimed,) = await _claim(died, limit=1)
    assert list(await died.read(lambda uow: uow.outbox.interrupted())) == []
    heir = await reopen()
    assert list(await heir.transact(lambda uow: uow.outbox.interrupted())) == [claimed]
    await heir.transact(lambda uow: uow.outbox.claim(now=NOW, owner="heir", limit=9, lanes=list(Lane)))
    assert list(await heir.transact(lambda uow: uow.outbox.interrupted())) == [claimed]


async def test_the_next_instant_is_the_earliest_of_all_lanes(store: OpenStore) -> None:
    assert await store.read(lambda uow: uow.outbox.next_instant()) is None
    await _add(
        store,
        a_delivery(1, not_before=NOW + timedelta(hours=1)),
        a_delivery(2, of=2, lane=Lane.BROADCAST, not_before=NOW + MINUTE),
    )
    assert await store.read(lambda uow: uow.outbox.next_instant()) == NOW + MINUTE


async def test_deliveries_are_counted_by_status(store: OpenStore) -> None:
    await _add(store, a_delivery(1), a_delivery(2), a_delivery(3, of=2))
    await _claim(store)
    assert await store.read(lambda uow: uow.outbox.counts()) == {"queued": 1, "sending": 2}


@pytest.mark.parametrize("limit", [1, 2])
async def test_recent_deliveries_are_one_chats_newest_first(store: OpenStore, limit: int) -> None:
    await _add(store, a_delivery(1), a_delivery(2, of=2), a_delivery(3))
    recent = await store.read(lambda uow: uow.outbox.recent(ChatId(1001), limit=limit))
    assert list(recent) == [replace(a_delivery(number), params={}) for number in (3, 1)][:limit]


async def test_the_message_in_which_each_chat_has_a_posting_is_known_once_it_was_sent(
    store: OpenStore,
) -> None:
    posted: dict[str, Any] = {"posting_id": PostingId(sample_id(5))}
    await _add(
        store,
        a_delivery(1, **posted),
        a_delivery(2, **posted),
        a_delivery(3, of=2, **posted),
        a_delivery(4, of=3),
        a_delivery(5, of=4, **posted),
    )
    while claimed := await _claim(store):
        # The fifth is sent too, but Telegram never told as what.
        results = [
            (
                CallResult(
                    delivery_id=item.id,
                    attempt=item.attempts,
                    outcome=Outcome.SENT,
                    message_id=None if item.id == sample_id(5) else 100 + int(item.id),
                ),
                replace(item, status=DeliveryStatus.SENT),
            )
            for item in claimed
        ]
        await store.transact(lambda uow, results=results: uow.outbox.settle(results))  # type: ignore[misc]  # a bound default
    chats = [ChatId(1000 + number) for number in (1, 3, 4, 9)]
    found = await store.read(lambda uow: uow.outbox.messages_of(PostingId(sample_id(5)), chats))
    assert found == {chats[0]: 102}
    assert await store.read(lambda uow: uow.outbox.messages_of(PostingId(sample_id(5)), [])) == {}


def _document(number: int) -> Document:
    return Document(
        id=DocumentId(sample_id(number)),
        participant_id=person_id(1),
        delivery_id=a_delivery(number).id,
        parameter="document",
        name="März.pdf",
        content=b"%PDF\x00" * 100,
    )


async def test_what_was_settled_long_ago_is_forgotten_and_what_is_owed_never(store: OpenStore) -> None:
    old = NOW - 5 * MINUTE
    await _add(store, *(a_delivery(number, of=number, not_before=old) for number in (1, 2, 3)), a_delivery(4))
    first, second, *_ = await _claim(store, limit=2)
    await _settle(store, replace(first, status=DeliveryStatus.SENT))
    assert (
        await _forget(store, NOW - MINUTE) == 1
    )  # the second is under way, the third owed, the fourth recent
    await _settle(store, replace(second, status=DeliveryStatus.UNCERTAIN))
    assert await _forget(store, NOW - MINUTE) == 1
    assert await _forget(store, NOW - MINUTE) == 0
    assert await store.read(lambda uow: uow.outbox.counts()) == {"queued": 2}


async def test_no_more_deliveries_are_looked_at_than_asked_for(store: OpenStore) -> None:
    await _add(store, *(a_delivery(number, of=number) for number in (1, 2, 3)))
    for claimed in await _claim(store):
        await _settle(store, replace(claimed, status=DeliveryStatus.FAILED))
    assert await _forget(store, NOW + MINUTE, limit=2) == 2
    assert await _forget(store, NOW + MINUTE, limit=2) == 1


@pytest.mark.parametrize("empty_store", ["sqlite", "postgres"], indirect=True)  # the fake seals nothing
async def test_one_whose_key_is_gone_fails_and_keeps_no_other_from_going_out(store: OpenStore) -> None:
    await _add(store, a_delivery(1), a_delivery(2, of=2))
    store.keys.forget(person_id(1))  # type: ignore[attr-defined]  # the stores on databases have one
    assert _ids(await _claim(store)) == [2]
    assert await store.read(lambda uow: uow.outbox.counts()) == {"failed": 1, "sending": 1}


async def _forget(store: OpenStore, instant: datetime, *, limit: int = 9) -> int:
    return await store.transact(lambda uow: uow.outbox.forget_before(instant, limit=limit))


async def test_what_is_still_owed_to_a_chat_is_told_by_lane(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.outbox.add([a_delivery(1, lane=Lane.PROMPT)]))
    chat, other = a_delivery(1).chat_id, a_delivery(2, of=2).chat_id

    async def owed(chat_id: ChatId, lane: Lane) -> bool:
        return await store.transact(lambda uow: uow.outbox.is_owed(chat_id, lane))

    assert await owed(chat, Lane.PROMPT)
    assert not await owed(chat, Lane.REPLY)
    assert not await owed(other, Lane.PROMPT)


async def test_what_is_queued_for_a_chat_in_a_lane_can_be_taken_back_and_what_is_being_sent_can_not(
    store: OpenStore,
) -> None:
    prompt, later = a_delivery(1, lane=Lane.PROMPT), a_delivery(2, lane=Lane.PROMPT)
    await _add(store, prompt, later, a_delivery(3), a_delivery(4, of=2, lane=Lane.PROMPT))
    await store.transact(lambda uow: uow.outbox.add_documents([_document(2)]))
    (claimed,) = await _claim(store, limit=1, lanes=[Lane.PROMPT])
    withdrawn = await store.transact(lambda uow: uow.outbox.withdraw(prompt.chat_id, lane=Lane.PROMPT))
    assert list(withdrawn) == [replace(later, status=DeliveryStatus.WITHDRAWN, params={})]
    assert list(await store.read(lambda uow: uow.outbox.documents(later.id))) == []
    await _settle(store, replace(claimed, status=DeliveryStatus.SENT))
    assert _ids(await _claim(store, lanes=[Lane.PROMPT])) == [4]
    again = await store.transact(lambda uow: uow.outbox.withdraw(prompt.chat_id, lane=Lane.PROMPT))
    assert list(again) == []


async def test_what_was_taken_back_holds_back_nothing_behind_it(
    store: OpenStore,
) -> None:
    await _add(store, a_delivery(1, lane=Lane.PROMPT, not_before=NOW + MINUTE))
    await store.transact(lambda uow: uow.outbox.withdraw(a_delivery(1).chat_id, lane=Lane.PROMPT))
    await _add(store, a_delivery(2, lane=Lane.PROMPT))
    assert _ids(await _claim(store)) == [2]
    assert await store.read(lambda uow: uow.outbox.counts()) == {"withdrawn": 1, "sending": 1}
