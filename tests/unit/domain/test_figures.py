"""Figures: blocks of five people or more, and questions that wait until five have answered them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bands import Band, about, up_to
from bot.domain.figures import BLOCK, Figure, with_block
from bot.domain.ids import PostingId
from bot.domain.postings import RecipientStatus, Totals
from bot.domain.trends import asked_and_answered

NOW = datetime(2026, 3, 2, 12, 45, tzinfo=UTC)
POSTING = PostingId("posting")

people = st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from("xyz"), min_size=1, max_size=3))
blocks = st.lists(st.lists(people, min_size=BLOCK, max_size=2 * BLOCK), min_size=1, max_size=5)


def test_question_that_few_of_a_block_answered_waits_for_the_next() -> None:
    first = with_block(None, POSTING, [{"often": ["yes"]}] * 5 + [{"rare": ["no"]}] * 3, now=NOW)
    assert first.answered == 8
    assert first.shown == {"often": Figure(people=5, counts={"yes": 5})}
    assert first.waiting == {"rare": Figure(people=3, counts={"no": 3})}
    second = with_block(first, POSTING, [{"rare": ["yes"]}] * 2 + [{}] * 3, now=NOW)
    assert second.shown["rare"] == Figure(people=5, counts={"no": 3, "yes": 2})
    assert second.waiting == {}


def test_several_choices_of_one_person_count_each_and_the_person_once() -> None:
    found = with_block(None, POSTING, [{"days": ["mon", "tue", "mon"]}] * 5, now=NOW)
    assert found.shown["days"] == Figure(people=5, counts={"mon": 5, "tue": 5})


def test_block_of_four_is_refused() -> None:
    with pytest.raises(ValueError, match="five"):
        with_block(None, POSTING, [{"often": ["yes"]}] * 4, now=NOW)


@given(blocks)
def test_what_may_be_told_grows_by_five_people_or_not_at_all_and_loses_nobody(
    sequence: list[list[dict[str, list[str]]]],
) -> None:
    figures, told = None, dict[str, Figure]()
    for block in sequence:
        figures = with_block(figures, POSTING, block, now=NOW)
        for question, figure in figures.shown.items():
            before = told.get(question, Figure(people=0))
            assert figure == before or figure.people - before.people >= BLOCK
            assert all(figure.counts[value] >= count for value, count in before.counts.items())
        told = dict(figures.shown)
    assert figures is not None
    for question in "abc":
        held = [one[question] for one in (figures.shown, figures.waiting) if question in one]
        assert sum(one.people for one in held) == sum(question in one for block in sequence for one in block)


@pytest.mark.parametrize(
    ("sent", "waiting", "withdrawn", "answered", "told"),
    [
        (12, 0, 0, 7, (12, 7)),
        (0, 12, 0, 0, (None, None)),
        (10, 0, 6, 3, (10, 3)),
        (7, 0, 5, 3, (Band.HALF_OR_MORE, Band.UNDER_HALF)),
        (4, 0, 20, 4, (Band.UNTOLD, Band.UNTOLD)),
        (0, 3, 0, 0, (Band.UNTOLD, Band.UNTOLD)),
        (0, 0, 3, 0, (None, None)),
    ],
)
def test_replies_are_told_of_those_who_are_asked(
    sent: int, waiting: int, withdrawn: int, answered: int, told: tuple[object, object]
) -> None:
    counts = {
        RecipientStatus.SENT: sent,
        RecipientStatus.WAITING: waiting,
        RecipientStatus.WITHDRAWN: withdrawn,
    }
    assert asked_and_answered(Totals(counts=counts, answered=answered)) == told


@pytest.mark.parametrize(
    ("count", "most", "said"),
    [
        (0, "fewer than 5", "fewer than 5"),
        (4, "fewer than 5", "fewer than 5"),
        (5, "up to 5", "about 5"),
        (14, "up to 14", "about 10"),
        (1204, "up to 1,204", "about 1,200"),
    ],
)
def test_number_that_may_be_looked_at_twice_is_told_in_steps_of_five(
    count: int, most: str, said: str
) -> None:
    assert (up_to(count), about(count)) == (most, said)
