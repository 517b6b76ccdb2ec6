"""Taps in the plan: which item of whose plan a button means, and what it does.

n:list:<list>[:<item>]             the list from the page with this item, or from its beginning
n:<verb>:<item>:<list>[:<more>]    one of the verbs below; <list> is where the way back leads
"""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.ids import PlanItemId
from bot.domain.people import Participant
from bot.domain.plans import PlanItem
from bot.services import own_plan, phrases, plan_changes, plan_phrases
from bot.services.desk import Desk
from bot.services.plan_messages import OPEN, SETTLED
from bot.services.screens import Screen

Toast = str | None


def take(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """Do what a button of the plan says."""
    verb, *parts = rest.split(":")
    if verb == "list":
        shown, item_id, detail = (*parts, "", "", "")[:3]
    else:
        item_id, shown, detail = (*parts, "", "", "")[:3]
    if shown not in (OPEN, SETTLED):
        return phrases.OLD_BUTTON
    at = Screen(desk=desk, participant=participant, message_id=message_id, shown=shown)
    if verb == "list":
        return own_plan.show_list(at, PlanItemId(item_id))
    handle = _VERBS.get(verb)
    if handle is None:
        return phrases.OLD_BUTTON
    item = desk.plan(PlanItemId(item_id))
    if item is None or item.participant_id != participant.id:  # as unknown as one that never was
        return plan_phrases.PLAN_GONE
    return handle(at, item, detail)


_VERBS: Final[Mapping[str, Callable[[Screen, PlanItem, str], Toast]]] = {
    "open": own_plan.show_item,
    "set": plan_changes.set_status,
    "change": plan_changes.choose_part,
    "part": plan_changes.begin,
    "clear": plan_changes.clear,
    "by": plan_changes.choose_day,
}
