"""What of an authored text a person sees: its words without tags and values, and its length as Telegram counts it."""

import re
from html import unescape

from bot.engine.limits import VALUE_LIMIT

MESSAGE_LIMIT = 4096
"""Characters of one message, after its tags are read (core.telegram.org/bots/api, sendMessage)."""

_VALUE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z-]+[^<>]*>")
_CODE_UNIT = 2
"""Bytes of one UTF-16 code unit, by which Telegram counts."""


def visible(source: str, *, value: str = "…") -> str:
    """The words as shown, each `{{ value }}` as a placeholder."""
    return unescape(_TAG.sub("", _VALUE.sub(value, source))).strip()


def length(words: str) -> int:
    """Characters as Telegram counts them."""
    return len(words.encode("utf-16-le")) // _CODE_UNIT


def longest(source: str) -> int:
    """The length that a text can reach, every value at its longest."""
    return length(visible(source, value="")) + len(_VALUE.findall(source)) * VALUE_LIMIT
