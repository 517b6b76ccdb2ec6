"""What every store promises about updates and people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import StoreError
from bot.domain.ids import ChatId, ParticipantId
from bot.domain.people import Consent, ParticipantStatus, Purpose
from bot.ports import ParkedUpdate
from tests.contract.conftest import OpenStore
from tests.samples import BOT, MINUTE, NOW, a_person, a_run, person_id


async def test_an_update_is_new_only_once(store: OpenStore) -> None:
    first = await store.transact(lambda uow: uow.updates.add_new(BOT, [5, 6], now=NOW))
    again = await store.transact(lambda uow: uow.updates.add_new(BOT, [6, 7], now=NOW))
    other = await store.transact(lambda uow: uow.updates.add_new(BOT + 1, [6], now=NOW))
    assert (first, again, other) == ({5, 6}, {7}, {6})


async def test_no_updates_are_none_new(store: OpenStore) -> None:
    assert await store.transact(lambda uow: uow.updates.add_new(BOT, [], now=NOW)) == set()


async def test_records_of_old_updates_go_and_newer_ones_stay(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.updates.add_new(BOT, [1, 2], now=NOW))
    await store.transact(lambda uow: uow.updates.add_new(BOT, [3], now=NOW + MINUTE))
    assert await store.transact(lambda uow: uow.updates.forget_before(NOW + MINUTE)) == 2
    assert await store.transact(lambda uow: uow.updates.add_new(BOT, [1, 3], now=NOW)) == {1}


@pytest.mark.parametrize("owner", [None, person_id(1)])
async def test_a_parked_update_comes_back_as_it_was(store: OpenStore, owner: ParticipantId | None) -> None:
    parked = ParkedUpdate(
        bot_id=BOT, update_id=9, participant_id=owner, payload=b"\x00words", error="ValueError", at=NOW
    )
    await store.transact(lambda uow: uow.updates.park(parked))
    await store.transact(lambda uow: uow.updates.park(parked))
    assert list(await store.read(lambda uow: uow.updates.parked())) == [parked]


async def test_a_person_comes_back_as_saved(store: OpenStore) -> None:
    person = a_person(
        4,
        status=ParticipantStatus.PAUSED,
        profile={"first_name": "Zoë 🩺 \u202e", "role": None},
        settings={"slot": "12:45", "nested": {"days": [1, 2]}},
        paused_until=NOW + timedelta(days=3, microseconds=1),
        blocked_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    await store.transact(lambda uow: uow.people.save([person]))
    assert await store.read(lambda uow: uow.people.by_id([person.id])) == {person.id: person}
    found = await store.transact(lambda uow: uow.people.by_chat(BOT, [person.chat_id, ChatId(1)]))
    assert found == {person.chat_id: person}


async def test_another_bots_chat_is_another_person(store: OpenStore) -> None:
    assert await store.read(lambda uow: uow.people.by_chat(BOT + 1, [ChatId(1001)])) == {}
    twin = a_person(4, bot_id=BOT + 1, chat_id=ChatId(1001))
    await store.transact(lambda uow: uow.people.save([twin]))
    assert len(await store.read(lambda uow: uow.people.by_id([person_id(1), person_id(4)]))) == 2


async def test_saving_again_changes_a_person(store: OpenStore) -> None:
    changed = a_person(1, profile={"first_name": "Ida"}, last_heard_at=NOW + MINUTE, locale="de")
    await store.transact(lambda uow: uow.people.save([changed]))
    assert (await store.read(lambda uow: uow.people.by_id([changed.id])))[changed.id] == changed


async def test_a_chat_has_one_participant(store: OpenStore) -> None:
    double = a_person(9, chat_id=ChatId(1001))
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.people.save([double]))
    assert await store.read(lambda uow: uow.people.by_id([double.id])) == {}


async def test_consents_are_kept_in_order(store: OpenStore) -> None:
    given = Consent(
        participant_id=person_id(1), purpose=Purpose.STORING, is_given=True, wording="welcome@v1", at=NOW
    )
    answers = [
        given,
        replace(given, purpose=Purpose.WELLBEING, is_given=False),
        replace(given, is_given=False),
    ]
    await store.transact(lambda uow: uow.people.add_consents(answers[:1]))
    await store.transact(lambda uow: uow.people.add_consents(answers[1:]))
    assert list(await store.read(lambda uow: uow.people.consents(person_id(1)))) == answers
    assert list(await store.read(lambda uow: uow.people.consents(person_id(2)))) == []


async def test_nothing_is_kept_of_somebody_who_is_no_participant(store: OpenStore) -> None:
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.runs.save([a_run(1, of=99)]))
    assert await store.read(lambda uow: uow.runs.by_id([a_run(1).id])) == {}
