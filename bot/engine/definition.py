"""A flow as it is run: checked, compiled and unchangeable, with the text that it came from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from bot.engine.entry import EntrySpec
from bot.engine.expressions import Expression
from bot.engine.steps.step import ENDED, Exit, Step
from bot.engine.texts import Template, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One version of a flow.

    `version` is a hash of what its files mean (comments and layout don't count); `source` are the files themselves,
    sub-flows, cards and translations included, so that the version can be kept and read again. `steps` are laid
    out: those of sub-flows and repeats stand in line, with addresses such as `reflection.what` and `need_2.what`.
    `index` finds a step by its id, and the place behind a sub-flow or repeat by its landing (`reflection~`);
    `saved_by` finds the step that saves an answer. `given` names what a trigger hands over. `spoken` is the same
    flow in other languages by locale; there, `locale` says which it is, and `gaps` what it has no words for.
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
    origins: Mapping[str, Callable[[tuple[str | int, ...]], tuple[str, int]]] = field(
        repr=False, compare=False
    )
    locale: str | None = None
    spoken: Mapping[str, "Flow"] = field(default_factory=dict, repr=False)
    gaps: tuple[tuple[str, tuple[str | int, ...]], ...] = ()

    def step_of(self, answer: str) -> Step | None:
        """The step that saves this answer, or None."""
        position = self.saved_by.get(answer)
        return None if position is None else self.steps[position]

    def in_locale(self, locale: str) -> "Flow":
        """This flow in a language ("cy-GB", else "cy"), or as it is where it has none of it."""
        if not self.spoken:
            return self
        return self.spoken.get(locale) or self.spoken.get(locale.partition("-")[0]) or self

    def line_of(self, step: str, inside: tuple[str | int, ...] = ()) -> tuple[str, int]:
        """The file and line in which a step, or one of its keys, is written; KeyError for an unknown step."""
        return self.origins[step](inside)

    def missing_translations(self) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
        """What the flow's other languages have no words for, as (locale, step, keys); the step is "" for the title."""
        for locale, other in self.spoken.items():
            yield from ((locale, step, inside) for step, inside in other.gaps)

    def successors(self, step: Step) -> Iterator[tuple[Exit, str]]:
        """Every way on from a step of this flow with the id of the step to which it leads, or `ENDED`."""
        for way in step.exits():
            if way.to == ENDED:
                yield way, ENDED
                continue
            place = self.index[step.id] + 1 if way.to is None else self.index[way.to]
            yield way, self.steps[place].id if place < len(self.steps) else ENDED


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
