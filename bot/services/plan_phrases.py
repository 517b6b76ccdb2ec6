"""Every sentence that `/plan` says, in one place."""

from collections.abc import Mapping
from typing import Final

from bot.domain.plans import PlanPart, PlanStatus

YOUR_PLAN: Final = "Your plan"
SETTLED: Final = "Done and dropped"
NO_PLAN: Final = (
    "Nothing is in your plan yet. /pdp begins one; what you mean to do in other questions lands here too."
)
NOTHING_OPEN: Final = "Nothing in your plan is open. /pdp begins something new."
NOTHING_SETTLED: Final = "Nothing in your plan is done or dropped yet."
PLAN_GONE: Final = "That is no longer in your plan. /plan shows what is."
IS_SETTLED: Final = "That is settled. Reopen it first."

STATUSES: Final[Mapping[PlanStatus, str]] = {
    PlanStatus.OPEN: "open",
    PlanStatus.STARTED: "started",
    PlanStatus.DONE: "done on {day}",
    PlanStatus.DROPPED: "dropped on {day}",
}
MARKS: Final[Mapping[PlanStatus, str]] = {
    PlanStatus.OPEN: "",
    PlanStatus.STARTED: "▸ ",
    PlanStatus.DONE: "✓ ",
    PlanStatus.DROPPED: "✗ ",
}
"""What stands before a title on a button of the list."""

PARTS: Final[Mapping[PlanPart, str]] = {
    PlanPart.NEED: "Need",
    PlanPart.STEP: "Smallest step",
    PlanPart.BARRIER: "What may get in the way",
    PlanPart.SUCCESS: "What will show that it worked",
}
BY: Final = "by {day}"
MADE: Final = "From “{flow}”, {day}"
MADE_SOMEWHERE: Final = "Since {day}"
ASKS_AGAIN: Final = "I ask again on {days}."

STARTED: Final = "Started"
DONE: Final = "Done"
DROP: Final = "Drop it"
REOPEN: Final = "Reopen it"
CHANGE: Final = "Change…"
BY_WHEN: Final = "By when"
FROM: Final = "From: {title}"
TO_PLAN: Final = "‹ Back to the plan"
TO_ITEM: Final = "‹ Back to it"
SEE_ITEM: Final = "See it"

WHEN: Final = "By when? Tap, or type a day."
IN_TWO_WEEKS: Final = "In 2 weeks"
IN_SIX_WEEKS: Final = "In 6 weeks"
END_OF_MONTH: Final = "At the end of the month"
NO_DAY: Final = "No day"
DAY_UNCLEAR: Final = (
    "I don't understand that day. Try one within a year, such as 12 Jan, next Friday or in 3 weeks."
)
ANOTHER_DAY: Final = "Type it again"
CHANGED: Final = "Changed in your plan."
