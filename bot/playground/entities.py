"""Formatted text as Telegram has it: characters plus entities that are counted in UTF-16 units."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

_COMMAND: Final = re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")
_URL: Final = re.compile(r"(?<![\w@/])https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\b")
_DETECTED: Final = (("url", _URL), ("email", _EMAIL), ("bot_command", _COMMAND))

_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One stretch of a text with a meaning; `offset` and `length` are UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None

    @property
    def end(self) -> int:
        """The first unit after the entity."""
        return self.offset + self.length

    def to_json(self) -> dict[str, object]:
        """The entity as a Bot API `MessageEntity`."""
        found: dict[str, object] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.url is not None:
            found["url"] = self.url
        if self.language is not None:
            found["language"] = self.language
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FormattedText:
    """A text with its entities, in the order of the Bot API: by offset, the longer first."""

    text: str = field(default="", repr=False)
    entities: tuple[Entity, ...] = field(default=(), repr=False)


def utf16_length(text: str) -> int:
    """The length that Telegram's limits count: an emoji outside the basic plane is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """The text as Telegram keeps it: control characters become spaces, line ends one kind."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def trimmed(formatted: FormattedText) -> FormattedText:
    """The text without white space at its ends, with its entities moved and cut to fit."""
    kept = formatted.text.strip()
    if kept == formatted.text:
        return formatted
    cut = utf16_length(formatted.text[: len(formatted.text) - len(formatted.text.lstrip())])
    size = utf16_length(kept)
    moved = []
    for entity in formatted.entities:
        start, end = max(entity.offset - cut, 0), min(entity.end - cut, size)
        if start < end:
            moved.append(replace(entity, offset=start, length=end - start))
    return FormattedText(text=kept, entities=tuple(moved))


def with_detected(formatted: FormattedText) -> FormattedText:
    """The text with the commands, links and e-mail addresses that Telegram marks by itself.

    One that crosses the border of another entity, or lies in code, stays plain.
    """
    found: list[Entity] = []
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(formatted.text):
            offset = utf16_length(formatted.text[: match.start()])
            entity = Entity(type=kind, offset=offset, length=utf16_length(match.group()))
            if all(_may_hold(other, entity) for other in (*formatted.entities, *found)):
                found.append(entity)
    return FormattedText(text=formatted.text, entities=in_order((*formatted.entities, *found)))


def in_order(entities: tuple[Entity, ...] | list[Entity]) -> tuple[Entity, ...]:
    """The entities sorted so that an outer one stands before those inside it."""
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))


def _may_hold(other: Entity, inner: Entity) -> bool:
    if inner.end <= other.offset or other.end <= inner.offset:
        return True
    holds = other.offset <= inner.offset and inner.end <= other.end
    return holds and other.type in {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote"}
