"""Readers say something to a line, its author sees what, and can take the line back wherever it is."""

from datetime import timedelta

import pytest

from bot.domain.deliveries import Delivery, Outcome
from bot.domain.incoming import ButtonTapped, CommandSent
from bot.domain.lines import LineStatus
from bot.services import line_phrases, phrases
from tests.sharers import (
    LINE,
    Group,
    digests,
    own_card,
    pass_to_all,
    statuses,
    take_back,
)


@pytest.fixture
def group() -> Group:
    return Group()


def test_a_reader_says_me_too_once_and_the_author_sees_how_many_do(group: Group) -> None:
    pass_to_all(group)
    assert group.ben.taps("Me too") == line_phrases.SAID_ME_TOO
    assert group.ben.taps("Me too") == line_phrases.SAID_BEFORE
    assert group.cyn.taps("Me too") == line_phrases.SAID_ME_TOO
    assert group.ada.taps("Me too") == line_phrases.THAT_IS_YOURS
    assert "Me too: 2" in own_card(group.ada)


def test_a_reader_says_how_they_would_do_it_and_only_the_author_sees_it_without_a_name(group: Group) -> None:
    pass_to_all(group)
    group.ben.taps("I'd do it differently")
    group.writes(group.ben, "I ring the same <day>")
    assert group.ben.last.text == line_phrases.SAID_DIFFERENTLY
    card = own_card(group.ada)
    assert "I'd do it differently: “I ring the same &lt;day&gt;”" in card
    assert "Ben" not in card
    group.tam.types("/shared")
    assert group.tam.last.text == line_phrases.NOTHING_SHARED


def test_the_author_is_told_quietly_once_a_day_and_not_while_they_are_off(group: Group) -> None:
    pass_to_all(group)
    group.ben.taps("Me too")
    group.cyn.taps("Me too")
    told = [one for one in group.ada.phone if one.text == line_phrases.SOMETHING_SAID]
    assert [one.is_silent for one in told] == [True]
    group.ada.types("/pause")
    group.until(timedelta(days=3))
    group.ben.taps("I'd do it differently")
    group.writes(group.ben, "I ring")
    assert sum(one.text == line_phrases.SOMETHING_SAID for one in group.ada.phone) == 1
    assert "“I ring”" in own_card(group.ada)


def test_an_author_who_pauses_in_the_same_batch_is_not_told(group: Group) -> None:
    pass_to_all(group)
    data = digests(group.ben)[0].data_of("Me too")
    pause = group.ada.update(CommandSent(message_id=1, name="pause", arguments=""))
    tap = group.ben.update(ButtonTapped(callback_id="tap", message_id=None, data=data))
    group.surgery.receive(pause, tap)
    assert line_phrases.SOMETHING_SAID not in {one.text for one in group.ada.phone}
    assert len(group.surgery.store.tables.reactions) == 1


def test_nobody_says_anything_to_a_line_that_was_not_sent_to_them_or_is_gone(group: Group) -> None:
    pass_to_all(group)
    data = digests(group.ben)[0].data_of("Me too")
    assert group.tam.taps_data(data) == line_phrases.LINE_GONE
    group.ben.taps("I'd do it differently")
    group.ben.taps("Yes")
    take_back(group.ada)
    assert group.cyn.taps_data(data) == line_phrases.LINE_GONE
    group.ben.types("I ring")
    group.ben.taps("without my name")
    assert group.ben.last.text == line_phrases.LINE_GONE
    assert not group.surgery.store.tables.reactions


def test_what_is_taken_back_is_edited_out_of_what_was_sent(group: Group) -> None:
    group.shares(group.ben, "Ask what they fear")
    pass_to_all(group)
    sent = digests(group.cyn)[0]
    take_back(group.ada)
    group.surgery.tick()
    edited = digests(group.cyn)[-1]
    assert (edited.method, edited.id) == ("editMessageText", sent.id)
    assert LINE not in edited.text
    assert f"2. {line_phrases.WAS_TAKEN_BACK}" in edited.text
    assert [label for label, _ in edited.buttons] == ["1 · Me too", "1 · Differently …"]
    assert statuses(group) == [LineStatus.PASSED, LineStatus.TAKEN_BACK]
    assert group.lines[1].text == ""
    shown = len(digests(group.cyn))
    group.surgery.tick()
    assert len(digests(group.cyn)) == shown


def test_past_the_time_for_edits_the_next_digest_says_it(group: Group) -> None:
    pass_to_all(group)
    group.until(timedelta(days=3))
    take_back(group.ada)
    group.surgery.tick()
    assert len(digests(group.cyn)) == 1, "a message is edited within 48 hours or not at all"
    group.until(timedelta(days=5))
    assert [one.method for one in digests(group.cyn)] == ["sendMessage", "sendMessage"]
    assert line_phrases.EARLIER_TAKEN_BACK in digests(group.cyn)[-1].text
    assert not digests(group.cyn)[-1].buttons
    assert statuses(group) == [LineStatus.TAKEN_BACK]


def test_a_line_is_edited_out_only_when_no_digest_with_it_is_on_its_way(group: Group) -> None:
    group.surgery.outcome_of = lambda one: (
        Outcome.NOT_SENT if line_phrases.DIGEST in str(one.params.get("text")) else Outcome.SENT
    )
    pass_to_all(group)
    take_back(group.ada)
    group.surgery.tick()
    assert statuses(group) == [LineStatus.RECALLED]
    group.surgery.outcome_of = lambda _: Outcome.SENT
    group.until(timedelta(minutes=20))
    group.surgery.tick()
    for doctor in group.doctors:
        assert [LINE in one.text for one in digests(doctor)] == [True, False]


def test_who_perhaps_has_it_is_told_in_the_next_digest(group: Group) -> None:
    def outcome(delivery: Delivery) -> Outcome:
        is_digest = line_phrases.DIGEST in str(delivery.params.get("text"))
        return Outcome.UNKNOWN if is_digest and delivery.chat_id == group.ben.chat_id else Outcome.SENT

    group.surgery.outcome_of = outcome
    pass_to_all(group)
    group.surgery.outcome_of = lambda _: Outcome.SENT
    take_back(group.ada)
    group.surgery.tick()
    group.until(timedelta(days=8))
    assert line_phrases.EARLIER_TAKEN_BACK in digests(group.ben)[-1].text


def test_with_the_entry_goes_the_line_that_was_shared_of_it(group: Group) -> None:
    group.shares(group.ada)
    group.ada.types("/entries")
    for label in ("Put to use", "Delete", "Delete it"):
        group.ada.taps(label)
    assert line_phrases.TAKEN_BACK_WITH_ENTRY in group.ada.last.text
    assert statuses(group) == [LineStatus.TAKEN_BACK]


def test_taking_back_is_asked_for_once_more_and_the_list_forgets_the_line(group: Group) -> None:
    group.shares(group.ada)
    group.ada.taps("My shared lines")
    group.ada.taps("An early word")
    assert "with your tutor" in group.ada.last.text
    old = group.ada.last.data_of("Take it back")
    group.ada.taps("Take it back")
    group.ada.taps("Leave it")
    assert statuses(group) == [LineStatus.OFFERED]
    take_back(group.ada)
    group.ada.taps("My shared lines")
    assert group.ada.last.text == line_phrases.NO_OWN_LINES
    assert group.ada.taps_data(old) == phrases.OLD_BUTTON
    assert group.ben.taps_data(old) == phrases.OLD_BUTTON
