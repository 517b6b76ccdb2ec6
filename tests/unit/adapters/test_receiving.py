"""Receiving: what one update trips over keeps nobody else waiting, and nothing is confirmed that was not stored."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar, cast

import pytest
from telegram.error import TelegramError

from bot.adapters.telegram.parsing import incoming_of
from bot.adapters.telegram.receiving import Receiver
from bot.adapters.telegram.transport import AiohttpRequest
from bot.domain.errors import KeyProblem, StoreError
from bot.domain.ids import ChatId
from bot.domain.incoming import ButtonTapped, TextSent
from bot.ports import UnitOfWork
from bot.services.desk import Means
from tests import raw_updates
from tests.fakes import CountingIds, FakeStore, FakeUnitOfWork, FixedClock
from tests.samples import BOT, NOW, a_person
from tests.surgery import shipped_flows

ADA, BEN = 1001, 1002

T = TypeVar("T")


class DeafApi:
    """A Bot API that never answers a call."""

    async def ask(self, _method: str, **_params: Any) -> Any:  # noqa: ANN401 - as BotApi
        await asyncio.Event().wait()


class PickyStore(FakeStore):
    """A store that refuses, with the error a test chose, whatever concerns one chat."""

    def __init__(self, error: Exception, *, chat_id: int) -> None:
        super().__init__()
        self.error, self.chat_id = error, chat_id

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        def picky(uow: UnitOfWork) -> T:
            result = work(uow)
            tables = cast("FakeUnitOfWork", uow).tables
            if any(chat == self.chat_id for chat, _ in tables.links) or any(
                one.participant_id.endswith("2") for one in tables.holds.values()
            ):
                raise self.error
            return result

        return await super().transact(picky)


def a_receiver(store: FakeStore) -> Receiver:
    means = Means(bot_id=BOT, timezone="Europe/London", ids=CountingIds(1000), flows=shipped_flows())
    return Receiver(store=store, api=DeafApi(), means=means, clock=FixedClock(NOW))  # type: ignore[arg-type]  # a double


def held(store: FakeStore) -> set[str]:
    return {hold.text for hold in store.tables.holds.values()}


@pytest.mark.parametrize("error", [StoreError("a rule was broken", remedy=""), KeyProblem("gone", remedy="")])
async def test_an_update_that_breaks_a_rule_of_the_database_is_parked_and_not_waited_for(
    error: Exception,
) -> None:
    store = PickyStore(error, chat_id=BEN)
    store.run(lambda uow: uow.people.save([a_person(1), a_person(2)]))
    async with asyncio.timeout(5):
        await a_receiver(store).take(
            [raw_updates.text(BEN, "Ben's thought"), raw_updates.text(ADA, "Ada's thought")]
        )
    assert held(store) == {"Ada's thought"}
    (parked,) = store.run(lambda uow: uow.updates.parked())
    assert parked.error == type(error).__name__
    assert [one.chat_id for one in store.tables.deliveries.values()] == [BEN, ADA]


async def test_taps_that_the_server_never_answers_do_not_hold_up_the_end() -> None:
    store = FakeStore()
    store.run(lambda uow: uow.people.save([a_person(1)]))
    receiver = a_receiver(store)
    await receiver.take([raw_updates.tap(ADA, "r:none:1:0")])
    async with asyncio.timeout(2):
        await receiver.drain()


async def test_an_answer_with_half_a_surrogate_pair_is_read_with_a_question_mark_in_its_place() -> None:
    payload = b'{"ok": true, "result": [{"update_id": 1, "text": "so \\ud83d sad \\ud83d\\ude00"}]}'
    read = AiohttpRequest.parse_json_payload(payload)
    assert read["result"][0]["text"] == "so ? sad \N{GRINNING FACE}"
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(b'{"ok": true, "result": [')


@pytest.mark.parametrize("data", ["k:\x00:keep", "h:\ud83d:mask", "r:\N{BLACK STAR}:1:0"])
def test_callback_data_that_no_button_of_ours_carries_is_as_good_as_none(data: str) -> None:
    happening = incoming_of(raw_updates.tap(ADA, data)).happening
    assert isinstance(happening, ButtonTapped)
    assert happening.data == ""


@pytest.mark.parametrize(
    ("code", "locale"),
    [("pt-BR", "pt-BR"), ("e\x00n", "en"), ("", "en"), (7, "en"), ("x" * 99, "x" * 16), ("\ud83d", "en")],
)
def test_a_language_is_a_short_tag_or_english(code: object, locale: str) -> None:
    raw = raw_updates.text(ADA, "words")
    raw["message"]["from"]["language_code"] = code
    incoming = incoming_of(raw)
    assert incoming.locale == locale
    assert incoming.chat_id == ChatId(ADA)
    assert isinstance(incoming.happening, TextSent)
