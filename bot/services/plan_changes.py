"""Changing an item of the plan: how far it has come, its parts by the next text, and its day by a tap or a text."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.domain.calendar import last_of_month, local_date
from bot.domain.ids import PlanItemId
from bot.domain.people import Participant
from bot.domain.plans import BY, PlanItem, PlanPart, PlanStatus
from bot.engine.days import parse_day
from bot.services import own_plan, phrases, plan_phrases, plans
from bot.services.awaiting import await_wording
from bot.services.desk import Desk
from bot.services.messages import Button, plan_data, text_params
from bot.services.plan_messages import (
    MONTH_END,
    NO_DAY,
    OPEN,
    SIX_WEEKS,
    TWO_WEEKS,
    day_message,
    parts_message,
    wording_message,
)
from bot.services.screens import Screen

FURTHEST: Final = timedelta(days=366)
"""How far ahead a typed day may lie; flows ask for days within a year too."""

Toast = str | None


def set_status(at: Screen, item: PlanItem, detail: str) -> Toast:
    """Take it up, tick it off, drop it, or open it again; a second tap changes nothing."""
    if detail not in set(PlanStatus):
        return phrases.OLD_BUTTON
    if item.status != detail:
        item = replace(item, status=PlanStatus(detail), changed_at=at.desk.now)
        at.desk.save_plan(item)
    return own_plan.show_item(at, item, "")


def choose_part(at: Screen, item: PlanItem, _detail: str) -> Toast:
    """Which part shall be changed."""
    if item.status.is_settled:
        return plan_phrases.IS_SETTLED
    at.show(*parts_message(item, at.shown))
    return None


def begin(at: Screen, item: PlanItem, detail: str) -> Toast:
    """Wait for the new wording of the part that `detail` names, or for a day."""
    if item.status.is_settled:
        return plan_phrases.IS_SETTLED
    if not is_part(detail):
        return phrases.OLD_BUTTON
    await_wording(at, item.id, detail)
    if detail == BY:
        at.show(*day_message(item, at.shown))
    else:
        part = PlanPart(detail)
        at.show(*wording_message(item, part, at.shown, can_be_empty=_can_be_empty(item, part)))
    return None


def clear(at: Screen, item: PlanItem, detail: str) -> Toast:
    """Take the words of a part out; an item needs something to be called by."""
    if item.status.is_settled:
        return plan_phrases.IS_SETTLED
    if detail not in set(PlanPart) or not _can_be_empty(item, PlanPart(detail)):
        return phrases.OLD_BUTTON
    return own_plan.show_item(at, _reworded(at.desk, item, PlanPart(detail), ""), "")


def choose_day(at: Screen, item: PlanItem, detail: str) -> Toast:
    """Take the day that a tap chose."""
    if item.status.is_settled:
        return plan_phrases.IS_SETTLED
    today = local_date(at.desk.now, at.participant.timezone)
    days = {
        TWO_WEEKS: today + timedelta(weeks=2),
        SIX_WEEKS: today + timedelta(weeks=6),
        MONTH_END: last_of_month(today + timedelta(days=1)),
        NO_DAY: None,
    }
    if detail not in days:
        return phrases.OLD_BUTTON
    return own_plan.show_item(at, _redated(at.desk, at.participant, item, days[detail]), "")


def is_part(name: str) -> bool:
    """Whether this names a part of a plan item."""
    return name == BY or name in set(PlanPart)


def put(desk: Desk, participant: Participant, item_id: PlanItemId, name: str, text: str) -> None:
    """Take a text as the new wording of a part, or as the day."""
    item = desk.plan(item_id)
    rows: list[list[Button]] = [[(plan_phrases.SEE_ITEM, plan_data("open", item_id, OPEN))]]
    words = plan_phrases.CHANGED
    if item is None or item.participant_id != participant.id:
        words, rows = plan_phrases.PLAN_GONE, []
    elif item.status.is_settled:
        words = plan_phrases.IS_SETTLED
    elif name != BY:
        _reworded(desk, item, PlanPart(name), text)
    elif day := _day(desk, participant, text):
        _redated(desk, participant, item, day)
    else:
        words = plan_phrases.DAY_UNCLEAR
        rows = [[(plan_phrases.ANOTHER_DAY, plan_data("part", item_id, OPEN, BY))]]
    desk.send(participant.chat_id, "sendMessage", text_params(words, rows=rows, is_silent=True))


def _day(desk: Desk, participant: Participant, text: str) -> date | None:
    today = local_date(desk.now, participant.timezone)
    day = parse_day(text, today=today, latest=today + FURTHEST)
    return day if day is not None and today < day <= today + FURTHEST else None


def _reworded(desk: Desk, item: PlanItem, part: PlanPart, text: str) -> PlanItem:
    words = {**item.words, part: text}
    item = replace(
        item,
        need=words[PlanPart.NEED],
        step=words[PlanPart.STEP],
        barrier=words[PlanPart.BARRIER],
        success=words[PlanPart.SUCCESS],
        changed_at=desk.now,
    )
    desk.save_plan(item)
    return item


def _redated(desk: Desk, participant: Participant, item: PlanItem, day: date | None) -> PlanItem:
    """A check-in that was to come on the day that it was planned for goes along with it."""
    if day is not None:
        plans.move_check_ins(desk, participant, item, day)
    item = replace(item, by=day, changed_at=desk.now)
    desk.save_plan(item)
    return item


def _can_be_empty(item: PlanItem, part: PlanPart) -> bool:
    left = {**item.words, part: ""}
    return bool(item.words[part]) and bool(left[PlanPart.NEED] or left[PlanPart.STEP])
