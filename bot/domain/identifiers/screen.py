"""The screen itself: every recogniser over one reading of a text, in a pass of bounded cost."""

from collections.abc import Callable, Iterator, Sequence

from bot.domain.identifiers.dates import find_dates
from bot.domain.identifiers.findings import Finding, Findings, IdentifierKind, Strength
from bot.domain.identifiers.hints import may_hold_identifiers
from bot.domain.identifiers.internet import find_emails, find_links
from bot.domain.identifiers.numbers import find_numbers
from bot.domain.identifiers.people import find_ages, find_names
from bot.domain.identifiers.places import find_districts, find_places
from bot.domain.identifiers.reading import BLANK, Reading, plain, read, runs
from bot.domain.identifiers.records import find_records

Recogniser = Callable[[Reading], Iterator[Finding]]

# What is found first bounds what may be one long number: in "born 12/3/1954 943 476 5919" the date is apart.
_AROUND_DIGITS: tuple[Recogniser, ...] = (find_dates, find_places, find_ages)

# Masking one identifier can lay another bare ("1AA9434765919"), which is then found in the next round.
_ROUNDS = 4

_CLEAN = Findings()


def screen(text: str, *, allow_links: bool = False) -> Findings:
    """What in a text could tell who somebody is; `allow_links` where a link is part of the answer.

    Costs time linear in the length of the text, and a few microseconds where there is nothing to find.
    """
    text = plain(text)
    found = _screen_once(text, allow_links=allow_links)
    if not found:
        return _CLEAN
    for _ in range(_ROUNDS):
        hidden = _hard(found)
        laid_bare = _hard(_by_digits(_blanked(text, hidden))) if hidden else []
        if not laid_bare:
            break
        found = _settled([*found, *laid_bare])
    return Findings(tuple(found))


def _screen_once(text: str, *, allow_links: bool) -> list[Finding]:
    links = list(find_links(text))
    found = [*_by_digits(text, links), *find_names(text), *find_districts(text)]
    if not allow_links:
        found += links
    return _settled(found) if found else found


def _by_digits(text: str, links: Sequence[Finding] = ()) -> list[Finding]:
    """What is found by digits and @ signs: every hard kind, and the soft ones of the same recognisers.

    The numbers in the path of a link name a publication; those behind its question mark are read.
    """
    found = list(find_emails(text)) if "@" in text else []
    if may_hold_identifiers(text):
        reading = read(text)
        for recogniser in _AROUND_DIGITS:
            found += recogniser(reading)
        found += _spelt_like_dates(reading, found)
        for run in runs(reading, _barriers(text, [*found, *links])):
            numbers = list(find_numbers(reading, run))
            found += numbers
            if not _hard(numbers):
                found += find_records(reading, run)
    return found


def _spelt_like_dates(reading: Reading, found: Sequence[Finding]) -> list[Finding]:
    """NHS numbers whose groups also read as a date: `0101 1 1 2003`."""
    others = [one for one in found if one.kind is not IdentifierKind.DATE]
    if len(others) == len(found):
        return []
    rest = _barriers(reading.text, others)
    numbers = [one for run in runs(reading, rest) for one in find_numbers(reading, run)]
    return [one for one in numbers if one.kind is IdentifierKind.NHS_NUMBER]


def _barriers(text: str, found: Sequence[Finding]) -> list[tuple[int, int]]:
    """The parts of a text, in order, whose digits belong to no number any more."""
    spans = []
    for one in found:
        query = text.find("?", one.start, one.end) if one.kind is IdentifierKind.LINK else -1
        if one.kind is not IdentifierKind.AGE:
            spans.append((one.start, one.end if query < 0 else query))
    return sorted(spans)


def _hard(found: Sequence[Finding]) -> list[Finding]:
    return [one for one in found if one.strength is Strength.HARD]


def _settled(found: Sequence[Finding]) -> list[Finding]:
    """The findings in order and without overlap: hard ones that overlap become one, soft ones give way."""
    settled: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        last = settled[-1] if settled else None
        if last is None or last.end <= one.start:
            settled.append(one)
        elif one.strength is last.strength is Strength.HARD:
            settled[-1] = Finding(last.kind, last.strength, last.start, max(last.end, one.end))
        elif one.strength is Strength.HARD:
            settled[-1] = one
    return settled


def _blanked(text: str, hidden: Sequence[Finding]) -> str:
    """The text with the found parts blanked out, every other character still in its place."""
    parts, position = [], 0
    for one in hidden:
        parts += [text[position : one.start], BLANK * (one.end - one.start)]
        position = one.end
    return "".join([*parts, text[position:]])
