"""The column types that the tables share, so that an instant, a JSON value or an id is stored one way only."""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ARRAY, BigInteger, Dialect, LargeBinary, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

ID_LENGTH = 26
"""Characters of an id (the shape of a ULID)."""


def id_type() -> TypeEngine[str]:
    """Ids compare by their bytes on every engine, so that "by id" means "by age" whatever the locale."""
    return String(ID_LENGTH).with_variant(String(ID_LENGTH, collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """An aware datetime: microseconds since 1970 (UTC) on SQLite, TIMESTAMPTZ on PostgreSQL.

    These types give the engine one function for each direction instead of the usual two layers: instants are the
    most frequent values of all.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the engine stores."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Refuses naive datetimes: nothing says which instant they mean."""
        return _aware if dialect.name == "postgresql" else _to_microseconds

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Always in UTC."""
        del coltype
        return None if dialect.name == "postgresql" else _from_microseconds


class Json(TypeDecorator[Any]):
    """A plain JSON value as text; None stays NULL."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Any JSON value to text."""
        del dialect
        return _to_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """The value as it was bound."""
        del dialect, coltype
        return _from_text


class Sealed(TypeDecorator[bytes]):
    """Bytes of `sealing.py`, as both drivers take and give them."""

    impl = LargeBinary
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """Nothing to do."""
        del dialect

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Nothing to do."""
        del dialect, coltype


class IdList(TypeDecorator[Collection[str]]):
    """Many ids as one parameter: a JSON array on SQLite, a real array on PostgreSQL (see `dialects.among`)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the engine is handed."""
        return dialect.type_descriptor(ARRAY(Text) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - by engine
        """Any collection will do."""
        listed = list(value or ())
        return listed if dialect.name == "postgresql" else orjson.dumps(listed).decode()


class NumberList(TypeDecorator[Collection[int]]):
    """Many whole numbers as one parameter, as `IdList`."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the engine is handed."""
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - by engine
        """Any collection will do."""
        listed = list(value or ())
        return listed if dialect.name == "postgresql" else orjson.dumps(listed).decode()


def to_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """JSON of a value whose mappings, tuples and sets may be of any kind."""
    return orjson.dumps(value, default=_plain)


def _to_microseconds(value: datetime | None) -> int | None:
    # Taking the epoch off a naive datetime raises TypeError.
    return None if value is None else (value - _EPOCH) // _MICROSECOND


def _from_microseconds(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def _aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise TypeError("an instant needs a time zone")
    return value


def _to_text(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    return None if value is None else to_json(value).decode()


def _from_text(value: str | None) -> Any:  # noqa: ANN401 - any JSON value
    return None if value is None else orjson.loads(value)


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, AbstractSet):
        return sorted(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
