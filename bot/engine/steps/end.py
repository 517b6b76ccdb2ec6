"""Ends the run."""

from collections.abc import Iterator
from typing import ClassVar

from bot.engine.events import MessageKind, MessageSaid
from bot.engine.steps.authored import Message
from bot.engine.steps.step import ENDED, Exit, Move, PassedStep, Text, Visit, message_text


class End(PassedStep):
    """Ends the run here, with a last line if there is one.

    ```yaml
    - end: not_today
      text: Nothing was kept. Write /start when you like.
    ```
    """

    type: ClassVar[str] = "end"
    text: Message | None = None

    def ways_on(self) -> Iterator[Exit]:
        """Nowhere."""
        yield Exit(to=ENDED)

    def texts(self) -> Iterator[Text]:
        """The last line."""
        yield from message_text("text", self.text)

    def visit(self, visit: Visit) -> Move:
        """Say the last line and end."""
        if self.text is not None:
            text = self.text.render(visit.scope, visit.occurrence)
            visit.events.append(MessageSaid(step=self.id, text=text, kind=MessageKind.STATEMENT))
        return Move(is_end=True)
