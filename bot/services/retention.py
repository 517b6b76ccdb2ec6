"""What is not kept: answers of finished runs, old records of updates and messages, what was held, begun or deleted."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.entries import Part
from bot.domain.runs import AnswerLink, Run
from bot.engine.kept import fields_holding
from bot.ports import UnitOfWork
from bot.services.desk import Desk, Means
from bot.services.discarding import DELETED_FOR
from bot.services.keeping import link_name

EDITABLE_FOR: Final = timedelta(hours=48)
"""Telegram lets people edit a message for 48 hours; until then a finished run can still follow an edit."""

COUNTABLE_FOR: Final = timedelta(days=14)
"""How long what somebody chose waits for four others, so that all five can go into figures (`figures`)."""

LINKS_KEPT_FOR: Final = timedelta(hours=48)
"""How long an edit that comes later still reaches the entry itself."""

EXPIRED_LINKS_KEPT_FOR: Final = timedelta(days=90)
"""How long somebody who opens an expired link to a role or a cohort is told so, and not that it is unknown."""

UPDATES_KEPT_FOR: Final = timedelta(hours=48)
"""Telegram repeats an unconfirmed update for 24 hours. Ids may start anywhere after a silent week, so a record
that is kept much longer would swallow a new update."""

DELIVERIES_KEPT_FOR: Final = timedelta(days=30)
"""Long enough to look into a complaint that something never came; their words went when they were settled."""

BATCH: Final = 500
"""Deliveries forgotten in one transaction, so that replies get in between."""

RUNS_AT_ONCE: Final = 100
"""Runs and entries in one transaction: each of them is opened, or taken out with what belongs to it."""


def tidy(uow: UnitOfWork, *, means: Means, now: datetime) -> bool:
    """Let go of what is past its time; whether there is more of what goes in batches, so that the caller goes on."""
    uow.updates.forget_before(now - UPDATES_KEPT_FOR)
    uow.runs.drop_holds(now)
    uow.errands.drop(now)
    uow.runs.drop_links(now - LINKS_KEPT_FOR)
    uow.roles.drop_links(now - EXPIRED_LINKS_KEPT_FOR)
    dropped = uow.entries.drop_deleted(now - DELETED_FOR, limit=RUNS_AT_ONCE)
    compacted = _compact(Desk(uow, means, now=now))
    forgotten = uow.outbox.forget_before(now - DELIVERIES_KEPT_FOR, limit=BATCH)
    return RUNS_AT_ONCE in {dropped, compacted} or forgotten == BATCH


def _compact(desk: Desk) -> int:
    """Take the answers out of runs that finished long enough ago; their links lead to the entry from now on."""
    runs = desk.uow.runs.finished_before(
        desk.now - EDITABLE_FOR, limit=RUNS_AT_ONCE, uncounted=desk.now - COUNTABLE_FOR
    )
    by_id = {run.id: run for run in runs}
    links = desk.uow.runs.links_of(runs)
    desk.uow.runs.link(
        [_to_entry(desk, link, by_id[link.run_id]) for link in links if link.run_id is not None]
    )
    desk.uow.runs.compact(list(by_id))
    return len(runs)


def _to_entry(desk: Desk, link: AnswerLink, run: Run) -> AnswerLink:
    """The link as one to the parts of the entry that hold just this answer, from now on kept by its own time."""
    try:
        held_in = fields_holding(desk.flow_of(run), desk.state_of(run), link.name)
    except KeyError:  # a version that was never kept
        held_in = ()
    name = link_name([Part(field) for field in held_in])
    return replace(link, run_id=None, entry_id=run.entry_id, name=name, created_at=desk.now)
