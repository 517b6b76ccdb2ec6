"""How many people wait where in a flow: for its picture, and in words for those whose step it no longer has."""

from collections import Counter

from bot.app.assembly import opened_store
from bot.app.authoring.drawing import LiveCounts
from bot.app.authoring.terminal import counted
from bot.config import Settings
from bot.engine.definition import Flow


async def count_live(settings: Settings, flow: Flow) -> LiveCounts:
    """Who waits in this flow now, whatever the version that they began with."""
    async with opened_store(settings) as store:
        waiting = await store.read(lambda uow: uow.runs.waiting())
    by_step, elsewhere = Counter[str](), Counter[str]()
    for (name, _, step), count in waiting.items():
        if name == flow.name:
            (by_step if step in flow.saved_by else elsewhere)[step] += count
    beside = [
        f"{counted(count, 'person waits', 'people wait')} in an older version,"
        + (f" at '{step}', which this one has not got." if step else " at a step that was not noted.")
        for step, count in sorted(elsewhere.items())
    ]
    return LiveCounts(by_step=by_step, beside=beside)
