import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.typed import parse_clock, parse_duration, parse_minutes, parse_number


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("7.30pm", "19:30"),
        ("7:30 p.m.", "19:30"),
        ("19:30", "19:30"),
        ("1930", "19:30"),
        ("7 pm", "19:00"),
        ("12 am", "00:00"),
        ("12pm", "12:00"),
        ("noon", "12:00"),
        ("9:05", "09:05"),
        ("09h15", "09:15"),
        ("7", None),
        ("25:00", None),
        ("13pm", None),
        ("0 am", None),
        ("12:60", None),
        ("soon", None),
        ("", None),
        ("١٢:٣٠", "12:30"),
    ],
)
def test_clock_time_is_read_as_people_type_it(text: str, clock: str | None) -> None:
    assert parse_clock(text) == clock


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45", 45),
        ("45 min", 45),
        ("1h", 60),
        ("1h30", 90),
        ("1 hour and 15 minutes", 75),
        ("1.5 hours", 90),
        ("1,5h", 90),
        ("half an hour", 30),
        ("an hour", 60),
        ("", None),
        ("long", None),
        ("-5", None),
    ],
)
def test_minutes_are_read_as_people_type_them(text: str, minutes: int | None) -> None:
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("7.0", 7), ("2,5", 2.5), ("-3", -3), ("7 or 8", None), ("1e9", None)]
)
def test_number_is_read_as_people_type_it(text: str, number: float | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "seconds"), [("90m", 5400), ("24h", 86_400), ("3d", 259_200), ("2w", 1_209_600), ("3 y", None)]
)
def test_duration_is_read_as_authors_write_it(text: str, seconds: int | None) -> None:
    assert parse_duration(text) == seconds


@given(st.text(max_size=40))
def test_nothing_typed_breaks_a_parser(text: str) -> None:
    for parse in (parse_clock, parse_minutes, parse_number, parse_duration):
        parse(text)
