"""Raw Bot API updates to the product's own terms; whatever is missing or new becomes `NothingKnown`, never a crash."""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.ids import ChatId
from bot.domain.incoming import (
    BotBlocked,
    BotUnblocked,
    ButtonTapped,
    CommandSent,
    GroupEntered,
    Happening,
    Incoming,
    NothingKnown,
    TextEdited,
    TextSent,
    UnkeptKind,
    UnkeptSent,
)

Raw = Mapping[str, Any]

_MEDIA: Final = {
    "photo": UnkeptKind.PHOTO,
    "voice": UnkeptKind.VOICE,
    "video_note": UnkeptKind.VOICE,
    "audio": UnkeptKind.VOICE,
    "document": UnkeptKind.FILE,
    "video": UnkeptKind.FILE,
    "animation": UnkeptKind.FILE,
    "location": UnkeptKind.LOCATION,
    "venue": UnkeptKind.LOCATION,
    "contact": UnkeptKind.CONTACT,
    "sticker": UnkeptKind.OTHER,
    "poll": UnkeptKind.OTHER,
    "dice": UnkeptKind.OTHER,
}
_FORWARDED: Final = ("forward_origin", "forward_from", "forward_date")
_LOCALE_LENGTH: Final = 16
_BEYOND: Final = 2**63
"""Numbers from here on fit no database; Telegram's own stay below 2**52."""


def incoming_of(raw: Raw) -> Incoming:
    """One update; raises ValueError only when it has no number of its own."""
    update_id = number_of(raw.get("update_id"))
    if update_id is None:
        raise ValueError("an update without an update_id")
    for name, read in _READERS.items():
        body = raw.get(name)
        if isinstance(body, Mapping):
            return read(update_id, body)
    return Incoming(update_id=update_id, chat_id=None, happening=NothingKnown())


def _message(update_id: int, body: Raw) -> Incoming:
    return _incoming(update_id, body.get("chat"), body.get("from"), _what_was_sent(body))


def _edited(update_id: int, body: Raw) -> Incoming:
    message_id, text = number_of(body.get("message_id")), body.get("text")
    happening: Happening = NothingKnown()
    if message_id is not None and isinstance(text, str):
        happening = TextEdited(message_id=message_id, text=text)
    return _incoming(update_id, body.get("chat"), body.get("from"), happening)


def _tap(update_id: int, body: Raw) -> Incoming:
    callback_id, data = body.get("id"), body.get("data")
    message = _mapping(body.get("message"))
    happening: Happening = NothingKnown()
    if isinstance(callback_id, str):
        happening = ButtonTapped(
            callback_id=callback_id,
            message_id=number_of(message.get("message_id")),
            data=data if isinstance(data, str) and data.isascii() and data.isprintable() else "",
        )
    sender = _mapping(body.get("from"))
    # A tap under a message that Telegram no longer shows carries no chat: in private chats it is the sender's.
    chat = message.get("chat") or {"id": sender.get("id"), "type": "private"}
    return _incoming(update_id, chat, sender, happening)


def _membership(update_id: int, body: Raw) -> Incoming:
    status = _mapping(body.get("new_chat_member")).get("status")
    happening: Happening = NothingKnown()
    if status in ("kicked", "left"):
        happening = BotBlocked()
    elif status in ("member", "administrator"):
        happening = BotUnblocked()
    incoming = _incoming(update_id, body.get("chat"), body.get("from"), happening)
    if isinstance(incoming.happening, GroupEntered) and status in ("kicked", "left"):
        return Incoming(update_id=update_id, chat_id=None, happening=NothingKnown())
    return incoming


_READERS: Final = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _tap,
    "my_chat_member": _membership,
}


def _incoming(update_id: int, chat: object, sender: object, happening: Happening) -> Incoming:
    chat, sender = _mapping(chat), _mapping(sender)
    chat_id = number_of(chat.get("id"))
    if chat_id is None:
        return Incoming(update_id=update_id, chat_id=None, happening=NothingKnown())
    if chat.get("type") != "private":
        return Incoming(update_id=update_id, chat_id=ChatId(chat_id), happening=GroupEntered())
    first_name = sender.get("first_name")
    return Incoming(
        update_id=update_id,
        chat_id=ChatId(chat_id),
        first_name=first_name if isinstance(first_name, str) else "",
        locale=_locale(sender.get("language_code")),
        happening=happening,
    )


def _what_was_sent(body: Raw) -> Happening:
    message_id, text = number_of(body.get("message_id")), body.get("text")
    if message_id is None:
        return NothingKnown()
    if any(name in body for name in _FORWARDED):
        return UnkeptSent(message_id=message_id, kind=UnkeptKind.FORWARD)
    if isinstance(text, str):
        return _command(message_id, text) or TextSent(message_id=message_id, text=text)
    for name, kind in _MEDIA.items():
        if name in body:
            return UnkeptSent(message_id=message_id, kind=kind)
    return NothingKnown()  # a pinned message, a changed timer: service messages ask for nothing


def _command(message_id: int, text: str) -> CommandSent | None:
    """A command stands at the very beginning; a slash inside an answer is part of the answer."""
    if not text.startswith("/"):
        return None
    word, _, arguments = text.partition(" ")
    name = word[1:].partition("@")[0]
    if not (name.isascii() and name.replace("_", "").isalnum()):
        return None
    return CommandSent(message_id=message_id, name=name.lower(), arguments=arguments.strip())


def number_of(value: object) -> int | None:
    """A number that can be one of Telegram's, None for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not -_BEYOND <= value < _BEYOND:
        return None
    return value


def _locale(value: object) -> str:
    """An IETF language tag, cut to what is stored; anything else is taken for English."""
    is_tag = isinstance(value, str) and value.isascii() and value.replace("-", "").isalnum()
    return str(value)[:_LOCALE_LENGTH] if is_tag else "en"


def _mapping(value: object) -> Raw:
    return value if isinstance(value, Mapping) else {}
