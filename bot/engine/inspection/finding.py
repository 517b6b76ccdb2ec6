"""What an inspection finds: where it is, what it is, how grave, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error must be mended before anyone meets the flow; a warning is a rule of style that it bends."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend: `line` counts from 1, `step` is "" where it concerns the whole flow."""

    severity: Severity
    file: str
    line: int
    step: str
    what: str
    remedy: str
