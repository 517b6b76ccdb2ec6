"""Letting deleted entries go for good, with all that holds their words."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update

from bot.adapters.db.dialects import among_ids
from bot.adapters.db.schema import answer_link, entry, follow_up, literal_status, plan_item, run, schedule
from bot.adapters.db.transaction import Transaction

_DELETED = (
    select(entry.c.id, entry.c.participant_id, entry.c.run_id)
    .where(entry.c.deleted_at.is_not(None), entry.c.deleted_at < bindparam("instant"))
    .order_by(entry.c.deleted_at)
    .limit(bindparam("most"))
)
_DROP = delete(entry).where(among_ids(entry.c.id))
_DROP_LINKS = delete(answer_link).where(
    among_ids(answer_link.c.participant_id, "people"),
    or_(among_ids(answer_link.c.entry_id), among_ids(answer_link.c.run_id, "runs")),
)
_DROP_PLANS = delete(plan_item).where(among_ids(plan_item.c.run_id))
_DROP_FOLLOW_UPS = delete(schedule).where(
    schedule.c.id.in_(select(follow_up.c.schedule_id).where(among_ids(follow_up.c.run_id)))
)
_FORGET_ANSWERS = (
    update(run).where(among_ids(run.c.id), run.c.status != literal_status("waiting")).values(state=None)
)


def drop_deleted(transaction: Transaction, instant: datetime, *, limit: int) -> int:
    """Let go of entries that were deleted before, those deleted first first; how many went."""
    over = transaction.rows(_DELETED, instant=instant, most=limit)
    if over:
        ids, people, runs = ({row[place] for row in over} - {None} for place in range(3))
        transaction.count(_DROP_LINKS, people=people, ids=ids, runs=runs)
        transaction.count(_FORGET_ANSWERS, ids=runs)
        transaction.count(_DROP_PLANS, ids=runs)
        transaction.count(_DROP_FOLLOW_UPS, ids=runs)
        transaction.count(_DROP, ids=ids)
    return len(over)
