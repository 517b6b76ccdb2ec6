"""Dates of birth (hard) and other exact dates (soft); durations such as 12/7 and 2/52 are neither."""

import re
from collections.abc import Iterator

from bot.domain.identifiers.findings import Finding, IdentifierKind, hard, soft
from bot.domain.identifiers.reading import Group, Reading

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_ORDINAL = r"(?:st|nd|rd|th)?"

# Tried at the first digit of each group.
_DATE = re.compile(
    r"(?P<one>\d{1,2})(?P<gap> ?[/.\-] ?| )(?P<two>\d{1,2})(?P=gap)(?P<year>\d{4}|\d{2})(?![.\-/]?\d)"
    r"|(?P<iso>(?:19|20)\d\d)(?P<isogap>[/.\-])(?P<isomonth>\d{1,2})(?P=isogap)(?P<isoday>\d{1,2})(?!\d)"
    rf"|(?P<day>\d{{1,2}}){_ORDINAL}(?:[ \-/.]|of\b|the\b){{0,5}}(?P<month>{_MONTH})"
    r"(?:[.,\s\-/]{0,3}(?P<named>'?\d{4}|'\d{2}|\d{2})(?!\d))?",
    re.IGNORECASE,
)
_AFTER_MONTH = re.compile(rf"\d{{1,2}}{_ORDINAL}[,\s]{{1,2}}(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"(?<![a-z]){_MONTH}\.?\s(?:the\s)?\Z", re.IGNORECASE)
_LONGEST_MONTH_BEFORE = 15

_BIRTH = re.compile(
    r"(?<![a-z\[])(?:d[./ ]?o[./ ]?b\.?|born|birth(?:day|date)?|b-?day)(?![a-z])", re.IGNORECASE
)
_LONGEST_WORD = 9
_NEAR = 30

# In a sentence of its own, or behind another number or label, a date is not near the word.
_FAR = re.compile(r"[0-9\[\]]|[.!?;]\s")

_UNBROKEN = frozenset({6, 8})


def find_dates(reading: Reading) -> Iterator[Finding]:
    """The dates of birth and the exact dates of a text."""
    dates = list(_dates(reading))
    tells_of_birth = bool(dates) and _BIRTH.search(reading.text) is not None
    past = 0
    for start, end, is_exact in dates:
        if start < past:
            continue
        if tells_of_birth and _is_near_birth(reading.text, start, end):
            past = end
            yield hard(IdentifierKind.DATE_OF_BIRTH, start, end)
        elif is_exact:
            past = end
            yield soft(IdentifierKind.DATE, start, end)


def _is_near_birth(text: str, start: int, end: int) -> bool:
    before = list(_BIRTH.finditer(text, max(0, start - _NEAR - _LONGEST_WORD), start))
    if before and _is_close(text[before[-1].end() : start]):
        return True
    after = _BIRTH.search(text, end, end + _NEAR + _LONGEST_WORD)
    return after is not None and _is_close(text[end : after.start()])


def _is_close(gap: str) -> bool:
    return len(gap) <= _NEAR and not _FAR.search(gap)


def _dates(reading: Reading) -> Iterator[tuple[int, int, bool]]:
    """Start, end, and whether it is exact: day, month and year, beyond doubt a date."""
    for group in reading.groups:
        match = _DATE.match(reading.text, group.start)
        if match and _is_date(match):
            yield match.start(), match.end(), _is_exact(match)
        elif date := _month_first(reading, group) or _unbroken(reading, group):
            yield date


def _is_date(match: re.Match[str]) -> bool:
    if match["month"]:
        return _is_day_and_month(match["day"], "1")
    if match["iso"]:
        return _is_day_and_month(match["isoday"], match["isomonth"])
    return _is_year(match["year"]) and (
        _is_day_and_month(match["one"], match["two"]) or _is_day_and_month(match["two"], match["one"])
    )


def _is_exact(match: re.Match[str]) -> bool:
    if match["month"]:
        return match["named"] is not None and (
            match["month"].lower() != "may" or len(match["named"]) > len("24")
        )
    return bool(match["iso"]) or len(match["year"]) == len("2024") or "/" in match["gap"]


def _is_day_and_month(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12  # noqa: PLR2004 - a calendar


def _is_year(year: str) -> bool:
    return len(year) == len("54") or year.startswith(("19", "20"))


def _month_first(reading: Reading, group: Group) -> tuple[int, int, bool] | None:
    """March 12th, 1954."""
    match = _AFTER_MONTH.match(reading.text, group.start)
    if not match:
        return None
    from_ = max(0, group.start - _LONGEST_MONTH_BEFORE)
    month = _MONTH_BEFORE.search(reading.text[from_ : group.start])
    return (from_ + month.start(), match.end(), True) if month else None


def _unbroken(reading: Reading, group: Group) -> tuple[int, int, bool] | None:
    """Six or eight digits that could be a date: 120354, 12031954, 19540312. Only near a word of birth."""
    if len(group) not in _UNBROKEN:
        return None
    digits = reading.text[group.start : group.end]
    forwards = _is_day_and_month(digits[:2], digits[2:4]) and _is_year(digits[4:])
    backwards = _is_day_and_month(digits[-2:], digits[-4:-2]) and _is_year(digits[:-4])
    return (group.start, group.end, False) if forwards or backwards else None
