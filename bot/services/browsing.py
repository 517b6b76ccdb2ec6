"""Looking through one's own entries: lists by month, searches, one entry with its marks and its earlier wordings."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.domain.calendar import local_date
from bot.domain.entries import Entry, EntryHead, Visibility
from bot.domain.entry_text import revision_pages
from bot.domain.errands import Errand, ErrandKind
from bot.domain.identifiers import normalise_text, screen
from bot.domain.ids import EntryId
from bot.domain.listing import ALL, FOUND, Page, activities_of, narrowed, page_by_month, page_of
from bot.domain.people import Participant
from bot.domain.searching import find
from bot.services import phrases
from bot.services.desk import Desk
from bot.services.entry_messages import (
    entry_message,
    filter_rows,
    kinds_message,
    list_message,
    turning,
)
from bot.services.messages import Button, entry_data
from bot.services.screens import Screen

SEARCHED_FOR: Final = timedelta(hours=24)
"""How long a search is remembered, so that the way back from an entry leads to it."""

LONGEST_SEARCH: Final = 200
"""Characters of a search that are looked at."""

NEWEST: Final = EntryId("")
"""The anchor of a list that is shown from its beginning."""

Toast = str | None


def begin(desk: Desk, participant: Participant) -> None:
    """Show the newest entries in a message of their own."""
    show_list(Screen(desk=desk, participant=participant, message_id=None, shown=ALL), NEWEST)


def search(desk: Desk, participant: Participant, words: str) -> None:
    """Look for words; what looks as if it identified someone is in no entry, and is not remembered either."""
    at = Screen(desk=desk, participant=participant, message_id=None, shown=FOUND)
    words = normalise_text(words)[:LONGEST_SEARCH]
    if not words:
        at.show(phrases.SEARCH_FOR_WHAT, [])
    elif screen(words).hard:
        at.show(phrases.FOUND_NOTHING, [])
    else:
        expires_at = desk.now + SEARCHED_FOR
        desk.begin_errand(
            Errand(
                participant_id=participant.id,
                kind=ErrandKind.SEARCH,
                about=words,
                begun_at=desk.now,
                expires_at=expires_at,
            )
        )
        show_list(at, NEWEST)


def show_list(at: Screen, anchor: EntryId) -> Toast:
    """The page of the list on which the anchor stands; its newest without one."""
    heads = at.desk.entries_written().heads(at.participant.id)
    if not heads:
        at.show(phrases.NO_ENTRIES, [])
        return None
    if at.shown == FOUND:
        return _show_found(at, anchor)
    page = page_by_month(narrowed(heads, at.shown), anchor)
    if page is None:
        at.show(phrases.NONE_OF_THESE, filter_rows(at.shown))
    else:
        _show_page(at, page)
    return None


def show_kinds(at: Screen, _: EntryId) -> Toast:
    """The activities to choose from."""
    heads: list[EntryHead] = list(at.desk.entries_written().heads(at.participant.id))
    at.show(*kinds_message(activities_of(heads)))
    return None


def show_entry(at: Screen, entry: Entry, detail: str) -> Toast:
    """An entry, from the page that `detail` numbers."""
    page = int(detail) if detail.isdecimal() else 0
    earlier = at.desk.entries_written().revision_count(entry.id)
    at.show(*entry_message(entry, at.shown, page=page, earlier=earlier))
    return None


def star(at: Screen, entry: Entry, detail: str) -> Toast:
    """Star it (`on`), or take the star off."""
    return _change(at, replace(entry, starred=detail == "on"))


def portfolio(at: Screen, entry: Entry, detail: str) -> Toast:
    """Mark it for the portfolio (`on`), or as private."""
    visibility = Visibility.PORTFOLIO if detail == "on" else Visibility.PRIVATE
    return _change(at, replace(entry, visibility=visibility))


def show_earlier(at: Screen, entry: Entry, detail: str) -> Toast:
    """An earlier wording, where it differs from the one after it; `detail` is its number and page, as in `2.0`."""
    revisions = at.desk.entries_written().revisions(entry.id)
    if not revisions:
        return phrases.ENTRY_GONE
    number, _, turned = detail.partition(".")
    place = min(int(number), len(revisions)) - 1 if number.isdecimal() and int(number) else len(revisions) - 1
    later = entry.words if place + 1 == len(revisions) else revisions[place + 1].words
    day = local_date(revisions[place].replaced_at, at.participant.timezone)
    pages = revision_pages(revisions[place], later, day=day)
    page = min(int(turned) if turned.isdecimal() else 0, len(pages) - 1)
    beside: list[Button] = []
    if place > 0:
        beside += [(phrases.EARLIER, entry_data("old", entry.id, at.shown, f"{place}.0"))]
    if place + 1 < len(revisions):
        beside += [(phrases.NEXT_WORDING, entry_data("old", entry.id, at.shown, f"{place + 2}.0"))]
    turns = turning(
        page, len(pages), lambda turn: entry_data("old", entry.id, at.shown, f"{place + 1}.{turn}")
    )
    back = [(phrases.TO_ENTRY, entry_data("open", entry.id, at.shown))]
    at.show(pages[page], [row for row in (turns, beside, back) if row])
    return None


def _change(at: Screen, entry: Entry) -> Toast:
    at.desk.mend_entry(replace(entry, edited_at=at.desk.now))
    return show_entry(at, entry, "")


def _show_found(at: Screen, anchor: EntryId) -> Toast:
    errand = at.desk.errand(at.participant.id, ErrandKind.SEARCH)
    if errand is None:
        return phrases.SEARCH_OVER
    entries = at.desk.entries_written().between(at.participant.id, date.min, date.max)
    page = page_of(find(entries, errand.about), anchor)
    if page is None:
        at.show(phrases.FOUND_NOTHING, [])
    else:
        _show_page(at, page)
    return None


def _show_page(at: Screen, page: Page[EntryId]) -> None:
    at.show(*list_message(page, at.desk.uow.entries.by_id(page.ids), at.shown))
