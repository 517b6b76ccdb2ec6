"""A flow as it is run: checked, compiled and unchangeable, with the text that it came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from bot.engine.entry import EntrySpec
from bot.engine.expressions import Expression
from bot.engine.steps.step import Step
from bot.engine.texts import Template, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One version of a flow.

    `version` is a hash of what its files mean (comments and layout don't count); `source` are the files themselves,
    so that the version can be kept and read again; `index` finds a step by its id, `saved_by` the step that saves
    an answer; `given` names what a trigger hands over.
    """

    name: str
    title: str
    version: str
    seconds: int
    steps: tuple[Step, ...]
    entry: EntrySpec | None
    given: frozenset[str]
    index: Mapping[str, int]
    saved_by: Mapping[str, int]
    reads_labels: bool
    source: Mapping[str, str] = field(repr=False)

    def step_of(self, answer: str) -> Step | None:
        """The step that saves this answer, or None."""
        position = self.saved_by.get(answer)
        return None if position is None else self.steps[position]


def names_read(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every name that a part of a flow reads, as (path inside it, root or "", name)."""
    if isinstance(value, Expression | Template | Wording):
        yield from ((path, root, name) for root, name in sorted(value.names))
    elif isinstance(value, BaseModel):
        for key, spec in type(value).model_fields.items():
            yield from names_read(getattr(value, key), (*path, spec.alias or key))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from names_read(item, (*path, key))
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from names_read(item, (*path, position))
