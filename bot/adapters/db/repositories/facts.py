"""What the data know about themselves, such as whose time zone rules their instants follow."""

from sqlalchemy import bindparam, select

from bot.adapters.db.dialects import upsert
from bot.adapters.db.schema import meta
from bot.adapters.db.transaction import Transaction

_VALUE = select(meta.c.value).where(meta.c.name == bindparam("wanted"))
_NOTE = upsert(meta, by=("name",))


class FactsTable:
    """`bot.ports.Facts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def value(self, name: str) -> str | None:
        """The fact of this name; None when none was noted."""
        found: str | None = self._transaction.scalar(_VALUE, wanted=name)
        return found

    def note(self, name: str, value: str) -> None:
        """From now on it is this."""
        self._transaction.write(_NOTE, [{"name": name, "value": value}])
