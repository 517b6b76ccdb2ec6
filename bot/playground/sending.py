"""The Bot API methods that send, change and delete messages."""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.playground.entities import FormattedText
from bot.playground.errors import BotApiError, bad_request
from bot.playground.messages import Attachment, Message, StoredFile, attachment_of
from bot.playground.parameters import Parameters, Upload
from bot.playground.pictures import picture_size, picture_type
from bot.playground.rules import (
    MAX_FILE_BYTES,
    MAX_PHOTO_BYTES,
    MAX_PHOTO_SIDES,
    check_modified,
    checked_caption,
    checked_keyboard,
    checked_text,
    deletable,
    editable,
)
from bot.playground.world import World

_BYTES_IN_A_NAME: Final = 60
"""Characters of a file's name that are kept, as at Telegram."""


def send_message(world: World, parameters: Parameters) -> object:
    """SendMessage."""
    return _send(world, parameters, content=_text(parameters))


def send_photo(world: World, parameters: Parameters) -> object:
    """SendPhoto: an upload or the id of a photo that was sent before."""
    content = _caption(parameters)
    return _send(world, parameters, content=content, attachment=_photo(world, parameters))


def send_document(world: World, parameters: Parameters) -> object:
    """SendDocument: an upload or the id of a file that was sent before."""
    content = _caption(parameters)
    file = _stored(world, parameters.file("document"), kind="document")
    return _send(world, parameters, content=content, attachment=attachment_of(file, kind="document"))


def edit_message_text(world: World, parameters: Parameters) -> object:
    """EditMessageText; without a reply markup the keyboard goes."""
    content = _text(parameters)

    def edited(message: Message) -> Message:
        if message.has_media:
            raise bad_request("there is no text in the message to edit")
        return replace(message, content=content, edited=world.now())

    return _edit(world, parameters, edited)


def edit_message_caption(world: World, parameters: Parameters) -> object:
    """EditMessageCaption; without a reply markup the keyboard goes."""
    content = _caption(parameters)

    def edited(message: Message) -> Message:
        if not message.has_media:
            raise bad_request("there is no caption in the message to edit")
        return replace(message, content=content, edited=world.now())

    return _edit(world, parameters, edited)


def edit_message_reply_markup(world: World, parameters: Parameters) -> object:
    """EditMessageReplyMarkup; without one the keyboard goes."""
    return _edit(world, parameters, lambda message: message)


def delete_message(world: World, parameters: Parameters) -> object:
    """DeleteMessage, for 48 hours after it was sent."""
    chat_id = parameters.integer("chat_id")
    if chat_id is None or (chat_id not in world.people and chat_id not in world.groups):
        raise bad_request("chat not found")
    message = deletable(world.find(chat_id, parameters.integer("message_id")), now=world.now())
    world.delete(message)
    return True


def _text(parameters: Parameters) -> FormattedText:
    return checked_text(parameters.text("text") or "", parse_mode=parameters.text("parse_mode"))


def _caption(parameters: Parameters) -> FormattedText:
    return checked_caption(parameters.text("caption") or "", parse_mode=parameters.text("parse_mode"))


def _send(
    world: World, parameters: Parameters, *, content: FormattedText, attachment: Attachment | None = None
) -> object:
    keyboard = checked_keyboard(parameters.structure("reply_markup"))
    chat_id = world.reachable_chat(parameters.integer("chat_id"))
    reply_to = _reply_to(world, parameters, chat_id)
    extra: dict[str, object] = {}
    if parameters.boolean("protect_content"):
        extra["has_protected_content"] = True
    preview = parameters.structure("link_preview_options")
    if isinstance(preview, Mapping):
        extra["link_preview_options"] = preview
    message = replace(
        world.new_message(chat_id, sender=None),
        content=content,
        keyboard=keyboard,
        attachment=attachment,
        reply_to=reply_to,
        extra=extra,
    )
    world.put(message)
    return world.message_json(message)


def _reply_to(world: World, parameters: Parameters, chat_id: int) -> int | None:
    asked = parameters.structure("reply_parameters")
    if not isinstance(asked, Mapping):
        return None
    fields = Parameters(values=asked)
    answered = world.find(chat_id, fields.integer("message_id"))
    if answered is not None and not answered.deleted:
        return answered.id
    if fields.boolean("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _edit(world: World, parameters: Parameters, change: Callable[[Message], Message]) -> object:
    keyboard = checked_keyboard(parameters.structure("reply_markup"))
    chat_id = world.reachable_chat(parameters.integer("chat_id"))
    message_id = parameters.integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    before = editable(world.find(chat_id, message_id))
    after = replace(change(before), keyboard=keyboard)
    check_modified(before, after)
    world.put(after)
    return world.message_json(after)


def _photo(world: World, parameters: Parameters) -> Attachment:
    sent = parameters.file("photo")
    if isinstance(sent, Upload):
        size = picture_size(sent.data)
        if len(sent.data) > MAX_PHOTO_BYTES:
            raise BotApiError(413, "Request Entity Too Large")
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if sum(size) > MAX_PHOTO_SIDES:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    file = _stored(world, sent, kind="photo")
    if not file.width:
        raise bad_request("can't use file of type Document as Photo")
    return attachment_of(file, kind="photo")


def _stored(world: World, sent: Upload | str | None, *, kind: str) -> StoredFile:
    if sent is None or sent == "":
        raise bad_request(f"there is no {kind} in the request")
    if isinstance(sent, str):
        if sent not in world.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return world.files[sent]
    if not sent.data:
        raise bad_request("file must be non-empty")
    if len(sent.data) > MAX_FILE_BYTES:
        raise BotApiError(413, "Request Entity Too Large")
    return keep_upload(world, sent, kind=kind)


def keep_upload(world: World, upload: Upload, *, kind: str) -> StoredFile:
    """Keep the bytes of an upload as a file with an id, a safe name and a path."""
    file_id = world.next_file_id()
    name = "".join(
        letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "_" for letter in upload.name
    )
    name = name[-_BYTES_IN_A_NAME:].lstrip(".") or "file"
    mime = upload.mime
    if mime == "application/octet-stream":
        # Some clients name no type; a photo shows its own, of a document the name must do.
        mime = (picture_type(upload.data) if kind == "photo" else mimetypes.guess_type(name)[0]) or mime
    suffix = name.rpartition(".")[2] if "." in name else "bin"
    width, height = picture_size(upload.data) or (0, 0) if kind == "photo" else (0, 0)
    return world.keep_file(
        StoredFile(
            id=file_id,
            name=name,
            mime=mime,
            path=f"{kind}s/file_{len(world.files) + 1}.{suffix}",
            data=upload.data,
            width=width,
            height=height,
        )
    )
