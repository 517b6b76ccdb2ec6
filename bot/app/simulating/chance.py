"""The seed's draws: each belongs to what it decides, so that the order of asking changes nothing."""

from collections.abc import Sequence
from hashlib import blake2b
from math import log
from typing import Final, TypeVar

T = TypeVar("T")

_BYTES: Final = 7
_ALL: Final = float(1 << 8 * _BYTES)


class Chance:
    """All chance of one simulation."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def draw(self, *what: object) -> float:
        """At least 0 and below 1; the same for the same `what`."""
        words = "|".join(map(str, (self._seed, *what)))
        return int.from_bytes(blake2b(words.encode(), digest_size=_BYTES).digest()) / _ALL

    def one_of(self, choices: Sequence[T], *what: object) -> T:
        """One of these, all equally likely."""
        return choices[int(self.draw(*what) * len(choices))]

    def waiting(self, mean: float, *what: object) -> float:
        """A waiting time of this mean, often short and sometimes long (exponential)."""
        return -mean * log(1.0 - self.draw(*what))
