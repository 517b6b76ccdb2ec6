"""The machine's own clock and ids, for the real thing; tests and the playground bring their own."""

import os
import time
from datetime import UTC, datetime
from itertools import count

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_TEN_BITS = 0x3FF
_TIME_BITS = 50
_COUNTER_BITS = 80
_NANOSECONDS_A_MILLISECOND = 1_000_000


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


class SystemIds:
    """Ids in the shape of a ULID: ten characters of milliseconds, then sixteen that only ever count up.

    The counter starts anywhere in 79 bits, so that two processes don't meet; because it counts up, ids of one
    process sort in the order of their making, even within a millisecond and when the clock is set back.
    """

    def __init__(self) -> None:
        self._numbers = count(int.from_bytes(os.urandom(10), "big") >> 1)
        self._latest = 0

    def fresh(self) -> str:
        """An identifier that was never given before; threads may share this."""
        self._latest = latest = max(self._latest, time.time_ns() // _NANOSECONDS_A_MILLISECOND)
        return _in_letters(latest, _TIME_BITS) + _in_letters(next(self._numbers), _COUNTER_BITS)


def _in_letters(number: int, bits: int) -> str:
    return "".join([_PAIRS[number >> shift & _TEN_BITS] for shift in range(bits - 10, -1, -10)])
