"""Which updates were taken in, and those that could not be handled."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.adapters.db.dialects import insert_numbers, upsert
from bot.adapters.db.keys import SYSTEM
from bot.adapters.db.schema import bot_update, parked_update
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import ParticipantId
from bot.ports import ParkedUpdate

_ADD = insert_numbers(bot_update, "update_id", ("bot_id", "received_at"))
_FORGET = delete(bot_update).where(bot_update.c.received_at < bindparam("instant"))
_PARK = upsert(parked_update, by=("bot_id", "update_id"))
_PARKED = select(parked_update).order_by(
    parked_update.c.at, parked_update.c.bot_id, parked_update.c.update_id
)


class UpdatesTable:
    """`bot.ports.Updates`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add_new(self, bot_id: int, update_ids: Sequence[int], *, now: datetime) -> set[int]:
        """Record these and return those that were not recorded before (uq_bot_update)."""
        rows = self._transaction.rows(_ADD, bot_id=bot_id, received_at=now, numbers=sorted(update_ids))
        return {number for (number,) in rows}

    def park(self, parked: ParkedUpdate) -> None:
        """Keep an update that could not be handled."""
        owner = parked.participant_id or SYSTEM
        keys = self._transaction.keys
        keys.ensure([owner])
        row = {
            "bot_id": parked.bot_id,
            "update_id": parked.update_id,
            "participant_id": parked.participant_id,
            "payload": keys.of(owner).seal(_place(parked.bot_id, parked.update_id), parked.payload),
            "error": parked.error,
            "at": parked.at,
        }
        self._transaction.write(_PARK, [row])

    def parked(self) -> Sequence[ParkedUpdate]:
        """All that are parked, oldest first."""
        keys = self._transaction.keys
        return [
            ParkedUpdate(
                bot_id=bot_id,
                update_id=update_id,
                participant_id=ParticipantId(participant_id) if participant_id else None,
                payload=keys.of(participant_id or SYSTEM).open(_place(bot_id, update_id), payload),
                error=error,
                at=at,
            )
            for bot_id, update_id, participant_id, payload, error, at in self._transaction.rows(_PARKED)
        ]

    def forget_before(self, instant: datetime) -> int:
        """Drop records of updates older than that; how many went."""
        return self._transaction.count(_FORGET, instant=instant)


def _place(bot_id: int, update_id: int) -> str:
    return f"parked_update|payload|{bot_id}/{update_id}"
