"""What the answers of a group came to, told in blocks of people, so that no figure is about fewer than five of them.

A block is closed once and never changed: an answer counts as it was then, whatever its giver edits, takes back or
leaves later, and two looks at figures differ by whole blocks or not at all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.ids import PostingId

BLOCK: Final = 5
"""People of a block, and the fewest of whom a figure is told (domain.md §3, issue 5)."""

PILLARS: Final = "entry.pillars"
"""What stands among the questions for the pillars that the entries carry; no question's name has this dot."""

Answers = Mapping[str, Sequence[str]]
"""What one person chose, by question; no words of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What so many people who answered one question chose, and how often; with several choices each may count."""

    people: int
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the answers to a posting came to, by the names of its questions.

    `answered` people are in its blocks. `shown` may be told: at least five answered each of these questions, and each
    time that one grew, at least five more had. `waiting` may not: fewer than five of those in the blocks so far
    answered it and are not in `shown`.
    """

    posting_id: PostingId
    answered: int
    shown: Mapping[str, Figure] = field(default_factory=dict)
    waiting: Mapping[str, Figure] = field(default_factory=dict, repr=False)
    taken_at: datetime


def with_block(
    figures: Figures | None, posting_id: PostingId, block: Sequence[Answers], *, now: datetime
) -> Figures:
    """The figures with one more block; raises ValueError for one of fewer than five people."""
    if len(block) < BLOCK:
        raise ValueError("a block of figures has five people or more")
    if figures is None:
        figures = Figures(posting_id=posting_id, answered=0, taken_at=now)
    shown, waiting = dict(figures.shown), dict(figures.waiting)
    for question in sorted({name for answers in block for name in answers}):
        chosen = [answers[question] for answers in block if question in answers]
        added = _joined(waiting.pop(question, Figure(people=0)), _counted(chosen))
        if added.people >= BLOCK:
            shown[question] = _joined(shown.get(question, Figure(people=0)), added)
        else:
            waiting[question] = added
    return Figures(
        posting_id=posting_id,
        answered=figures.answered + len(block),
        shown=shown,
        waiting=waiting,
        taken_at=now,
    )


def _counted(chosen: Sequence[Sequence[str]]) -> Figure:
    return Figure(people=len(chosen), counts=Counter(one for choices in chosen for one in set(choices)))


def _joined(one: Figure, other: Figure) -> Figure:
    counts = Counter(one.counts) + Counter(other.counts)
    return Figure(people=one.people + other.people, counts=dict(sorted(counts.items())))
