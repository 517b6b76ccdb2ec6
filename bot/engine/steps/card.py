"""Shows a fixed card."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import PrivateAttr

from bot.engine.steps.authored import Message, Name
from bot.engine.steps.step import ON, Move, PassedStep, Text, Visit, message_text


class Card(PassedStep):
    """Shows a fixed card of contacts, kept in a data file beside the folders (`of: support` is `support.yaml`).

    `text` stands above the contacts, in place of the card's own text.

    ```yaml
    - card: who_is_there
      of: support
    ```
    """

    type: ClassVar[str] = "card"
    of: Name = "support"
    text: Message | None = None
    _contacts: str = PrivateAttr(default="")
    _own_text: str = PrivateAttr(default="")

    def show(self, *, text: str, contacts: str) -> None:
        """What the card's file says, as HTML; called once, when the flow is loaded."""
        self._own_text, self._contacts = text, contacts

    def texts(self) -> Iterator[Text]:
        """What stands above the contacts."""
        yield from message_text("text", self.text)

    def visit(self, visit: Visit) -> Move:
        """Show it, once."""
        text = self._own_text if self.text is None else self.text.render(visit.scope, visit.occurrence)
        visit.say(self.id, "\n\n".join(part for part in (text, self._contacts) if part))
        return ON
