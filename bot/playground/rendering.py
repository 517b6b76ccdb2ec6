"""Formatted text for the page: HTML in which only known tags stand and every character is escaped."""

from html import escape
from typing import Final

from bot.playground.entities import Entity, FormattedText, in_order

_TAGS: Final = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_SAFE_SCHEMES: Final = ("http://", "https://", "mailto:")


def to_html(formatted: FormattedText) -> str:
    """The text as HTML that is safe to put into a page; line ends become `<br>` outside of `pre`."""
    units = formatted.text.encode("utf-16-le")
    pieces: list[str] = []
    open_: list[Entity] = []
    borders = {0, len(units) // 2}
    borders.update(entity.offset for entity in formatted.entities)
    borders.update(entity.end for entity in formatted.entities)
    stops = sorted(borders)
    for here, following in zip(stops, [*stops[1:], stops[-1]], strict=True):
        while open_ and open_[-1].end <= here:
            pieces.append(_end(open_.pop()))
        for entity in in_order([item for item in formatted.entities if item.offset == here]):
            if not open_ or entity.end <= open_[-1].end:
                pieces.append(_start(entity, _part(units, entity.offset, entity.end)))
                open_.append(entity)
        shown = escape(_part(units, here, following))
        in_block = any(entity.type == "pre" for entity in open_)
        pieces.append(shown if in_block else shown.replace("\n", "<br>"))
    return "".join(pieces)


def _part(units: bytes, start: int, end: int) -> str:
    return units[start * 2 : end * 2].decode("utf-16-le", errors="replace")


def _start(entity: Entity, words: str) -> str:
    if entity.type in _TAGS:
        return f"<{_TAGS[entity.type]}>"
    if entity.type == "spoiler":
        return '<span class="spoiler">'
    if entity.type == "bot_command":
        return f'<span class="command" data-command="{escape(words)}">'
    address = entity.url or (f"mailto:{words}" if entity.type == "email" else words)
    if entity.type in {"text_link", "url", "email"} and address.startswith(_SAFE_SCHEMES):
        return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">'
    return "<span>"


def _end(entity: Entity) -> str:
    if entity.type in _TAGS:
        return f"</{_TAGS[entity.type]}>"
    address = entity.url or ("mailto:" if entity.type == "email" else "http://")
    is_link = entity.type in {"text_link", "url", "email"} and address.startswith(_SAFE_SCHEMES)
    return "</a>" if is_link else "</span>"
