"""Telegram's HTML mode: from the bot's markup to a text with entities, with Telegram's own complaints."""

import re
import sys
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Final

from bot.playground.entities import Entity, FormattedText, in_order, utf16_length
from bot.playground.errors import BotApiError, bad_request

_TYPES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|lt|gt|amp|quot)(?:;|(?![\w#]))")
_ATTRIBUTE: Final = re.compile(r"[^\s=>]*")
_BARE_VALUE: Final = re.compile(r"[A-Za-z0-9.\-]*")
_SURROGATES: Final = range(0xD800, 0xE000)
_TAG_NAME: Final = re.compile(r"[^\s>]*")
_SPACE: Final = re.compile(r"\s*")
_ADDRESS: Final = re.compile(
    r"(?:https?://|tg://|mailto:)\S+|[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE
)


@dataclass(slots=True, kw_only=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begins: int


@dataclass(slots=True)
class _Reader:
    """Walks over the markup once; `offset` is where it stands in the text, in UTF-16 units."""

    source: str = field(repr=False)
    at: int = 0
    offset: int = 0
    text: list[str] = field(default_factory=list, repr=False)
    stack: list[_Open] = field(default_factory=list, repr=False)
    entities: list[Entity] = field(default_factory=list, repr=False)

    def complaint(self, what: str, position: int, *, detail: str = "") -> BotApiError:
        """Telegram's error for a fault at a place, which it counts in bytes."""
        where = len(self.source[:position].encode(errors="surrogatepass"))
        return bad_request(f"can't parse entities: {what} at byte offset {where}{detail}")

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Take what the pattern matches here."""
        match = pattern.match(self.source, self.at)
        found = match.group() if match else ""
        self.at += len(found)
        return found

    def here(self) -> str:
        """The next character, or nothing at the end."""
        return self.source[self.at : self.at + 1]

    def say(self, words: str) -> None:
        """Add plain characters to the text."""
        self.text.append(words)
        self.offset += utf16_length(words)


def parse_html(source: str) -> FormattedText:
    """Read Telegram's HTML mode; raises Telegram's 400 "can't parse entities: …"."""
    reader = _Reader(source)
    while reader.at < len(source):
        tag = source.find("<", reader.at)
        plain = source[reader.at : tag if tag >= 0 else len(source)]
        if plain:
            reader.say(_decoded(plain))
            reader.at += len(plain)
        elif source.startswith("/", reader.at + 1):
            _close(reader)
        else:
            _open(reader)
    if reader.stack:
        tag_name = reader.stack[-1].tag
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{tag_name}\""
        )
    return FormattedText(text="".join(reader.text), entities=_settled(reader.entities))


def _decoded(words: str) -> str:
    return _REFERENCE.sub(_character, words) if "&" in words else words


def _character(match: re.Match[str]) -> str:
    reference = match.group()
    if not reference.startswith("&#"):
        return unescape(reference)
    digits = reference[2:].rstrip(";")
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    if number in _SURROGATES:
        raise bad_request(
            "can't parse entities: Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(number) if 0 < number <= sys.maxunicode else reference


def _open(reader: _Reader) -> None:
    begins = reader.at
    reader.at += 1
    tag = reader.skip(_TAG_NAME).lower()
    if not reader.here():
        raise reader.complaint("Unclosed start tag", begins)
    if tag not in _TYPES:
        raise reader.complaint(f'Unsupported start tag "{tag}"', begins)
    attributes: dict[str, str] = {}
    while True:
        reader.skip(_SPACE)
        if not reader.here():
            raise reader.complaint("Unclosed start tag", begins)
        if reader.here() == ">":
            reader.at += 1
            break
        name, value = _attribute(reader, tag, begins)
        attributes[name] = value
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise reader.complaint('Tag "span" must have class "tg-spoiler"', begins)
    reader.stack.append(_Open(tag=tag, attributes=attributes, offset=reader.offset, begins=len(reader.text)))


def _attribute(reader: _Reader, tag: str, begins: int) -> tuple[str, str]:
    name = reader.skip(_ATTRIBUTE).lower()
    if not name:
        raise reader.complaint(f'Empty attribute name in the tag "{tag}"', begins)
    reader.skip(_SPACE)
    if reader.here() != "=":
        return name, ""
    reader.at += 1
    reader.skip(_SPACE)
    quote = reader.here()
    if not quote:
        raise reader.complaint(f'Unclosed start tag "{tag}"', begins)
    if quote not in "\"'":
        starts = reader.at
        value = reader.skip(_BARE_VALUE)
        if reader.here() != ">" and not reader.here().isspace():
            raise reader.complaint("Unexpected end of name token", starts)
        return name, value.lower()
    closing = reader.source.find(quote, reader.at + 1)
    if closing < 0:
        raise reader.complaint("Unclosed start tag", begins)
    value = _decoded(reader.source[reader.at + 1 : closing])
    reader.at = closing + 1
    return name, value


def _close(reader: _Reader) -> None:
    begins = reader.at
    if not reader.stack:
        raise reader.complaint("Unexpected end tag", begins)
    reader.at += 2
    tag = reader.skip(_TAG_NAME).lower()
    reader.skip(_SPACE)
    if reader.here() != ">":
        raise reader.complaint("Unclosed end tag", begins)
    reader.at += 1
    opened = reader.stack.pop()
    if tag and tag != opened.tag:
        detail = f', expected "</{opened.tag}>", found "</{tag}>"'
        raise reader.complaint("Unmatched end tag", begins, detail=detail)
    if reader.offset > opened.offset:
        entity = _entity(opened, reader)
        if entity is not None:
            reader.entities.append(entity)


def _entity(opened: _Open, reader: _Reader) -> Entity | None:
    found = Entity(type=_TYPES[opened.tag], offset=opened.offset, length=reader.offset - opened.offset)
    if opened.tag == "a":
        address = opened.attributes.get("href") or "".join(reader.text[opened.begins :])
        if not _ADDRESS.fullmatch(address):
            return None
        return replace(found, url=address if ":" in address else f"http://{address}")
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        return replace(found, type="expandable_blockquote")
    if opened.tag == "code":
        language = opened.attributes.get("class", "").removeprefix("language-")
        return replace(found, language=language or None)
    return found


def _settled(entities: list[Entity]) -> tuple[Entity, ...]:
    """Bring them in order (an outer one closes after an inner one), join `pre` with the `code` that names its language, drop what code may not hold."""
    kept: list[Entity] = []
    for entity in in_order(entities[::-1]):
        inside = [other for other in kept if other.offset <= entity.offset and entity.end <= other.end]
        block = next((other for other in inside if other.type == "pre"), None)
        if block and entity.type == "code" and entity.language:
            if (block.offset, block.length) == (entity.offset, entity.length):
                kept[kept.index(block)] = replace(block, language=entity.language)
        elif not any(other.type in {"pre", "code"} or other.type == entity.type for other in inside):
            kept.append(entity if entity.type == "pre" else replace(entity, language=None))
    return tuple(kept)
