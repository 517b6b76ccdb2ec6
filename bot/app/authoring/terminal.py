"""Words on a terminal: colours where there is one, plain text in a pipe, and chat messages as people see them."""

import os
import shutil
import textwrap
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

import typer

WIDTH = 76
"""Columns that a line of reading fills at most."""

_STYLES: Mapping[str, Mapping[str, Any]] = {
    "b": {"bold": True},
    "i": {"italic": True},
    "u": {"underline": True},
    "s": {"strikethrough": True},
    "code": {"fg": "cyan"},
    "a": {"underline": True, "fg": "blue"},
    "tg-spoiler": {"reverse": True},
}


def say(line: str = "") -> None:
    """Print a line; colours stay only on a terminal, and where NO_COLOR isn't set."""
    typer.echo(line, color=False if os.environ.get("NO_COLOR") else None)


def width() -> int:
    """Columns to write in."""
    return min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)


def red(text: str) -> str:
    """What must be mended."""
    return typer.style(text, fg="red", bold=True)


def yellow(text: str) -> str:
    """What should be mended."""
    return typer.style(text, fg="yellow", bold=True)


def green(text: str) -> str:
    """What is well."""
    return typer.style(text, fg="green", bold=True)


def blue(text: str) -> str:
    """What can be tapped."""
    return typer.style(text, fg="cyan")


def bold(text: str) -> str:
    """What it is about."""
    return typer.style(text, bold=True)


def faint(text: str) -> str:
    """What stands beside it."""
    return typer.style(text, dim=True)


def indented(text: str, by: int) -> list[str]:
    """Plain text in lines of reading length, each moved in."""
    lead = " " * by
    return [
        lead + line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, width() - by) or [""]
    ]


def counted(number: int, word: str, words: str = "") -> str:
    """1 flow, 2 flows."""
    return f"{number} {word if number == 1 else words or word + 's'}"


def chat_lines(html: str, by: int) -> list[str]:
    """A chat message (Telegram HTML) in lines, with its tags as the terminal's own styles."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines: list[str] = []
    for paragraph in reader.paragraphs():
        row, length = "", 0
        for word, styles in paragraph:
            if length and length + 1 + len(word) > width() - by:
                lines.append(" " * by + row)
                row, length = "", 0
            row += (" " if length else "") + _styled(word, styles)
            length += len(word) + (1 if length else 0)
        lines.append(" " * by + row)
    return lines


def _styled(word: str, styles: Iterable[str]) -> str:
    for style in styles:
        word = typer.style(word, **_STYLES.get(style, {}))
    return word


class _Reader(HTMLParser):
    """Reads a message's tags; the words come out with the styles that they stand in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._words: list[list[tuple[str, tuple[str, ...]]]] = [[]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - html.parser's
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the name is html.parser's
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for number, paragraph in enumerate(data.split("\n")):
            if number:
                self._words.append([])
            self._words[-1] += [(word, tuple(self._open)) for word in paragraph.split()]

    def paragraphs(self) -> list[list[tuple[str, tuple[str, ...]]]]:
        """All lines of the message, each as words with their styles."""
        return self._words
