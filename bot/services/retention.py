"""What is not kept: finished runs lose their state, old records of updates go, and so do holds that ended."""

from datetime import datetime, timedelta
from typing import Final

from bot.ports import UnitOfWork

EDITABLE_FOR: Final = timedelta(hours=48)
"""Telegram lets people edit a message for 48 hours; until then a finished run can still follow an edit."""

UPDATES_KEPT_FOR: Final = timedelta(hours=48)
"""Telegram repeats an unconfirmed update for 24 hours. Ids may start anywhere after a silent week, so a record
that is kept much longer would swallow a new update."""

BATCH: Final = 500
"""Runs compacted in one transaction, so that replies get in between."""


def tidy(uow: UnitOfWork, *, now: datetime) -> int:
    """Let go of what is past its time; how many runs were compacted, for the caller to go on while it is full."""
    uow.updates.forget_before(now - UPDATES_KEPT_FOR)
    uow.runs.drop_holds(now)
    return uow.runs.compact_before(now - EDITABLE_FOR, limit=BATCH)
