"""Telegram's own checks of what a bot sends, with Telegram's wording."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.playground.entities import FormattedText, clean, trimmed, utf16_length, with_detected
from bot.playground.errors import bad_request
from bot.playground.markup import parse_html
from bot.playground.messages import Keyboard, Message

MAX_TEXT: Final = 4096
"""UTF-16 units of a message, counted after its entities are parsed."""
MAX_CAPTION: Final = 1024
"""The same for a caption."""
MAX_CALLBACK_DATA: Final = 64
"""Bytes."""
MAX_BUTTONS: Final = 100
MAX_TOAST: Final = 200
"""Characters of an answer to a tap."""
MAX_PHOTO_BYTES: Final = 10 * 1024 * 1024
MAX_FILE_BYTES: Final = 50 * 1024 * 1024
MAX_PHOTO_SIDES: Final = 10_000
"""Width and height together, in pixels."""
DELETE_WINDOW: Final = timedelta(hours=48)
"""How long a bot may delete a message. Editing its own has no such end."""

_NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_BUTTON_ACTIONS: Final = (
    "url",
    "login_url",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "pay",
)


def checked_text(source: str, *, parse_mode: str | None) -> FormattedText:
    """The text of a message; raises if it is empty, too long or its entities can't be parsed."""
    formatted = _formatted(source, parse_mode)
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def checked_caption(source: str, *, parse_mode: str | None) -> FormattedText:
    """The caption of a photo or document, which may be empty."""
    formatted = _formatted(source, parse_mode)
    if utf16_length(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def _formatted(source: str, parse_mode: str | None) -> FormattedText:
    source = clean(source)
    if not parse_mode:
        return with_detected(trimmed(FormattedText(text=source)))
    if parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    return with_detected(trimmed(parse_html(source)))


def checked_keyboard(markup: object) -> Keyboard:
    """The inline keyboard of a reply markup; other markups are accepted and have none."""
    if markup is None:
        return ()
    if not isinstance(markup, Mapping):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = tuple(tuple(_checked_button(button) for button in row) for row in rows if row)
    if sum(len(row) for row in keyboard) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return keyboard


def _checked_button(button: object) -> Mapping[str, object]:
    if not isinstance(button, Mapping):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if text is None:
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not isinstance(text, str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not text.strip():
        raise bad_request("can't parse inline keyboard button: Button text must be non-empty")
    data = button.get("callback_data")
    if data:
        if not isinstance(data, str) or len(data.encode()) > MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not any(button.get(action) is not None for action in _BUTTON_ACTIONS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "url" in button:
        _check_url(button["url"])
    return button


def _check_url(url: object) -> None:
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts is None or parts.scheme not in {"http", "https", "tg"} or not parts.netloc:
        raise bad_request("inline keyboard button URL is invalid: Wrong HTTP URL")


def check_modified(before: Message, after: Message) -> None:
    """Refuse an edit that changes nothing."""
    if (before.content, before.keyboard) == (after.content, after.keyboard):
        raise bad_request(_NOT_MODIFIED)


def editable(message: Message | None) -> Message:
    """The message, if a bot may edit it: it is there and the bot's own."""
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if message.sender is not None:
        raise bad_request("message can't be edited")
    return message


def deletable(message: Message | None, *, now: datetime) -> Message:
    """The message, if a bot may delete it: it is there and not older than 48 hours."""
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if now - message.date > DELETE_WINDOW:
        raise bad_request("message can't be deleted")
    return message
