"""The picture of a cohort as a file: one page for any cohort, and nothing in it that its tutor may not know."""

import struct
from collections.abc import Sequence
from datetime import date

import orjson
import pytest

from bot.adapters.documents.cohort_data import MOST_WEEKS, cohort_data
from bot.adapters.documents.press import Press
from bot.adapters.documents.render import Document, render
from bot.domain.bands import told
from bot.domain.figures import PILLARS, Figure
from bot.domain.ids import PostingId
from bot.domain.trends import CohortReport, Outcome

PNG_SIZE = struct.Struct(">8x4x4xII")


def week(
    number: int, asked: int, answered: int, *, of: int, pillars: dict[str, int] | None = None
) -> Outcome:
    shown = {PILLARS: Figure(people=5, counts=pillars)} if pillars else {}
    return Outcome(
        posting_id=PostingId(str(number)),
        what="When the guideline did not fit",
        week=number,
        asked=told(asked, of=of),
        answered=told(answered, of=of),
        shown=shown,
    )


def to_come(number: int) -> Outcome:
    return Outcome(posting_id=PostingId(str(number)), what="Wider role", week=number)


def report(*weeks: Outcome, name: str = "Spring") -> CohortReport:
    return CohortReport(
        name=name, title="Knowledge work", where="week 2 of 4", made_on=date(2026, 3, 9), weeks=weeks
    )


def picture_of(value: CohortReport) -> bytes:
    return render(Document.COHORT, orjson.dumps(cohort_data(value)))


LARGE = report(
    week(1, 24, 19, of=24, pillars={"innovation": 3, "learning": 2}), week(2, 23, 0, of=24), to_come(3)
)
SMALL = report(week(1, 7, 5, of=7), week(2, 7, 2, of=7), to_come(3))


@pytest.mark.parametrize(
    "value",
    [
        LARGE,
        SMALL,
        report(week(1, 3, 2, of=3), to_come(2)),
        report(to_come(1)),
        report(*(week(number, 0, 0, of=40) for number in range(1, 13)), name="x" * 200),
        report(week(1, 10_000, 9_999, of=10_000), name="#set page(width: 1pt) *دیر* 👩🏽‍⚕️"),
    ],
    ids=["large", "small", "very small", "to come", "long course", "odd name"],
)
def test_picture_of_any_cohort_is_one_page_of_1080_by_1350(value: CohortReport) -> None:
    assert PNG_SIZE.unpack_from(picture_of(value)) == (1080, 1350)


async def test_the_same_report_gives_the_same_bytes_here_and_in_a_worker() -> None:
    press = Press()
    try:
        assert await press.cohort_card(LARGE) == picture_of(LARGE)
    finally:
        await press.close()


def test_small_cohort_is_drawn_in_halves_so_that_no_number_of_it_reaches_the_picture() -> None:
    drawn = [cohort_data(report(week(1, 7, answered, of=7)))["weeks"] for answered in (4, 5, 7)]
    assert drawn[0] == drawn[1] == drawn[2]
    assert drawn[0] != cohort_data(report(week(1, 7, 3, of=7)))["weeks"]


def test_of_a_long_course_the_last_weeks_that_have_begun_are_drawn() -> None:
    weeks = [*(week(number, 20, 9, of=20) for number in range(1, 11)), to_come(11), to_come(12)]
    drawn = cohort_data(report(*weeks))["weeks"]
    assert isinstance(drawn, Sequence)
    assert [one["name"] for one in drawn] == [f"Week {number}" for number in range(11 - MOST_WEEKS, 11)]
