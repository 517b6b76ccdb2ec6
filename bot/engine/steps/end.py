"""Ends the run."""

from typing import ClassVar

from bot.engine.events import MessageKind, MessageSaid
from bot.engine.steps.authored import Message
from bot.engine.steps.step import Move, PassedStep, Visit


class End(PassedStep):
    """Ends the run here, with a last line if there is one.

    ```yaml
    - end: not_today
      text: Nothing was kept. Write /start when you like.
    ```
    """

    type: ClassVar[str] = "end"
    text: Message | None = None

    def visit(self, visit: Visit) -> Move:
        """Say the last line and end."""
        if self.text is not None:
            text = self.text.render(visit.scope, visit.occurrence)
            visit.events.append(MessageSaid(step=self.id, text=text, kind=MessageKind.STATEMENT))
        return Move(is_end=True)
