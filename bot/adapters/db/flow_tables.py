"""The tables of authored content: every version of a flow that was ever current, and which ones were so together."""

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Table, Text

from bot.adapters.db.columns import Instant, Json
from bot.adapters.db.table_parts import VERSION_LENGTH, code, may, metadata, must

flow_version = Table(
    "flow_version",
    metadata,
    code("name"),
    must("version", String(VERSION_LENGTH)),
    must("files", Json()),
    must("added_at", Instant()),
    PrimaryKeyConstraint("name", "version"),
)

publication = Table(
    "publication",
    metadata,
    # Counted and not an id: whoever appends the next number first has published, whatever the clocks say.
    Column("number", Integer, primary_key=True, autoincrement=False),
    must("at", Instant()),
    code("act"),
    must("flows", Json()),
    must("programme", Text()),
    code("programme_origin"),
    must("maps", Json()),
    may("courses", Json()),
)
