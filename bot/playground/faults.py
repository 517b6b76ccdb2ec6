"""Faults on request: which call of the bot fails, and how, decided without chance so that a test can repeat it."""

import zlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from bot.playground.errors import BotApiError, bad_request, forbidden, too_many_requests

EVERY_METHOD: Final = "*"
_HASHES: Final = 2**32


class FaultKind(StrEnum):
    """What goes wrong."""

    TOO_MANY = "429"
    FORBIDDEN = "403"
    BAD_REQUEST = "400"
    SERVER_ERROR = "500"
    HANG = "hang"
    """The call waits, is carried out and answered."""
    LOST = "lost"
    """The call is carried out, but its answer never arrives."""
    REFUSE = "refuse"
    """The connection ends before the call is carried out."""


class FaultRule(BaseModel):
    """Calls of `method` (or of all with `*`) in `chat_id` (or in any) fail: the first `times`, and of those `share`.

    `seconds` is how long a hang lasts; it is bounded so that a server can always be stopped.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: str = EVERY_METHOD
    kind: FaultKind
    times: Annotated[int, Field(ge=1)] | None = None
    share: Annotated[float, Field(ge=0, le=1)] | None = None
    retry_after: Annotated[int, Field(ge=1)] = 1
    chat_id: int | None = None
    seconds: Annotated[float, Field(ge=0, le=60)] = 5.0

    def applies_to(self, method: str, chat_id: int | None) -> bool:
        """Whether a call is one that this rule may hit."""
        named = self.method == EVERY_METHOD or self.method.lower() == method.lower()
        return named and self.chat_id in {None, chat_id}

    def to_error(self) -> BotApiError | None:
        """The answer that the bot gets; None for kinds that are no answer."""
        match self.kind:
            case FaultKind.TOO_MANY:
                return too_many_requests(self.retry_after)
            case FaultKind.FORBIDDEN:
                return forbidden("bot was blocked by the user")
            case FaultKind.BAD_REQUEST:
                return bad_request("chat not found")
            case FaultKind.SERVER_ERROR:
                return BotApiError(500, "Internal Server Error")
            case FaultKind.HANG | FaultKind.LOST | FaultKind.REFUSE:
                return None


class Faults:
    """The rules in force; the first that hits a call decides."""

    def __init__(self) -> None:
        self._rules: list[_Counted] = []

    def put(self, rules: Sequence[FaultRule]) -> None:
        """Replace all rules and count anew."""
        self._rules = [_Counted(rule, place=place) for place, rule in enumerate(rules)]

    def clear(self) -> None:
        """From now on nothing fails."""
        self._rules = []

    def hitting(self, method: str, *, chat_id: int | None) -> FaultRule | None:
        """The rule that this call runs into; asking counts as a call."""
        for counted in self._rules:
            if counted.rule.applies_to(method, chat_id) and counted.hits():
                return counted.rule
        return None


class _Counted:
    """A rule with the number of calls that it saw and hit."""

    def __init__(self, rule: FaultRule, *, place: int) -> None:
        self.rule = rule
        self._place = place
        self._seen = 0
        self._hit = 0

    def hits(self) -> bool:
        if self.rule.times is not None and self._hit >= self.rule.times:
            return False
        self._seen += 1
        if self.rule.share is not None:
            drawn = zlib.crc32(f"{self._place}:{self._seen}".encode()) / _HASHES
            if drawn >= self.rule.share:
                return False
        self._hit += 1
        return True
