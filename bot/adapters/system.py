"""The machine's own clock and ids, for the real thing; tests and the playground bring their own."""

import os
import secrets
import time
from datetime import UTC, datetime
from threading import Lock

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_TEN_BITS = 0x3FF
_NANOSECONDS_A_MILLISECOND = 1_000_000
_SECRET_BYTES = 24


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


class SystemIds:
    """Ids in the shape of a ULID: ten characters of milliseconds, eight of this process, eight that only count up.

    The process's part and the start of the count are drawn, so that two processes don't meet; because the count only
    goes up, ids of one process sort in the order of their making, within a millisecond too and when the clock is set
    back.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._process = _eight_letters(int.from_bytes(os.urandom(5), "big"))
        self._number = int.from_bytes(os.urandom(5), "big") >> 1
        self._latest = 0
        self._front = ""

    def fresh(self) -> str:
        """An identifier that was never given before; threads may share this."""
        with self._lock:
            now = time.time_ns() // _NANOSECONDS_A_MILLISECOND
            if now > self._latest:
                self._latest = now
                self._front = _PAIRS[now >> 40] + _eight_letters(now) + self._process
            self._number = number = self._number + 1
            return self._front + _eight_letters(number)

    def secret(self) -> str:
        """32 letters, digits, dashes and underlines drawn from 192 bits."""
        return secrets.token_urlsafe(_SECRET_BYTES)


def _eight_letters(number: int) -> str:
    """The lowest 40 bits."""
    return (
        _PAIRS[number >> 30 & _TEN_BITS]
        + _PAIRS[number >> 20 & _TEN_BITS]
        + _PAIRS[number >> 10 & _TEN_BITS]
        + _PAIRS[number & _TEN_BITS]
    )
