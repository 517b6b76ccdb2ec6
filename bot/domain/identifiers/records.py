"""Numbers that point to a record: hospital and practice numbers behind their keyword, NI and GMC numbers."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.identifiers.findings import Finding, IdentifierKind, hard
from bot.domain.identifiers.reading import Group, Reading

_NUMBER = r"(?:no|num|number|id|ident(?:ifier)?|ref(?:erence)?)(?![a-z])|#"

# Read up to the first digit. Brackets, which hold the labels of what was masked, end the search.
_KEYWORD = re.compile(
    r"(?<![a-z])(?:"
    r"(?P<word>mrn|nhs|chi|h ?& ?c|hcn|gmc|emis|systm ?one|nino|pas|crn|nmc|hosp(?:ital)?|patient|unit|record|case"
    r"|chart|pt|national insurance|ni|passport|sample|lab|ward|practice|clinic)"
    rf"(?: web| record| patient| registration| insurance)?[ .:]{{0,2}}(?P<number>{_NUMBER})?"
    r")[ .:=#-]{0,3}(?:is |was )?[ (]?[a-z]{0,3}[ -]?\Z",
    re.IGNORECASE,
)
_WITHIN = 44

# These mean a number by themselves; the others only with "no", "number", "ID" and the like.
_TELLING_WORDS = "mrn nhs chi h&c hcn gmc emis systmone nino crn nmc"
_TELLING = frozenset(_TELLING_WORDS.split())

_SHORTEST = 4
_SHORTEST_BARE = 5
_SHORTEST_IN_PARTS = 9
_LONGEST = 16

# HMRC: two prefix letters (never D, F, I, Q, U or V; no O in second place), six digits, A to D.
_NI_PREFIX = re.compile(r"(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] {0,2}\Z", re.IGNORECASE)
_NI_SUFFIX = re.compile(r" {0,2}[A-D](?![A-Za-z0-9])", re.IGNORECASE)
_NI_GROUPINGS = frozenset({(6,), (2, 2, 2)})
_NI_WIDEST = 6


def find_records(reading: Reading, run: Sequence[Group]) -> Iterator[Finding]:
    """A record or NI number that begins with the run."""
    digits = sum(map(len, run))
    finding = None
    if digits >= _SHORTEST and not _is_year(reading.text, run):
        finding = _national_insurance(reading.text, run) or _behind_keyword(reading.text, run)
    if finding:
        yield finding


def _national_insurance(text: str, run: Sequence[Group]) -> Finding | None:
    if tuple(map(len, run)) not in _NI_GROUPINGS:
        return None
    from_ = max(0, run[0].start - _NI_WIDEST)
    prefix = _NI_PREFIX.search(text[from_ : run[0].start])
    suffix = _NI_SUFFIX.match(text, run[-1].end)
    if not prefix or not suffix:
        return None
    number = text[from_ + prefix.start() : suffix.end()]
    if number.upper() != number and " " in number:  # "by 123456 a day" is prose
        return None
    return hard(IdentifierKind.RECORD_NUMBER, from_ + prefix.start(), suffix.end())


def _behind_keyword(text: str, run: Sequence[Group]) -> Finding | None:
    keyword = _KEYWORD.search(text[max(0, run[0].start - _WITHIN) : run[0].start])
    if not keyword:
        return None
    number = _number_of(run)
    if not keyword["number"] and not (_is_telling(keyword["word"]) and _is_long(number)):
        return None
    return hard(IdentifierKind.RECORD_NUMBER, _with_letters(text, number[0].start), number[-1].end)


def _is_telling(word: str) -> bool:
    return word.lower().replace(" ", "") in _TELLING


def _is_long(number: Sequence[Group]) -> bool:
    """Whether it is a number also without "no" before it: "GMC 2024" is not, "NHS 943 476 5918" is."""
    return len(number[0]) >= _SHORTEST_BARE or sum(map(len, number)) >= _SHORTEST_IN_PARTS


def _is_year(text: str, run: Sequence[Group]) -> bool:
    return len(run) == 1 and len(run[0]) == len("2024") and text.startswith(("19", "20"), run[0].start)


def _number_of(run: Sequence[Group]) -> Sequence[Group]:
    """The groups of a run that one record number may have."""
    length = 0
    for index, group in enumerate(run):
        length += len(group)
        if length > _LONGEST:
            return run[: max(1, index)]
    return run


def _with_letters(text: str, start: int) -> int:
    """The start of a number with the letters that it begins with: RX1234567."""
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    return start
