from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.entities import FormattedText
from bot.playground.errors import BotApiError
from bot.playground.messages import Message
from bot.playground.rules import (
    check_modified,
    checked_caption,
    checked_keyboard,
    checked_text,
    deletable,
    editable,
)

_SENT = datetime(2026, 3, 2, 12, 45, tzinfo=UTC)
_MESSAGE = Message(id=1, chat_id=7, sender=None, date=_SENT, content=FormattedText(text="Hello"))


def _button(**fields: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Yes", **fields}]]}


def test_the_limit_of_a_text_counts_utf16_units_after_parsing() -> None:
    assert len(checked_text(f"<b>{'🏟' * 2048}</b>", parse_mode="HTML").text) == 2048
    with pytest.raises(BotApiError, match="Bad Request: message is too long"):
        checked_text("🏟" * 2048 + "a", parse_mode=None)


def test_the_limit_of_a_caption_is_lower_and_it_may_be_empty() -> None:
    assert checked_caption("", parse_mode=None).text == ""
    assert checked_caption("&amp;" * 1024, parse_mode="HTML").text == "&" * 1024
    with pytest.raises(BotApiError, match="message caption is too long"):
        checked_caption("a" * 1025, parse_mode=None)


@pytest.mark.parametrize("source", ["", "  \n ", "<b> </b>"])
def test_an_empty_text_is_refused(source: str) -> None:
    with pytest.raises(BotApiError, match="message text is empty"):
        checked_text(source, parse_mode="HTML")


def test_without_a_parse_mode_markup_is_text() -> None:
    assert checked_text("<b>x", parse_mode=None) == FormattedText(text="<b>x")
    with pytest.raises(BotApiError, match="unsupported parse_mode"):
        checked_text("x", parse_mode="Troff")


@pytest.mark.parametrize("data", ["a", "ä" * 32])
def test_callback_data_of_up_to_64_bytes_is_taken(data: str) -> None:
    assert checked_keyboard(_button(callback_data=data))[0][0]["callback_data"] == data


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        (_button(callback_data="ä" * 32 + "a"), "BUTTON_DATA_INVALID"),
        (_button(callback_data=""), "Text buttons are unallowed in the inline keyboard"),
        (_button(), "Text buttons are unallowed in the inline keyboard"),
        (_button(url="javascript:alert(1)"), "Wrong HTTP URL"),
        ({"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}, "text must be non-empty"),
        ({"inline_keyboard": [[{"callback_data": "a"}]]}, 'Can\'t find field "text"'),
        ({"inline_keyboard": [{"text": "Yes"}]}, "must be an Array of Arrays"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "a"}]] * 101}, "reply markup is too long"),
        ("yes", "object expected as reply markup"),
    ],
)
def test_a_keyboard_that_telegram_would_refuse_is_refused(markup: object, complaint: str) -> None:
    with pytest.raises(BotApiError, match=complaint):
        checked_keyboard(markup)


def test_other_markups_have_no_inline_keyboard() -> None:
    assert checked_keyboard({"force_reply": True}) == ()
    assert checked_keyboard({"remove_keyboard": True}) == ()
    assert checked_keyboard(None) == ()


def test_an_edit_must_change_words_or_buttons() -> None:
    with pytest.raises(BotApiError, match="message is not modified"):
        check_modified(_MESSAGE, replace(_MESSAGE, edited=_SENT))
    check_modified(_MESSAGE, replace(_MESSAGE, keyboard=checked_keyboard(_button(callback_data="a"))))


def test_only_own_messages_that_are_there_can_be_edited() -> None:
    assert editable(_MESSAGE) is _MESSAGE
    for gone in (None, replace(_MESSAGE, deleted=True)):
        with pytest.raises(BotApiError, match="message to edit not found"):
            editable(gone)
    with pytest.raises(BotApiError, match="message can't be edited"):
        editable(replace(_MESSAGE, sender=7))


def test_deleting_ends_after_48_hours() -> None:
    assert deletable(_MESSAGE, now=_SENT + timedelta(hours=48)) is _MESSAGE
    with pytest.raises(BotApiError, match="message can't be deleted"):
        deletable(_MESSAGE, now=_SENT + timedelta(hours=48, seconds=1))
    with pytest.raises(BotApiError, match="message to delete not found"):
        deletable(None, now=_SENT)
