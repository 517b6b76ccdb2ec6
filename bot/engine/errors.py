"""What is wrong with content, told to its author: where it is, what it is, and how to mend it."""

import difflib
from collections.abc import Iterable


class Misauthored(ValueError):  # noqa: N818 - reads as the state of a value, and never leaves the loader
    """A value of a flow file is not what it should be; the loader turns it into a `FlowError` with its line."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class FlowError(Exception):
    """One fault of a content file: `file`, `line` (from 1), `step` ("" outside one), `reason` and `remedy`."""

    def __init__(self, *, file: str, line: int, reason: str, step: str = "", remedy: str = "") -> None:
        self.file = file
        self.line = line
        self.step = step
        self.reason = reason
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" + (f", step '{self.step}'" if self.step else "")
        return f"{where}: {self.reason}" + (f" {self.remedy}" if self.remedy else "")


class FlowFaults(Exception):  # noqa: N818 - it is the list of errors, not one more
    """All faults of a set of content files at once, in the order of their lines."""

    remedy = "Mend the lines named above and start again."

    def __init__(self, faults: Iterable[FlowError]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def suggest(word: str, known: Iterable[str]) -> str:
    """The question "Did you mean …?" when a known word is close, else the list of the known ones."""
    names = sorted(known)
    close = difflib.get_close_matches(word[:60], names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known here: {', '.join(names[:30])}." if names else ""
