"""A text as the recognisers read it: one spelling of digits, dashes and spaces, every character in its place."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_DIGITS = re.compile(r"[0-9]+")

# Between the groups of one number there are at most these, at most three of them ("01234 - 567").
_BETWEEN = " \t-./()"
_LONGEST_BETWEEN = 3

# What stands in the place of a found identifier while the rest is read again: no recogniser reads past it.
BLANK = "]"

# Combining marks of keycap emoji: a digit stays a digit in its box.
_KEYCAP = "\ufe0f\u20e3"


@dataclass(frozen=True, slots=True)
class Group:
    """Digits without a break, from `start` up to `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in plain characters and its groups of digits."""

    text: str = field(repr=False)
    groups: Sequence[Group] = field(repr=False)


def plain(text: str) -> str:
    """A text in plain characters, of the same length: offsets into it are offsets into the original."""
    return text if text.isascii() else _FOREIGN.sub(_plain, text)


def read(text: str) -> Reading:
    """The groups of digits of a text that is in plain characters."""
    return Reading(text, [Group(*match.span()) for match in _DIGITS.finditer(text)])


def runs(reading: Reading, taken: Sequence[tuple[int, int]] = ()) -> list[list[Group]]:
    """The groups that may be parts of one number, together; groups within `taken` (in order) belong to none."""
    found: list[list[Group]] = []
    last, barriers = -_LONGEST_BETWEEN, iter(taken)
    barrier = next(barriers, None)
    for group in reading.groups:
        while barrier and barrier[1] <= group.start:
            barrier = next(barriers, None)
        if barrier and barrier[0] < group.end:
            last = -_LONGEST_BETWEEN
            continue
        if last >= 0 and _is_between(reading.text[last : group.start]):
            found[-1].append(group)
        else:
            found.append([group])
        last = group.end
    return found


def _is_between(gap: str) -> bool:
    """Whether a gap may lie within a number; a full stop and a space end it."""
    return len(gap) <= _LONGEST_BETWEEN and not gap.strip(_BETWEEN) and ". " not in gap


def _plain(match: re.Match[str]) -> str:
    return _plain_character(match[0])


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    """One ASCII character for a digit, letter, dash or space of another script or width, else itself."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character in "\u2212\u00ad":  # a minus sign, a soft hyphen
        return "-"
    if category in {"Zs", "Cf"} or character in _KEYCAP:
        return " "
    if category == "No":  # a superscript or a fraction is no digit of a number
        return character
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 and compatible.isascii() else character
