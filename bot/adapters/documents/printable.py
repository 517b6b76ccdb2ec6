"""Makes a person's own words printable: as typed, in their direction, with no character that would be a box."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"

LONGEST_RUN: Final = 40
"""So many letters without a break fit a line of every column; a longer run gets places to break at."""

_LINE_ENDS: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_LONG_RUN: Final = re.compile(f"[^\\s\u200b\u2e80-\U0010ffff]{{{LONGEST_RUN + 1},}}")
_RUN_PIECE: Final = re.compile(f"(.{{{LONGEST_RUN}}})(?=.)(?![\u0300-\u036f\u200d\ufe0e\ufe0f])")
_INVISIBLE: Final = (
    "\t\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\U000e0020-\U000e007f"
)
"""Characters that shape their neighbours and need no glyph of their own."""


def prepared(data: object) -> object:
    """The data with every `{"written": text}` in it replaced by `{"paragraphs": [{"text", "rtl"}, …]}`."""
    if isinstance(data, Mapping):
        if "written" in data:
            return {"paragraphs": paragraphs(str(data["written"]))}
        return {key: prepared(value) for key, value in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [prepared(value) for value in data]
    return data


def paragraphs(text: str) -> list[dict[str, object]]:
    """The lines of a text that aren't blank, each with its direction."""
    lines = (printable(line).strip() for line in _LINE_ENDS.split(text))
    return [{"text": line, "rtl": is_right_to_left(line)} for line in lines if line]


def printable(line: str) -> str:
    """The line without control characters; one that no bundled face has is named: `[U+10FFFD]`."""
    line = _CONTROLS.sub("", line).replace("\t", "    ")
    line = _uncovered().sub(lambda found: f"[U+{ord(found.group()):04X}]", line)
    return _LONG_RUN.sub(lambda run: _RUN_PIECE.sub("\\1\u200b", run.group()), line)


def is_right_to_left(line: str) -> bool:
    """Whether the line's first strong character belongs to a right-to-left script (rule P2 of Unicode's UAX 9)."""
    for character in line:
        direction = unicodedata.bidirectional(character)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


@cache
def _uncovered() -> re.Pattern[str]:
    """Matches a character that none of the bundled faces has (fonts/coverage.txt, see fonts/README.md)."""
    ranges = (line.split("-") for line in (FONTS / "coverage.txt").read_text("ascii").split())
    covered = "".join(f"\\U{int(first, 16):08x}-\\U{int(last, 16):08x}" for first, last in ranges)
    return re.compile(f"[^{covered}{_INVISIBLE}]")
