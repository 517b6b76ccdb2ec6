"""Publications: which versions of the flows were current together, and which are."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from bot.adapters.db.dialects import insert_new
from bot.adapters.db.schema import publication
from bot.adapters.db.transaction import Transaction
from bot.ports import Act, Origin, Publication, Published

_APPEND = insert_new(publication, publication.c.number)
_HISTORY = select(
    publication.c.number,
    publication.c.at,
    publication.c.act,
    publication.c.flows,
    publication.c.programme,
    publication.c.programme_origin,
    publication.c.maps,
    publication.c.courses,
).order_by(publication.c.number.desc())
_LATEST = _HISTORY.limit(1)
_NUMBER = select(func.max(publication.c.number))


class PublicationsTable:
    """`bot.ports.Publications`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def latest(self) -> Publication | None:
        """The one that is current, None before the first."""
        rows = self._transaction.rows(_LATEST)
        return _publication(rows[0]) if rows else None

    def latest_number(self) -> int:
        """Its number, 0 before the first."""
        return self._transaction.scalar(_NUMBER) or 0

    def history(self) -> Sequence[Publication]:
        """All of them, newest first."""
        return [_publication(row) for row in self._transaction.rows(_HISTORY)]

    def append(self, new: Publication) -> bool:
        """Make it current; False if another one took its number first."""
        row = {
            "number": new.number,
            "at": new.at,
            "act": new.act,
            "flows": {name: [one.version, one.origin] for name, one in new.flows.items()},
            "programme": new.programme,
            "programme_origin": new.programme_origin,
            "maps": new.maps,
            "courses": new.courses,
        }
        return bool(self._transaction.rows(_APPEND, **row))


def _publication(row: Sequence[Any]) -> Publication:
    number, at, act, flows, programme, origin, maps, courses = row
    return Publication(
        number=number,
        at=at,
        act=Act(act),
        flows=_published(flows),
        programme=programme,
        programme_origin=Origin(origin),
        maps=maps,
        courses=courses or {},
    )


def _published(flows: Mapping[str, Sequence[str]]) -> Mapping[str, Published]:
    return {
        name: Published(version=version, origin=Origin(origin)) for name, (version, origin) in flows.items()
    }
