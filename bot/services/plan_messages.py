"""The plan and its items as they stand in the chat: texts and buttons, made from values alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Final

from bot.domain.cutting import shortened
from bot.domain.entry_text import TITLE_UNITS, filled_pages
from bot.domain.ids import EntryId, PlanItemId
from bot.domain.listing import ALL, Page
from bot.domain.plans import BY, PlanItem, PlanPart, PlanStatus
from bot.domain.portfolio import day_month_year, short_day
from bot.domain.summary_text import counted
from bot.services import phrases, plan_phrases
from bot.services.entry_messages import BUTTON_UNITS, Shown, beside_row, turning
from bot.services.messages import Button, entry_data, plan_data
from bot.services.wording import day_in_words

OPEN: Final = "open"
SETTLED: Final = "settled"
"""The two lists: what is still to be done, and what is done or dropped."""

MOST_ASKS: Final = 4
"""Days of check-ins that are named; a plan has three of them."""

TWO_WEEKS: Final = "2w"
SIX_WEEKS: Final = "6w"
MONTH_END: Final = "end"
NO_DAY: Final = "none"
"""The days that a tap can choose."""

_OFFERED: Final[Mapping[PlanStatus, tuple[tuple[str, PlanStatus], ...]]] = {
    PlanStatus.OPEN: (
        (plan_phrases.STARTED, PlanStatus.STARTED),
        (plan_phrases.DONE, PlanStatus.DONE),
        (plan_phrases.DROP, PlanStatus.DROPPED),
    ),
    PlanStatus.STARTED: (
        (plan_phrases.DONE, PlanStatus.DONE),
        (plan_phrases.DROP, PlanStatus.DROPPED),
    ),
    PlanStatus.DONE: ((plan_phrases.REOPEN, PlanStatus.OPEN),),
    PlanStatus.DROPPED: ((plan_phrases.REOPEN, PlanStatus.OPEN),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known about an item besides itself, on the person's calendar.

    `flow` is the title of the flow that made it on `made_on`, `entry_id` what was kept with it; `source` leads to what
    the need was chosen from; `asks_on` are the days of the check-ins to come.
    """

    made_on: date
    changed_on: date
    flow: str = ""
    entry_id: EntryId | None = None
    source: Button | None = field(default=None, repr=False)
    asks_on: Sequence[date] = ()


def list_message(page: Page[PlanItemId], items: Mapping[PlanItemId, PlanItem], shown: str) -> Shown:
    """One page of a list. The words stand on its buttons alone, which no notification shows."""
    first, last = page.first, page.first + len(page.ids) - 1
    heading = plan_phrases.YOUR_PLAN if shown == OPEN else plan_phrases.SETTLED
    place = f", {first} to {last}" if len(page.ids) < page.count else ""
    rows = [[_opens(items[id_], shown)] for id_ in page.ids]
    beside = beside_row(page, lambda anchor: plan_data("list", shown, anchor))
    return f"<b>{heading}</b>\n{counted(page.count, 'item', 'items')}{place}", [
        *rows,
        *([beside] if beside else []),
    ]


def other_list(shown: str) -> list[Button]:
    """The way from one list to the other."""
    if shown == OPEN:
        return [(plan_phrases.SETTLED, plan_data("list", SETTLED))]
    return [(plan_phrases.TO_PLAN, plan_data("list", OPEN))]


def item_message(item: PlanItem, background: Background, shown: str, *, page: int) -> Shown:
    """One page of an item with what can be done to it."""
    pages = _pages(item, background)
    page = min(page, len(pages) - 1)
    rows = [turning(page, len(pages), lambda number: plan_data("open", item.id, shown, number))]
    rows += [
        [(label, plan_data("set", item.id, shown, status)) for label, status in _OFFERED[item.status]],
        [] if item.status.is_settled else [(plan_phrases.CHANGE, plan_data("change", item.id, shown))],
        [background.source] if background.source else [],
    ]
    if background.entry_id is not None:
        rows += [[(phrases.SEE_ENTRY, entry_data("open", background.entry_id, ALL))]]
    rows += [[(plan_phrases.TO_PLAN, plan_data("list", shown, item.id))]]
    return pages[page], [row for row in rows if row]


def parts_message(item: PlanItem, shown: str) -> Shown:
    """Which part shall be changed; those that are empty can be filled."""
    words = [[(plan_phrases.PARTS[part], plan_data("part", item.id, shown, part))] for part in PlanPart]
    day = [(plan_phrases.BY_WHEN, plan_data("part", item.id, shown, BY))]
    return phrases.WHICH_PART, [*words, day, [(plan_phrases.TO_ITEM, plan_data("open", item.id, shown))]]


def wording_message(item: PlanItem, part: PlanPart, shown: str, *, can_be_empty: bool) -> Shown:
    """The next text is the new wording of this part."""
    rows = [[(phrases.LEAVE_IT, plan_data("open", item.id, shown))]]
    if can_be_empty:
        rows += [[(phrases.EMPTY_IT, plan_data("clear", item.id, shown, part))]]
    return phrases.WRITE_WORDING.format(part=plan_phrases.PARTS[part]), rows


def day_message(item: PlanItem, shown: str) -> Shown:
    """By when it shall be done: taps, and the next text is a day too."""

    def button(label: str, choice: str) -> Button:
        return (label, plan_data("by", item.id, shown, choice))

    return plan_phrases.WHEN, [
        [button(plan_phrases.IN_TWO_WEEKS, TWO_WEEKS), button(plan_phrases.IN_SIX_WEEKS, SIX_WEEKS)],
        [button(plan_phrases.END_OF_MONTH, MONTH_END), button(plan_phrases.NO_DAY, NO_DAY)],
        [(phrases.LEAVE_IT, plan_data("open", item.id, shown))],
    ]


def _opens(item: PlanItem, shown: str) -> Button:
    day = f"{short_day(item.by)} · " if item.by else ""
    title = shortened(item.title, units=BUTTON_UNITS)
    return (f"{plan_phrases.MARKS[item.status]}{day}{title}", plan_data("open", item.id, shown))


def _pages(item: PlanItem, background: Background) -> tuple[str, ...]:
    title = shortened(item.title, units=TITLE_UNITS)
    status = plan_phrases.STATUSES[item.status].format(day=day_month_year(background.changed_on))
    by = plan_phrases.BY.format(day=day_month_year(item.by)) if item.by else ""
    about = " · ".join(part for part in (status, by) if part)
    words = {plan_phrases.PARTS[part]: text for part, text in item.words.items() if text != title}
    *before, last = filled_pages(f"<b>{escape(title, quote=False)}</b>\n{about}", words)
    return (*before, f"{last}\n\n{_below(item, background)}")


def _below(item: PlanItem, background: Background) -> str:
    """Where it comes from, and when it is asked about."""
    made = plan_phrases.MADE if background.flow else plan_phrases.MADE_SOMEWHERE
    flow, day = escape(background.flow, quote=False), day_month_year(background.made_on)
    lines = [made.format(flow=flow, day=day)]
    if background.asks_on and not item.status.is_settled:
        days = ", ".join(day_in_words(one) for one in background.asks_on[:MOST_ASKS])
        lines += [plan_phrases.ASKS_AGAIN.format(days=days)]
    return "\n".join(f"<i>{line}</i>" for line in lines)
