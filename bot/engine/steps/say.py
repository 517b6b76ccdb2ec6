"""Says something and goes on."""

from collections.abc import Iterator
from typing import ClassVar

from bot.engine.steps.authored import Message, Target
from bot.engine.steps.step import Exit, Move, PassedStep, Text, Visit, message_text


class Say(PassedStep):
    """Says something and goes on, or jumps to the step that `go` names.

    ```yaml
    - say: about_privacy
      text: Telegram keeps its own copy of this chat.
      if: profile.role == 'locum'
    ```
    """

    type: ClassVar[str] = "say"
    text: Message
    go: Target | None = None

    def targets(self) -> Iterator[tuple[str, str]]:
        """The jump, if any."""
        if self.go:
            yield "go", self.go

    def ways_on(self) -> Iterator[Exit]:
        """The jump, else on."""
        yield Exit(to=self.go)

    def texts(self) -> Iterator[Text]:
        """What is said."""
        yield from message_text("text", self.text)

    def visit(self, visit: Visit) -> Move:
        """Say it, and again only when the path is worked out again and its words have changed."""
        visit.say(self.id, self.text.render(visit.scope, visit.occurrence))
        return Move(self.go)
