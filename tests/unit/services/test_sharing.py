"""A line is offered and shared, seen by others as its preview showed it, and without telling who or when."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cohorts import CohortStatus
from bot.domain.people import Purpose
from bot.services import line_phrases
from tests.sharers import (
    FRIDAY_EVENING,
    LINE,
    Group,
    answer,
    digests,
    take_back,
)
from tests.surgery import Doctor, Message


@pytest.fixture
def group() -> Group:
    return Group()


def offers(doctor: Doctor) -> list[Message]:
    return [one for one in doctor.phone if one.text == line_phrases.OFFER]


def test_whoever_ends_what_the_cohort_was_asked_is_offered_to_share_quietly_once_a_week(
    group: Group,
) -> None:
    group.answers(group.ada)
    (offer,) = offers(group.ada)
    assert offer.is_silent
    group.until(timedelta(days=1))
    group.answers(group.ada)
    assert len(offers(group.ada)) == 1
    group.until(timedelta(days=4))
    group.answers(group.ada)
    assert len(offers(group.ada)) == 2


def test_nothing_is_offered_where_nothing_was_kept(group: Group) -> None:
    group.ask(group.ada)
    group.ada.taps("Skip")
    assert not offers(group.ada)


def test_what_people_begin_themselves_is_followed_by_no_offer(group: Group) -> None:
    group.ada.types("/reflect")
    for label in ("Ten-second day", "Put to use", "Skip"):
        group.ada.taps(label)
    assert group.ada.entries
    assert not offers(group.ada)


def test_wellbeing_is_never_asked_for(group: Group) -> None:
    group.ask(group.ada, flow="how_are_you")
    for label in ("Yes", "3", "Nothing much", "Skip", "No, that's enough"):
        group.ada.taps(label)
    assert group.ada.entries
    assert not offers(group.ada)


def test_whoever_left_the_cohort_or_whose_cohort_has_ended_shares_nothing_with_it(group: Group) -> None:
    group.answers(group.ada)
    group.leaves(group.ada)
    assert group.ada.taps("Share a line") == line_phrases.NOT_IN_COHORT
    group.answers(group.ben)
    group.ben.taps("Share a line")
    group.ben.taps("Yes")
    ended = replace(group.cohort, status=CohortStatus.ARCHIVED)
    group.surgery.store.run(lambda uow: uow.cohorts.save([ended]))
    group.ben.types(LINE)
    group.ben.taps("without my name")
    assert group.ben.phone[-1].text == line_phrases.NOT_IN_COHORT
    assert not group.lines


def test_the_first_line_asks_for_consent_and_keeps_its_wording(group: Group) -> None:
    group.shares(group.ada)
    ada = group.ada.record.id
    (consent,) = [
        one
        for one in group.surgery.see(lambda uow: uow.people.consents(ada))
        if one.purpose is Purpose.SHARING
    ]
    flow = group.surgery.means.flows.current("share_line")
    assert (consent.is_given, consent.wording) == (True, f"share_line@{flow.version}")
    group.until(timedelta(days=7))
    group.answers(group.ada)
    group.ada.taps("Share a line")
    assert "Which line" in group.ada.last.text


def test_without_consent_nothing_is_shared(group: Group) -> None:
    group.answers(group.ada)
    group.ada.taps("Share a line")
    group.ada.taps("No, thank you")
    assert not group.lines


def test_an_identifier_is_stopped_before_it_is_shared(group: Group) -> None:
    group.answers(group.ada)
    group.ada.taps("Share a line")
    group.ada.taps("Yes")
    group.ada.types("Ring 07700 900123 early")
    group.ada.taps("masked")
    group.ada.taps("without my name")
    (line,) = group.lines
    assert "07700" not in line.text
    assert "Ring" in line.text


def test_an_edit_of_what_was_handed_on_does_not_reach_it_and_says_so(group: Group) -> None:
    group.answers(group.ada)
    group.ada.taps("Share a line")
    group.ada.taps("Yes")
    written = group.ada.types(LINE)
    group.ada.edits(written, "An early word saves a letter")
    assert "saves a letter" in "".join(one.text for one in group.ada.phone[-3:])
    group.ada.taps("without my name")
    group.ada.edits(written, "Something else altogether")
    assert group.ada.last.text == line_phrases.STAYS_AS_IT_WAS
    assert [one.text for one in group.lines] == ["An early word saves a letter"]


def test_others_see_just_what_the_preview_showed(group: Group) -> None:
    group.shares(group.ada, "Ask “why now?” & wait < a minute", how="with my first name")
    *_, preview = (one for one in group.ada.phone if one.text.startswith("This is how it looks"))
    shown = preview.text.rpartition("\n")[2]
    assert shown.endswith("— Ada")
    group.tam.types("/shared")
    assert shown in group.tam.last.text
    group.passes()
    group.until(FRIDAY_EVENING)
    assert shown in digests(group.ben)[0].text


ACTS = ("answers_author", "passes", "sets_aside", "next", "me_too", "differently", "a_day", "takes_back")


@settings(max_examples=15, deadline=None)
@given(named=st.booleans(), acts=st.lists(st.sampled_from(ACTS), max_size=6))
def test_nothing_that_others_get_tells_who_or_when(named: bool, acts: list[str]) -> None:  # noqa: FBT001 - hypothesis
    group = Group()
    seen = {one: len(one.phone) for one in (group.tam, group.cyn)}
    group.shares(group.ada, how="with my first name" if named else "without my name")
    group.shares(group.ben, "Ask what they fear")
    lines = group.lines
    for act in acts:
        do(group, act)
    group.until(timedelta(days=7))
    told = " ".join(
        " ".join([message.text, *(part for pair in message.buttons for part in pair)])
        for doctor, before in seen.items()
        for message in doctor.phone[before:]
    )
    secrets = ["Ben", *([] if named else ["Ada"])]
    secrets += [str(one.record.id) for one in (group.ada, group.ben)]
    secrets += [str(one.chat_id) for one in (group.ada, group.ben)]
    secrets += [one.id for one in lines]
    assert not [one for one in secrets if one in told]
    assert not re.search(r"\d\d:\d\d|\d (Mar|March)", told)


def do(group: Group, act: str) -> None:
    """One thing that somebody does, if it can be done just now."""
    try:
        match act:
            case "answers_author":
                answer(group, "Well put")
            case "passes":
                group.passes()
            case "sets_aside" | "next":
                group.tam.types("/shared")
                group.tam.taps("Set aside" if act == "sets_aside" else "Next")
            case "me_too":
                group.cyn.taps("Me too")
            case "differently":
                group.cyn.taps("ifferently …")
                group.writes(group.cyn, "I ring")
            case "a_day":
                group.until(timedelta(days=1))
            case _:
                take_back(group.ada)
    except StopIteration:
        pass
