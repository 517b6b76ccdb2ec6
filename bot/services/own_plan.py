"""Looking through one's own plan: what is open, what is settled, and one item with what is known about it."""

from typing import Final

from bot.domain.calendar import local_date
from bot.domain.cutting import shortened
from bot.domain.entries import Entry
from bot.domain.ids import EntryId, PlanItemId
from bot.domain.listing import ALL, page_of
from bot.domain.people import Participant
from bot.domain.plans import PlanItem
from bot.services import plan_phrases, plans
from bot.services.desk import Desk
from bot.services.entry_messages import BUTTON_UNITS
from bot.services.messages import Button, entry_data, plan_data
from bot.services.plan_messages import (
    OPEN,
    SETTLED,
    Background,
    item_message,
    list_message,
    other_list,
)
from bot.services.screens import Screen
from bot.services.versions import readable_at

NEWEST: Final = PlanItemId("")
"""The anchor of a list that is shown from its beginning."""

Toast = str | None


def begin(desk: Desk, participant: Participant) -> None:
    """Show what is open in a message of its own."""
    show_list(Screen(desk=desk, participant=participant, message_id=None, shown=OPEN), NEWEST)


def show_list(at: Screen, anchor: PlanItemId) -> Toast:
    """The page of the list on which the anchor stands, newest items first; the first page without one."""
    everything = at.desk.plans_of(at.participant.id)
    wants_settled = at.shown == SETTLED
    items = {one.id: one for one in reversed(everything) if one.status.is_settled == wants_settled}
    page = page_of(list(items), anchor)
    if not everything:
        at.show(plan_phrases.NO_PLAN, [])
    elif page is None:
        words = plan_phrases.NOTHING_SETTLED if wants_settled else plan_phrases.NOTHING_OPEN
        at.show(words, [other_list(at.shown)])
    else:
        text, rows = list_message(page, items, at.shown)
        has_other = wants_settled or len(items) < len(everything)
        at.show(text, [*rows, other_list(at.shown)] if has_other else rows)
    return None


def show_item(at: Screen, item: PlanItem, detail: str) -> Toast:
    """An item, from the page that `detail` numbers."""
    page = int(detail) if detail.isdecimal() else 0
    at.show(*item_message(item, _background(at, item), at.shown, page=page))
    return None


def _background(at: Screen, item: PlanItem) -> Background:
    desk, zone = at.desk, at.participant.timezone
    run = desk.run(item.run_id)
    flow = readable_at(desk.uow, desk.means.flows, run.flow, run.version) if run else None
    entry = _own_entry(at, run.entry_id) if run and run.entry_id else None
    days = (one.next_local_date for one in plans.check_ins(desk, item))
    return Background(
        made_on=local_date(item.created_at, zone),
        changed_on=local_date(item.changed_at, zone),
        flow=flow.title if flow else "",
        entry_id=entry.id if entry else None,
        source=_source(at, item),
        asks_on=[day for day in days if day is not None],
    )


def _source(at: Screen, item: PlanItem) -> Button | None:
    """The way to what the need was chosen from, as long as it is there."""
    if item.from_id is None:
        return None
    earlier = at.desk.plan(PlanItemId(item.from_id))
    if earlier is not None and earlier.participant_id == at.participant.id:
        shown = SETTLED if earlier.status.is_settled else OPEN
        return (_from(earlier.title), plan_data("open", earlier.id, shown))
    entry = _own_entry(at, EntryId(item.from_id))
    return (_from(entry.title), entry_data("open", entry.id, ALL)) if entry else None


def _from(title: str) -> str:
    return plan_phrases.FROM.format(title=shortened(title, units=BUTTON_UNITS))


def _own_entry(at: Screen, entry_id: EntryId) -> Entry | None:
    entry = at.desk.entries_written().by_id([entry_id]).get(entry_id)
    return entry if entry is not None and entry.participant_id == at.participant.id else None
