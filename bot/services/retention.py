"""What is not kept: the state of finished runs, old records of updates and of messages, texts whose hold ended."""

from datetime import datetime, timedelta
from typing import Final

from bot.ports import UnitOfWork

EDITABLE_FOR: Final = timedelta(hours=48)
"""Telegram lets people edit a message for 48 hours; until then a finished run can still follow an edit."""

UPDATES_KEPT_FOR: Final = timedelta(hours=48)
"""Telegram repeats an unconfirmed update for 24 hours. Ids may start anywhere after a silent week, so a record
that is kept much longer would swallow a new update."""

DELIVERIES_KEPT_FOR: Final = timedelta(days=30)
"""Long enough to look into a complaint that something never came; their words went when they were settled."""

BATCH: Final = 500
"""Runs compacted, and deliveries forgotten, in one transaction, so that replies get in between."""


def tidy(uow: UnitOfWork, *, now: datetime) -> int:
    """Let go of what is past its time; how much went of what goes in batches: the caller goes on while one is full."""
    uow.updates.forget_before(now - UPDATES_KEPT_FOR)
    uow.runs.drop_holds(now)
    compacted = uow.runs.compact_before(now - EDITABLE_FOR, limit=BATCH)
    forgotten = uow.outbox.forget_before(now - DELIVERIES_KEPT_FOR, limit=BATCH)
    return max(compacted, forgotten)
