"""How an entry reads in the chat: its words, day and tags as Telegram HTML, in as many pages as they need."""

from collections.abc import Mapping
from datetime import date
from html import escape
from types import MappingProxyType
from typing import Final

from bot.domain.cutting import pieces, shortened, units_of
from bot.domain.entries import Entry, Part, Revision, Visibility
from bot.domain.portfolio import day_month_year
from bot.domain.summary_text import duration
from bot.domain.tag_names import ACTIVITY_NAMES, PILLAR_NAMES, SOURCE_NAMES, STAGE_NAMES

PART_NAMES: Final[Mapping[Part, str]] = MappingProxyType(
    {
        Part.TITLE: "Title",
        Part.WHAT: "What",
        Part.SO_WHAT: "So what",
        Part.NOW_WHAT: "Now what",
        Part.FOLLOW_UP: "Follow-up",
    }
)

# Telegram takes 4,096 UTF-16 units of parsed text. Words fill at most PAGE_UNITS of them; the title (200), its line
# (120), five headings (75) and the tags (150) have room in the rest.
PAGE_UNITS: Final = 3_400
TITLE_UNITS: Final = 200
_LEAST_ROOM: Final = 200
"""Units below which a part begins on the next page instead of with a few words on this one."""


def entry_pages(entry: Entry) -> tuple[str, ...]:
    """An entry for its writer, complete; one page unless it is very long."""
    above = {Part.TITLE} | ({Part.WHAT} if entry.what == entry.title else set())
    words = {PART_NAMES[part]: text for part, text in entry.words.items() if part not in above}
    head = f"<b>{escape(shortened(entry.title, units=TITLE_UNITS), quote=False)}</b>\n{_about(entry)}"
    *before, last = filled_pages(head, words)
    tags = tag_lines(entry)
    return (*before, f"{last}\n\n{tags}" if tags else last)


def revision_pages(revision: Revision, later: Mapping[Part, str], *, day: date) -> tuple[str, ...]:
    """What an earlier wording said where the wording after it reads differently; `day` is its last."""
    changed = {PART_NAMES[part]: text for part, text in revision.words.items() if text != later[part]}
    head = f"<i>Until {day_month_year(day)}</i>"
    return tuple(filled_pages(head, changed))


def tag_lines(entry: Entry) -> str:
    """The tags in plain words, a line each; facets without any are left out."""
    tags = entry.tags
    lines = (
        ("Pillar", [PILLAR_NAMES[one] for one in tags.pillars]),
        ("Step", [STAGE_NAMES[tags.stage]] if tags.stage else []),
        ("Drew on", [SOURCE_NAMES[one] for one in tags.sources]),
    )
    return "\n".join(f"<b>{name}:</b> {', '.join(words)}" for name, words in lines if words)


def visibility_in_words(entry: Entry) -> str:
    """Who may come to see it."""
    return {
        Visibility.PRIVATE: "private",
        Visibility.PORTFOLIO: "for my portfolio",
        Visibility.SHARED: "a line of it shared",
    }[entry.visibility]


def filled_pages(head: str, words: Mapping[str, str]) -> list[str]:
    """Pages that begin with the head (HTML) and hold all of the words, each text under its heading."""
    pages, room = [head], PAGE_UNITS
    for heading, text in words.items():
        if not text:
            continue
        if room < _LEAST_ROOM:
            pages, room = [*pages, ""], PAGE_UNITS
        pages[-1] += f"\n\n<b>{heading}</b>\n"
        first, *others = pieces(text, units=PAGE_UNITS, first=room)
        pages[-1] += escape(first, quote=False)
        pages += [escape(one, quote=False) for one in others]
        room = PAGE_UNITS - units_of(others[-1]) if others else room - units_of(first)
    return [page.strip() for page in pages]


def _about(entry: Entry) -> str:
    """The line below the title: `2 March 2026 · case review · 10 min · ★ · private`."""
    parts = [
        day_month_year(entry.local_date),
        ACTIVITY_NAMES[entry.tags.activity],
        duration(entry.minutes) if entry.minutes else "",
        "★ starred" if entry.starred else "",
        visibility_in_words(entry),
    ]
    return " · ".join(part for part in parts if part)
