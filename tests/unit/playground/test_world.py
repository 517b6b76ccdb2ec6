from datetime import UTC, datetime

import pytest

from bot.playground import doings
from bot.playground.errors import BotApiError, PlayError
from bot.playground.messages import JsonObject
from bot.playground.methods import METHODS
from bot.playground.parameters import Parameters, Upload
from bot.playground.pictures import plain_png
from bot.playground.views import message_view
from bot.playground.world import World

_NOW = datetime(2026, 3, 2, 12, 45, tzinfo=UTC)
_ADA = 710_001
_KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


@pytest.fixture
def world() -> World:
    return World(lambda: _NOW, "42:x")


def _call(world: World, method: str, **values: object) -> JsonObject:
    result = METHODS[method](world, Parameters(values=values))
    return result if isinstance(result, dict) else {"result": result}


async def _updates(world: World) -> list[JsonObject]:
    found = await world.updates.get(offset=0, limit=100, timeout=0)
    world.updates.forget()
    return found


def test_the_first_token_becomes_the_bots_and_gives_its_id() -> None:
    world = World(lambda: _NOW)
    assert not world.accepts("no token")
    assert world.accepts("42:x")
    assert not world.accepts("43:x")
    assert world.bot_id == 42


def test_the_playground_begins_with_two_gps_a_tutor_and_an_operator(world: World) -> None:
    assert [(person.name, person.role.value) for person in world.people.values()] == [
        ("Ada Okafor", "gp"),
        ("Ben Hughes", "gp"),
        ("Dr Chandra (tutor)", "tutor"),
        ("Robin Price (operator)", "operator"),
    ]


async def test_a_command_arrives_as_telegram_sends_it(world: World) -> None:
    message = doings.say(world, _ADA, "/start abc")
    (update,) = await _updates(world)
    ada = {"id": _ADA, "first_name": "Ada", "last_name": "Okafor", "username": "ada_okafor"}
    assert update["message"] == {
        "message_id": message.id,
        "from": {**ada, "is_bot": False, "language_code": "en"},
        "chat": {**ada, "type": "private"},
        "date": int(_NOW.timestamp()),
        "text": "/start abc",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }


def test_a_bot_finds_a_chat_only_after_the_person_wrote(world: World) -> None:
    with pytest.raises(BotApiError, match="chat not found"):
        _call(world, "sendMessage", chat_id=_ADA, text="Hello")
    doings.say(world, _ADA, "/start")
    assert _call(world, "sendMessage", chat_id=_ADA, text="Hello")["text"] == "Hello"
    known = world.add_person("Dee Known", started=True)
    assert _call(world, "sendMessage", chat_id=str(known.id), text="Hello")["text"] == "Hello"


async def test_blocking_is_told_and_stops_the_bot_until_it_is_undone(world: World) -> None:
    doings.say(world, _ADA, "/start")
    await _updates(world)
    doings.block(world, _ADA)
    doings.block(world, _ADA)
    (update,) = await _updates(world)
    membership = update["my_chat_member"]
    assert isinstance(membership, dict)
    assert membership["old_chat_member"]["status"] == "member"
    assert membership["new_chat_member"] == {"user": world.bot_json(), "status": "kicked", "until_date": 0}
    with pytest.raises(BotApiError, match="Forbidden: bot was blocked by the user"):
        _call(world, "sendMessage", chat_id=_ADA, text="Hello")
    with pytest.raises(PlayError, match="unblock the bot first"):
        doings.say(world, _ADA, "Hello")
    doings.unblock(world, _ADA)
    assert _call(world, "sendMessage", chat_id=_ADA, text="Hello")["text"] == "Hello"


async def test_a_tap_needs_a_button_that_is_there_and_gets_its_toast(world: World) -> None:
    doings.say(world, _ADA, "/start")
    sent = _call(world, "sendMessage", chat_id=_ADA, text="Well?", reply_markup=_KEYBOARD)
    message_id = Parameters(values=sent).integer("message_id") or 0
    with pytest.raises(PlayError, match="no such button"):
        doings.tap(world, _ADA, message_id=message_id, data="no")
    tap = doings.tap(world, _ADA, message_id=message_id, data="yes")
    query = (await _updates(world))[-1]["callback_query"]
    assert isinstance(query, dict)
    assert (query["id"], query["data"], query["message"]) == (tap.id, "yes", sent)
    _call(world, "answerCallbackQuery", callback_query_id=tap.id, text="Kept")
    assert tap.answered.is_set()
    assert tap.toast == "Kept"
    with pytest.raises(BotApiError, match="query is too old"):
        _call(world, "answerCallbackQuery", callback_query_id=tap.id)


async def test_an_edit_is_told_even_if_nothing_changed(world: World) -> None:
    message = doings.say(world, _ADA, "First")
    doings.edit(world, _ADA, message_id=message.id, text="First")
    edited = (await _updates(world))[-1]["edited_message"]
    assert isinstance(edited, dict)
    assert (edited["message_id"], edited["text"], "edit_date" in edited) == (message.id, "First", True)


def test_a_person_cant_edit_what_the_bot_said(world: World) -> None:
    doings.say(world, _ADA, "/start")
    sent = _call(world, "sendMessage", chat_id=_ADA, text="Mine")
    with pytest.raises(PlayError, match="of your own"):
        doings.edit(world, _ADA, message_id=Parameters(values=sent).integer("message_id") or 0, text="x")


def test_editing_without_a_markup_takes_the_keyboard_away(world: World) -> None:
    doings.say(world, _ADA, "/start")
    sent = _call(world, "sendMessage", chat_id=_ADA, text="Well?", reply_markup=_KEYBOARD)
    edited = _call(world, "editMessageText", chat_id=_ADA, message_id=sent["message_id"], text="Well?")
    assert "reply_markup" not in edited
    with pytest.raises(BotApiError, match="message is not modified"):
        _call(world, "editMessageReplyMarkup", chat_id=_ADA, message_id=sent["message_id"])
    with pytest.raises(BotApiError, match="there is no caption in the message to edit"):
        _call(world, "editMessageCaption", chat_id=_ADA, message_id=sent["message_id"], caption="x")


def test_a_deleted_message_loses_its_words_on_the_phone(world: World) -> None:
    doings.say(world, _ADA, "/start")
    sent = _call(world, "sendMessage", chat_id=_ADA, text="Secret")
    _call(world, "deleteMessage", chat_id=_ADA, message_id=sent["message_id"])
    shown = message_view(world.messages(_ADA)[-1])
    assert (shown["deleted"], shown["text"], shown["html"]) == (True, "", "")
    with pytest.raises(BotApiError, match="message to edit not found"):
        _call(world, "editMessageText", chat_id=_ADA, message_id=sent["message_id"], text="x")


def test_a_reply_quotes_a_message_that_is_there(world: World) -> None:
    asked = doings.say(world, _ADA, "/start")
    sent = _call(world, "sendMessage", chat_id=_ADA, text="a", reply_parameters={"message_id": asked.id})
    quoted = sent["reply_to_message"]
    assert isinstance(quoted, dict)
    assert quoted["text"] == "/start"
    with pytest.raises(BotApiError, match="message to be replied not found"):
        _call(world, "sendMessage", chat_id=_ADA, text="a", reply_parameters={"message_id": 999})


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "location", "contact", "sticker"])
async def test_a_person_can_send_what_is_no_text(world: World, kind: str) -> None:
    sent = doings.send(world, _ADA, kind=kind)
    assert sent is not None
    message = (await _updates(world))[-1]["message"]
    assert isinstance(message, dict)
    assert message[kind]
    assert "text" not in message
    shown = message_view(sent)
    assert shown["photo"] or shown["document"] or shown["text"]


async def test_a_forwarded_text_says_where_it_came_from(world: World) -> None:
    doings.send(world, _ADA, kind="forward")
    message = (await _updates(world))[-1]["message"]
    assert isinstance(message, dict)
    assert message["forward_origin"]["type"] == "hidden_user"
    with pytest.raises(PlayError, match="nothing of the kind"):
        doings.send(world, _ADA, kind="elephant")


async def test_a_bot_that_leaves_a_group_can_write_there_no_more(world: World) -> None:
    assert doings.send(world, _ADA, kind="group") is None
    membership = (await _updates(world))[-1]["my_chat_member"]
    assert isinstance(membership, dict)
    assert membership["new_chat_member"]["status"] == "member"
    chat_id = membership["chat"]["id"]
    _call(world, "sendMessage", chat_id=chat_id, text="Goodbye")
    _call(world, "leaveChat", chat_id=chat_id)
    assert [group.left for group in world.groups.values()] == [True]
    with pytest.raises(BotApiError, match="Forbidden: bot is not a member"):
        _call(world, "sendMessage", chat_id=chat_id, text="Hello?")


def test_a_photo_must_be_a_picture_and_can_be_sent_again_by_its_id(world: World) -> None:
    doings.say(world, _ADA, "/start")
    picture = Upload(name="../card.png", mime="image/png", data=plain_png(30, 20, colour=(1, 2, 3)))
    upload = Parameters(
        values={"chat_id": _ADA, "caption": "<b>May</b>", "parse_mode": "HTML"}, uploads={"photo": picture}
    )
    sent = METHODS["sendPhoto"](world, upload)
    assert isinstance(sent, dict)
    assert (sent["caption"], sent["photo"][0]["width"], sent["photo"][0]["height"]) == ("May", 30, 20)
    again = _call(world, "sendPhoto", chat_id=_ADA, photo=sent["photo"][0]["file_id"])
    assert again["photo"] == sent["photo"]
    assert message_view(world.messages(_ADA)[-1])["photo"] == {
        "url": "/play/files/playground-file-1/_card.png",
        "width": 30,
        "height": 20,
    }
    text = Upload(name="a.png", mime="image/png", data=b"words")
    with pytest.raises(BotApiError, match="IMAGE_PROCESS_FAILED"):
        METHODS["sendPhoto"](world, Parameters(values={"chat_id": _ADA}, uploads={"photo": text}))
    with pytest.raises(BotApiError, match="wrong file identifier"):
        _call(world, "sendPhoto", chat_id=_ADA, photo="nothing")


def test_a_chat_sees_its_own_commands_before_the_general_ones(world: World) -> None:
    def menu(name: str) -> list[dict[str, str]]:
        return [{"command": name, "description": "Does it"}]

    _call(world, "setMyCommands", commands=menu("help"))
    with pytest.raises(BotApiError, match="chat not found"):
        _call(world, "setMyCommands", commands=menu("cohorts"), scope={"type": "chat", "chat_id": _ADA})
    doings.say(world, _ADA, "/start")
    _call(world, "setMyCommands", commands=menu("cohorts"), scope={"type": "chat", "chat_id": _ADA})
    assert world.menus.seen_by(_ADA, language="en") == menu("cohorts")
    assert world.menus.seen_by(710_002, language="en") == menu("help")
    _call(world, "deleteMyCommands", scope={"type": "chat", "chat_id": _ADA})
    assert world.menus.seen_by(_ADA, language="en") == menu("help")
    with pytest.raises(BotApiError, match="BOT_COMMAND_INVALID"):
        _call(world, "setMyCommands", commands=menu("Help me"))


def test_hundreds_of_people_can_be_added(world: World) -> None:
    added = {world.add_person(f"Person {n}").id for n in range(300)}
    assert len(added) == 300
    with pytest.raises(PlayError, match="needs a name"):
        world.add_person("Twice", person_id=_ADA)


def test_what_people_wrote_is_in_no_repr(world: World) -> None:
    message = doings.say(world, _ADA, "private words")
    world.note("sendMessage", chat_id=_ADA, text="private words", message_id=1)
    assert "private" not in repr(message) + repr(world.record)
