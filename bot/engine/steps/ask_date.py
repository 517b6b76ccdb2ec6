"""Asks for a day."""

from datetime import date
from typing import Any, ClassVar, Self

from pydantic import model_validator

from bot.engine.days import in_words, parse_bound, parse_day, parse_iso
from bot.engine.errors import Misauthored
from bot.engine.expressions import Scope
from bot.engine.filters import printed
from bot.engine.steps.ask import Ask, Misfit
from bot.engine.steps.step import TAP_SECONDS

_ANY_DAY = date(2026, 1, 1)


class AskDate(Ask):
    """Asks for a day, tapped or typed as "2026-01-12", "12 Jan", "tomorrow", "next Friday" or "in 2 weeks".

    The answer is an ISO date, which conditions can compare; `label.by_when` and `{{ by_when | day }}` read "Mon 12
    Jan". `earliest`, `latest` and the choices are days from today: `today`, `tomorrow`, `+2w`, `-1m`, `1y`, or ISO.

    ```yaml
    - ask_date: by_when
      text: By when?
      choices: {2w: In two weeks, 1m: In a month}
      earliest: tomorrow
      latest: +1y
    ```
    """

    type: ClassVar[str] = "ask_date"
    earliest: str | None = None
    latest: str | None = None

    @model_validator(mode="after")
    def _check_days(self) -> Self:
        for value in (self.earliest, self.latest, *self.choices):
            if value is not None and parse_bound(value, _ANY_DAY) is None:
                raise Misauthored(
                    f"'{value[:20]}' is no day.", "Write it like today, +2w, -1m, 1y or 2026-01-12."
                )
        first, last = self._bounds(_ANY_DAY)
        if first and last and first > last:
            raise Misauthored("'earliest' is after 'latest'.", "Swap them.")
        if any(choice.go for choice in self.choices.values()):
            raise Misauthored("A day leads one way.", "Write 'go' on the question, or a branch below it.")
        return self

    def routes(self) -> frozenset[str]:
        """Skip alone: a tapped day is kept as the day it was."""
        return frozenset({"skip"} if self.skip else set())

    def seconds(self) -> int:
        """A tap, or a few signs."""
        return TAP_SECONDS if self.choices else 2 * TAP_SECONDS

    def read(self, text: str, scope: Scope) -> Any:  # noqa: ANN401 - any JSON value, or a Misfit
        """The day that was typed, if it lies in the range."""
        today = _today(scope)
        first, last = self._bounds(today) if today else (None, None)
        day = parse_day(text, today=today, latest=last)
        if day is None:
            return Misfit("Please type a day such as 12 Jan, next Friday or in 2 weeks.")
        if first and day < first:
            return Misfit(f"Please choose a day from {in_words(first)} on.")
        if last and day > last:
            return Misfit(f"Please choose a day up to {in_words(last)} {last.year}.")
        return day.isoformat()

    def value_of(self, option: str, scope: Scope) -> Any:  # noqa: ANN401 - any JSON value, or a Misfit
        """The day on the button, counted from today."""
        today = _today(scope)
        day = parse_bound(option, today) if today else parse_iso(option)
        return day.isoformat() if day else Misfit("Please type a day such as 12 Jan 2027.")

    def option_of(self, value: Any) -> str | None:  # noqa: ANN401, ARG002 - any JSON value
        """A day is no choice any more."""
        return None

    def label_of(self, value: Any, scope: Scope) -> str:  # noqa: ANN401, ARG002 - any JSON value
        """The day in words."""
        day = parse_iso(value)
        return in_words(day) if day else printed(value)

    def _bounds(self, today: date) -> tuple[date | None, date | None]:
        return (
            parse_bound(self.earliest, today) if self.earliest else None,
            parse_bound(self.latest, today) if self.latest else None,
        )


def _today(scope: Scope) -> date | None:
    return parse_iso(scope.get("calendar", {}).get("date"))
