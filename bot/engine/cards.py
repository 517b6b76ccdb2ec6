"""Fixed cards: contacts kept in one data file, each with the day on which a person last checked it."""

from dataclasses import dataclass, field
from html import escape
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.engine.days import parse_iso
from bot.engine.document import Document, read_document
from bot.engine.errors import FlowError, FlowFaults, Misauthored
from bot.engine.faults import validated
from bot.engine.limits import CONTACTS_LIMIT
from bot.engine.steps.authored import Message

_LINE_LIMIT = 120


def _parse_day(value: Any) -> str | None:  # noqa: ANN401 - whatever the author wrote
    if value is not None and parse_iso(value) is None:
        raise Misauthored(
            "This should be a date, or null.", "Write it like 2026-01-31, or null if nobody has checked."
        )
    return None if value is None else str(value)


_Line = Annotated[str, Field(min_length=1, max_length=_LINE_LIMIT)]


class Contact(BaseModel):
    """Someone to turn to: who, how, and what else to know; `last_verified` is an ISO date, or None for never."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: _Line
    how: _Line
    note: _Line | None = None
    last_verified: Annotated[str | None, BeforeValidator(_parse_day)]


class _CardFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    text: Message
    contacts: list[Contact] = Field(min_length=1, max_length=CONTACTS_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """A card as it is shown: the text above, and the contacts as lines of Telegram HTML."""

    text: str
    contacts: tuple[Contact, ...]
    raw: Any = field(repr=False)

    @property
    def lines(self) -> str:
        """The contacts, one a line."""
        return "\n".join(_line(contact) for contact in self.contacts)

    @property
    def html(self) -> str:
        """The whole card."""
        return f"{self.text}\n\n{self.lines}"

    def unverified(self) -> tuple[str, ...]:
        """Those contacts, by name, that nobody has checked yet."""
        return tuple(contact.name for contact in self.contacts if contact.last_verified is None)


def load_card(text: str, file: str) -> ContactCard:
    """The card of a data file; raises `FlowFaults` with everything that is wrong."""
    return card_of(read_document(text, file))


def card_of(document: Document) -> ContactCard:
    """The card that a document holds; raises `FlowFaults` likewise."""
    file = document.file
    raw = document.value if isinstance(document.value, dict) else {}
    made = validated(_CardFile, raw)
    if not isinstance(made, _CardFile):
        raise FlowFaults(
            FlowError(file=file, line=document.line(path), reason=reason, remedy=remedy)
            for path, reason, remedy in (made if isinstance(made, list) else [])
        )
    if made.text.names:
        fault = "The text of a card holds no {{ values }}."
        raise FlowFaults([FlowError(file=file, line=document.line(("text",)), reason=fault)])
    return ContactCard(text=made.text.render({}), contacts=tuple(made.contacts), raw=raw)


def _line(contact: Contact) -> str:
    note = f"\n{escape(contact.note)}" if contact.note else ""
    return f"<b>{escape(contact.name)}</b>: {escape(contact.how)}{note}"
