"""Deleting an entry: asked once, nowhere to be seen, brought back within a day, then gone with all its words."""

from datetime import timedelta

import pytest

from bot.services import phrases, retention
from bot.services.messages import entry_data
from tests.surgery import Doctor, Surgery

FIRST = "A picture of beads moved him where numbers had not"


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    ada = surgery.doctor().joins()
    ada.types("/today")
    return ada


def tidy(surgery: Surgery) -> None:
    while surgery.store.run(lambda uow: retention.tidy(uow, means=surgery.means, now=surgery.clock.now())):
        pass


def deletes(doctor: Doctor) -> None:
    doctor.types("/entries")
    doctor.taps("A picture of beads")
    doctor.taps(phrases.DELETE)
    doctor.taps(phrases.DO_DELETE)


def test_it_is_asked_once_and_can_be_kept(ada: Doctor) -> None:
    ada.types(FIRST)
    ada.types("/entries")
    ada.taps("A picture of beads")
    ada.taps(phrases.DELETE)
    assert ada.last.text.startswith(f"Delete “{FIRST}”?")
    assert len(ada.entries) == 1
    ada.taps(phrases.DO_NOT_DELETE)
    assert FIRST in ada.last.text


def test_a_deleted_entry_is_in_no_list_and_its_open_question_ends(ada: Doctor) -> None:
    ada.types(FIRST)
    deletes(ada)
    assert ada.last.text == "Deleted. You can bring it back until tomorrow at 09:00."
    assert ada.entries == []
    ada.types("A word that would have been the next answer")
    assert ada.last.text == phrases.KEEP_THIS
    ada.types("/entries")
    assert ada.last.text == phrases.NO_ENTRIES
    ada.types("/find beads")
    assert ada.last.text == phrases.NO_ENTRIES


def test_an_open_question_of_another_run_stays(ada: Doctor) -> None:
    for words in (FIRST, "/skip", "/skip", "/today"):
        ada.types(words)
    deletes(ada)
    ada.types("The next one")
    assert [entry.title for entry in ada.entries] == ["The next one"]


def test_it_can_be_brought_back_for_a_day(surgery: Surgery, ada: Doctor) -> None:
    ada.types(FIRST)
    deletes(ada)
    surgery.clock.move(timedelta(hours=23, minutes=59))
    tidy(surgery)
    assert ada.taps(phrases.UNDO) == phrases.BROUGHT_BACK
    assert FIRST in ada.last.text
    assert len(ada.entries) == 1


def test_after_a_day_it_is_gone_with_all_that_held_its_words(surgery: Surgery, ada: Doctor) -> None:
    message_id = ada.types(FIRST)
    ada.edits(message_id, FIRST + "!")
    deletes(ada)
    surgery.clock.move(timedelta(hours=24, seconds=1))
    assert ada.taps(phrases.UNDO) == phrases.ENTRY_GONE
    tidy(surgery)
    tables = surgery.store.tables
    assert (tables.entries, tables.revisions, tables.deleted, tables.links) == ({}, [], {}, {})
    assert not any(b"beads" in run.state for run in tables.runs.values())
    assert not any("beads" in str(delivery.params) for delivery in tables.deliveries.values())
    assert ada.taps(phrases.UNDO) == phrases.ENTRY_GONE
    ada.edits(message_id, "From the grave")
    assert ada.entries == []


def test_what_is_tapped_or_edited_meanwhile_stays_out_of_sight(ada: Doctor) -> None:
    message_id = ada.types(FIRST)
    for words in ("/skip", "/skip"):
        ada.types(words)
    deletes(ada)
    seen = len(ada.phone)
    ada.edits(message_id, "A drawing did it")
    assert len(ada.phone) == seen
    ada.taps("Evidence")
    assert ada.entries == []
    ada.types("/summary")
    ada.taps("March 2026")
    ada.surgery.tick()
    assert "no entries" in ada.last.text


def test_nobody_else_can_bring_it_back(surgery: Surgery, ada: Doctor) -> None:
    ada.types(FIRST)
    (entry,) = ada.entries
    deletes(ada)
    eve = surgery.doctor("Eve").joins()
    assert eve.taps_data(entry_data("undo", entry.id, "all"), message_id=5) == phrases.ENTRY_GONE
    assert ada.entries == []
