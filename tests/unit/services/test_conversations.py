"""Answers, edits, taps and commands of a participant."""

import pytest

from bot.domain.entries import EntryStatus, Visibility
from bot.domain.incoming import CommandSent, TextEdited, TextSent, UnkeptKind, UnkeptSent
from bot.services import phrases
from bot.services.inbound import park
from tests.surgery import Doctor, Surgery

FIRST = "A picture of beads moved him where numbers had not"


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def test_the_first_answer_is_kept_at_once(ada: Doctor) -> None:
    ada.types("/today")
    ada.types(FIRST)
    (entry,) = ada.entries
    assert (entry.title, entry.what, entry.status) == (FIRST, FIRST, EntryStatus.CAPTURE)


def test_later_answers_fill_the_same_entry(ada: Doctor) -> None:
    ada.types("/today")
    for words in (FIRST, "He counts for a living", "Keep a jar of beads"):
        ada.types(words)
    (entry,) = ada.entries
    assert (entry.so_what, entry.now_what) == ("He counts for a living", "Keep a jar of beads")
    assert entry.status is EntryStatus.CHANGE_PLANNED


def test_taps_on_the_closing_card_tick_its_buttons_and_tag_the_entry(ada: Doctor) -> None:
    ada.types("/today")
    for words in (FIRST, "/skip", "/skip"):
        ada.types(words)
    ada.taps("Evidence")
    ada.taps("Star it")
    ada.taps("For my portfolio")
    assert ada.last.method == "editMessageReplyMarkup"
    assert sum(label.startswith("✓") for label, _ in ada.last.buttons) == 3
    (entry,) = ada.entries
    assert entry.starred
    assert entry.visibility is Visibility.PORTFOLIO
    assert entry.tags.sources == ("evidence",)


def test_an_edited_message_changes_the_kept_answer_in_a_live_run(ada: Doctor) -> None:
    ada.types("/today")
    message_id = ada.types(FIRST)
    ada.edits(message_id, "A picture of beads moved her")
    (entry,) = ada.entries
    assert entry.what == "A picture of beads moved her"


def test_an_edited_message_changes_the_entry_of_a_finished_run(ada: Doctor, surgery: Surgery) -> None:
    ada.types("/today")
    message_id = ada.types(FIRST)
    ada.types("/skip")
    ada.types("/skip")
    ada.edits(message_id, "A drawing did it")
    (entry,) = ada.entries
    assert entry.what == "A drawing did it"
    assert surgery.see(lambda uow: uow.entries.revision_count(entry.id)) == 1


def test_an_edit_that_changes_nothing_is_ignored(ada: Doctor) -> None:
    ada.types("/today")
    message_id = ada.types(FIRST)
    seen = len(ada.phone)
    ada.edits(message_id, FIRST)
    assert len(ada.phone) == seen


def test_an_edit_with_an_identifier_leaves_the_old_words(ada: Doctor) -> None:
    ada.types("/today")
    message_id = ada.types(FIRST)
    ada.edits(message_id, "Ring him on 07700 900123")
    assert ada.entries[0].what == FIRST
    assert "phone number" in ada.last.text
    assert "07700" not in ada.last.text


def test_an_edit_in_the_same_batch_as_its_message_counts(ada: Doctor, surgery: Surgery) -> None:
    ada.types("/today")
    sent = ada.update(TextSent(message_id=900, text=FIRST))
    edited = ada.update(TextEdited(message_id=900, text="Second thoughts"))
    surgery.receive(sent, edited)
    assert ada.entries[0].what == "Second thoughts"


def test_a_text_with_an_identifier_is_held_back_and_shown_masked(ada: Doctor) -> None:
    ada.types("/today")
    ada.types("Mrs Green, NHS 943 476 5919, taught me this")
    assert ada.entries == []
    assert "943" not in ada.last.text
    assert "NHS number" in ada.last.text


def test_storing_it_masked_answers_the_open_question(ada: Doctor) -> None:
    ada.types("/today")
    ada.types("NHS 943 476 5919 taught me this")
    ada.taps("Store it masked")
    assert ada.entries[0].what == "NHS [NHS number] taught me this"
    assert any("What about this person" in one.text for one in ada.phone)


def test_a_held_text_can_be_discarded_and_its_message_deleted(ada: Doctor) -> None:
    ada.types("/today")
    message_id = ada.types("NHS 943 476 5919 taught me this")
    ada.taps("Discard it")
    assert ada.entries == []
    ada.taps("Delete it here")
    assert ("deleteMessage", message_id) in [(one.method, one.id) for one in ada.phone]
    assert ada.taps("Store it masked") == phrases.HOLD_ENDED


def test_text_that_answers_nothing_is_kept_with_one_tap(ada: Doctor) -> None:
    ada.types("A thought on the way home\nwith a second line")
    assert ada.last.text == phrases.KEEP_THIS
    ada.taps("Keep it")
    (entry,) = ada.entries
    assert entry.title == "A thought on the way home"
    assert ada.last.method == "editMessageText"


def test_free_text_that_is_edited_before_the_tap_is_kept_as_edited(ada: Doctor) -> None:
    message_id = ada.types("A thuoght")
    ada.edits(message_id, "A thought")
    ada.taps("Keep it")
    assert [entry.what for entry in ada.entries] == ["A thought"]


def test_free_text_that_was_let_go_can_not_be_kept_any_more(ada: Doctor) -> None:
    ada.types("A thought")
    keep = ada.last.data_of("Keep it")
    ada.taps("Let it go")
    assert ada.taps_data(keep) == phrases.HOLD_ENDED
    assert ada.entries == []


def test_an_update_that_comes_twice_counts_once(ada: Doctor, surgery: Surgery) -> None:
    ada.types("/today")
    update = ada.update(TextSent(message_id=901, text=FIRST))
    assert surgery.receive(update).count == 1
    assert surgery.receive(update).count == 0
    assert len(ada.entries) == 1


def test_updates_of_a_batch_are_taken_in_the_order_of_their_numbers(ada: Doctor, surgery: Surgery) -> None:
    ada.types("/today")
    first = ada.update(TextSent(message_id=902, text=FIRST))
    second = ada.update(TextSent(message_id=903, text="because he counts"))
    surgery.receive(second, first)
    assert (ada.entries[0].what, ada.entries[0].so_what) == (FIRST, "because he counts")


def test_two_taps_at_once_answer_one_question(ada: Doctor, surgery: Surgery) -> None:
    ada.types("/today")
    nothing = ada.last.data_of("Nothing obvious")
    asked = len(ada.phone)
    assert ada.taps_data(nothing) is None
    assert ada.taps_data(nothing) == phrases.OLD_BUTTON
    assert len(ada.phone) == asked + 1
    assert surgery.see(lambda uow: uow.runs.open_of([ada.record.id]))


def test_a_tap_on_somebody_elses_button_changes_nothing(surgery: Surgery, ada: Doctor) -> None:
    ben = surgery.doctor("Ben").joins()
    ada.types("/today")
    stolen = ada.last.data_of("Nothing obvious")
    assert ben.taps_data(stolen) == phrases.OLD_BUTTON
    assert len(surgery.see(lambda uow: uow.runs.open_of([ada.record.id, ben.record.id]))) == 1


def test_a_held_text_of_somebody_else_can_not_be_kept(surgery: Surgery, ada: Doctor) -> None:
    ben = surgery.doctor("Ben").joins()
    ada.types("Ada's own thought")
    assert ben.taps_data(ada.last.data_of("Keep it")) == phrases.HOLD_ENDED
    assert ben.entries == []


@pytest.mark.parametrize(
    "data",
    ["", ":", "r", "r:", "r:x:1:0", "r::::", "p:x:later", "h:x:mask", "k::keep", "d:-1", "d:x", "f:welcome"],
)
def test_forged_button_data_is_answered_kindly(ada: Doctor, data: str) -> None:
    seen = len(ada.phone)
    assert ada.taps_data(data, message_id=1) in (phrases.OLD_BUTTON, phrases.HOLD_ENDED, phrases.TOO_LATE)
    assert len(ada.phone) == seen


@pytest.mark.parametrize("data", ["s:2026-13", "s:x", "s:review:x", "s:"])
def test_forged_months_are_answered_kindly(ada: Doctor, data: str) -> None:
    assert ada.taps_data(data) == phrases.OLD_BUTTON


def test_a_future_month_is_refused_kindly(ada: Doctor) -> None:
    assert ada.taps_data("s:2026-04") == phrases.FUTURE_MONTH


def test_a_new_question_puts_the_open_one_away_and_says_what_is_kept(ada: Doctor, surgery: Surgery) -> None:
    ada.types("/today")
    ada.types(FIRST)
    ada.types("/today")
    assert phrases.EARLIER_RUN_KEPT in [one.text for one in ada.phone]
    assert [entry.what for entry in ada.entries] == [FIRST]
    assert len(surgery.see(lambda uow: uow.runs.open_of([ada.record.id]))) == 1


def test_stop_keeps_what_was_said(ada: Doctor, surgery: Surgery) -> None:
    ada.types("/today")
    ada.types(FIRST)
    ada.types("/stop")
    assert ada.last.text == phrases.STOPPED
    assert [entry.what for entry in ada.entries] == [FIRST]
    assert surgery.see(lambda uow: uow.runs.open_of([ada.record.id])) == {}


def test_stop_before_a_word_was_said_claims_to_keep_nothing(ada: Doctor) -> None:
    ada.types("/today")
    ada.types("/stop")
    assert ada.last.text == phrases.STOPPED_UNSAID


def test_back_asks_the_earlier_question_again(ada: Doctor) -> None:
    ada.types("/today")
    ada.types(FIRST)
    ada.types("/back")
    assert "What knowledge did you create today" in ada.last.text


@pytest.mark.parametrize("command", ["back", "skip", "stop"])
def test_controls_without_an_open_question_say_so(ada: Doctor, command: str) -> None:
    ada.types(f"/{command}")
    assert ada.last.text == phrases.NOTHING_OPEN


@pytest.mark.parametrize(
    "command",
    ["reflect", "summary", "help", "privacy", "start", "pause", "support", "today", "settings", "nonsense"],
)
def test_every_command_is_answered(ada: Doctor, command: str) -> None:
    seen = len(ada.phone)
    ada.does(CommandSent(message_id=1, name=command))
    assert len(ada.phone) == seen + 1


def test_a_flow_is_chosen_from_the_list(ada: Doctor) -> None:
    ada.types("/reflect")
    ada.taps("Ten-second day")
    assert "mostly" in ada.last.text


@pytest.mark.parametrize("kind", list(UnkeptKind))
def test_what_is_not_text_is_refused_kindly_and_not_stored(ada: Doctor, kind: UnkeptKind) -> None:
    ada.does(UnkeptSent(message_id=1, kind=kind))
    assert ada.last.text == phrases.UNKEPT[kind]
    assert ada.entries == []


def test_names_with_html_come_back_as_typed(surgery: Surgery) -> None:
    eve = surgery.doctor("<b>Eve</b> & co").joins()
    assert eve.record.profile["first_name"] == "<b>Eve</b> & co"


def test_a_person_who_blocked_the_bot_is_active_again_after_unblocking(ada: Doctor) -> None:
    ada.blocks()
    assert ada.record.status == "blocked"
    ada.unblocks()
    assert ada.record.status == "active"


def test_words_typed_while_only_taps_fit_are_kept_safe_and_the_question_stays(surgery: Surgery) -> None:
    ada = surgery.doctor()
    ada.types("/start")
    ada.taps("Yes, keep it")
    ada.types("By the way, a thought")
    assert [one.text for one in ada.phone[-2:]] == [phrases.KEEP_THIS, phrases.QUESTION_STILL_OPEN]


def test_a_poison_update_is_parked_for_a_participant_and_not_for_a_stranger(
    surgery: Surgery, ada: Doctor
) -> None:
    stranger = surgery.doctor("Stranger")
    for person in (ada, stranger):
        update = person.update(TextSent(message_id=1, text="x"))
        surgery.store.run(
            lambda uow, update=update: park(  # type: ignore[misc]  # a bound default
                uow, update, b"{}", error="ZeroDivisionError", means=surgery.means, now=surgery.clock.now()
            )
        )
        surgery.deliver()
        assert person.last.text == phrases.POISON
    assert [one.participant_id for one in surgery.see(lambda uow: uow.updates.parked())] == [ada.record.id]
