"""Texts cut to Telegram's measure, UTF-16 units, without tearing what a reader sees as one character."""

import re
import unicodedata
from typing import Final

_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_JOINERS: Final = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_TAGS: Final = range(0xE0020, 0xE0080)


def shortened(text: str, *, units: int) -> str:
    """The text on one line, cut to so many UTF-16 units on a whole character and marked with an ellipsis."""
    line = " ".join(_CONTROLS.sub(" ", text).split())
    if units_of(line) <= units:
        return line
    return line[: _head(line, units - 1)].rstrip() + "…"


def pieces(text: str, *, units: int, first: int | None = None) -> list[str]:
    """The text in pieces of at most so many units (the first one of `first`), cut at the end of a line or a word.

    A word longer than a piece is cut between characters.
    """
    found: list[str] = []
    room = units if first is None else first
    rest = text
    while units_of(rest) > room:
        end = _end_of_piece(rest, room)
        found.append(rest[:end].rstrip())
        rest, room = rest[end:].lstrip(), units
    return [*found, rest]


def units_of(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _head(text: str, units: int) -> int:
    """How many of the first characters of a longer text fit, none of them torn."""
    end = used = 0
    while used + units_of(text[end]) <= units:
        used += units_of(text[end])
        end += 1
    while end > 0 and _is_inside_character(text, end):
        end -= 1
    return end


def _end_of_piece(text: str, units: int) -> int:
    """Where a piece ends: after a line or a word in its second half, else after the last character that fits.

    What hangs together for longer than a piece (a thousand accents on one letter) is torn all the same.
    """
    end = _head(text, units) or _fitting(text, units)
    for gap in ("\n", " "):
        at = text.rfind(gap, end // 2, end)
        if at > 0:
            return at
    return end


def _fitting(text: str, units: int) -> int:
    """How many of the first characters fit, torn or not; one at least."""
    return max(1, len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore")))


def _is_inside_character(text: str, at: int) -> bool:
    """Whether a cut before `at` would tear what a reader sees as one character (emoji sequence, accent, flag)."""
    before, after = text[at - 1], text[at]
    if before == "\u200d" or after in _JOINERS or unicodedata.category(after) in {"Mn", "Mc", "Me"}:
        return True
    if ord(after) in _SKIN_TONES or ord(after) in _TAGS:
        return True
    if ord(after) not in _REGIONAL:
        return False
    run = at
    while run > 0 and ord(text[run - 1]) in _REGIONAL:
        run -= 1
    return (at - run) % 2 == 1
