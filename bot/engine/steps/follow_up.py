"""Puts a flow on a later day."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from bot.engine.days import parse_iso
from bot.engine.errors import Misauthored
from bot.engine.events import FollowUpScheduled
from bot.engine.expressions import Expression
from bot.engine.steps.authored import Condition, Name, Target, names_of
from bot.engine.steps.plan import PLAN_FIELDS
from bot.engine.steps.step import ON, Move, PassedStep, Visit

LONGEST_DAYS = 400
"""A follow-up comes within a year, or it is a new beginning."""

_DAYS = re.compile(r"(\d{1,3})\s*([dw])")


def _days_in(value: Any) -> int | None:  # noqa: ANN401 - whatever the author wrote
    """The days of a length of time such as "14d" or "2w"; None if it is none."""
    match = _DAYS.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(match[1]) * (7 if match[2] == "w" else 1) if match else None


def _within_reach(wanted: Any) -> int | None:  # noqa: ANN401 - values of a flow are JSON of any kind
    """The days that a follow-up waits; None for what is no length of time, or one that no author could have written."""
    days = _days_in(wanted)
    return days if days is not None and 0 < days <= LONGEST_DAYS else None


def _parse_after(value: Any, info: ValidationInfo) -> int | Expression:  # noqa: ANN401 - whatever the author wrote
    days = _days_in(value)
    if days is not None:
        if not 0 < days <= LONGEST_DAYS:
            raise Misauthored(f"A follow-up comes within {LONGEST_DAYS} days.", "Write it like: 14d or 6w.")
        return days
    if not isinstance(value, str) or not value.strip():
        raise Misauthored(
            "This should be a number of days, or a date that was answered.", "Write: 14d or 2w."
        )
    return Expression(value, names_of(info))


After = Annotated[int | Expression, BeforeValidator(_parse_after), WithJsonSchema({"type": "string"})]


class FollowUp(PassedStep):
    """Puts a flow on a later day: `after` days or weeks, or on the date that a name holds.

    A condition may choose among these: `after: course.last_day or '4d'`.

    `quote` hands the flow what was said, so that it can say it back: the flow names it under its own `given`.
    Nothing is scheduled while the date has no value. When an answer changes, the new one takes the place of the old.

    `plan` names the `plan` step above whose item it is about. The flow may then name under its `given` whichever it
    needs of `plan` (the item, for `update_plan`), `need`, `step`, `barrier`, `success` and `by`: what the item says
    when the flow begins. Nothing is scheduled before there is an item. A day of the week in `not_on` is passed over.

    ```yaml
    - follow_up: how_did_it_go
      flow: check_in
      after: 2w
      plan: my_plan
      quote: {you_said: knowledge}
      not_on: [mon]
    ```
    """

    type: ClassVar[str] = "follow_up"
    flow: Name
    after: After
    plan: Target | None = None
    quote: dict[Name, Condition] = Field(default_factory=dict)
    not_on: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(
        default_factory=list, max_length=6
    )

    @model_validator(mode="after")
    def _check_quote(self) -> Self:
        both = [name for name in self.quote if self.plan and name in ("plan", *PLAN_FIELDS)]
        if both:
            raise Misauthored(f"'{both[0]}' comes from the plan's item.", "Quote it under another name.")
        return self

    def flows(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """The flow that begins on that day; it takes of the plan's item what it likes, so only quotes must fit."""
        yield "quote", self.flow, frozenset(self.quote)

    def visit(self, visit: Visit) -> Move:
        """Schedule it, and again only when the day or the words have changed."""
        if self.plan is not None and self.plan not in visit.done:
            return ON
        wanted = None if isinstance(self.after, int) else self.after.value(visit.scope)
        days = self.after if isinstance(self.after, int) else _within_reach(wanted)
        day = parse_iso(wanted)
        quoted = {name: value.value(visit.scope) for name, value in self.quote.items()}
        on_date = day.isoformat() if day else None
        if (days or on_date) and visit.is_new_effect(self.id, [days, on_date, quoted]):
            visit.events.append(
                FollowUpScheduled(
                    step=self.id,
                    flow=self.flow,
                    after_days=days,
                    on_date=on_date,
                    plan=self.plan,
                    not_on=tuple(self.not_on),
                    given=quoted,
                )
            )
        return ON
