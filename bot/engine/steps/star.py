"""Stars an earlier entry."""

from typing import ClassVar

from bot.engine.events import EntryStarred
from bot.engine.steps.authored import Condition
from bot.engine.steps.step import ON, Move, PassedStep, Visit


class Star(PassedStep):
    """Stars the entry that an answer names; nothing if it names none.

    ```yaml
    - star: keep_the_best
      entry: changed_practice
    ```
    """

    type: ClassVar[str] = "star"
    entry: Condition

    def visit(self, visit: Visit) -> Move:
        """Star it, once."""
        entry = self.entry.value(visit.scope)
        if isinstance(entry, str) and entry and visit.is_new_effect(self.id, entry):
            visit.events.append(EntryStarred(entry=entry))
        return ON
