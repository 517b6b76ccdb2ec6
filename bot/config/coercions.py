"""How the text of a setting becomes its value, and what a fault in it says: what is wrong, then the remedy."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import BeforeValidator, SecretStr

from bot.domain.calendar.zones import zone_of
from bot.domain.errors import KipicError, UnknownZone

_SHOWN_CHARACTERS: Final = 64
_TOKEN: Final = re.compile(r"\d+:[\w-]+", re.ASCII)
_ENDPOINT: Final = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>\d{1,5})", re.ASCII)
_TOP_PORT: Final = 65_535
_MOST_MINUTES: Final = 60
_POSTGRES_SCHEMES: Final = ("postgresql+psycopg", "postgresql", "postgres")


class LogFormat(StrEnum):
    """How log lines look: for people or for machines."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """The least weight of a line that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a server listens; port 0 lets the system choose."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…")


def coerced(parse: Callable[[str], Any]) -> BeforeValidator:
    """Applies `parse` to text, leaves a value that is already made, and turns our own errors into pydantic's."""

    def coerce(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return parse(value.strip())
        except KipicError as error:
            raise ValueError(f"{error} {error.remedy}") from None

    return BeforeValidator(coerce)


def bot_token(text: str) -> SecretStr:
    """A token as @BotFather gives it; short ones serve test servers."""
    if not _TOKEN.fullmatch(text):
        raise ValueError(
            "This is no bot token. Copy it whole from @BotFather: digits, a colon, then letters and digits."
        )
    return SecretStr(text)


def api_url(text: str) -> str:
    """The address of a Bot API server, without a slash at its end."""
    try:
        parts = urlsplit(text)
        is_sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound or parts.username or parts.query or parts.fragment:
        # Not quoted: a token or a password may have slipped into it.
        raise ValueError(
            "This is no http(s) address. Write it such as https://api.telegram.org, without the token."
        )
    return text.rstrip("/")


def data_dir(text: str) -> Path:
    """A folder that is there or can be made."""
    path = Path(text).expanduser()
    if path.exists() and not path.is_dir():
        raise ValueError(f"{_shown(text)} is a file. Name a folder, which is made if it isn't there.")
    return path


def flows_dir(text: str) -> Path:
    """A folder that is there."""
    path = Path(text).expanduser()
    if not path.is_dir():
        raise ValueError(
            f"{_shown(text)} is no folder. Name the folder with programme.yaml, or leave it out."
        )
    return path


def holidays_file(text: str) -> Path:
    """A file that is there."""
    path = Path(text).expanduser()
    if not path.is_file():
        raise ValueError(f"{_shown(text)} is no file. Name the YAML file of one-off days, or leave it out.")
    return path


def database_url(text: str) -> SecretStr:
    """SQLAlchemy's address of a SQLite file or a PostgreSQL database; secret, for it may hold a password."""
    # Not quoted in a fault: it may hold a password.
    remedy = "Write sqlite:///path/to/kipic.db or postgresql+psycopg://user:password@host/database."
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(f"This is no database address. {remedy}") from None
    if parts.scheme in _POSTGRES_SCHEMES:
        return SecretStr(f"{_POSTGRES_SCHEMES[0]}:{text.partition(':')[2]}")
    if parts.scheme == "sqlite" and not parts.netloc and parts.path.strip("/") not in {"", ":memory:"}:
        return SecretStr(text)
    raise ValueError(f"This is no database that Kipic keeps its data in. {remedy}")


def operators(text: str) -> frozenset[int]:
    """Telegram user ids, separated by commas."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [part for part in parts if not (part.isascii() and part.isdigit() and int(part))]
    if wrong:
        listed = ", ".join(_shown(part) for part in wrong)
        raise ValueError(f"{listed}: no Telegram user id. Write numbers (not names), separated by commas.")
    return frozenset(int(part) for part in parts)


def timezone(text: str) -> str:
    """The name of an IANA time zone."""
    try:
        return zone_of(text).key
    except UnknownZone as error:
        hint = did_you_mean(text, available_timezones()) or error.remedy
        raise ValueError(f"{error} {hint}") from None


def send_rate(text: str) -> float:
    """Messages a second."""
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not (math.isfinite(rate) and rate > 0):
        raise ValueError(f"{_shown(text)} is no number of messages a second. Write one above 0, such as 28.")
    return rate


def spread(text: str) -> timedelta:
    """Minutes, up to an hour."""
    if not (text.isascii() and text.isdigit() and int(text) <= _MOST_MINUTES):
        raise ValueError(f"{_shown(text)} is no number of minutes. Write one from 0 to 60, such as 10.")
    return timedelta(minutes=int(text))


def endpoint(text: str) -> Endpoint:
    """`host:port`, an IPv6 host in brackets."""
    match = _ENDPOINT.fullmatch(text)
    if match is None or int(match["port"]) > _TOP_PORT:
        raise ValueError(f"{_shown(text)} is no host:port. Write it such as 127.0.0.1:8080 or [::1]:8080.")
    if match["six"]:
        try:
            IPv6Address(match["six"])
        except ValueError:
            raise ValueError(f"{_shown(text)} holds no IPv6 address. Write it such as [::1]:8080.") from None
    return Endpoint(host=match["six"] or match["host"], port=int(match["port"]))


def loopback_endpoint(text: str) -> Endpoint:
    """An endpoint that only this machine can reach."""
    where = endpoint(text)
    if not where.is_loopback:
        raise ValueError(
            f"{_shown(text)} can be reached from outside. The playground has no log-in, so it listens on this machine"
            " alone: write 127.0.0.1:8090."
        )
    return where


def one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    """A parser of the words of `kind`, in any case."""

    def parse(text: str) -> StrEnum:
        if text.lower() not in list(kind):
            raise ValueError(f"{_shown(text)} isn't known. Write one of {', '.join(kind)}.")
        return kind(text.lower())

    return parse


def did_you_mean(text: str, known: Iterable[str]) -> str | None:
    """A question that names the closest of `known`, if one is close."""
    close = get_close_matches(text, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else None
