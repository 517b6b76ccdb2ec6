"""Keeps pending instants true to the rules of the time zones: when a release brings others, as the bot starts."""

from typing import Final

from bot.domain.calendar.zone_rules import VERSION
from bot.domain.ids import ScheduleId
from bot.ports import Clock, Store
from bot.services import retiming
from bot.services.desk import Means

FACT: Final = "zone_rules"
"""Under which name the data note whose rules their instants follow."""


async def follow_zone_rules(store: Store, *, means: Means, clock: Clock) -> int:
    """Bring all pending instants in line if the rules are others than before; how many changed.

    It goes in batches, each a transaction of its own. What is interrupted begins anew at the next start.
    """
    if await store.read(lambda uow: uow.facts.value(FACT)) == VERSION:
        return 0
    changed, after = 0, None
    while True:
        count, after = await _retime(store, means, after, clock)
        changed += count
        if after is None:
            break
    await store.transact(lambda uow: uow.facts.note(FACT, VERSION))
    return changed


async def _retime(
    store: Store, means: Means, after: ScheduleId | None, clock: Clock
) -> tuple[int, ScheduleId | None]:
    now = clock.now()
    return await store.transact(lambda uow: retiming.retime(uow, means=means, after=after, now=now))
