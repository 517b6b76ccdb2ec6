"""What can come in from a person, in the product's own terms, whatever the network called it."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.ids import ChatId


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSent:
    """A message of plain text."""

    message_id: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSent:
    """A message that begins with a command; `name` without the slash and in lower case."""

    message_id: int
    name: str
    arguments: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdited:
    """An earlier message of the person reads differently now (or was only touched)."""

    message_id: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonTapped:
    """A tap on a button under one of the bot's messages; `data` comes from outside and is looked up."""

    callback_id: str
    message_id: int | None
    data: str = field(repr=False)


class UnkeptKind(StrEnum):
    """Kinds of message that are refused kindly and never stored."""

    PHOTO = "photo"
    VOICE = "voice"
    FILE = "file"
    LOCATION = "location"
    CONTACT = "contact"
    FORWARD = "forward"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnkeptSent:
    """A photo, a voice message, a file or the like."""

    message_id: int
    kind: UnkeptKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BotBlocked:
    """The person blocked the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotUnblocked:
    """The person let the bot in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEntered:
    """The bot finds itself in a group or channel, which it leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingKnown:
    """An update of a type that means nothing here; counted, not crashed on."""


Happening = (
    TextSent
    | CommandSent
    | TextEdited
    | ButtonTapped
    | UnkeptSent
    | BotBlocked
    | BotUnblocked
    | GroupEntered
    | NothingKnown
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One update: what happened in which chat. `chat_id` is None where there is no chat to speak of."""

    update_id: int
    chat_id: ChatId | None
    first_name: str = field(default="", repr=False)
    locale: str = "en"
    happening: Happening
