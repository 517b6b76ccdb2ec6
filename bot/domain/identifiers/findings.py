"""What the screen found: kind, strength and place of each identifier, and never its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Strength(StrEnum):
    """Hard: not stored as it stands. Soft: the person is asked, and may keep it."""

    HARD = "hard"
    SOFT = "soft"


class IdentifierKind(StrEnum):
    """What an identifier is."""

    NHS_NUMBER = "nhs_number"
    DATE_OF_BIRTH = "date_of_birth"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    RECORD_NUMBER = "record_number"
    LONG_NUMBER = "long_number"
    DATE = "date"
    NAME = "name"
    LINK = "link"
    AGE = "age"


# No label holds a digit or an @, so that a masked text has nothing more to find in it.
LABELS: Mapping[IdentifierKind, str] = MappingProxyType(
    {
        IdentifierKind.NHS_NUMBER: "[NHS number]",
        IdentifierKind.DATE_OF_BIRTH: "[date of birth]",
        IdentifierKind.PHONE: "[phone number]",
        IdentifierKind.EMAIL: "[e-mail address]",
        IdentifierKind.POSTCODE: "[postcode]",
        IdentifierKind.ADDRESS: "[address]",
        IdentifierKind.RECORD_NUMBER: "[record number]",
        IdentifierKind.LONG_NUMBER: "[number]",
        IdentifierKind.DATE: "[date]",
        IdentifierKind.NAME: "[name]",
        IdentifierKind.LINK: "[link]",
        IdentifierKind.AGE: "[age]",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One identifier: the characters `start` up to `end` of the text that was screened."""

    kind: IdentifierKind
    strength: Strength
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found in one text, in order and without overlap."""

    found: tuple[Finding, ...] = ()

    @property
    def hard(self) -> tuple[Finding, ...]:
        """The findings that keep the text from being stored as it stands."""
        return tuple(one for one in self.found if one.strength is Strength.HARD)

    @property
    def soft(self) -> tuple[Finding, ...]:
        """The findings that the person is asked about."""
        return tuple(one for one in self.found if one.strength is Strength.SOFT)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found, hard or soft."""
        return not self.found

    def masked(self, text: str) -> str:
        """The text that was screened, with a label in the place of each hard finding."""
        parts, position = [], 0
        for one in self.hard:
            parts += [text[position : one.start], LABELS[one.kind]]
            position = one.end
        return "".join([*parts, text[position:]])


def hard(kind: IdentifierKind, start: int, end: int) -> Finding:
    """A finding that keeps a text from being stored as it stands."""
    return Finding(kind, Strength.HARD, start, end)


def soft(kind: IdentifierKind, start: int, end: int) -> Finding:
    """A finding that the person is asked about."""
    return Finding(kind, Strength.SOFT, start, end)
