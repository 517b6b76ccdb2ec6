"""What a flow is handed when it begins, so that people may choose what they said before instead of typing it again."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from bot.domain.calendar import local_date, zones_at, zones_for
from bot.domain.cutting import shortened
from bot.domain.entries import Activity
from bot.domain.people import Participant
from bot.engine.definition import Flow
from bot.services.desk import Desk
from bot.services.wording import day_in_words, zone_in_words

NEEDS: Final = "needs"
"""The name under which a flow is given needs to choose from."""

ZONES: Final = "zones"
HOURS: Final = "hours"
TYPED: Final = "typed"
"""The names under which a flow is given time zones and hours of the day to choose from, and what was typed."""

LIKELY_ZONES: Final = (
    "Europe/London",
    "Europe/Paris",
    "Europe/Athens",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Africa/Lagos",
    "Australia/Sydney",
    "Pacific/Auckland",
    "America/New_York",
)
"""Offered before anything was typed: where people who work here come from, travel to, or move."""

COURSES: Final = "courses"
MONDAYS: Final = "mondays"
"""The names under which a flow is given the courses that a cohort can take, and the next Mondays to begin on."""

MONDAYS_OFFERED: Final = 4

MOST_NEEDS: Final = 8
"""More buttons than this no longer fit a screen."""

BUTTON_UNITS: Final = 40
"""UTF-16 units of words on a button: what a small phone shows of one line."""

_A_YEAR: Final = timedelta(days=365)


def handed(
    desk: Desk, participant: Participant, flow: Flow, given: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """What was handed over anyway, and what the flow can be given besides."""
    known = dict(given or {})
    if NEEDS in flow.given and NEEDS not in known:
        known[NEEDS] = _needs(desk, participant)
    if ZONES in flow.given and ZONES not in known:
        known[ZONES] = _zones(desk, str(known.get(TYPED) or ""))
    if HOURS in flow.given:
        known[HOURS] = [{"value": f"{hour}h", "label": f"{hour:02}"} for hour in range(24)]
    if COURSES in flow.given and COURSES not in known:
        taken = sorted(desk.means.flows.courses().values(), key=lambda one: one.title)
        choices = [{"value": one.name, "label": one.title} for one in taken]
        known[COURSES] = choices if len(choices) > 1 else []
    if MONDAYS in flow.given and MONDAYS not in known:
        known[MONDAYS] = _mondays(local_date(desk.now, participant.timezone))
    return known


def _mondays(today: date) -> list[dict[str, str]]:
    first = today + timedelta(days=7 - today.weekday())
    days = [first + timedelta(days=7 * number) for number in range(MONDAYS_OFFERED)]
    return [{"value": day.isoformat(), "label": day_in_words(day)} for day in days]


def _zones(desk: Desk, typed: str) -> list[dict[str, str]]:
    """The zones that a typed place or clock time may mean, the likely ones before that; each with its clock."""
    zones = zones_at(typed, now=desk.now) or zones_for(typed) if typed else LIKELY_ZONES
    return [{"value": zone, "label": zone_in_words(zone, desk.now)} for zone in zones]


def _needs(desk: Desk, participant: Participant) -> list[dict[str, str]]:
    """Needs of the plan that are not settled, then what was starred in a year; the newest of each first."""
    items = [item for item in desk.uow.plans.of(participant.id) if item.need and not item.status.is_settled]
    today = local_date(desk.now, participant.timezone)
    entries = desk.uow.entries.between(participant.id, today - _A_YEAR, today)
    starred = [one for one in entries if one.starred and one.tags.activity is not Activity.WELLBEING_PRIVATE]
    found = [(str(item.id), item.need) for item in reversed(items)]
    found += [(str(one.id), one.title) for one in reversed(starred)]
    labels = {shortened(words, units=BUTTON_UNITS): value for value, words in reversed(found)}
    choices = [{"value": value, "label": label} for label, value in reversed(labels.items())]
    return choices[:MOST_NEEDS]
