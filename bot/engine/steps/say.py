"""Says something and goes on."""

from collections.abc import Iterator
from typing import ClassVar

from bot.engine.events import MessageKind, MessageSaid
from bot.engine.steps.authored import Message, Name
from bot.engine.steps.step import Move, PassedStep, Visit


class Say(PassedStep):
    """Says something and goes on, or jumps.

    ```yaml
    - say: about_privacy
      text: Telegram keeps its own copy of this chat.
      if: profile.role == 'locum'
    ```
    """

    type: ClassVar[str] = "say"
    text: Message
    go: Name | None = None

    def targets(self) -> Iterator[tuple[str, str]]:
        """The jump, if any."""
        if self.go:
            yield "go", self.go

    def visit(self, visit: Visit) -> Move:
        """Say it."""
        text = self.text.render(visit.scope, visit.occurrence)
        if text.strip():
            visit.events.append(MessageSaid(step=self.id, text=text, kind=MessageKind.STATEMENT))
        return Move(self.go)
