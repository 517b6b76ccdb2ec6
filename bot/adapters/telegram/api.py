"""The Bot API as Kipic uses it: one way to make a call, and one table of what its errors mean."""

import warnings
from collections.abc import Sequence
from typing import Any, Final

from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from bot.adapters.telegram.transport import AiohttpRequest, NeverSentError
from bot.domain.deliveries import CallResult, Delivery, Outcome
from bot.ports import Document

POLL_SECONDS: Final = 25
"""How long Telegram may hold a poll open when there is nothing new."""

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""What Telegram sends us; everything else is not even asked for."""

_POLL_GRACE: Final = 10

_ALREADY_SO: Final = ("message is not modified", "message to delete not found", "message to edit not found")


class BotApi:
    """One bot at one Bot API server (Telegram's or another)."""

    def __init__(self, *, token: str, base_url: str, connections: int) -> None:
        # PTB warns whenever a method that it wraps is called by name; the outbox does just that, on purpose:
        # a row is a method with its parameters, and no Message object has to be built from the answer.
        warnings.filterwarnings("ignore", message=r"Please use 'Bot\.", category=PTBUserWarning)
        self.id = int(token.partition(":")[0])
        self._transports = (AiohttpRequest(connections=2), AiohttpRequest(connections=connections))
        self._bot = Bot(
            token=token,
            base_url=f"{base_url.rstrip('/')}/bot",
            base_file_url=f"{base_url.rstrip('/')}/file/bot",
            get_updates_request=self._transports[0],
            request=self._transports[1],
        )

    async def open(self) -> None:
        """Open the connections; nothing is asked yet."""
        for transport in self._transports:
            await transport.initialize()

    async def close(self) -> None:
        """Close the connections."""
        for transport in self._transports:
            await transport.shutdown()

    async def ask(self, method: str, **params: Any) -> Any:  # noqa: ANN401 - JSON, as the API answers
        """Make a call whose outcome is not recorded; raises PTB's errors."""
        return await self._bot.do_api_request(method, api_kwargs=params)

    async def updates(self, offset: int | None, *, limit: int = 100) -> list[dict[str, Any]]:
        """What came in from `offset` on; asking for an offset confirms all before it."""
        params = {"limit": limit, "timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            params["offset"] = offset
        found = await self._bot.do_api_request(
            "getUpdates", api_kwargs=params, read_timeout=POLL_SECONDS + _POLL_GRACE
        )
        updates = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else None
        if updates is None or (found and not any(isinstance(one.get("update_id"), int) for one in updates)):
            raise TelegramError(
                "no updates in the answer"
            )  # nothing could be confirmed: it would come for ever
        return updates

    async def call(self, delivery: Delivery, files: Sequence[Document]) -> CallResult:
        """Make the call of a claimed delivery and say what it came to; never raises for what the API answers."""
        params = dict(delivery.params)
        for file in files:
            params[file.parameter] = InputFile(file.content, filename=file.name)
        try:
            result = await self._bot.do_api_request(delivery.method, api_kwargs=params)
        except TelegramError as error:
            return result_of(error, delivery)
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return _result(delivery, Outcome.SENT, message_id=message_id)


_MEANINGS: Final[tuple[tuple[type[TelegramError], Outcome, str], ...]] = (
    (RetryAfter, Outcome.NOT_SENT, "flood"),
    (Forbidden, Outcome.BLOCKED, "forbidden"),
    (ChatMigrated, Outcome.REJECTED, "chat_migrated"),
    (BadRequest, Outcome.REJECTED, "bad_request"),  # a NetworkError in PTB's tree, but final
    (NeverSentError, Outcome.NOT_SENT, "no_connection"),
    (InvalidToken, Outcome.NOT_SENT, "invalid_token"),  # nothing wrong with the message; a new token sends it
    (EndPointNotFound, Outcome.REJECTED, "no_such_method"),
    (NetworkError, Outcome.UNKNOWN, "no_answer"),  # a time-out, a reset, a 5xx: Telegram may have done it
)
"""What each error means for a message; the first that fits counts."""


def result_of(error: TelegramError, delivery: Delivery) -> CallResult:
    """What an error of the Bot API means for a delivery; an unheard-of one leaves the outcome unknown."""
    if isinstance(error, BadRequest) and any(words in error.message.lower() for words in _ALREADY_SO):
        return _result(delivery, Outcome.SENT, reason="already_so")
    outcome, reason = next(
        ((outcome, reason) for kind, outcome, reason in _MEANINGS if isinstance(error, kind)),
        (Outcome.UNKNOWN, "unheard_of"),
    )
    retry_after = _seconds(error) if isinstance(error, RetryAfter) else None
    return _result(delivery, outcome, retry_after=retry_after, reason=reason)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()


def _result(
    delivery: Delivery,
    outcome: Outcome,
    *,
    message_id: int | None = None,
    retry_after: float | None = None,
    reason: str | None = None,
) -> CallResult:
    return CallResult(
        delivery_id=delivery.id,
        attempt=delivery.attempts,
        outcome=outcome,
        message_id=message_id,
        retry_after=retry_after,
        reason=reason,
    )
