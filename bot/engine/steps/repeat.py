"""Asks the same steps again."""

from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from bot.engine.errors import Misauthored
from bot.engine.limits import ROUNDS_LIMIT
from bot.engine.names import landing_of
from bot.engine.steps.step import ON, Move, PassedStep, Visit


class Repeat(PassedStep):
    """Goes through the same steps up to `times` times, until `until` holds, or as long as `another` is answered yes.

    Inside, `what` is the answer of this round, and `round.number`, `round.is_first` and `round.is_last` say which it
    is. After it, `need.what` is the list of all rounds' answers, and `need_1.what` that of the first. `another` is a
    yes-no question between two rounds: its text, or its keys.

    ```yaml
    - repeat: need
      times: 3
      steps:
        - ask_text: what
          text: What did a patient need that you could not meet?
      another: Is there another one?
    ```
    """

    type: ClassVar[str] = "repeat"
    times: int = Field(ge=1, le=ROUNDS_LIMIT, strict=True)
    steps: list[Any] = Field(min_length=1)
    until: Any = None
    another: Any = None

    @model_validator(mode="after")
    def _check_another(self) -> Self:
        if self.another is not None and not isinstance(self.another, str | dict):
            raise Misauthored("'another' is a question.", "Write its text, or its keys: {text: …, no: …}.")
        return self

    @property
    def beyond(self) -> str:
        """Behind all rounds."""
        return landing_of(self.id)

    def visit(self, visit: Visit) -> Move:  # noqa: ARG002 - the steps of the rounds follow
        """On, to the first round."""
        return ON
