"""Where each part of a flow was written: its file and line."""

from dataclasses import dataclass

from bot.engine.definition import Flow
from bot.engine.document import read_document
from bot.engine.shelf import FLOW_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a file, counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Places:
    """Finds the lines of one flow."""

    flow: Flow

    def of(self, step: str, where: tuple[str | int, ...] = ()) -> Place:
        """The line of a step, or of a key inside it; of a flow's title where the step is ""."""
        if not step:
            return self.top("title")
        file, line = self.flow.line_of(step, where)
        return Place(file=file, line=line)

    def top(self, key: str = "") -> Place:
        """The line of a key above the steps, else the first of the file."""
        file = f"{self.flow.name}/{FLOW_FILE}"
        # Read again only for the few findings that concern the whole flow.
        line = read_document(self.flow.source[FLOW_FILE], file).line((key,)) if key else 1
        return Place(file=file, line=line)
