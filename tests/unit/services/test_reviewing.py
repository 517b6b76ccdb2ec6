"""The tutor sees to offered lines one by one, and answers their authors without learning who they are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.lines import LineStatus
from bot.domain.postings import PostingKind, RecipientStatus
from bot.domain.roles import Act
from bot.services import line_phrases, phrases
from tests.sharers import (
    LINE,
    Group,
    answer,
    recipients,
    statuses,
    take_back,
)


@pytest.fixture
def group() -> Group:
    return Group()


def test_the_tutor_sees_offered_lines_one_by_one(group: Group) -> None:
    group.shares(group.ada)
    group.shares(group.ben, "Ask what they fear")
    group.tam.types("/shared")
    assert f"1 of 2\n\n“{LINE}”" in group.tam.last.text
    group.tam.taps("Next")
    assert "2 of 2\n\n“Ask what they fear”" in group.tam.last.text
    group.tam.taps("Next")
    assert "1 of 2" in group.tam.last.text
    assert group.tam.taps("Set aside") == line_phrases.PUT_ASIDE
    assert "1 of 1\n\n“Ask what they fear”" in group.tam.last.text
    assert group.tam.taps("Pass to the cohort") == line_phrases.PASSED
    assert group.tam.last.text == line_phrases.NO_MORE_SHARED
    assert statuses(group) == [LineStatus.SET_ASIDE, LineStatus.PASSED]


def test_passing_and_setting_aside_are_audited_without_the_author(group: Group) -> None:
    group.shares(group.ada)
    group.shares(group.ben)
    group.passes()
    group.tam.taps("Set aside")
    told = group.surgery.see(lambda uow: list(uow.roles.audited(limit=9)))
    assert {one.act for one in told} == {Act.LINE_PASSED, Act.LINE_SET_ASIDE}
    assert all(one.about_id is None and one.actor_id == group.tam.record.id for one in told)
    assert all(line.id not in str(told) for line in group.lines)


def test_nobody_but_its_tutor_finds_a_cohorts_lines(group: Group) -> None:
    group.shares(group.ada)
    group.tam.types("/shared")
    data = group.tam.last.data_of("Pass to the cohort")
    group.ben.types("/shared")
    assert group.ben.last.text == phrases.UNKNOWN_COMMAND
    assert group.ben.taps_data(data) == phrases.OLD_BUTTON
    tutor = group.surgery.store.tables.tutors[group.tam.record.id]
    group.surgery.store.run(lambda uow: uow.roles.save_tutor(replace(tutor, cohorts=frozenset())))
    assert group.tam.taps_data(data) == line_phrases.SEEN_TO
    assert statuses(group) == [LineStatus.OFFERED]


def test_a_line_that_was_taken_back_meanwhile_is_not_passed(group: Group) -> None:
    group.shares(group.ada)
    group.tam.types("/shared")
    take_back(group.ada)
    assert group.tam.taps("Pass to the cohort") == line_phrases.SEEN_TO
    assert statuses(group) == [LineStatus.TAKEN_BACK]


def test_the_tutor_answers_the_author_without_learning_who(group: Group) -> None:
    group.shares(group.ada)
    before = len(group.tam.phone)
    answer(group, "It does, & it saves a night")
    group.until(timedelta(days=1))
    told = [one for one in group.ada.phone if "Your tutor answers your line" in one.text]
    assert [one.text.count("It does, &amp; it saves a night") for one in told] == [1]
    assert line_phrases.THEY_DO_NOT_KNOW in told[0].text
    assert all("Ada" not in one.text for one in group.tam.phone[before:])
    assert recipients(group, PostingKind.ANSWER) == {"Ada": RecipientStatus.SENT}


def test_an_answer_waits_for_the_authors_leave_and_comes_once(group: Group) -> None:
    group.shares(group.ada)
    group.ada.types("/pause until 16 March")
    answer(group, "Well put")
    group.until(timedelta(days=9))
    assert not any("Well put" in one.text for one in group.ada.phone)
    group.until(timedelta(days=5))
    assert sum("Well put" in one.text for one in group.ada.phone) == 1


def test_an_answer_to_somebody_who_blocked_the_bot_looks_to_the_tutor_like_any_other(group: Group) -> None:
    group.shares(group.ada)
    group.ada.blocks()
    answer(group, "Well put")
    assert group.tam.last.text == line_phrases.ANSWERED
    group.until(timedelta(days=2))
    assert recipients(group, PostingKind.ANSWER) == {"Ada": RecipientStatus.UNDELIVERABLE}


def test_whoever_gave_their_name_is_not_told_that_nobody_knows_it(group: Group) -> None:
    group.shares(group.ada, how="with my first name")
    answer(group, "Well put")
    group.until(timedelta(days=1))
    (told,) = (one for one in group.ada.phone if "Your tutor answers your line" in one.text)
    assert line_phrases.THEY_DO_NOT_KNOW not in told.text


def test_one_answer_is_enough_and_none_goes_to_a_line_that_is_gone(group: Group) -> None:
    group.shares(group.ada)
    answer(group, "Well put")
    group.tam.types("/shared")
    assert group.tam.taps("Answer the author") == line_phrases.ANSWERED_BEFORE
    group.shares(group.ben)
    group.tam.types("/shared")
    group.tam.taps("Next")
    group.tam.taps("Answer the author")
    group.tam.types("Nice")
    take_back(group.ben)
    group.tam.taps("Yes, hand it on")
    assert group.tam.last.text == line_phrases.NOT_ANSWERED
    take_back(group.ada)
    group.until(timedelta(days=1))
    assert recipients(group, PostingKind.ANSWER) == {"Ada": RecipientStatus.HELD}


def test_whoever_is_no_tutor_any_more_answers_nobody(group: Group) -> None:
    group.shares(group.ada)
    group.tam.types("/shared")
    group.tam.taps("Answer the author")
    group.tam.types("Well put")
    tutor = group.surgery.store.tables.tutors[group.tam.record.id]
    group.surgery.store.run(lambda uow: uow.roles.save_tutor(replace(tutor, cohorts=frozenset())))
    group.tam.taps("Yes, hand it on")
    assert not recipients(group, PostingKind.ANSWER)
