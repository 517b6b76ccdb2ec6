"""Unmodified python-telegram-bot, polling the playground over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    Update,
)
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBDeprecationWarning

from bot.playground.pictures import plain_png
from tests.integration.phones import ADA, BEN, NOW, TOKEN, Playground, playground

_KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
_App = Application[Any, Any, Any, Any, Any, Any]


class _Seen:
    """Handlers that answer as a bot does and hand on what they got."""

    def __init__(self) -> None:
        self.updates: asyncio.Queue[Update] = asyncio.Queue()

    async def next(self) -> Update:
        return await asyncio.wait_for(self.updates.get(), 20)

    async def start(self, update: Update, _context: object) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_html("<b>Welcome</b>, shall we?", reply_markup=_KEYBOARD)
        self.updates.put_nowait(update)

    async def tapped(self, update: Update, _context: object) -> None:
        assert update.callback_query is not None
        await update.callback_query.edit_message_text("Then we begin")
        await update.callback_query.answer("Noted")
        self.updates.put_nowait(update)

    async def anything(self, update: Update, _context: object) -> None:
        self.updates.put_nowait(update)


def _builder(url: str, token: str = TOKEN) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
    return ApplicationBuilder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")


@asynccontextmanager
async def _polling(there: Playground, seen: _Seen) -> AsyncIterator[_App]:
    app: _App = _builder(there.url).build()
    app.add_handler(CommandHandler("start", seen.start))
    app.add_handler(CallbackQueryHandler(seen.tapped))
    app.add_handler(ChatMemberHandler(seen.anything))
    app.add_handler(MessageHandler(filters.ALL, seen.anything))
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


@asynccontextmanager
async def _bot(there: Playground) -> AsyncIterator[Bot]:
    """A bot whom Ada has written to, without polling."""
    await there.say("/start")
    async with ExtBot(TOKEN, base_url=f"{there.url}/bot", base_file_url=f"{there.url}/file/bot") as bot:
        yield bot


async def test_a_command_a_tap_an_edit_and_a_block_reach_an_application() -> None:
    seen = _Seen()
    async with playground() as there, _polling(there, seen):
        asked = await there.say("/start")
        message = (await seen.next()).message
        assert message is not None
        assert (message.message_id, message.date) == (asked, NOW)
        assert message.from_user is not None
        assert message.from_user.full_name == "Ada Okafor"

        _, welcome = await there.messages()
        assert welcome["html"] == "<b>Welcome</b>, shall we?"
        tapped = await there.post(f"people/{ADA}/tap", message_id=welcome["id"], data="yes")
        assert tapped == {"toast": "Noted"}
        assert (await seen.next()).callback_query is not None
        _, welcome = await there.messages()
        assert (welcome["text"], welcome["edited"], welcome["buttons"]) == ("Then we begin", True, [])

        said = await there.say("Frist")
        await seen.next()
        await there.post(f"people/{ADA}/edit", message_id=said, text="First")
        edited = (await seen.next()).edited_message
        assert edited is not None
        assert (edited.message_id, edited.text) == (said, "First")

        await there.post(f"people/{ADA}/block")
        change = (await seen.next()).my_chat_member
        assert change is not None
        assert change.new_chat_member.status == ChatMemberStatus.BANNED


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("photo", "photo"),
        ("voice", "voice"),
        ("document", "document"),
        ("location", "location"),
        ("contact", "contact"),
        ("sticker", "sticker"),
        ("forward", "forward_origin"),
    ],
)
async def test_what_is_no_text_is_understood(kind: str, field: str) -> None:
    async with playground() as there, _bot(there) as bot:
        await there.post(f"people/{ADA}/send", kind=kind)
        message = (await bot.get_updates(timeout=5))[-1].message
        assert message is not None
        assert getattr(message, field)


async def test_a_group_is_left() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.post(f"people/{ADA}/send", kind="group")
        change = (await bot.get_updates(timeout=5))[-1].my_chat_member
        assert change is not None
        assert change.new_chat_member.status == ChatMember.MEMBER
        await bot.leave_chat(change.chat.id)
        groups = (await there.get("state"))["groups"]
        assert [group["left"] for group in groups] == [True]


async def test_a_sent_message_comes_back_with_its_entities() -> None:
    async with playground() as there, _bot(there) as bot:
        text = '🏟 <b>b</b><i>i</i><u>u</u><s>s</s><tg-spoiler>x</tg-spoiler><code>c</code><a href="https://a.org">l</a>'
        sent = await bot.send_message(ADA, text, ParseMode.HTML, reply_markup=_KEYBOARD, protect_content=True)
        assert sent.text_html == (
            '🏟 <b>b</b><i>i</i><u>u</u><s>s</s><span class="tg-spoiler">x</span><code>c</code>'
            '<a href="https://a.org">l</a>'
        )
        assert sent.entities[0] == MessageEntity(MessageEntity.BOLD, 3, 1)
        assert sent.reply_markup == _KEYBOARD
        assert sent.has_protected_content
        quoted = await sent.reply_text("yes", do_quote=True)
        assert quoted.reply_to_message is not None
        assert quoted.reply_to_message.message_id == sent.message_id
        assert await sent.delete()


async def test_a_document_and_a_photo_arrive_whole_and_can_be_fetched() -> None:
    picture = plain_png(40, 30, colour=(9, 9, 9))
    async with playground() as there, _bot(there) as bot:
        document = await bot.send_document(
            ADA, BytesIO(b"%PDF-1.7 x"), "<i>March</i>", parse_mode="HTML", filename="March.pdf"
        )
        assert document.document is not None
        assert (document.document.file_name, document.document.mime_type) == ("March.pdf", "application/pdf")
        assert document.caption_html == "<i>March</i>"
        assert bytes(await (await document.document.get_file()).download_as_bytearray()) == b"%PDF-1.7 x"
        photo = await bot.send_photo(ADA, picture, caption="Card")
        assert (photo.photo[-1].width, photo.photo[-1].height) == (40, 30)
        assert (await photo.edit_caption("Your card")).caption == "Your card"  # type: ignore[union-attr]  # no inline message
        *_, first, second = await there.messages()
        assert first["document"]["size"] == 10
        async with there.client.get(f"{there.url}{second['photo']['url']}") as answer:
            assert (answer.content_type, await answer.read()) == ("image/png", picture)


async def test_profile_and_commands_are_kept() -> None:
    async with playground() as there, _bot(there) as bot:
        commands = [BotCommand("help", "What I can do")]
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(ADA))
        assert list(await bot.get_my_commands(scope=BotCommandScopeChat(ADA))) == commands
        assert await bot.set_my_description("Keeps what you learn")
        assert await bot.set_my_short_description("Keeps")
        assert (await bot.get_chat(ADA)).first_name == "Ada"
        assert await bot.send_chat_action(ADA, "typing")
        assert (await there.get(f"people/{ADA}/chat"))["commands"] == [
            {"command": "help", "description": "What I can do"}
        ]


async def test_refusals_become_the_clients_own_exceptions() -> None:
    async with playground() as there, _bot(there) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(BEN, "Hello")
        with pytest.raises(BadRequest, match="Can't parse entities"):
            await bot.send_message(ADA, "<b>Hello", "HTML")
        with pytest.raises(BadRequest, match="Message is too long"):
            await bot.send_message(ADA, "a" * 4097)
        sent = await bot.send_message(ADA, "Hello")
        with pytest.raises(BadRequest, match="Message is not modified"):
            await sent.edit_text("Hello")
        await there.post(f"people/{ADA}/block")
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(ADA, "Hello")
        with pytest.raises(InvalidToken):
            async with ExtBot("43:other", base_url=f"{there.url}/bot"):
                pass


async def test_flood_control_names_its_pause() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.fault(method="sendMessage", kind="429", retry_after=7, times=1)
        with pytest.warns(PTBDeprecationWarning), pytest.raises(RetryAfter) as caught:
            await bot.send_message(ADA, "Hello")
        assert caught.value._retry_after == timedelta(seconds=7)
        assert (await bot.send_message(ADA, "Hello")).text == "Hello"


async def test_of_two_pollers_one_is_told_of_the_conflict() -> None:
    async with playground() as there, _bot(there) as bot, _bot(there) as other:
        offset = (await bot.get_updates())[-1].update_id + 1
        polls = [asyncio.create_task(one.get_updates(offset=offset, timeout=20)) for one in (bot, other)]
        done, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            done.pop().result()
        await there.say("Hello")
        assert len(await waiting.pop()) == 1


async def test_with_a_webhook_polling_conflicts() -> None:
    async with playground() as there, _bot(there) as bot:
        await bot.set_webhook("https://example.org/hook", secret_token="s")
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        assert (await bot.get_webhook_info()).url == "https://example.org/hook"
        assert await bot.delete_webhook()
        assert len(await bot.get_updates()) == 1


async def test_a_lost_answer_is_a_network_error_though_the_message_arrived() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.fault(method="sendMessage", kind="lost", times=1)
        with pytest.raises(NetworkError):
            await bot.send_message(ADA, "Lost")
        await there.fault(method="sendMessage", kind="refuse", times=1)
        with pytest.raises(NetworkError):
            await bot.send_message(ADA, "Refused")
        await there.fault(method="sendMessage", kind="500", times=1)
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await bot.send_message(ADA, "Broken")
        assert [call["text"] for call in await there.get("record?method=sendMessage")] == ["Lost"]


async def test_a_hang_outlasts_a_client_that_gives_up() -> None:
    async with playground() as there, _bot(there) as bot:
        await there.fault(method="sendMessage", kind="hang", seconds=30)
        with pytest.raises(TimedOut):
            await bot.send_message(ADA, "Hello", read_timeout=0.2)
