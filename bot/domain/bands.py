"""Numbers about groups as tutors may see them: exact for many, in bands for few, nothing for very few.

Of ten people or more a number tells nobody's secret; of fewer it might, and of fewer than five even a band would
(domain.md §3, issue 5).
"""

from enum import StrEnum
from typing import Final

EXACT_FROM: Final = 10
"""People from whom on a number is told as it is."""

BANDS_FROM: Final = 5
"""People from whom on a band is told."""

FEW: Final = f"fewer than {BANDS_FROM}"
"""What is said instead of a number of so few people."""


class Band(StrEnum):
    """About how many of a few people; "none" is no band of its own, nor is "all": either would tell about each."""

    UNDER_HALF = "fewer than half"
    HALF_OR_MORE = "half or more"
    UNTOLD = "too few people to tell"


def told(count: int, *, of: int, least: int | None = None) -> int | Band:
    """How many of so many people, as far as it may be told; `least` is how many the smallest group among them has."""
    if of < BANDS_FROM:
        return Band.UNTOLD
    if min(of, of if least is None else least) >= EXACT_FROM:
        return count
    return Band.HALF_OR_MORE if 2 * count >= of else Band.UNDER_HALF


def in_words(count: int, *, of: int, least: int | None = None) -> str:
    """The same as a text says it, such as "1,204" or "fewer than half"."""
    found = told(count, of=of, least=least)
    return found.value if isinstance(found, Band) else f"{found:,}"


def in_steps(count: int) -> int:
    """How many of many people where one of them mustn't be told apart by looking twice: rounded down to fives."""
    return count - count % BANDS_FROM


def about(count: int) -> str:
    """The same as a text says it: "about 15", or "fewer than 5"."""
    return f"about {in_steps(count):,}" if count >= BANDS_FROM else FEW


def up_to(count: int) -> str:
    """The most that it can be, as a text says it: "up to 15", or "fewer than 5"."""
    return f"up to {count:,}" if count >= BANDS_FROM else FEW
