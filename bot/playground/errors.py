"""The ways in which the playground says no: to the bot as Telegram would, to the page in a plain sentence."""

from typing import Final

TOO_MANY_REQUESTS: Final = 429


class BotApiError(Exception):
    """A Bot API call was refused; `code` is the HTTP status too, as at Telegram."""

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


class PlayError(Exception):
    """A request of the page could not be carried out; `message` is shown to the person."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def bad_request(reason: str) -> BotApiError:
    """A 400 in Telegram's wording."""
    return BotApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> BotApiError:
    """A 403 in Telegram's wording."""
    return BotApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> BotApiError:
    """A 409 in Telegram's wording."""
    return BotApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> BotApiError:
    """A 429 that asks for a pause of `retry_after` seconds."""
    return BotApiError(
        TOO_MANY_REQUESTS, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after
    )
