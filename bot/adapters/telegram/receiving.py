"""Receiving: updates are fetched, stored with all that they cause, and only then confirmed to Telegram."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
import structlog
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.adapters.telegram.api import BotApi
from bot.adapters.telegram.parsing import incoming_of, number_of
from bot.domain.errors import DatabaseUnavailable, StoreError
from bot.domain.incoming import Incoming
from bot.ports import Clock, Store
from bot.services import inbound
from bot.services.desk import Means

log = structlog.get_logger()

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 30.0
"""Seconds between tries when the API server or the database does not answer; the wait doubles."""

DRAIN_SECONDS: Final = 0.5
"""How long the answers to the last taps may take at the end; they only stop a spinner."""

Raw = Mapping[str, Any]


class Receiver:
    """Takes in batches of raw updates: each is stored exactly once, or parked, before `take` returns."""

    def __init__(self, *, store: Store, api: BotApi, means: Means, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._means = means
        self._clock = clock
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, batch: Sequence[Raw]) -> None:
        """Take a batch in; if the database is away, wait for it as long as it takes."""
        pairs = [(incoming_of(raw), raw) for raw in batch if number_of(raw.get("update_id")) is not None]
        if not pairs:
            return
        incoming = [one for one, _ in pairs]
        try:
            await self._take(incoming)
        except Exception as error:  # noqa: BLE001 - whatever one update causes, the others must go on
            log.warning("batch.replayed", updates=len(pairs), error=type(error).__name__)
            for one, raw in sorted(pairs, key=lambda pair: pair[0].update_id):
                await self._take_alone(one, raw)

    async def _take(self, incoming: Sequence[Incoming]) -> None:
        now = self._clock.now()
        received = await self._patiently(
            lambda: self._store.transact(
                lambda uow: inbound.receive(uow, incoming, means=self._means, now=now)
            )
        )
        for callback_id, toast in received.toasts.items():
            self._answer(callback_id, toast)

    async def _take_alone(self, incoming: Incoming, raw: Raw) -> None:
        try:
            await self._take([incoming])
        except Exception as error:  # noqa: BLE001 - a poison update is set aside, whatever it trips over
            name, now = type(error).__name__, self._clock.now()
            log.warning("update.parked", update_id=incoming.update_id, error=name, where=_where(error))
            try:
                payload = orjson.dumps(raw)
                await self._patiently(
                    lambda: self._store.transact(
                        lambda uow: inbound.park(
                            uow, incoming, payload, error=name, means=self._means, now=now
                        )
                    ),
                    StoreError,  # nothing of the update itself can offend the database here: it is ill, and may recover
                )
            except Exception as second:  # noqa: BLE001 - not even set aside; the others must still be heard
                log.error(  # noqa: TRY400 - its text may hold words
                    "update.lost",
                    update_id=incoming.update_id,
                    error=type(second).__name__,
                    where=_where(second),
                )

    async def _patiently(
        self,
        step: Any,  # noqa: ANN401 - a function without arguments
        trouble: type[StoreError] = DatabaseUnavailable,
    ) -> Any:  # noqa: ANN401 - whatever the step returns
        """Wait out the trouble. A rule that an update breaks is none: waiting would keep everybody waiting."""
        wait = FIRST_WAIT
        while True:
            try:
                return await step()
            except trouble as error:
                log.warning("store.away", error=type(error).__name__, again_in=wait)
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)

    def _answer(self, callback_id: str, toast: str | None) -> None:
        """Answer a tap at once, beside the outbox: it only stops the button's spinner, and expires in seconds."""
        task = asyncio.create_task(self._answer_tap(callback_id, toast))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer_tap(self, callback_id: str, toast: str | None) -> None:
        params = {"callback_query_id": callback_id, **({"text": toast} if toast else {})}
        try:
            await self._api.ask("answerCallbackQuery", **params)
        except Exception as error:  # noqa: BLE001 - a spinner is not worth more than a line
            log.debug("tap.unanswered", error=type(error).__name__)

    async def drain(self) -> None:
        """Wait a moment for the taps to be answered; those that the server keeps waiting are let go."""
        if self._answering:
            _, late = await asyncio.wait(self._answering, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()


class Poller:
    """Fetches updates by long polling; an offset is confirmed only after its updates are stored."""

    def __init__(self, *, api: BotApi, receiver: Receiver) -> None:
        self._api = api
        self._receiver = receiver

    async def run(self) -> None:
        """Poll until cancelled. Being cancelled loses nothing: what was not confirmed comes again."""
        offset: int | None = None
        wait = FIRST_WAIT
        while True:
            try:
                batch = await self._api.updates(offset)
            except TelegramError as error:
                wait = await self._back_off(error, wait)
                continue
            wait = FIRST_WAIT
            await self._receiver.take(batch)
            numbers = filter(None, (number_of(raw.get("update_id")) for raw in batch))
            offset = max((number + 1 for number in numbers), default=offset)

    async def _back_off(self, error: TelegramError, wait: float) -> float:
        if isinstance(error, RetryAfter):
            seconds = error.retry_after
            wait = float(seconds) if isinstance(seconds, int | float) else seconds.total_seconds()
        if isinstance(error, Conflict):
            log.warning(
                "poll.conflict",
                remedy="another program polls with this token; stop one of the two",
                again_in=wait,
            )
        else:
            log.warning("poll.failed", error=type(error).__name__, again_in=wait)
        await asyncio.sleep(wait)
        return min(2 * wait, LONGEST_WAIT)


def _where(error: BaseException) -> str:
    """The place in the code where an error arose; its text could hold someone's words and is left out."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
    return place
