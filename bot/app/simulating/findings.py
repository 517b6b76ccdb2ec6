"""What breaks a rule, and the sorting of rows that rules share."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A row that breaks an invariant: whose, when, and what is wrong with it."""

    number: int
    at: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One invariant and the rows that break it, none if it holds."""

    invariant: str
    violations: Sequence[Violation]


def grouped(rows: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    """The rows by their key, in their order."""
    found: dict[K, list[V]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def monday_of(day: date) -> date:
    """The first day of this day's week."""
    return day - timedelta(days=day.weekday())
