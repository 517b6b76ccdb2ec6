"""How are you, really: asked by consent, once in two weeks, and left alone after two silences."""

from datetime import timedelta

import pytest

from bot.domain.entries import Activity, Visibility
from tests.surgery import Doctor, Surgery

A_FORTNIGHT = timedelta(days=16)
QUESTION = "How are you, really?"


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def answers(ada: Doctor, energy: str) -> None:
    for label in (energy, "The load", "Skip", "Yes"):
        ada.taps(label)


def questions_of(ada: Doctor) -> int:
    return sum(QUESTION in message.text for message in ada.phone)


def test_consent_is_asked_for_once_and_the_question_comes_again_by_itself(
    surgery: Surgery, ada: Doctor
) -> None:
    ada.types("/wellbeing")
    assert "May I keep it that way?" in ada.last.text
    ada.taps("Yes")
    answers(ada, "3")
    surgery.pass_time(A_FORTNIGHT)
    assert questions_of(ada) == 2
    assert sum("May I keep it that way?" in message.text for message in ada.phone) == 1


def test_who_refuses_consent_is_asked_nothing_and_nothing_comes(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/wellbeing")
    ada.taps("No, thank you")
    surgery.pass_time(A_FORTNIGHT)
    assert questions_of(ada) == 0
    assert ada.entries == []


def test_low_energy_twice_running_shows_who_is_there_to_talk_to(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/wellbeing")
    ada.taps("Yes")
    answers(ada, "2")
    assert not any("Samaritans" in message.text for message in ada.phone)
    surgery.pass_time(A_FORTNIGHT)
    ada.taps("1 empty")
    assert any("Samaritans" in message.text for message in ada.phone)


def test_who_stays_silent_is_asked_once_more_and_then_left_alone(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/wellbeing")
    ada.taps("Yes")
    answers(ada, "4")
    surgery.pass_time(timedelta(days=90))
    assert questions_of(ada) == 3


def test_what_is_said_stays_out_of_the_portfolio(ada: Doctor) -> None:
    ada.types("/wellbeing")
    ada.taps("Yes")
    answers(ada, "4")
    (entry,) = ada.entries
    assert (entry.tags.activity, entry.visibility) == (Activity.WELLBEING_PRIVATE, Visibility.PRIVATE)
