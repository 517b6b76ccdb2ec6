"""Deleting an entry: asked once, out of sight at once, and gone for good when a day has passed."""

from datetime import timedelta
from typing import Final

from bot.domain.calendar import local_date
from bot.domain.entries import Entry
from bot.domain.ids import EntryId
from bot.services import browsing, conversation, line_phrases, phrases, sharing
from bot.services.entry_messages import title_in_html
from bot.services.messages import entry_data
from bot.services.screens import Screen
from bot.services.wording import day_and_time

DELETED_FOR: Final = timedelta(hours=24)
"""How long a deleted entry can be brought back."""

Toast = str | None


def delete(at: Screen, entry: Entry, detail: str) -> Toast:
    """Ask once; with `yes`, take it out of sight."""
    if detail != "yes":
        rows = [
            [(phrases.DO_DELETE, entry_data("delete", entry.id, at.shown, "yes"))],
            [(phrases.DO_NOT_DELETE, entry_data("open", entry.id, at.shown))],
        ]
        at.show(phrases.REALLY_DELETE.format(title=title_in_html(entry)), rows)
        return None
    desk, participant = at.desk, at.participant
    run = desk.open_run(participant.id)
    if run is not None and run.id == entry.run_id:  # an answer to its next question would be lost with it
        conversation.put_away(desk, participant)
    desk.entries_written().delete(entry.id, at=desk.now)
    is_shared = entry.run_id is not None and sharing.take_back_of_run(desk, participant, entry.run_id)
    until = day_and_time(
        desk.now + DELETED_FOR, participant.timezone, today=local_date(desk.now, participant.timezone)
    )
    rows = [
        [(phrases.UNDO, entry_data("undo", entry.id, at.shown))],
        [(phrases.TO_LIST, entry_data("list", at.shown, entry.id))],
    ]
    words = phrases.DELETED.format(until=until)
    at.show(f"{words}\n\n{line_phrases.TAKEN_BACK_WITH_ENTRY}" if is_shared else words, rows)
    return None


def undo(at: Screen, entry_id: EntryId) -> Toast:
    """Bring a deleted entry back, while it can be."""
    entries = at.desk.entries_written()
    after = at.desk.now - DELETED_FOR
    if not entries.restore(entry_id, participant_id=at.participant.id, deleted_after=after):
        return phrases.ENTRY_GONE
    entry = entries.by_id([entry_id])[entry_id]
    browsing.show_entry(at, entry, "")
    return phrases.BROUGHT_BACK
