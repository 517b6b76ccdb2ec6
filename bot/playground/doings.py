"""What people do on their phones, and the updates that the bot gets for it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.playground.entities import FormattedText, clean, utf16_length, with_detected
from bot.playground.errors import PlayError
from bot.playground.messages import Attachment, JsonObject, Message, attachment_of
from bot.playground.parameters import Upload
from bot.playground.people import Deed, Doing, Person
from bot.playground.pictures import plain_png
from bot.playground.rules import MAX_TEXT
from bot.playground.sending import keep_upload
from bot.playground.world import Tap, World

_VOICE_SECONDS: Final = 3
_A_DAY: Final = timedelta(days=1)


def say(world: World, person_id: int, text: str) -> Message:
    """A person sends a text."""
    person = _able_to_write(world, person_id)
    message = _posted(world, person, content=_said(text))
    _note(world, message, Deed.TEXT, message.content.text)
    return message


def edit(world: World, person_id: int, *, message_id: int, text: str) -> Message:
    """A person changes a text of their own; the bot hears of it even if nothing changed, as at Telegram."""
    _able_to_write(world, person_id)
    before = world.find(person_id, message_id)
    if before is None or not before.is_own_text:
        raise PlayError("only a text message of your own can be edited", status=404)
    after = replace(before, content=_said(text), edited=world.now())
    world.put(after)
    world.updates.put("edited_message", world.message_json(after))
    _note(world, after, Deed.EDIT, after.content.text)
    return after


def tap(world: World, person_id: int, *, message_id: int, data: str) -> Tap:
    """A person taps a button of a message of the bot; the result waits for the bot's answer."""
    person = _able_to_write(world, person_id)
    message = world.find(person_id, message_id)
    buttons = (
        [button for row in message.keyboard for button in row] if message and not message.deleted else []
    )
    tapped = next((button for button in buttons if button.get("callback_data") == data), None)
    if message is None or tapped is None:
        raise PlayError("that message has no such button", status=404)
    _note(world, message, Deed.TAP, str(tapped["text"]), data=data)
    made = world.open_tap(person)
    world.updates.put(
        "callback_query",
        {
            "id": made.id,
            "from": person.user_json(),
            "message": world.message_json(message),
            "chat_instance": str(-person.id),
            "data": data,
        },
    )
    return made


def block(world: World, person_id: int) -> None:
    """A person blocks the bot; a second time changes nothing."""
    _set_blocked(world, world.person(person_id), is_blocked=True)


def unblock(world: World, person_id: int) -> None:
    """A person lets the bot write again."""
    _set_blocked(world, world.person(person_id), is_blocked=False)


def send(world: World, person_id: int, *, kind: str) -> Message | None:
    """A person sends something that is no text; None for `group`, which adds the bot to a new group instead."""
    person = _able_to_write(world, person_id)
    if kind == "group":
        _add_to_group(world, person)
        return None
    if kind == "forward":
        words = FormattedText(text="Something that a colleague wrote")
        return _posted(world, person, content=words, extra=_forwarded(world))
    if kind not in _SENDINGS:
        raise PlayError(f"there is nothing of the kind {kind!r} to send: {', '.join(KINDS)} are possible")
    return _posted(world, person, attachment=_SENDINGS[kind](world, person))


def _note(world: World, message: Message, deed: Deed, words: str, *, data: str = "") -> None:
    """Write down what was done, so that an author can make a transcript of it."""
    world.doings.append(
        Doing(
            person_id=message.chat_id,
            deed=deed,
            words=words,
            data=data,
            message_id=message.id,
            at=world.now(),
        )
    )


def _able_to_write(world: World, person_id: int) -> Person:
    person = world.person(person_id)
    if person.blocked:
        raise PlayError("unblock the bot first: it is blocked on this phone", status=409)
    return person


def _said(text: str) -> FormattedText:
    words = clean(text).strip()
    if not words:
        raise PlayError("a message needs some text")
    if utf16_length(words) > MAX_TEXT:
        raise PlayError(f"a message holds at most {MAX_TEXT} characters")
    return with_detected(FormattedText(text=words))


def _posted(
    world: World,
    person: Person,
    *,
    content: FormattedText | None = None,
    attachment: Attachment | None = None,
    extra: Mapping[str, object] | None = None,
) -> Message:
    person.started = True
    message = replace(
        world.new_message(person.id, sender=person.id),
        content=content or FormattedText(),
        attachment=attachment,
        extra=extra or {},
    )
    world.put(message)
    world.updates.put("message", world.message_json(message))
    return message


def _set_blocked(world: World, person: Person, *, is_blocked: bool) -> None:
    if person.blocked == is_blocked:
        return
    person.blocked = is_blocked
    before, after = ("member", "kicked") if is_blocked else ("kicked", "member")
    _membership(world, person, chat=person.chat_json(), before=before, after=after)
    world.tell_chat(person.id)


def _add_to_group(world: World, person: Person) -> None:
    group = world.add_group(f"{person.first_name}'s group")
    _membership(world, person, chat=group.chat_json(), before="left", after="member")
    world.tell_chat(person.id)


def _membership(world: World, person: Person, *, chat: JsonObject, before: str, after: str) -> None:
    world.updates.put(
        "my_chat_member",
        {
            "chat": chat,
            "from": person.user_json(),
            "date": int(world.now().timestamp()),
            "old_chat_member": _member(world, before),
            "new_chat_member": _member(world, after),
        },
    )


def _member(world: World, status: str) -> JsonObject:
    member: JsonObject = {"user": world.bot_json(), "status": status}
    return {**member, "until_date": 0} if status == "kicked" else member


def _photo(world: World, _person: Person) -> Attachment:
    picture = plain_png(320, 200, colour=(122, 154, 150))
    upload = Upload(name="photo.png", mime="image/png", data=picture)
    return attachment_of(keep_upload(world, upload, kind="photo"), kind="photo")


def _document(world: World, _person: Person) -> Attachment:
    upload = Upload(name="notes.txt", mime="text/plain", data=b"Notes from the practice meeting\n")
    return attachment_of(keep_upload(world, upload, kind="document"), kind="document")


def _voice(world: World, _person: Person) -> Attachment:
    upload = Upload(name="voice.oga", mime="audio/ogg", data=b"OggS" + bytes(60))
    file = keep_upload(world, upload, kind="voice")
    payload = {**file.to_json(), "duration": _VOICE_SECONDS, "mime_type": file.mime}
    return Attachment(kind="voice", payload=payload, label="Voice message, 0:03")


def _location(_world: World, _person: Person) -> Attachment:
    return Attachment(kind="location", payload={"latitude": 51.5074, "longitude": -0.1278}, label="Location")


def _contact(_world: World, _person: Person) -> Attachment:
    contact = {"phone_number": "+441632960001", "first_name": "Practice", "last_name": "Reception"}
    return Attachment(kind="contact", payload=contact, label="Contact: Practice Reception")


def _sticker(world: World, _person: Person) -> Attachment:
    upload = Upload(name="sticker.webp", mime="image/webp", data=b"RIFF" + bytes(60))
    file = keep_upload(world, upload, kind="sticker")
    payload = {
        **file.to_json(),
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    }
    return Attachment(kind="sticker", payload=payload, label="👍 Sticker")


def _forwarded(world: World) -> JsonObject:
    written = int((world.now() - _A_DAY).timestamp())
    return {"forward_origin": {"type": "hidden_user", "date": written, "sender_user_name": "A colleague"}}


_SENDINGS: Final[Mapping[str, Callable[[World, Person], Attachment]]] = {
    "photo": _photo,
    "voice": _voice,
    "document": _document,
    "location": _location,
    "contact": _contact,
    "sticker": _sticker,
}
KINDS: Final = (*_SENDINGS, "forward", "group")
"""What `send` can send."""
