"""The people who hold the playground's phones, and the four who are there from the start."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.playground.messages import JsonObject

FIRST_ADDED_ID: Final = 720_001
"""The id of the first person who is added without one; above those of the seeded people."""


class Role(StrEnum):
    """What somebody is here for; the page shows it. The bot is told who its operators are, and makes tutors itself."""

    GP = "gp"
    TUTOR = "tutor"
    OPERATOR = "operator"


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with a private chat with the bot; their chat's id is their own id, as at Telegram.

    `started` is whether they ever wrote to the bot: before that the bot can't find their chat.
    """

    id: int
    first_name: str
    last_name: str | None = None
    role: Role = Role.GP
    username: str | None = None
    language: str = "en"
    started: bool = False
    blocked: bool = False
    unread: int = 0

    @property
    def name(self) -> str:
        """The name that the page shows."""
        full = f"{self.first_name} {self.last_name}" if self.last_name else self.first_name
        return full if self.role is Role.GP else f"{full} ({self.role})"

    def _names(self) -> JsonObject:
        names: JsonObject = {"id": self.id, "first_name": self.first_name}
        if self.last_name is not None:
            names["last_name"] = self.last_name
        if self.username is not None:
            names["username"] = self.username
        return names

    def user_json(self) -> JsonObject:
        """The person as a Bot API `User`."""
        return {**self._names(), "is_bot": False, "language_code": self.language}

    def chat_json(self) -> JsonObject:
        """Their private chat as a Bot API `Chat`."""
        return {**self._names(), "type": "private"}


class Deed(StrEnum):
    """What a person can do in a chat that a conversation is made of."""

    TEXT = "text"
    TAP = "tap"
    EDIT = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Something that a person did: the text that they sent, or the label of the button and what it carries.

    `message_id` is the message that was sent, edited, or tapped on.
    """

    person_id: int
    deed: Deed
    words: str = field(repr=False)
    data: str = ""
    message_id: int
    at: datetime


def named(name: str, *, person_id: int, role: Role = Role.GP) -> Person:
    """A person from a whole name."""
    first, _, last = name.strip().partition(" ")
    return Person(id=person_id, first_name=first, last_name=last.strip() or None, role=role)


def seeded_people() -> tuple[Person, ...]:
    """A GP, a second GP, a tutor and an operator."""
    return (
        Person(id=710_001, first_name="Ada", last_name="Okafor", username="ada_okafor"),
        Person(id=710_002, first_name="Ben", last_name="Hughes", username="ben_hughes"),
        Person(id=710_003, first_name="Dr Chandra", username="dr_chandra", role=Role.TUTOR),
        Person(id=710_004, first_name="Robin", last_name="Price", username="robin_price", role=Role.OPERATOR),
    )
