"""Names behind a title and great age (soft): what can be seen without a list of names, and never complete."""

import re
from collections.abc import Iterator

from bot.domain.identifiers.findings import Finding, IdentifierKind, soft
from bot.domain.identifiers.reading import Group, Reading

# The look behind the first letter lets the search skip to letters that begin a title.
_NAME = r"[A-Z][\w'\u2019-]+"
_TITLED = re.compile(rf"(?:M(?<!\w.)(?:rs?|s|iss|x)|D(?<!\w.)r|B(?<!\w.)aby|P(?<!\w.)rof)\b\.? {_NAME}")
_CALLED = re.compile(
    rf"\b(?:[Cc]alled|[Nn]amed|[Nn]ame is|[Nn]ame's|[Pp]t:|[Pp]atient:) (?P<name>{_NAME}(?: {_NAME})?)"
)
_CALLING = ("alled ", "amed ", "ame is ", "ame's ", "t: ")

_NINETY = 90
_OLDEST = 125
_YEARS_OLD = re.compile(r"[ -]?(?:years?|yrs?|y/?o|y\.o\.?)(?![a-z])|(?-i:[FM])(?![a-z0-9])", re.IGNORECASE)
_AGED = re.compile(r"(?<![a-z])(?:aged?:?|age of|turned|turning) \Z", re.IGNORECASE)
_AGED_WITHIN = 9


def find_names(text: str) -> Iterator[Finding]:
    """A capitalised word behind a title, or behind "called"."""
    for match in _TITLED.finditer(text):
        yield soft(IdentifierKind.NAME, match.start(), match.end())
    if any(word in text for word in _CALLING):
        for match in _CALLED.finditer(text):
            yield soft(IdentifierKind.NAME, match.start("name"), match.end())


def find_ages(reading: Reading) -> Iterator[Finding]:
    """Ages of ninety and more, which few people in one place share."""
    for group in reading.groups:
        if len(group) <= len("125") and _is_age(reading.text, group):
            yield soft(IdentifierKind.AGE, group.start, group.end)


def _is_age(text: str, group: Group) -> bool:
    if not _NINETY <= int(text[group.start : group.end]) <= _OLDEST:
        return False
    before = text[max(0, group.start - _AGED_WITHIN) : group.start]
    return bool(_YEARS_OLD.match(text, group.end) or _AGED.search(before))
