"""What the playground may ask of the program behind the bot: its clock, its timeline and what it stores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from bot.playground.workshop import Workshop

JUMPS: Final = ("+1h", "+1d", "next_prompt", "tomorrow", "next_monday", "month_end")
"""The moves of the clock that the page offers."""


class JumpRefusedError(Exception):
    """The clock can't be moved so, for a reason that the page shows (such as: no prompt is ahead)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """Something that was or will be due: `what` it is, what came of it, and why in plain words."""

    at: datetime
    what: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSection:
    """One kind of thing that is stored about a person, as rows of column name to text."""

    title: str
    rows: Sequence[Mapping[str, str]] = field(default=(), repr=False)


class Backstage(Protocol):
    """The program behind the bot."""

    @property
    def workshop(self) -> Workshop | None:
        """The author's bench, None where no flow can be tried."""
        ...

    async def now(self) -> datetime:
        """The time that the bot believes it is."""
        ...

    async def jump(self, to: str) -> datetime:
        """Move the clock, one of `JUMPS`, past everything that is due in order; the result is the new time.

        Raises `JumpRefusedError`.
        """
        ...

    async def timeline(self, chat_id: int) -> Sequence[TimelineRow]:
        """What was and will be due for a person, oldest first."""
        ...

    async def stored(self, chat_id: int) -> Sequence[StoredSection]:
        """What the database holds about a person."""
        ...
