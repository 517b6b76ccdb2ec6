"""Unmodified aiogram, polling the playground over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    TelegramObject,
)

from bot.playground.pictures import plain_png
from tests.integration.phones import ADA, BEN, TOKEN, Playground, playground

_KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="yes")]])


class _Seen:
    """Handlers that answer as a bot does and hand on what they got."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[TelegramObject] = asyncio.Queue()

    async def next(self) -> TelegramObject:
        return await asyncio.wait_for(self.events.get(), 20)

    async def start(self, message: Message) -> None:
        await message.answer("<b>Welcome</b>, shall we?", parse_mode="HTML", reply_markup=_KEYBOARD)
        self.events.put_nowait(message)

    async def tapped(self, query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("Then we begin")
        await query.answer("Noted")
        self.events.put_nowait(query)

    async def message(self, message: Message) -> None:
        self.events.put_nowait(message)

    async def membership(self, change: ChatMemberUpdated) -> None:
        self.events.put_nowait(change)


@asynccontextmanager
async def _bot(there: Playground, token: str = TOKEN) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(there.url))
    async with Bot(token, session=session) as bot:
        yield bot


@asynccontextmanager
async def _polling(bot: Bot, seen: _Seen) -> AsyncIterator[None]:
    dispatcher = Dispatcher()
    dispatcher.message.register(seen.start, CommandStart())
    dispatcher.message.register(seen.message)
    dispatcher.edited_message.register(seen.message)
    dispatcher.callback_query.register(seen.tapped)
    dispatcher.my_chat_member.register(seen.membership)
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
    )
    try:
        yield
    finally:
        await dispatcher.stop_polling()
        await polling


async def test_a_command_a_tap_an_edit_and_a_block_reach_a_dispatcher() -> None:
    seen = _Seen()
    async with playground() as there, _bot(there) as bot:
        # Written before the bot polls, so that stopping never comes before it began.
        asked = await there.say("/start")
        async with _polling(bot, seen):
            start = await seen.next()
            assert isinstance(start, Message)
            assert (start.message_id, start.chat.id) == (asked, ADA)

            _, welcome = await there.messages()
            assert welcome["html"] == "<b>Welcome</b>, shall we?"
            tapped = await there.post(f"people/{ADA}/tap", message_id=welcome["id"], data="yes")
            assert tapped == {"toast": "Noted"}
            query = await seen.next()
            assert isinstance(query, CallbackQuery)
            assert query.data == "yes"
            _, welcome = await there.messages()
            assert (welcome["text"], welcome["edited"], welcome["buttons"]) == ("Then we begin", True, [])

            said = await there.say("Frist")
            await seen.next()
            await there.post(f"people/{ADA}/edit", message_id=said, text="First")
            edited = await seen.next()
            assert isinstance(edited, Message)
            assert (edited.message_id, edited.text, edited.edit_date is None) == (said, "First", False)

            await there.post(f"people/{ADA}/block")
            change = await seen.next()
            assert isinstance(change, ChatMemberUpdated)
            assert change.new_chat_member.status == "kicked"


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "location", "contact", "sticker", "forward"])
async def test_what_is_no_text_is_understood(kind: str) -> None:
    async with playground() as there, _bot(there) as bot:
        await there.post(f"people/{ADA}/send", kind=kind)
        message = (await bot.get_updates())[-1].message
        assert message is not None
        assert message.content_type == ("text" if kind == "forward" else kind)
        assert (message.forward_origin is not None) == (kind == "forward")


async def test_a_sent_message_comes_back_with_its_entities() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.say("/start")
        text = '🏟 <b>b <i>i</i></b> <a href="https://a.org">l</a> <pre>p</pre> <blockquote>q</blockquote>'
        sent = await bot.send_message(ADA, text, parse_mode="HTML", reply_markup=_KEYBOARD)
        assert sent.html_text == text
        assert sent.reply_markup is not None
        assert sent.reply_markup.model_dump() == _KEYBOARD.model_dump()
        assert await sent.delete()


async def test_a_document_and_a_photo_arrive_whole_and_can_be_fetched() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.say("/start")
        pdf = BufferedInputFile(b"%PDF-1.7 x", filename="March.pdf")
        document = await bot.send_document(ADA, pdf, caption="<i>March</i>", parse_mode="HTML")
        assert document.document is not None
        assert (document.document.file_name, document.document.mime_type) == ("March.pdf", "application/pdf")
        fetched = await bot.download(document.document)
        assert fetched is not None
        assert fetched.read() == b"%PDF-1.7 x"
        card = BufferedInputFile(plain_png(40, 30, colour=(9, 9, 9)), filename="card.png")
        photo = await bot.send_photo(ADA, card, caption="Card")
        assert photo.photo is not None
        assert (photo.photo[-1].width, photo.photo[-1].height) == (40, 30)


async def test_profile_and_chat_are_understood() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.say("/start")
        assert (await bot.get_chat(ADA)).full_name == "Ada Okafor"
        assert (await bot.me()).id == 42
        await bot.set_my_commands([BotCommand(command="help", description="What I can do")])
        (command,) = await bot.get_my_commands()
        assert (command.command, command.description) == ("help", "What I can do")
        assert await bot.log_out()


async def test_refusals_become_the_clients_own_exceptions() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.say("/start")
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await bot.send_message(BEN, "Hello")
        with pytest.raises(TelegramBadRequest, match="can't parse entities"):
            await bot.send_message(ADA, "Hello</b>", parse_mode="HTML")
        sent = await bot.send_message(ADA, "Hello")
        with pytest.raises(TelegramBadRequest, match="message is not modified"):
            await sent.edit_text("Hello")
        await there.post(f"people/{ADA}/block")
        with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
            await bot.send_message(ADA, "Hello")
        async with _bot(there, "43:other") as stranger:
            with pytest.raises(TelegramUnauthorizedError):
                await stranger.get_me()


async def test_faults_become_the_clients_own_exceptions() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.say("/start")
        await there.fault(method="sendMessage", kind="429", retry_after=7, times=1)
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(ADA, "Hello")
        assert caught.value.retry_after == 7
        await there.fault(method="*", kind="500", chat_id=ADA)
        with pytest.raises(TelegramServerError):
            await bot.send_message(ADA, "Hello")
        await there.fault(kind="lost", times=1)
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(ADA, "Lost")
        assert [call["text"] for call in await there.get("record?method=sendMessage")] == ["Lost"]


async def test_of_two_pollers_one_is_told_of_the_conflict() -> None:
    async with playground() as there, _bot(there) as bot:
        polls = [asyncio.create_task(bot.get_updates(timeout=20)) for _ in range(2)]
        done, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
            done.pop().result()
        await there.say("Hello")
        assert len(await waiting.pop()) == 1


async def test_with_a_webhook_polling_conflicts() -> None:
    async with playground() as there, _bot(there) as bot:
        await bot.set_webhook("https://example.org/hook")
        with pytest.raises(TelegramConflictError, match="webhook is active"):
            await bot.get_updates()
