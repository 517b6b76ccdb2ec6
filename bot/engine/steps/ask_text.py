"""Asks for words."""

from typing import Any, ClassVar

from bot.engine.expressions import Scope
from bot.engine.limits import ANSWER_LIMIT
from bot.engine.steps.ask import Ask, Misfit


class AskText(Ask):
    """Asks for words; choices are ways to answer without any.

    A tapped choice leaves the answer's own name empty, so that it never reads as words of the person; conditions
    see it as `chose.knowledge == 'nothing'`.

    ```yaml
    - ask_text: knowledge
      text: What did you work out today that no guideline could have told you?
      hint: No names, dates or places.
      choices: {nothing: Nothing obvious}
      go: {nothing: probe}
      skip: true
      remind_after: 4h
      give_up_after: 24h
    ```
    """

    type: ClassVar[str] = "ask_text"

    def read(self, text: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value, or a Misfit
        """The words, without the white space around them."""
        words = text.strip()
        if not words:
            return Misfit("That was empty. Please type a few words.")
        return words[:ANSWER_LIMIT]

    def value_of(self, option: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value
        """A choice, kept apart from words."""
        return {"choice": option}

    def words(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """The words alone."""
        return value if isinstance(value, str) else None

    def option_of(self, value: Any) -> str | None:  # noqa: ANN401 - any JSON value
        """The tapped choice alone."""
        return value.get("choice") if isinstance(value, dict) else None
