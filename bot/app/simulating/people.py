"""Who takes part in a simulation: people with working days, a time, a zone, and some of them with leave ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.app.simulating.chance import Chance
from bot.app.simulating.cohorts import Planned

WHOLE_WEEK: Final[tuple[str, ...]] = ("mon", "tue", "wed", "thu", "fri")
PART_TIME: Final = (
    ("mon", "tue", "thu"),
    ("tue", "wed", "fri"),
    ("mon", "wed"),
    ("thu", "fri"),
    ("mon", "tue", "wed", "thu"),
    ("wed",),
)
NIGHTS: Final = (("wed", "thu"), ("fri", "sat", "sun"), ("sun", "mon"), ("tue",))
"""Each week's nights of those who have some, by the days on which they begin, beside two days of work by day."""
DAYS_BESIDE_NIGHTS: Final = ("mon", "tue")

SLOTS: Final = ("12:45", "12:45", "12:45", "18:30", "18:30", "20:00", "13:15", "9.40am")
"""Most keep what is offered, some type a time of their own."""
EVENING_SLOTS: Final = ("18:30", "20:00")

ZONES: Final = ("Europe/London", "Europe/Dublin", "Europe/Lisbon", "Asia/Kolkata", "Australia/Lord_Howe")
"""Of those who live elsewhere; the clocks of the last change by half an hour."""

LEAVE_WEEKS: Final = (1, 1, 2)
_DAYS_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What share of the prompts is answered, and what shares of people live in which way."""

    answered: float = 0.7
    on_leave: float = 0.1
    part_time: float = 0.4
    nights: float = 0.05
    elsewhere: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One made-up person: number from 1, which is their chat too; `slot` is what they tap or type.

    `nights` are the days on which a night begins. `leave` is the first day away and the day of return; they tell the
    bot on the first. `course` is what they do about their cohorts.
    """

    number: int
    zone: str
    days: tuple[str, ...]
    slot: str
    nights: tuple[str, ...] = ()
    leave: tuple[date, date] | None = None
    course: Sequence[Planned] = ()


def make_people(
    count: int, *, first: date, weeks: int, shares: Shares, chance: Chance, zone: str
) -> Sequence[Somebody]:
    """So many people who join on `first`; `zone` is where all live who don't live elsewhere."""
    return [
        _somebody(number, first=first, weeks=weeks, shares=shares, chance=chance, zone=zone)
        for number in range(1, count + 1)
    ]


def _somebody(number: int, *, first: date, weeks: int, shares: Shares, chance: Chance, zone: str) -> Somebody:
    pattern = chance.draw("pattern", number)
    is_at_night = pattern < shares.nights
    days = DAYS_BESIDE_NIGHTS if is_at_night else WHOLE_WEEK
    if not is_at_night and pattern < shares.nights + shares.part_time:
        days = chance.one_of(PART_TIME, "days", number)
    lives_elsewhere = chance.draw("elsewhere", number) < shares.elsewhere
    return Somebody(
        number=number,
        zone=chance.one_of(ZONES, "zone", number) if lives_elsewhere else zone,
        days=days,
        slot=chance.one_of(EVENING_SLOTS if is_at_night else SLOTS, "slot", number),
        nights=chance.one_of(NIGHTS, "nights", number) if is_at_night else (),
        leave=_leave(number, first=first, weeks=weeks, shares=shares, chance=chance),
    )


def _leave(
    number: int, *, first: date, weeks: int, shares: Shares, chance: Chance
) -> tuple[date, date] | None:
    """One leave of one or two weeks, which begins on any day after the first week."""
    days = (weeks - 1) * _DAYS_A_WEEK
    if days <= 0 or chance.draw("leave", number) >= shares.on_leave:
        return None
    begins = first + timedelta(days=_DAYS_A_WEEK + int(chance.draw("leave begins", number) * days))
    length = chance.one_of(LEAVE_WEEKS, "leave length", number)
    return begins, begins + timedelta(weeks=length)
