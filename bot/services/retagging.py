"""Retagging an entry by taps: one facet at a time, each option ticked or not, all in the same message."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from bot.domain.entries import Activity, Entry, Pillar, Source, Stage, Tags
from bot.domain.entry_text import tag_lines
from bot.domain.tag_names import ACTIVITY_NAMES, PILLAR_NAMES, SOURCE_NAMES, STAGE_NAMES
from bot.services import phrases
from bot.services.messages import Button, entry_data
from bot.services.screens import Screen

Toast = str | None

_A_ROW: Final = 2
"""Options beside each other: the longest names still fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One kind of tag: the field of `Tags`, what can be chosen, and how many at most; `letter` stands for it."""

    letter: str
    field: str
    label: str
    question: str
    names: Mapping[Any, str]
    most: int
    can_be_none: bool = True

    @property
    def options(self) -> list[StrEnum]:
        """In the order in which they are shown. Wellbeing is no tag to choose: it lies apart from the start."""
        return [one for one in self.names if one is not Activity.WELLBEING_PRIVATE]

    def chosen(self, tags: Tags) -> tuple[StrEnum, ...]:
        """What the tags hold of this facet."""
        held = getattr(tags, self.field)
        return held if isinstance(held, tuple) else (held,) if held is not None else ()

    def toggled(self, tags: Tags, option: StrEnum) -> Tags | None:
        """The tags with this option ticked or not; None when it would be one too many."""
        held = self.chosen(tags)
        if option in held:
            left = tuple(one for one in held if one is not option) if self.can_be_none else held
        elif self.most == 1:
            left = (option,)
        elif len(held) >= self.most:
            return None
        else:
            left = tuple(one for one in self.names if one in {*held, option})
        is_single = not isinstance(getattr(Tags(), self.field), tuple)
        value: Any = next(iter(left), None) if is_single else left
        return replace(tags, **{self.field: value})


FACETS: Final = (
    Facet(
        letter="a",
        field="activity",
        label=phrases.FACET_KIND,
        question=phrases.WHICH_KIND_OF_ENTRY,
        names={kind: ACTIVITY_NAMES[kind] for kind in Activity},
        most=1,
        can_be_none=False,
    ),
    Facet(
        letter="p",
        field="pillars",
        label=phrases.FACET_PILLARS,
        question=phrases.WHICH_PILLARS,
        names={pillar: PILLAR_NAMES[pillar] for pillar in Pillar},
        most=2,
    ),
    Facet(
        letter="s",
        field="stage",
        label=phrases.FACET_STEP,
        question=phrases.WHICH_STEP,
        names={stage: STAGE_NAMES[stage] for stage in Stage},
        most=1,
    ),
    Facet(
        letter="d",
        field="sources",
        label=phrases.FACET_SOURCES,
        question=phrases.WHICH_SOURCES,
        names={source: SOURCE_NAMES[source] for source in Source},
        most=3,
    ),
)


def retag(at: Screen, entry: Entry, detail: str) -> Toast:
    """The tags (no detail), the options of a facet (its letter), or an option tapped (letter and position)."""
    facet = next((one for one in FACETS if one.letter == detail[:1]), None)
    if facet is None:
        _show_tags(at, entry)
        return None
    position = detail[1:]
    if position:
        if not position.isdecimal() or int(position) >= len(facet.options):
            return phrases.OLD_BUTTON
        tags = facet.toggled(entry.tags, facet.options[int(position)])
        if tags is None:
            return phrases.MOST_OF_THESE.format(most=facet.most)
        if tags != entry.tags:
            entry = replace(entry, tags=tags, edited_at=at.desk.now)
            at.desk.mend_entry(entry)
    _show_options(at, entry, facet)
    return None


def _show_tags(at: Screen, entry: Entry) -> None:
    buttons = [(facet.label, entry_data("tags", entry.id, at.shown, facet.letter)) for facet in FACETS]
    back = [(phrases.TO_ENTRY, entry_data("open", entry.id, at.shown))]
    words = f"<b>{phrases.FACET_KIND}:</b> {ACTIVITY_NAMES[entry.tags.activity]}\n{tag_lines(entry)}"
    at.show(f"{phrases.WHICH_TAGS}\n\n{words}".strip(), [buttons[:2], buttons[2:], back])


def _show_options(at: Screen, entry: Entry, facet: Facet) -> None:
    chosen = facet.chosen(entry.tags)
    buttons: list[Button] = [
        (
            f"✓ {facet.names[option]}" if option in chosen else facet.names[option],
            entry_data("tags", entry.id, at.shown, f"{facet.letter}{position}"),
        )
        for position, option in enumerate(facet.options)
    ]
    rows = [buttons[start : start + _A_ROW] for start in range(0, len(buttons), _A_ROW)]
    at.show(facet.question, [*rows, [(phrases.TO_TAGS, entry_data("tags", entry.id, at.shown))]])
