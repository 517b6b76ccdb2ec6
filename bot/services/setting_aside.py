"""What fails even alone is set aside for a while, so that one person's broken row keeps nobody else waiting."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.ports import UnitOfWork

SET_ASIDE_FOR: Final = timedelta(hours=1)
"""How long it rests before its next try: a flow or a key may be back by then."""


def due_item(uow: UnitOfWork, *, now: datetime) -> None:
    """Put the earliest due item off."""
    items = uow.schedules.due_items(now, limit=1)
    uow.schedules.add_due([replace(item, due_at=now + SET_ASIDE_FOR) for item in items])


def occurrence(uow: UnitOfWork, *, now: datetime) -> None:
    """Put the earliest occurrence off, undecided."""
    schedules = uow.schedules.due(now, limit=1)
    uow.schedules.save([replace(one, next_due_at=now + SET_ASIDE_FOR) for one in schedules])
