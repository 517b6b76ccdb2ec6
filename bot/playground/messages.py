"""What stands in a chat: messages, their attachments and the files behind them, and their Bot API form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.playground.entities import FormattedText

JsonObject: TypeAlias = dict[str, object]
Keyboard: TypeAlias = tuple[tuple[Mapping[str, object], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """The bytes of a photo or document; `width` and `height` in pixels for a picture, else 0."""

    id: str
    name: str
    mime: str
    path: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        """The id that is the same for every bot."""
        return f"u{self.id}"

    def to_json(self) -> JsonObject:
        """The fields that every Bot API file object has."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What a message carries besides words; `payload` is the Bot API value of the field `kind`."""

    kind: str
    payload: object = field(repr=False)
    file: StoredFile | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message in a chat; `sender` is a person's id, or None for the bot."""

    id: int
    chat_id: int
    sender: int | None
    date: datetime
    content: FormattedText = field(default_factory=FormattedText)
    keyboard: Keyboard = ()
    attachment: Attachment | None = None
    reply_to: int | None = None
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)
    edited: datetime | None = None
    deleted: bool = False

    @property
    def is_own_text(self) -> bool:
        """Whether it is a text that its person wrote and may still change."""
        is_forwarded = "forward_origin" in self.extra
        return self.sender is not None and self.attachment is None and not (self.deleted or is_forwarded)

    @property
    def has_media(self) -> bool:
        """Whether its words are a caption."""
        return self.attachment is not None and self.attachment.kind in {"photo", "document"}


def message_json(
    message: Message, *, chat: JsonObject, sender: JsonObject, reply_to: JsonObject | None = None
) -> JsonObject:
    """The message as a Bot API `Message`."""
    found: JsonObject = {
        "message_id": message.id,
        "from": sender,
        "chat": chat,
        "date": int(message.date.timestamp()),
        **message.extra,
    }
    attachment = message.attachment
    if attachment is not None:
        found[attachment.kind] = attachment.payload
    words, marks = ("caption", "caption_entities") if message.has_media else ("text", "entities")
    if message.content.text:
        found[words] = message.content.text
    if message.content.entities:
        found[marks] = [entity.to_json() for entity in message.content.entities]
    if message.edited is not None:
        found["edit_date"] = int(message.edited.timestamp())
    if message.keyboard:
        found["reply_markup"] = {"inline_keyboard": message.keyboard}
    if reply_to is not None:
        found["reply_to_message"] = reply_to
    return found


def attachment_of(file: StoredFile, *, kind: str) -> Attachment:
    """A photo or document around a stored file."""
    if kind == "photo":
        return Attachment(
            kind="photo", payload=[{**file.to_json(), "width": file.width, "height": file.height}], file=file
        )
    return Attachment(
        kind="document", payload={**file.to_json(), "file_name": file.name, "mime_type": file.mime}, file=file
    )
