"""Lists and entries as they stand in the chat: texts and buttons, made from values alone."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Final

from bot.domain.cutting import shortened
from bot.domain.entries import Activity, Entry, Part, Visibility
from bot.domain.entry_text import PART_NAMES, entry_pages
from bot.domain.ids import EntryId
from bot.domain.listing import ALL, FOUND, PORTFOLIO, STARRED, Beside, Id, Page
from bot.domain.portfolio import month_and_year, short_day
from bot.domain.summary_text import counted
from bot.domain.tag_names import ACTIVITY_NAMES
from bot.services import phrases
from bot.services.messages import Button, entry_data

BUTTON_UNITS: Final = 30
"""UTF-16 units of an entry's title on a button: what a small phone shows of one line beside the day."""

QUOTED_UNITS: Final = 80
"""UTF-16 units of a title in a sentence."""

Shown = tuple[str, list[list[Button]]]
"""A text with its buttons."""


def list_message(page: Page[EntryId], entries: Mapping[EntryId, Entry], shown: str) -> Shown:
    """One page of a list. The words stand on its buttons alone, which no notification shows."""
    first, last = page.first, page.first + len(page.ids) - 1
    count = counted(page.count, "entry", "entries")
    place = f", {first} to {last}" if len(page.ids) < page.count else ""
    heading = month_and_year(page.month) if page.month else phrases.SEARCH_HEADING
    of_list = f" · {list_name(shown)}" if shown not in {ALL, FOUND} else ""
    rows = [[_opens(entries[id_], shown)] for id_ in page.ids if id_ in entries]
    beside = beside_row(page, lambda anchor: entry_data("list", shown, anchor))
    return (
        f"<b>{heading}</b>\n{count}{place}{of_list}",
        [*rows, *([beside] if beside else []), *filter_rows(shown)],
    )


def filter_rows(shown: str) -> list[list[Button]]:
    """What the list can be narrowed to; the list that is shown has a dot."""
    is_kind = shown in set(Activity)
    names = (ALL, STARRED, PORTFOLIO)
    everything, starred, portfolio = (
        (_dotted(list_name(name), shown == name), entry_data("list", name)) for name in names
    )
    kinds = (_dotted(phrases.LIST_KINDS, is_kind), entry_data("kinds", shown))
    return [[everything, starred], [portfolio, kinds]]


def kinds_message(kinds: Sequence[tuple[Activity, int]]) -> Shown:
    """The activities that occur, each leading to its list."""
    rows = [[(f"{_upper_first(ACTIVITY_NAMES[kind])} ({n})", entry_data("list", kind))] for kind, n in kinds]
    return phrases.WHICH_KIND, [*rows, [(phrases.TO_LIST, entry_data("list", ALL))]]


def entry_message(entry: Entry, shown: str, *, page: int, earlier: int) -> Shown:
    """One page of an entry with what can be done to it; `earlier` is how many earlier wordings it has."""
    pages = entry_pages(entry)
    page = min(page, len(pages) - 1)
    rows = [turning(page, len(pages), lambda number: entry_data("open", entry.id, shown, number))]
    rows += [_marks(entry, shown)]
    rows += [
        [
            (phrases.EDIT, entry_data("edit", entry.id, shown)),
            (phrases.TAGS, entry_data("tags", entry.id, shown)),
            (phrases.DELETE, entry_data("delete", entry.id, shown)),
        ]
    ]
    if earlier:
        rows += [[(phrases.EARLIER_WORDINGS.format(count=earlier), entry_data("old", entry.id, shown))]]
    rows += [[(phrases.TO_LIST, entry_data("list", shown, entry.id))]]
    return pages[page], [row for row in rows if row]


def turning(page: int, of: int, data_of: Callable[[str], str]) -> list[Button]:
    """The buttons that turn the pages of a long text; none for one that has a single page."""
    row = []
    if page > 0:
        row += [(phrases.PAGE_BEFORE, data_of(str(page - 1)))]
    if page + 1 < of:
        label = phrases.PAGE_AFTER.format(number=page + 2, of=of)
        row += [(label, data_of(str(page + 1)))]
    return row


def parts_message(entry: Entry, shown: str) -> Shown:
    """Which part shall be written anew; those that are empty can be filled."""
    buttons = [(PART_NAMES[part], entry_data("part", entry.id, shown, part)) for part in Part]
    back = [(phrases.TO_ENTRY, entry_data("open", entry.id, shown))]
    return phrases.WHICH_PART, [buttons[:1], buttons[1:3], buttons[3:], back]


def list_name(shown: str) -> str:
    """What a list is called."""
    names = {ALL: phrases.LIST_ALL, STARRED: phrases.LIST_STARRED, PORTFOLIO: phrases.LIST_PORTFOLIO}
    return names.get(shown) or ACTIVITY_NAMES[Activity(shown)]


def title_in_html(entry: Entry) -> str:
    """The title on one line, for a sentence."""
    return escape(shortened(entry.title, units=QUOTED_UNITS), quote=False)


def _opens(entry: Entry, shown: str) -> Button:
    star = "★ " if entry.starred else ""
    title = shortened(entry.title, units=BUTTON_UNITS)
    return (f"{short_day(entry.local_date)} · {star}{title}", entry_data("open", entry.id, shown))


def beside_row(page: Page[Id], data_of: Callable[[Id], str]) -> list[Button]:
    """The ways to the newer and the older page, called by their month where it is another."""

    def name(beside: Beside[Id], within: str) -> str:
        return within if beside.month is None or beside.month == page.month else month_and_year(beside.month)

    row = []
    if page.newer:
        label = f"‹ {name(page.newer, phrases.NEWER)}"
        row += [(label, data_of(page.newer.anchor))]
    if page.older:
        label = f"{name(page.older, phrases.OLDER)} ›"
        row += [(label, data_of(page.older.anchor))]
    return row


def _marks(entry: Entry, shown: str) -> list[Button]:
    """Star, and who may see it; each button says what tapping it makes, so that a second tap changes nothing."""
    starred = (phrases.UNSTAR, "off") if entry.starred else (phrases.STAR, "on")
    row = [(starred[0], entry_data("star", entry.id, shown, starred[1]))]
    is_wellbeing = entry.tags.activity is Activity.WELLBEING_PRIVATE  # never in a document
    if not is_wellbeing and entry.visibility is not Visibility.SHARED:
        is_private = entry.visibility is Visibility.PRIVATE
        label, detail = (phrases.TO_PORTFOLIO, "on") if is_private else (phrases.TO_PRIVATE, "off")
        row += [(label, entry_data("portfolio", entry.id, shown, detail))]
    return row


def _dotted(label: str, is_shown: bool) -> str:  # noqa: FBT001 - the one thing that it asks
    return f"• {label}" if is_shown else label


def _upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]
