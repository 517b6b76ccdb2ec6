"""Asks yes or no."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from bot.engine.events import Option
from bot.engine.expressions import Scope
from bot.engine.steps.ask import Ask, match_label
from bot.engine.steps.authored import Label
from bot.engine.steps.step import Text, button_text


class AskYesNo(Ask):
    """Asks yes or no; the answer is true or false, and `go` may name `yes` and `no`.

    ```yaml
    - ask_yes_no: try_now
      text: Try one now? It takes 45 seconds.
      yes: Yes, now
      no: Later
      go: {no: closing}
    ```
    """

    type: ClassVar[str] = "ask_yes_no"
    yes: Label = "Yes"
    no: Label = "No"

    def routes(self) -> frozenset[str]:
        """Yes and no."""
        return super().routes() | {"yes", "no"}

    def named_choices(self) -> Iterator[tuple[str, str]]:
        """Yes and no."""
        yield from (("yes", self.yes), ("no", self.no))

    @property
    def takes_free_text(self) -> bool:
        """One of the two is the only answer."""
        return False

    def texts(self) -> Iterator[Text]:
        """The two buttons as well."""
        yield from super().texts()
        for key in ("yes", "no"):
            yield from button_text(key, words=getattr(self, key))

    def offered(self, scope: Scope) -> list[Option]:  # noqa: ARG002 - both are always there
        """The two buttons."""
        return self._buttons

    @cached_property
    def _buttons(self) -> list[Option]:
        return [Option(value="yes", label=self.yes), Option(value="no", label=self.no)]

    def wants(self, text: str, scope: Scope) -> bool:
        """Only what reads as one of the two."""
        return match_label(text, self.offered(scope)) is not None

    def value_of(self, option: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value
        """True for yes."""
        return option == "yes"

    def option_of(self, value: Any) -> str | None:  # noqa: ANN401 - any JSON value
        """The button behind the answer."""
        return "yes" if value else "no"
