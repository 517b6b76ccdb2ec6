"""One cheap look at a text: whether any number in it could be, or be part of, an identifier.

Most reflections hold a few innocent numbers. This expression, tried at digits only, lets them pass without the
recognisers being asked. It may say yes too often, and never no where a recogniser would find something.
"""

import re

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_STREET = (
    "(?:st|road|rd|lane|ln|ave|close|drive|cres|terr?|gardens|gdns|court|place|sq|grove|way|hill|park|mews|row"
    "|walk|rise|view|green|wharf|quay)"
)
_OF_AGE = r"(?:9[0-9]|1[0-2][0-9])(?![0-9])"

_HINT = re.compile(
    "[0-9](?:"
    # four digits together that are no year, or six in groups, or ten in groups of any kind
    r"(?<!1(?=9[0-9][0-9](?![0-9])))(?<!2(?=0[0-9][0-9](?![0-9])))[0-9]{3}"
    r"|(?:[ \t\-.()]{0,3}[0-9]){5}"
    r"|(?:[ \t\-./()]{0,3}[0-9]){9}"
    # the inward part of a postcode
    r"|[ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9])"
    # three parts of a date, a day and a month, a day and a year
    r"|[ /.\-]{1,3}[0-9]{1,2}[ /.\-]{1,3}[0-9]{2}"
    rf"|(?:st|nd|rd|th)?(?:[ \-/.]|of\b|the\b){{0,5}}{_MONTH}"
    r"|(?:st|nd|rd|th)?[,\s]{1,2}(?:19|20)[0-9]{2}"
    # a house number, some words, and a word for a street
    rf"|[a-z]?,? (?:[a-z][a-z'.\u2019-]{{1,24}} ){{1,3}}{_STREET}(?![a-z0-9])"
    ")"
    rf"|(?<=(?:ge|ed|ng|of)[ :]){_OF_AGE}|{_OF_AGE}(?:[ -]?y|[FM](?![a-z0-9]))",
    re.IGNORECASE,
)


def may_hold_identifiers(text: str) -> bool:
    """Whether the recognisers of numbers have to look at a text (of plain characters, see `reading`)."""
    return _HINT.search(text) is not None
