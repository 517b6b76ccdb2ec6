"""Updates that wait for the bot: numbered, kept until an offset confirms them, given to one poller at a time."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Final

from bot.playground.errors import conflict
from bot.playground.messages import JsonObject

_NOT_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_UPDATE_ID: Final = 500_000_001
_OLDER_POLLER: Final = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class PendingUpdates:
    """The queue behind getUpdates. Telegram cuts off the older of two waiting pollers; so does this."""

    def __init__(self) -> None:
        self.allowed: frozenset[str] | None = None
        self._waiting: deque[tuple[int, JsonObject]] = deque()
        self._next_id = _FIRST_UPDATE_ID
        self._poller: asyncio.Future[None] | None = None
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def allow(self, types: Sequence[str]) -> None:
        """Set which types are queued from now on; none named means Telegram's default."""
        self.allowed = frozenset(types) or None

    def put(self, kind: str, payload: JsonObject) -> int | None:
        """Queue an update; the result is its id, or None if the bot does not want this type."""
        wanted = kind not in _NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed
        if not wanted:
            return None
        update_id = self._next_id
        self._next_id += 1
        self._waiting.append((update_id, {"update_id": update_id, kind: payload}))
        self._wake()
        return update_id

    def forget(self) -> None:
        """Drop everything that waits."""
        self._waiting.clear()

    def confirm(self, offset: int) -> None:
        """Forget all updates before the offset; a negative one counts from the end."""
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while offset > 0 and self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()

    async def get(self, *, offset: int, limit: int, timeout: float) -> list[JsonObject]:  # noqa: ASYNC109 - the name and the meaning are getUpdates' own
        """Confirm, then give up to `limit` updates, waiting up to `timeout` seconds for the first.

        Raises a 409 in a caller who still waits when another one comes.
        """
        self._cut_off_older()
        self.confirm(offset)
        if not self._waiting and timeout > 0 and not self._is_closed:
            await self._wait(timeout)
        return [update for _, update in islice(self._waiting, limit)]

    def close(self) -> None:
        """Let whoever waits go, and make nobody wait again."""
        self._is_closed = True
        self._wake()

    async def _wait(self, seconds: float) -> None:
        poller = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            await asyncio.wait_for(poller, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poller is poller:
                self._poller = None

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def _cut_off_older(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(_OLDER_POLLER))
