from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.days import in_words, later, parse_bound, parse_day, parse_iso

TODAY = date(2026, 1, 6)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-12", "2026-01-12"),
        ("12 Jan", "2026-01-12"),
        ("12th of January", "2026-01-12"),
        ("Jan 12", "2026-01-12"),
        ("Mon 12 Jan", "2026-01-12"),
        ("on the 12th of jan", "2026-01-12"),
        ("12/1", "2026-01-12"),
        ("12.01.27", "2027-01-12"),
        ("3 Jan", "2027-01-03"),
        ("6 jan", "2026-01-06"),
        ("29 Feb", "2028-02-29"),
        ("12 Jan 2030", "2030-01-12"),
        ("1 Sept", "2026-09-01"),
        ("today", "2026-01-06"),
        ("Tomorrow", "2026-01-07"),
        ("yesterday", "2026-01-05"),
        ("Friday", "2026-01-09"),
        ("next Friday", "2026-01-09"),
        ("by fri", "2026-01-09"),
        ("Tuesday", "2026-01-13"),
        ("next week", "2026-01-13"),
        ("in 2 weeks", "2026-01-20"),
        ("2 weeks", "2026-01-20"),
        ("in two weeks' time", None),
        ("in two weeks time", "2026-01-20"),
        ("a fortnight", "2026-01-20"),
        ("in a month", "2026-02-06"),
        ("3 days ago", "2026-01-03"),
        ("in half a year", "2026-07-06"),
        ("31 Feb", None),
        ("32/1", None),
        ("ma", None),
        ("1 ju", None),
        ("soon", None),
        ("", None),
        ("2026-13-01", None),
        ("in 999 years", "3025-01-06"),
        ("٢ days", "2026-01-08"),
    ],
)
def test_day_is_read_as_people_type_it(text: str, day: str | None) -> None:
    found = parse_day(text, today=TODAY)
    assert (found.isoformat() if found else None) == day


def test_day_without_a_year_is_the_last_one_where_the_coming_one_is_too_late() -> None:
    assert parse_day("3 Nov", today=TODAY, latest=TODAY) == date(2025, 11, 3)
    assert parse_day("6 Jan", today=TODAY, latest=TODAY) == TODAY


def test_without_a_calendar_only_full_dates_are_understood() -> None:
    assert parse_day("12 Jan 2027", today=None) == parse_day("2027-01-12", today=None) == date(2027, 1, 12)
    assert parse_day("12 Jan", today=None) is None
    assert parse_day("tomorrow", today=None) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-01-06"),
        ("+1y", "2027-01-06"),
        ("-2w", "2025-12-23"),
        ("1m", "2026-02-06"),
        ("2026-01-31", "2026-01-31"),
        ("next Friday", None),
        ("", None),
    ],
)
def test_bound_is_read_as_authors_write_it(text: str, day: str | None) -> None:
    found = parse_bound(text, TODAY)
    assert (found.isoformat() if found else None) == day


def test_month_later_ends_with_its_month_and_the_calendar_ends_too() -> None:
    assert later(date(2026, 1, 31), 1, "m") == date(2026, 2, 28)
    assert later(date(9999, 12, 31), 1, "d") is later(date(9999, 12, 31), 1, "y") is None


def test_day_reads_in_words() -> None:
    assert in_words(date(2026, 1, 12)) == "Mon 12 Jan"


@given(
    st.one_of(
        st.text(max_size=40), st.from_regex(r"(in )?\d{1,3} ?(d|w|m|y|jan|/)[a-z0-9/ ]{0,8}", fullmatch=True)
    )
)
def test_nothing_typed_breaks_the_reading_of_days(text: str) -> None:
    parse_day(text, today=TODAY)
    parse_day(text, today=date(9999, 12, 31), latest=date(1, 1, 2))
    parse_bound(text, TODAY)
    parse_iso(text)


@given(st.dates())
def test_iso_date_reads_as_itself(day: date) -> None:
    assert parse_day(day.isoformat(), today=TODAY) == day
