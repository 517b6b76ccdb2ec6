"""Versions of flows that were ever current, for runs that began with them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.adapters.db.dialects import insert_new
from bot.adapters.db.schema import flow_version
from bot.adapters.db.transaction import Transaction
from bot.ports import StoredFlow

_ADD = insert_new(flow_version)
_GET = select(flow_version.c.files).where(
    flow_version.c.name == bindparam("named"), flow_version.c.version == bindparam("wanted")
)


class FlowsTable:
    """`bot.ports.Flows`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, flows: Sequence[StoredFlow], *, now: datetime) -> None:
        """Keep these versions; known ones are left."""
        rows = [
            {"name": flow.name, "version": flow.version, "files": flow.files, "added_at": now}
            for flow in flows
        ]
        self._transaction.write(_ADD, rows)

    def get(self, name: str, version: str) -> StoredFlow | None:
        """One version."""
        files = self._transaction.scalar(_GET, named=name, wanted=version)
        return None if files is None else StoredFlow(name=name, version=version, files=files)
