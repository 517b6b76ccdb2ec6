"""Which entries (or plan items, or cohorts) a page of a list shows: by month, newest first, narrowed to what somebody looks for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final, Generic, TypeVar

from bot.domain.entries import Activity, EntryHead, Visibility
from bot.domain.ids import CohortId, EntryId, PlanItemId

Id = TypeVar("Id", EntryId, PlanItemId, CohortId)

ALL: Final = "all"
STARRED: Final = "starred"
PORTFOLIO: Final = "portfolio"
FOUND: Final = "found"
"""What a list shows; any other word for it is an activity's."""

PAGE_SIZE: Final = 8
"""Entries on one page: more buttons than this no longer fit a phone's screen beside the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Id]):
    """One page of a list.

    `month` is the first day of the month to which its entries belong, None in a list that is not by month, and
    `count` how many entries this month (or that list) has, of which `first` is the number of the first one here.
    `newer` and `older` are the pages beside it.
    """

    month: date | None
    count: int
    first: int
    ids: tuple[Id, ...]
    newer: "Beside[Id] | None" = None
    older: "Beside[Id] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside(Generic[Id]):
    """A page beside another: its month, and its first entry, by which it is found again."""

    month: date | None
    anchor: Id


def is_list(shown: str) -> bool:
    """Whether this names a list at all; what comes back from a button can be anything."""
    return shown in {ALL, STARRED, PORTFOLIO, FOUND} or shown in set(Activity)


def narrowed(heads: Sequence[EntryHead], shown: str) -> list[EntryHead]:
    """Those that belong on the list."""
    match shown:
        case "all":
            return list(heads)
        case "starred":
            return [head for head in heads if head.starred]
        case "portfolio":
            return [head for head in heads if head.visibility is not Visibility.PRIVATE]
        case _:
            return [head for head in heads if head.activity == shown]


def activities_of(heads: Sequence[EntryHead]) -> list[tuple[Activity, int]]:
    """The activities that occur with how many entries each has, most frequent first."""
    return Counter(head.activity for head in heads).most_common()


def page_by_month(heads: Sequence[EntryHead], anchor: EntryId) -> Page[EntryId] | None:
    """The page on which the anchor stands (see `_place_of`), the newest for an empty one; None without entries."""
    newest_first = sorted(heads, key=lambda head: (head.local_date, head.created_at, head.id), reverse=True)
    pages: list[Page[EntryId]] = []
    for month, of_month in groupby(newest_first, key=lambda head: head.local_date.replace(day=1)):
        pages += _pages([head.id for head in of_month], month)
    return _opened(pages, anchor)


def page_of(ids: Sequence[Id], anchor: Id) -> Page[Id] | None:
    """The same for a list that has its own order."""
    return _opened(_pages(ids, None), anchor)


def _pages(ids: Sequence[Id], month: date | None) -> list[Page[Id]]:
    starts = range(0, len(ids), PAGE_SIZE)
    return [
        Page(month=month, count=len(ids), first=start + 1, ids=tuple(ids[start : start + PAGE_SIZE]))
        for start in starts
    ]


def _opened(pages: Sequence[Page[Id]], anchor: Id) -> Page[Id] | None:
    if not pages:
        return None
    place = _place_of(anchor, pages)
    beside = [Beside(month=page.month, anchor=page.ids[0]) for page in pages]
    return replace(
        pages[place],
        newer=beside[place - 1] if place > 0 else None,
        older=beside[place + 1] if place + 1 < len(pages) else None,
    )


def _place_of(anchor: Id, pages: Sequence[Page[Id]]) -> int:
    """The page on which the anchor stands.

    One that is listed no more (deleted since, or its star taken) is looked for by age, which its id tells: the
    first page that holds an older entry is where it stood.
    """
    if not anchor:
        return 0
    for place, page in enumerate(pages):
        if anchor in page.ids:
            return place
    return next((place for place, page in enumerate(pages) if page.ids[-1] < anchor), len(pages) - 1)
