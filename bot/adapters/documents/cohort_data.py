"""Turns a cohort's report into the JSON that its picture lays out: weeks side by side, replies above, pillars below."""

from collections.abc import Sequence
from typing import Final

from bot.adapters.documents.data import Json, written
from bot.domain.bands import BANDS_FROM, EXACT_FROM, Band
from bot.domain.cutting import shortened
from bot.domain.entries import Pillar
from bot.domain.figures import BLOCK, PILLARS
from bot.domain.portfolio import day_month_year
from bot.domain.tag_names import PILLAR_MEANINGS, PILLAR_NAMES
from bot.domain.trends import CohortReport, Outcome

MOST_WEEKS: Final = 8
"""Columns of a picture; of a longer course the last ones that have begun."""

NAME_UNITS: Final = 60
"""UTF-16 units of a name that fit one line at a size that can still be read."""

_HALVES: Final = (Band.UNDER_HALF, Band.HALF_OR_MORE)


def cohort_data(report: CohortReport) -> Json:
    """What the picture shows. The cohort's name is its tutor's, and stands under the key `written`."""
    weeks = _weeks(report.weeks)
    made_on = report.made_on
    return {
        "name": written(shortened(report.name, units=NAME_UNITS)),
        "title": report.title,
        "where": report.where,
        "made_on": day_month_year(made_on),
        "date": {"year": made_on.year, "month": made_on.month, "day": made_on.day},
        "most": max([1, *(one.asked for one in weeks if isinstance(one.asked, int))]),
        "weeks": [_week(one) for one in weeks],
        "pillars": [_pillar(pillar, weeks) for pillar in Pillar],
        "has_pillars": any(PILLARS in one.shown for one in weeks),
        "has_bands": any(one.answered in _HALVES for one in weeks),
        "note": _note(weeks),
    }


def _weeks(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    begun = [place for place, one in enumerate(outcomes, start=1) if one.asked is not None]
    last = max([MOST_WEEKS, *begun]) if begun else MOST_WEEKS
    return outcomes[max(0, last - MOST_WEEKS) : last]


def _week(one: Outcome) -> Json:
    return {
        "name": f"Week {one.week}" if one.week is not None else "",
        "asked": _number(one.asked),
        "answered": _number(one.answered),
    }


def _number(number: int | Band | None) -> Json:
    """A number as it is drawn: exact, as a half of the column, or not at all."""
    match number:
        case None:
            return {"kind": "none"}
        case int():
            return {"kind": "exact", "count": number}
        case Band.UNTOLD:
            return {"kind": "untold"}
        case _:
            return {"kind": "band", "is_upper": number is Band.HALF_OR_MORE}


def _pillar(pillar: Pillar, weeks: Sequence[Outcome]) -> Json:
    cells = []
    for one in weeks:
        figure = one.shown.get(PILLARS)
        count = figure.counts.get(pillar.value, 0) if figure is not None else 0
        cells.append(
            {"is_shown": figure is not None, "count": count, "of": figure.people if figure is not None else 0}
        )
    return {"name": PILLAR_NAMES[pillar].capitalize(), "meaning": PILLAR_MEANINGS[pillar], "cells": cells}


def _note(weeks: Sequence[Outcome]) -> str:
    parts = [f"Kinds of work: from the answers of {BLOCK} people or more, renewed with every {BLOCK} more."]
    if any(isinstance(one.answered, Band) for one in weeks):
        parts.insert(
            0,
            f"Below {EXACT_FROM} people halves are drawn, below {BANDS_FROM} nothing, so that nobody is told apart.",
        )
    return " ".join(parts)
