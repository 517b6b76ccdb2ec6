"""Mending what is kept: the next text is the new wording, in the answer while the run goes on, else in the entry."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.entries import Activity, Tags, Visibility
from bot.services import phrases
from bot.services.messages import entry_data
from tests.samples import an_entry
from tests.surgery import MONDAY, Doctor, Surgery

FIRST = "A picture of beads moved him where numbers had not"
CONTEXT = "What about this person or place"


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def keeps_a_day(doctor: Doctor) -> None:
    """Go through flow 2 to its closing card."""
    doctor.types("/today")
    for words in (FIRST, "He counts for a living", "Keep a jar of beads"):
        doctor.types(words)


def edits(doctor: Doctor, part: str) -> None:
    """Open the newest entry, and choose a part to write anew."""
    doctor.types("/entries")
    _, data = doctor.last.buttons[0]
    doctor.taps_data(data, message_id=doctor.last.id)
    doctor.taps(phrases.EDIT)
    doctor.taps(part)


def test_the_next_text_is_the_new_wording_and_the_earlier_one_stays(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "So what")
    asked = ada.last
    assert (asked.method, asked.text.startswith("<b>So what</b>")) == ("editMessageText", True)
    ada.types("She counts for a living")
    assert ada.last.text == phrases.MENDED
    without_buttons = [
        one.id for one in ada.phone if one.method == "editMessageReplyMarkup" and not one.buttons
    ]
    assert without_buttons == [asked.id]
    (entry,) = ada.entries
    assert (entry.so_what, entry.what) == ("She counts for a living", FIRST)
    ada.taps(phrases.SEE_ENTRY)
    assert "She counts for a living" in ada.last.text
    ada.taps("Earlier wordings (1)")
    assert ada.last.text.endswith("<b>So what</b>\nHe counts for a living")
    assert FIRST not in ada.last.text
    ada.taps(phrases.TO_ENTRY)
    ada.types("This one is a new thought")
    assert ada.last.text == phrases.KEEP_THIS


def test_earlier_wordings_are_turned_from_one_to_the_next(ada: Doctor) -> None:
    keeps_a_day(ada)
    for words in ("second", "third"):
        edits(ada, "Now what")
        ada.types(words)
    ada.taps(phrases.SEE_ENTRY)
    ada.taps("Earlier wordings (2)")
    assert ada.last.text.endswith("second")
    ada.taps(phrases.EARLIER)
    assert ada.last.text.endswith("Keep a jar of beads")
    assert ada.last.text.startswith("<i>Until 2 March 2026</i>")
    ada.taps(phrases.NEXT_WORDING)
    assert ada.last.text.endswith("second")


def test_a_title_made_from_the_words_follows_them_and_one_of_its_own_does_not(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "What")
    ada.types("A drawing did it\nand a story")
    (entry,) = ada.entries
    assert (entry.title, entry.what) == ("A drawing did it", "A drawing did it\nand a story")
    edits(ada, "Title")
    ada.types("Beads")
    edits(ada, "What")
    ada.types("Something else")
    (entry,) = ada.entries
    assert (entry.title, entry.what) == ("Beads", "Something else")


def test_leaving_it_as_it_was_by_tap(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "What")
    ada.taps(phrases.LEAVE_IT)
    assert FIRST in ada.last.text
    ada.types("A new thought")
    assert ada.last.text == phrases.KEEP_THIS
    assert ada.entries[0].what == FIRST


@pytest.mark.parametrize("control", ["/back", "/skip", "/stop"])
def test_a_control_word_ends_the_editing_and_nothing_else(ada: Doctor, control: str) -> None:
    keeps_a_day(ada)
    ada.types("/cpd")
    edits(ada, "What")
    ada.types(control)
    assert ada.last.text == phrases.LEFT_AS_IT_WAS
    ada.types("A podcast on beads")
    assert FIRST in [entry.what for entry in ada.entries]
    assert "A podcast on beads" in [entry.title for entry in ada.entries]


def test_another_command_ends_the_editing_and_is_obeyed(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "What")
    ada.types("/help")
    assert ada.last.text == phrases.HELP
    ada.types("A new thought")
    assert ada.last.text == phrases.KEEP_THIS


def test_a_tap_elsewhere_ends_the_editing(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "What")
    ada.taps("Star it")
    ada.types("A new thought")
    assert ada.last.text == phrases.KEEP_THIS


def test_an_open_question_keeps_working_after_an_edit(ada: Doctor) -> None:
    keeps_a_day(ada)
    ada.types("/today")
    edits(ada, "So what")
    ada.taps(phrases.LEAVE_IT)
    ada.types("The second one")
    assert CONTEXT in ada.last.text


def test_a_question_that_came_since_then_gets_the_text(surgery: Surgery, ada: Doctor) -> None:
    keeps_a_day(ada)
    prompted_at = min(one.next_due_at for one in surgery.store.tables.schedules.values() if one.next_due_at)
    surgery.clock.set(prompted_at - timedelta(minutes=1))
    edits(ada, "What")
    surgery.pass_time(prompted_at)
    assert "What knowledge did you create today" in ada.last.text
    ada.types("An answer to that")
    assert CONTEXT in ada.last.text
    assert FIRST in [entry.what for entry in ada.entries]


def test_editing_is_over_after_an_hour(surgery: Surgery, ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "What")
    surgery.clock.move(timedelta(hours=1))
    ada.types("Too late for that")
    assert ada.last.text == phrases.KEEP_THIS


def test_a_wording_with_an_identifier_is_held_and_can_be_stored_masked(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "So what")
    ada.types("Ring him on 07700 900123 & ask")
    assert "phone number" in ada.last.text
    assert ada.entries[0].so_what == "He counts for a living"
    ada.taps(phrases.STORE_MASKED)
    assert ada.entries[0].so_what == "Ring him on [phone number] & ask"


def test_a_held_wording_can_be_written_anew_or_discarded(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "So what")
    ada.types("Ring him on 07700 900123")
    ada.taps(phrases.WRITE_ANEW)
    ada.types("Ring him")
    assert ada.entries[0].so_what == "Ring him"
    edits(ada, "So what")
    ada.types("Ring her on 07700 900123")
    ada.taps(phrases.DISCARD)
    ada.types("A new thought")
    assert ada.last.text == phrases.KEEP_THIS
    assert ada.entries[0].so_what == "Ring him"


def test_a_held_wording_whose_message_is_edited_is_taken_as_edited(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "So what")
    message_id = ada.types("Ring him on 07700 900123")
    ada.edits(message_id, "Ring him")
    assert ada.entries[0].so_what == "Ring him"


def test_the_message_of_a_new_wording_can_itself_be_edited(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "What")
    message_id = ada.types("Secnod thoughts")
    ada.edits(message_id, "Second thoughts")
    (entry,) = ada.entries
    assert (entry.title, entry.what) == ("Second thoughts", "Second thoughts")


def test_a_part_can_be_left_empty_but_the_title_can_not(ada: Doctor) -> None:
    keeps_a_day(ada)
    edits(ada, "Title")
    assert phrases.EMPTY_IT not in [label for label, _ in ada.last.buttons]
    edits(ada, "So what")
    ada.taps(phrases.EMPTY_IT)
    (entry,) = ada.entries
    assert (entry.title, entry.so_what) == (FIRST, "")


def test_in_a_live_run_the_answer_itself_is_edited_and_its_path_worked_out_again(ada: Doctor) -> None:
    ada.types("/today")
    ada.taps("Nothing obvious")
    ada.types("A hunch about beads")
    ada.types("/cpd")
    ada.types("A podcast")
    edits(ada, "What")
    ada.types("A podcast on beads")
    run = ada.surgery.see(lambda uow: uow.runs.open_of([ada.record.id]))[ada.record.id]
    assert b"A podcast on beads" in run.state
    newest = ada.entries[-1]
    assert newest.title == "A podcast on beads"


def test_an_edit_in_a_live_run_can_lead_elsewhere(ada: Doctor) -> None:
    ada.types("/today")
    ada.types(FIRST)
    edits(ada, "What")
    ada.types("Nothing obvious")
    assert "Was there a hunch" in ada.last.text


def test_a_live_run_goes_on_after_an_edit_and_keeps_what_was_mended(ada: Doctor) -> None:
    ada.types("/today")
    ada.types(FIRST)
    edits(ada, "Title")
    ada.types("Beads")
    ada.types("/entries")
    ada.taps("Beads")
    ada.taps(phrases.STAR)
    ada.taps(phrases.TO_PORTFOLIO)
    ada.taps(phrases.TAGS)
    ada.taps(phrases.FACET_KIND)
    ada.taps("teaching")
    ada.types("He counts for a living")
    ada.types("Keep a jar of beads")
    ada.taps("Evidence")
    (entry,) = ada.entries
    assert (entry.title, entry.what, entry.so_what) == ("Beads", FIRST, "He counts for a living")
    assert (entry.starred, entry.visibility) == (True, Visibility.PORTFOLIO)
    assert (entry.tags.activity, entry.tags.sources) == (Activity.TEACHING, ("evidence",))


def test_the_closing_card_and_message_edits_leave_what_was_mended_but_for_what_they_change(
    ada: Doctor,
) -> None:
    ada.types("/today")
    message_id = ada.types(FIRST)
    ada.types("He counts for a living")
    ada.types("Keep a jar")
    edits(ada, "So what")
    ada.types("She counts for a living")
    ada.taps("Evidence")
    ada.edits(message_id, "A drawing did it")
    (entry,) = ada.entries
    assert (entry.what, entry.so_what) == ("A drawing did it", "She counts for a living")
    assert entry.tags.sources == ("evidence",)


def test_a_star_given_in_the_review_outlives_later_taps_on_the_closing_card(
    surgery: Surgery, ada: Doctor
) -> None:
    keeps_a_day(ada)
    card = next(one for one in ada.phone if any("Evidence" in label for label, _ in one.buttons))
    ada.types("/summary")
    ada.taps("March 2026")
    surgery.tick()
    ada.taps("Look back")
    ada.taps("A picture of beads")
    assert ada.entries[0].starred
    ada.taps_data(card.data_of("Evidence"), message_id=card.id)
    (entry,) = ada.entries
    assert (entry.starred, entry.tags.sources) == (True, ("evidence",))


def test_an_entry_that_came_by_itself_is_mended_as_well(ada: Doctor) -> None:
    ada.types("A thought on the way home")
    ada.taps("Keep it")
    edits(ada, "Follow-up")
    ada.types("in May")
    assert ada.entries[0].follow_up == "in May"


def test_a_wording_for_an_entry_that_has_gone_is_answered_kindly(surgery: Surgery, ada: Doctor) -> None:
    own = replace(an_entry(900, tags=Tags()), participant_id=ada.record.id, run_id=None)
    surgery.store.run(lambda uow: uow.entries.save([own], now=MONDAY))
    edits(ada, "What")
    surgery.store.run(lambda uow: uow.entries.delete(own.id, at=surgery.clock.now()))
    ada.types("Too late")
    assert ada.last.text == phrases.ENTRY_GONE
    assert ada.taps_data(entry_data("part", own.id, "all", "what"), message_id=5) == phrases.ENTRY_GONE
