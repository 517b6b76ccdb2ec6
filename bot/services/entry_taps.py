"""Taps in the portfolio: which entry of whose list a button means, and what it does.

e:list:<list>[:<entry>]            the list from the page with this entry, or from its beginning
e:kinds:<list>                     the activities to choose a list from
e:<verb>:<entry>:<list>[:<more>]   one of the verbs below; <list> is where the way back leads
"""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.entries import Entry
from bot.domain.ids import EntryId
from bot.domain.listing import is_list
from bot.domain.people import Participant
from bot.services import browsing, discarding, mending, phrases, retagging
from bot.services.desk import Desk
from bot.services.screens import Screen

Toast = str | None


def take(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """Do what a button of the portfolio says."""
    verb, *parts = rest.split(":")
    if verb in _LISTS:
        shown, entry_id, detail = (*parts, "", "")[:3]
    else:
        entry_id, shown, detail = (*parts, "", "", "")[:3]
    if not is_list(shown):
        return phrases.OLD_BUTTON
    at = Screen(desk=desk, participant=participant, message_id=message_id, shown=shown)
    if verb in _BY_ID:
        return _BY_ID[verb](at, EntryId(entry_id))
    return _on_entry(at, verb, EntryId(entry_id), detail)


def _on_entry(at: Screen, verb: str, entry_id: EntryId, detail: str) -> Toast:
    """What is done to an entry; somebody else's is as unknown as one that never was."""
    handle = _VERBS.get(verb)
    if handle is None:
        return phrases.OLD_BUTTON
    entry = at.desk.entries_written().by_id([entry_id]).get(entry_id)
    if entry is None or entry.participant_id != at.participant.id:
        return phrases.ENTRY_GONE
    return handle(at, entry, detail)


_LISTS: Final = frozenset({"list", "kinds"})

_BY_ID: Final[Mapping[str, Callable[[Screen, EntryId], Toast]]] = {
    "list": browsing.show_list,
    "kinds": browsing.show_kinds,
    "undo": discarding.undo,
}

_VERBS: Final[Mapping[str, Callable[[Screen, Entry, str], Toast]]] = {
    "open": browsing.show_entry,
    "star": browsing.star,
    "portfolio": browsing.portfolio,
    "edit": mending.choose_part,
    "part": mending.begin,
    "clear": mending.clear,
    "tags": retagging.retag,
    "delete": discarding.delete,
    "old": browsing.show_earlier,
}
