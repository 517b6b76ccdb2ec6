"""One cheap look at a text: whether any number in it could be, or be part of, an identifier.

Most reflections hold a few innocent numbers. This expression lets them pass without the recognisers being asked.
It may say yes too often, and never no where a recogniser would find something. All of it begins with a digit
and nothing in it is tried twice (`+` after a count), so it skips from digit to digit.
"""

import re

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_STREET = (
    "(?:st|street|road|rd|lane|ln|ave?|avenue|close|drive|cres|crescent|terr?|terrace|gardens|gdns|court|place|sq"
    "|square|grove|way|hill|park|mews|row|walk|rise|view|green|wharf|quay)"
)
_NINETY_OR_MORE = "(?:(?<=9)[0-9]|(?<=1)[0-2][0-9])(?![0-9])"
_OF_AGE = "|".join(
    f"(?<={words} [91])" for words in ("age", "age:", "aged", "aged:", "age of", "turned", "turning")
)

_HINT = re.compile(
    "[0-9](?:"
    # four digits together that are no year, or six in groups, or ten in groups of any kind
    "(?<!1(?=9[0-9][0-9](?![0-9])))(?<!2(?=0[0-9][0-9](?![0-9])))[0-9]{3}"
    r"|(?:[ \t\-.()]{0,3}+[0-9]){5}"
    r"|(?:[ \t\-./()]{0,3}+[0-9]){9}"
    # the inward part of a postcode
    "|[abd-hjlnp-uw-z]{2}(?![a-z0-9])"
    # three parts of a date, a day and a month, a day and a year
    r"|[ /.\-]{1,3}+[0-9]{1,2}[ /.\-]{1,3}+[0-9]{2}"
    rf"|(?:st|nd|rd|th)?+(?:[ \-/.]|of\b|the\b){{0,5}}+{_MONTH}"
    r"|[0-9]?+(?:st|nd|rd|th)?+[,\s]{1,2}+(?:19|20)[0-9]{2}"
    # a house number, some words, and a word for a street
    rf"|[a-z]?+,?+ (?:[a-z][a-z'.\u2019-]{{1,24}}+ ){{1,3}}{_STREET}(?![a-z0-9])"
    # a great age
    f"|(?:{_OF_AGE}){_NINETY_OR_MORE}|{_NINETY_OR_MORE}(?:[ -]?y|[fm](?![a-z0-9]))"
    ")"
)


def may_hold_identifiers(text: str) -> bool:
    """Whether the recognisers of numbers have to look at a text (of plain characters, see `reading`)."""
    return _HINT.search(text.lower()) is not None
