"""What people type about time: the day of return, a place, what their clock shows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Weekday, local_time, parse_return, zone_of, zones_at, zones_for

TODAY = date(2026, 12, 30)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("until 12 Jan", date(2027, 1, 12)),
        ("12th of January 2027", date(2027, 1, 12)),
        ("31 Dec", date(2026, 12, 31)),
        ("2027-02-01", date(2027, 2, 1)),
        ("2w", date(2027, 1, 13)),
        ("for 10 days", date(2027, 1, 9)),
        ("Monday", date(2027, 1, 4)),
        ("next wed", date(2027, 1, 6)),
        ("next Friday", date(2027, 1, 1)),
        ("Jan 12", date(2027, 1, 12)),
        ("12/1", date(2027, 1, 12)),
        ("12.1.27", date(2027, 1, 12)),
        ("until Mon 4 Jan", date(2027, 1, 4)),
        ("until the 12th", date(2027, 1, 12)),
        ("the 31st", date(2026, 12, 31)),
        ("tomorrow", date(2026, 12, 31)),
        ("next week", date(2027, 1, 4)),
        ("next month", date(2027, 1, 1)),
        ("a week", date(2027, 1, 6)),
        ("for two weeks", date(2027, 1, 13)),
        ("a fortnight", date(2027, 1, 13)),
    ],
)
def test_the_day_of_return_is_read_as_people_type_it(text: str, expected: date) -> None:
    assert parse_return(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "30 Dec 2026",
        "2026-12-30",
        "31 Feb",
        "0w",
        "900d",
        "12 Jan 2030",
        "mo",
        "week",
        "32nd",
        "13/13",
        "9" * 500,
    ],
)
def test_an_unclear_or_past_day_of_return_is_asked_again(text: str) -> None:
    assert parse_return(text, today=TODAY) is None


@given(st.text(max_size=80), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_any_text_is_read_as_a_later_day_or_not_at_all(text: str, today: date) -> None:
    found = parse_return(text, today=today)
    assert found is None or found > today


def test_weekdays_begin_on_monday() -> None:
    assert [day.number for day in Weekday] == list(range(7))
    assert Weekday.of(date(2026, 11, 23)) is Weekday.MON


# ── places ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("London", "Europe/London"),
        ("manchester", "Europe/London"),
        ("Edinbrugh", "Europe/London"),
        ("glascow", "Europe/London"),
        ("Newcastle upon Tyne, UK", "Europe/London"),
        ("UK", "Europe/London"),
        ("BST", "Europe/London"),
        ("Belfast", "Europe/London"),
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("Paris, France", "Europe/Paris"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Kraków", "Europe/Warsaw"),
        ("Rīga", "Europe/Riga"),
        ("Barcelna, Spain", "Europe/Madrid"),
        ("Louisville", "America/Kentucky/Louisville"),
        ("Tromsø, Norway", "Europe/Oslo"),
        ("new dehli", "Asia/Kolkata"),
        ("I'm in Tokyo now", "Asia/Tokyo"),
        ("New York time", "America/New_York"),
        ("newyork", "America/New_York"),
        ("st john's", "America/St_Johns"),
        ("Perth", "Australia/Perth"),
        ("indianapolis", "America/Indiana/Indianapolis"),
        ("Tenerife", "Atlantic/Canary"),
    ],
)
def test_a_place_is_found_as_people_type_it(text: str, expected: str) -> None:
    assert zones_for(text)[0] == expected


def test_a_country_of_several_zones_offers_them() -> None:
    assert {"America/Toronto", "America/Vancouver"} <= set(zones_for("Canada"))
    assert {"Australia/Sydney", "Australia/Perth"} <= set(zones_for("australia"))
    assert {"America/New_York", "America/Los_Angeles"} <= set(zones_for("USA"))


@pytest.mark.parametrize("text", ["", "x", "soon", "no idea", "12:45", "🙂", "a" * 5_000, ",,,", "Factory"])
def test_what_names_no_place_gives_no_zone(text: str) -> None:
    assert zones_for(text) == ()


@given(st.text(max_size=60))
def test_any_text_gives_at_most_five_zones_that_exist(text: str) -> None:
    found = zones_for(text)
    assert len(found) <= 5
    assert all(zone_of(one).key == one for one in found)


def test_every_zone_of_the_world_is_found_by_its_own_name() -> None:
    for name in available_timezones():
        if name.split("/")[0] in {"Africa", "America", "Asia", "Australia", "Europe", "Pacific"}:
            assert zones_for(name.replace("_", " ").lower()) == (name,)


# ── clocks ──────────────────────────────────────────────────────────────────────────────────────────────

WINTER, SUMMER = datetime(2026, 11, 22, 14, 5, tzinfo=UTC), datetime(2026, 7, 22, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("14:05", WINTER, "Europe/London"),
        ("14.00", WINTER, "Europe/London"),  # typing takes some minutes
        ("1405", WINTER, "Europe/London"),
        ("2.05pm", WINTER, "Europe/London"),
        ("2:05 p.m.", WINTER, "Europe/London"),
        ("2:05", WINTER, "Europe/London"),  # Fiji's night is less likely
        ("it's 2 o'clock", WINTER, "Europe/London"),
        ("15:05", SUMMER, "Europe/London"),
        ("14:05", SUMMER, "Africa/Accra"),
        ("15:05", WINTER, "Europe/Paris"),
        ("7:35pm", WINTER, "Asia/Kolkata"),
        ("19:50", WINTER, "Asia/Kathmandu"),
        ("9:05 am", WINTER, "America/New_York"),
        ("02:05", WINTER, "Pacific/Fiji"),
        ("3:05 am", WINTER, "Pacific/Auckland"),
        ("midnight", WINTER, "Australia/Brisbane"),
    ],
)
def test_a_clock_tells_the_zone_and_london_comes_first(text: str, now: datetime, expected: str) -> None:
    assert zones_at(text, now=now)[0] == expected


@pytest.mark.parametrize("text", ["", "soon", "25:00", "12:61", "13pm", "0 am", "9" * 300, "12:45:10", "-3"])
def test_what_is_no_time_of_day_gives_no_zone(text: str) -> None:
    assert zones_at(text, now=WINTER) == ()


@given(st.text(max_size=40), st.integers(0, 60_000))
def test_any_text_gives_at_most_six_zones(text: str, hours: int) -> None:
    found = zones_at(text, now=WINTER + timedelta(hours=hours))
    assert len(found) <= 6
    assert len(set(found)) == len(found)


def test_wherever_one_is_the_clock_finds_a_zone_that_shows_the_same_time() -> None:
    inhabited = [name for name in available_timezones() if "/" in name and not name.startswith("Etc/")]
    for quarter in range(28):
        now = WINTER.replace(year=2024 + quarter // 4, month=quarter % 4 * 3 + 1)
        for shown in {local_time(now, name) for name in inhabited}:
            found = zones_at(shown.strftime("%H:%M"), now=now)
            assert shown in {local_time(now, zone) for zone in found}


def test_a_clock_that_is_some_minutes_off_is_still_understood() -> None:
    for late in range(-7, 8):
        shown = WINTER + timedelta(minutes=late)
        assert zones_at(shown.strftime("%H:%M"), now=WINTER)[0] == "Europe/London"
    assert zones_at("23:58", now=WINTER.replace(hour=0, minute=2))[0] == "Europe/London"
    assert zones_at("00:02", now=WINTER.replace(hour=23, minute=58))[0] == "Europe/London"


def test_an_hour_alone_is_any_minute_of_it() -> None:
    quarter_to = WINTER.replace(minute=45)
    for hour in range(24):
        found = zones_at(f"{hour}h", now=quarter_to)
        assert found
        assert {local_time(quarter_to, zone).hour for zone in found} == {hour}
    assert zones_at("24h", now=quarter_to) == ()
