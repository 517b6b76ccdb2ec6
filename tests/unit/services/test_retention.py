"""What is let go of when, and what an edit of a message still reaches after that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.services import phrases, retention
from tests.surgery import Doctor, Surgery

FIRST = "A picture of beads moved him where numbers had not"


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def let_pass(surgery: Surgery, hours: float) -> None:
    """Let time pass, with retention at its end."""
    surgery.clock.move(timedelta(hours=hours))
    while surgery.store.run(lambda uow: retention.tidy(uow, means=surgery.means, now=surgery.clock.now())):
        pass


def states(surgery: Surgery) -> list[bytes]:
    return [run.state for run in surgery.store.tables.runs.values()]


def test_an_edit_after_compaction_changes_the_field_alone(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/today")
    first, second = ada.types(FIRST), ada.types("He counts for a living")
    ada.types("Keep a jar")
    let_pass(surgery, 49)
    assert not any(states(surgery))
    ada.edits(first, "A drawing did it")
    ada.edits(second, "She counts")
    (entry,) = ada.entries
    assert (entry.title, entry.what) == ("A drawing did it", "A drawing did it")
    assert (entry.so_what, entry.now_what) == ("She counts", "Keep a jar")
    assert ada.last.text == phrases.EDITED
    assert surgery.see(lambda uow: uow.entries.revision_count(entry.id)) == 2


def test_an_edit_after_compaction_is_screened_and_one_that_changes_nothing_is_ignored(
    surgery: Surgery, ada: Doctor
) -> None:
    ada.types("/today")
    message_id = ada.types(FIRST)
    ada.types("/skip")
    ada.types("/skip")
    let_pass(surgery, 49)
    seen = len(ada.phone)
    ada.edits(message_id, FIRST)
    assert len(ada.phone) == seen
    ada.edits(message_id, "Ring him on 07700 900123")
    assert "phone number" in ada.last.text
    assert ada.entries[0].what == FIRST


def test_links_outlive_compaction_by_two_days_however_long_the_run_took(
    surgery: Surgery, ada: Doctor
) -> None:
    ada.types("/case")
    message_id = ada.types("A case of beads")
    let_pass(surgery, 24 * 5)
    assert any(states(surgery))
    ada.types("/stop")
    let_pass(surgery, 49)
    assert not any(states(surgery))
    let_pass(surgery, 47)
    ada.edits(message_id, "A case of numbers")
    assert ada.entries[0].title == "A case of numbers"
    let_pass(surgery, 2)
    ada.edits(message_id, "Too late")
    assert ada.entries[0].title == "A case of numbers"
    assert surgery.store.tables.links == {}


def test_a_message_that_is_part_of_a_longer_text_is_answered_with_the_way_to_mend_it(
    surgery: Surgery, ada: Doctor
) -> None:
    ada.types("/reflect")
    ada.taps("Deprescribing")
    first, second, _, third, *_ = (
        ada.types(words)
        for words in ("Nine medicines", "The phone calls", "/skip", "Fewer falls", "/skip", "/skip")
    )
    let_pass(surgery, 49)
    (entry,) = ada.entries
    assert entry.so_what == "The phone calls\nFewer falls"
    for message_id in (second, third):
        ada.edits(message_id, "Something else")
        assert ada.last.text == phrases.EDIT_TOO_LATE
    ada.edits(first, "Ten medicines")
    (entry,) = ada.entries
    assert (entry.title, entry.what) == ("Ten medicines", "Ten medicines")
    assert entry.so_what == "The phone calls\nFewer falls"


def test_a_run_whose_version_is_unknown_is_compacted_all_the_same(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/today")
    message_id = ada.types(FIRST)
    ada.types("/stop")
    tables = surgery.store.tables
    tables.runs = {id_: replace(run, version="gone") for id_, run in tables.runs.items()}
    let_pass(surgery, 49)
    assert not any(states(surgery))
    ada.edits(message_id, "A drawing did it")
    assert ada.last.text == phrases.EDIT_TOO_LATE


def test_free_text_that_was_kept_is_still_edited_by_its_message(ada: Doctor) -> None:
    message_id = ada.types("A thought\nwith a second line")
    ada.taps("Keep it")
    ada.edits(message_id, "Another thought")
    (entry,) = ada.entries
    assert (entry.title, entry.what) == ("Another thought", "Another thought")


def test_many_runs_are_compacted_over_several_transactions(surgery: Surgery, ada: Doctor) -> None:
    for number in range(retention.RUNS_AT_ONCE + 5):
        ada.types("/today")
        ada.types(f"Thought {number}")
    ada.types("/stop")
    surgery.clock.move(timedelta(hours=49))
    means, now = surgery.means, surgery.clock.now()
    more = [surgery.store.run(lambda uow: retention.tidy(uow, means=means, now=now)) for _ in range(2)]
    assert more == [True, False]
    assert not any(states(surgery))
