"""Full postcodes and street addresses; an outward code alone is left to the person (soft)."""

import re
from collections.abc import Iterator

from bot.domain.identifiers.findings import Finding, IdentifierKind, hard, soft
from bot.domain.identifiers.reading import Group, Reading

# Royal Mail's postcode areas; the islands and the forces' BF included.
_AREA_CODES = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
    "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE "
    "NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ "
    "TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_AREAS = frozenset(_AREA_CODES.split())

# The last three characters; the letters C, I, K, M, O and V are not used there.
_INWARD = re.compile(r"\d[ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9])", re.IGNORECASE)
_OUTWARD_BEFORE = re.compile(
    r"(?<![A-Za-z0-9])(?P<area>[A-Za-z]{1,2})(?P<district>\d{1,2}|\d[A-Za-z])[ \-]{0,3}\Z"
)
_LONGEST_OUTWARD = 7

# Vertebrae, vitamins, lead and heart sounds are written like districts, and units like inward letters:
# "L5 1st", "B12 1hr". The ordinals are prose; where units meet such a shape, the person decides.
_CLINICAL = re.compile(r"[BEGLMNSW]\d{1,2}", re.IGNORECASE)
_UNIT_WORDS = "hr yr bd qd ng pg ug dl ul gr rx wt wd pt ds"
_ORDINALS = frozenset({"1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "0th"})
_UNITS = frozenset(_UNIT_WORDS.split())

# An outward part alone is too like a code (NG12 is a guideline, B12 a vitamin): only behind these words.
_OUTWARD = re.compile(
    r"(?:postcode|lives? in|living in|address)\W{0,3}(?:is |of )?"
    r"(?P<code>(?P<area>[A-Za-z]{1,2})[0-9][0-9A-Za-z]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_OF_PLACES = ("ostcode", "lives in", "live in", "iving in", "ddress")

_NAME = r"[A-Za-z][A-Za-z'.\u2019-]{1,24}"
_STREET_NAMED = re.compile(
    r"\d{1,4}(?:[-/]\d{1,4})?[A-Za-z]?,? (?P<name>(?:[A-Z][A-Za-z'.\u2019-]{1,24} ){1,3})"
    r"(?:[Ss]treet|St|[Rr]oad|Rd|[Ll]ane|Ln|[Aa]venue|Ave?|[Cc]lose|[Dd]rive|[Cc]rescent|Cres|[Tt]errace|Terr?"
    r"|[Gg]ardens|Gdns|[Cc]ourt|[Pp]lace|[Ss]quare|Sq|[Gg]rove|[Ww]ay|[Hh]ill|[Pp]ark|[Mm]ews|[Rr]ow|[Ww]alk"
    r"|[Rr]ise|[Vv]iew|[Gg]reen|[Ww]harf|[Qq]uay|[Ss]t)(?![A-Za-z0-9])"
)
_STREET_TYPED_SMALL = re.compile(
    rf"\d{{1,4}}[a-z]?,? (?P<name>(?:{_NAME} ){{1,3}})(?:street|road|lane|avenue|crescent)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_WORDS_OF_NO_STREET = (
    "a an the of on in at to by for from with and or down up along across off into over per each every other "
    "min mins minute minutes hour hours day days week weeks month months year years mile miles km metres "
    "people patients patient cases case visits visit calls call times gps doctors nurses more"
)
_NO_STREET_NAMES = frozenset(_WORDS_OF_NO_STREET.split())


def find_places(reading: Reading) -> Iterator[Finding]:
    """The postcodes and street addresses of a text."""
    for group in reading.groups:
        finding = _postcode(reading.text, group) or _address(reading.text, group)
        if finding:
            yield finding


def find_districts(text: str) -> Iterator[Finding]:
    """Outward parts of postcodes that are said to be one."""
    if any(word in text for word in _OF_PLACES):
        for match in _OUTWARD.finditer(text):
            if match["area"].upper() in _AREAS:
                yield soft(IdentifierKind.POSTCODE, match.start("code"), match.end("code"))


def _postcode(text: str, group: Group) -> Finding | None:
    """A postcode whose inward digit is the last digit of a group."""
    inward = _INWARD.match(text, group.end - 1)
    if not inward:
        return None
    from_ = max(0, inward.start() - _LONGEST_OUTWARD - 1)
    outward = _OUTWARD_BEFORE.search(text[from_ : inward.start()])
    if not outward or outward["area"].upper() not in _AREAS:
        return None
    start, code = from_ + outward.start(), outward[0].rstrip(" -")
    if _CLINICAL.fullmatch(code) and inward[0] in _ORDINALS:
        return None
    if _CLINICAL.fullmatch(code) and inward[0][1:] in _UNITS:
        return soft(IdentifierKind.POSTCODE, start, inward.end())
    return hard(IdentifierKind.POSTCODE, start, inward.end())


def _address(text: str, group: Group) -> Finding | None:
    """A house number, one to three words, and a word for a street."""
    for pattern in (_STREET_NAMED, _STREET_TYPED_SMALL):
        match = pattern.match(text, group.start)
        if match and _is_street_name(match["name"]):
            return hard(IdentifierKind.ADDRESS, match.start(), match.end())
    return None


def _is_street_name(name: str) -> bool:
    return name == "The " or _NO_STREET_NAMES.isdisjoint(name.lower().split())
