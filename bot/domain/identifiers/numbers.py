"""NHS, CHI and H&C numbers, and telephone numbers: long numbers, however they are grouped.

A number may stand among others ("BP 120 943 476 5919"), so within a run of groups each start is tried, with a
bounded look ahead: the cost is linear in the number of groups.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import phonenumbers

from bot.domain.identifiers.findings import Finding, IdentifierKind, hard, soft
from bot.domain.identifiers.reading import Group, Reading

_NHS_LENGTH = 10
_LONGEST_PHONE = 15

# How people group the ten digits when the number stands among others. Alone, any grouping counts.
_USUAL_GROUPING = (3, 3, 4)
_NHS_GROUPINGS = frozenset(
    {
        _USUAL_GROUPING,
        (10,),
        (5, 5),
        (6, 4),
        (4, 6),
        (3, 7),
        (7, 3),
        (4, 3, 3),
        (3, 4, 3),
        (2,) * 5,
        (1,) * 10,
    }
)

# Numbers of the literature and of terminologies, some with the same check digit (ISBN-10).
_PUBLISHED = re.compile(
    r"(?:isbn|issn|snomed|sct|pmid|pmc|doi|isrctn|nct|orcid)(?:[- ]?1[03])?\W{0,4}\Z", re.IGNORECASE
)
_PUBLISHED_WITHIN = 14

_MOBILE, _LANDLINES = "07", ("01", "02")


def find_numbers(reading: Reading, run: Sequence[Group]) -> Iterator[Finding]:
    """The NHS and telephone numbers of a run (hard), and ten-digit numbers that fail the check (soft)."""
    first = index = 0
    while index < len(run):
        found = _number_at(reading, run, first, index)
        if found is None:
            index += 1
            continue
        finding, past = found
        yield finding
        first = index = past


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the modulus 11 check; ten equal digits are none."""
    if len(digits) != _NHS_LENGTH or digits == digits[0] * _NHS_LENGTH:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    check = (11 - total % 11) % 11
    return check == int(digits[-1])  # a check of 10 equals no digit


def _number_at(reading: Reading, run: Sequence[Group], first: int, start: int) -> tuple[Finding, int] | None:
    """The number that begins with a group, and the index of the group after it; a phone as long as it goes."""
    if start > first and not _is_apart(reading.text, run[start - 1], run[start]):
        return None
    digits, best = "", None
    longest = _longest(reading.text, run[start])
    for past in range(start + 1, len(run) + 1):
        digits += reading.text[run[past - 1].start : run[past - 1].end]
        if len(digits) > longest:
            break
        if len(digits) < _NHS_LENGTH or (
            past < len(run) and not _is_apart(reading.text, run[past - 1], run[past])
        ):
            continue
        whole = start == first and past == len(run)
        kind = _kind_of(reading.text, digits, run[start:past], whole=whole)
        if kind and not _is_published(reading.text, run[start].start):
            best = _finding(reading.text, kind, run[start:past]), past
            if kind is IdentifierKind.NHS_NUMBER:
                break
    return best


def _longest(text: str, group: Group) -> int:
    """How many digits a number that begins with a group may have."""
    is_international = (
        text.startswith(("00", "44"), group.start) or "+" in text[max(0, group.start - 2) : group.start]
    )
    return _LONGEST_PHONE if is_international else _NHS_LENGTH + 1


def _finding(text: str, kind: IdentifierKind, groups: Sequence[Group]) -> Finding:
    start, end = groups[0].start, groups[-1].end
    if kind is IdentifierKind.LONG_NUMBER:
        return soft(kind, start, end)
    if kind is IdentifierKind.PHONE:
        start = _start_of_phone(text, start)
    return hard(kind, start, end)


def _kind_of(text: str, digits: str, groups: Sequence[Group], *, whole: bool) -> IdentifierKind | None:
    if len(digits) == _NHS_LENGTH:
        lengths = tuple(map(len, groups))
        if (whole or lengths in _NHS_GROUPINGS) and is_nhs_number(digits) and _are_nhs_gaps(text, groups):
            return IdentifierKind.NHS_NUMBER
        if len(groups) == 1 and not digits.startswith(_LANDLINES):
            return IdentifierKind.LONG_NUMBER
    if _is_phone(text, digits, groups) and _are_alike(_gaps(text, groups)):
        return IdentifierKind.PHONE
    return None


def _is_published(text: str, start: int) -> bool:
    return _PUBLISHED.search(text[max(0, start - _PUBLISHED_WITHIN) : start]) is not None


def _is_phone(text: str, digits: str, groups: Sequence[Group]) -> bool:
    if text[_start_of_phone(text, groups[0].start)] == "+":
        return _is_phone_abroad(digits)
    if len(groups[0]) == 1 and any(len(group) > 1 for group in groups):
        return False  # "weeks 0 2 4 6 8 10 12"
    if digits.startswith("00"):
        return _is_phone_abroad(digits[2:])
    if digits.startswith("44"):
        return (
            len(digits) > _NHS_LENGTH
            and digits[2:].lstrip("0")[:1] in {"1", "2", "7"}
            and _is_british(digits)
        )
    if digits.startswith(_MOBILE):
        return len(digits) == _NHS_LENGTH + 1
    return digits.startswith(_LANDLINES) and len(digits) <= _NHS_LENGTH + 1


def _is_phone_abroad(digits: str) -> bool:
    """Whether digits after + or 00 are a number: of British shape, or valid in its country."""
    if digits.startswith("44"):
        return _is_british(digits)
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse("+" + digits))
    except phonenumbers.NumberParseException:
        return False


def _is_british(digits: str) -> bool:
    """Whether 44 is followed by nine or ten digits, not counting the trunk 0 of +44 (0)20."""
    return len(digits[2:].removeprefix("0")) in {_NHS_LENGTH - 1, _NHS_LENGTH}


def _start_of_phone(text: str, start: int) -> int:
    """Where a telephone number begins whose first digit is at `start`: at its plus sign or bracket."""
    before = text[max(0, start - 2) : start]
    plus = before.rfind("+")
    if plus >= 0 and not before[plus + 1 :].strip(" ("):
        return start - len(before) + plus
    return start - 1 if before.endswith("(") else start


def _is_apart(text: str, one: Group, other: Group) -> bool:
    """Whether two groups may belong to different numbers: a dash or dot alone holds them together."""
    return any(character in " \t" for character in text[one.end : other.start])


def _are_alike(gaps: Sequence[str]) -> bool:
    """Dots are between all groups or none: `943.476.5919`, but not the decimals `1.5 2.5 3.5`."""
    dotted = sum("." in gap for gap in gaps)
    return dotted in {0, len(gaps)}


def _are_nhs_gaps(text: str, groups: Sequence[Group]) -> bool:
    """No brackets, and slashes (blood pressures, dates) only in the usual grouping."""
    gaps = _gaps(text, groups)
    between = "".join(gaps)
    if "(" in between or ")" in between:
        return False
    return _are_alike(gaps) and ("/" not in between or tuple(map(len, groups)) == _USUAL_GROUPING)


def _gaps(text: str, groups: Sequence[Group]) -> list[str]:
    return [text[one.end : other.start] for one, other in pairwise(groups)]
