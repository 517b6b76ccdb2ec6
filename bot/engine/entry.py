"""What a flow keeps: the entry of its `entry:` part, worked out anew from all answers so far."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, field_validator, model_validator

from bot.engine.errors import Misauthored, suggest
from bot.engine.expressions import Expression, Reader, Scope
from bot.engine.filters import first_line, shortened
from bot.engine.limits import FIELD_LIMIT, TITLE_LIMIT
from bot.engine.steps.authored import Condition, Name, PlainText
from bot.engine.texts import Template
from bot.engine.vocabulary import ACTIVITIES, PILLARS, SOURCES, STAGES, STATUSES

_MOST_PILLARS = 2
_MOST_SOURCES = 3
_MOST_MINUTES = 24 * 60
_ACTIVITY_SCHEMA = {
    "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": ["string", "boolean"]}}]
}


class EntrySpec(BaseModel):
    """The `entry:` part of a flow: where each field of the entry comes from.

    `stage` and `status` name the furthest whose condition holds, in the order of the vocabulary; `activity` is a word,
    or the first of several whose condition holds (else the last).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    activity: Annotated[dict[str, Condition], WithJsonSchema(_ACTIVITY_SCHEMA)]
    title: PlainText
    what: PlainText | None = None
    so_what: PlainText | None = None
    now_what: PlainText | None = None
    follow_up: PlainText | None = None
    minutes: Condition | None = None
    pillars: Condition | None = None
    sources: Condition | None = None
    stage: dict[Literal["explore", "explain", "implement", "evaluate"], Condition] = Field(
        default_factory=dict
    )
    status: dict[Literal["capture", "reflected", "change_planned", "change_checked"], Condition] = Field(
        default_factory=dict
    )
    starred: Condition | None = None
    portfolio: Condition | None = None
    more: dict[Name, Condition] = Field(default_factory=dict)

    @field_validator("activity", mode="before")
    @classmethod
    def _check_activity(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the author wrote
        ways = {value: True} if isinstance(value, str) else value
        for word in ways if isinstance(ways, dict) else ():
            if word not in ACTIVITIES:
                raise Misauthored(f"'{str(word)[:40]}' is no activity.", suggest(str(word), ACTIVITIES))
        if ways == {}:
            raise Misauthored("There is no activity.", "Write one, such as case_review.")
        return ways

    @model_validator(mode="after")
    def _check_title(self) -> Self:
        if not self.title.names:
            raise Misauthored("The title never changes.", 'Take it from an answer: "{{ knowledge }}".')
        return self

    def fields(self, scope: Scope) -> Mapping[str, Any] | None:
        """The entry's fields as plain JSON values, or None while there is nothing to call it by."""
        title = shortened(first_line(self.title.render(scope)), TITLE_LIMIT)
        if not title:
            return None
        minutes = _value(self.minutes, scope)
        return {
            "title": title,
            "what": _words(self.what, scope),
            "so_what": _words(self.so_what, scope),
            "now_what": _words(self.now_what, scope),
            "follow_up": _words(self.follow_up, scope),
            "minutes": minutes if type(minutes) is int and 0 < minutes <= _MOST_MINUTES else None,
            "activity": self._kind(scope),
            "pillars": _among(PILLARS, _value(self.pillars, scope))[:_MOST_PILLARS],
            "stage": _first_to_hold(self._stages, scope),
            "sources": _among(SOURCES, _value(self.sources, scope))[:_MOST_SOURCES],
            "status": _first_to_hold(self._statuses, scope) or STATUSES[0],
            "starred": bool(_value(self.starred, scope)),
            "portfolio": bool(_value(self.portfolio, scope)),
            "more": self._more(scope) if self.more else {},
        }

    def _kind(self, scope: Scope) -> str:
        """The first activity whose condition holds; the last named where none does."""
        return next(
            (word for word, holds in self.activity.items() if holds.value(scope)), [*self.activity][-1]
        )

    def _more(self, scope: Scope) -> dict[str, Any]:
        values = {name: expression.value(scope) for name, expression in self.more.items()}
        return {name: value for name, value in values.items() if value not in (None, "")}

    @cached_property
    def _stages(self) -> list[tuple[str, Reader]]:
        return _furthest_first(self.stage, STAGES)

    @cached_property
    def _statuses(self) -> list[tuple[str, Reader]]:
        return _furthest_first(self.status, STATUSES)


def _words(template: Template | None, scope: Scope) -> str:
    return "" if template is None else template.render(scope).strip()[:FIELD_LIMIT]


def _value(expression: Expression | None, scope: Scope) -> Any:  # noqa: ANN401 - any JSON value
    return None if expression is None else expression.value(scope)


def _among(words: tuple[str, ...], value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    if value is None:
        return []
    values = value if isinstance(value, list | tuple) else (value,)
    return [word for word in words if word in values]


def _furthest_first(conditions: Mapping[Any, Expression], order: tuple[str, ...]) -> list[tuple[str, Reader]]:
    return [(word, conditions[word].value) for word in reversed(order) if word in conditions]


def _first_to_hold(conditions: list[tuple[str, Reader]], scope: Scope) -> str | None:
    for word, holds in conditions:
        if holds(scope):
            return word
    return None
