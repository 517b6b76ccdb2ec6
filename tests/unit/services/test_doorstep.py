"""Before consent: the welcome, and nothing stored."""

from bot.domain.incoming import TextSent, UnkeptKind, UnkeptSent
from bot.services import phrases
from tests.surgery import BOT, Surgery


def test_a_first_message_is_answered_with_the_welcome_and_dropped() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    ada.types("I have just seen something remarkable")
    assert "May I keep what you write here?" in ada.last.text
    assert surgery.see(lambda uow: uow.people.by_chat(BOT, [ada.chat_id])) == {}
    tables = surgery.store.tables
    assert "remarkable" not in repr({name: getattr(tables, name) for name in dir(tables) if name[0] != "_"})


def test_a_photo_before_consent_is_answered_with_the_welcome() -> None:
    ada = Surgery().doctor()
    ada.does(UnkeptSent(message_id=1, kind=UnkeptKind.PHOTO))
    assert "May I keep" in ada.last.text


def test_consent_makes_a_participant_with_the_wording_that_was_shown() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    ada.types("/start")
    ada.taps("Yes, keep it")
    person = ada.record
    assert person.profile["first_name"] == "Ada"
    assert person.timezone == "Europe/London"
    (consent,) = surgery.see(lambda uow: uow.people.consents(person.id))
    assert consent.is_given
    assert consent.wording == f"welcome@{surgery.means.flows.current('welcome').version}"


def test_refusing_consent_leaves_nobody_behind() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    ada.types("/start")
    ada.taps("No, thank you")
    assert "Nothing was kept" in ada.last.text
    assert surgery.see(lambda uow: uow.people.by_chat(BOT, [ada.chat_id])) == {}


def test_a_consent_button_of_another_wording_shows_the_present_one() -> None:
    ada = Surgery().doctor()
    ada.types("/start")
    assert ada.taps_data("w:0000000000000000:0") == phrases.OLD_BUTTON
    assert "May I keep" in ada.last.text


def test_forged_consent_positions_make_nobody_a_participant() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    version = surgery.means.flows.current("welcome").version
    for position in ("-1", "7", "x", "", "٣"):
        ada.taps_data(f"w:{version}:{position}")
    assert surgery.see(lambda uow: uow.people.by_chat(BOT, [ada.chat_id])) == {}


def test_privacy_can_be_read_before_consent() -> None:
    ada = Surgery().doctor()
    ada.types("/privacy")
    assert ada.last.text == phrases.PRIVACY


def test_the_whole_welcome_sets_days_and_time_and_says_when_the_next_question_comes() -> None:
    ada = Surgery().doctor().joins(slot="18:30")
    assert ada.record.settings["slot"] == "18:30"
    assert any("Next: tomorrow, Thu 5 Mar and Tue 10 Mar at 18:30" in one.text for one in ada.phone)


def test_two_first_messages_in_one_batch_greet_twice_and_store_nothing() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    updates = [ada.update(TextSent(message_id=number, text="hello")) for number in (1, 2)]
    assert surgery.receive(*updates).count == 2
    assert surgery.see(lambda uow: uow.people.by_chat(BOT, [ada.chat_id])) == {}
