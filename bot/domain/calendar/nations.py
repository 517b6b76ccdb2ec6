"""Bank holidays by nation: those of a library, and what an operator adds or withdraws (a coronation, a correction)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

import holidays


class Nation(StrEnum):
    """Whose bank holidays a person keeps; England and Wales share theirs."""

    ENGLAND_AND_WALES = "ENG"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"
    NONE = "none"


EVERY_NATION = frozenset(Nation) - {Nation.NONE}


@cache
def bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    """The library's bank holidays of a nation in a year, substitute days included, with their English names."""
    if nation is Nation.NONE:
        return MappingProxyType({})
    days = holidays.country_holidays("GB", subdiv=nation.value, years=year, language="en_GB")
    return MappingProxyType(dict(days.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOffDay:
    """A day that is a bank holiday beyond the library, or, withdrawn, is none although the library says so."""

    day: date
    name: str
    nations: frozenset[Nation] = EVERY_NATION
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BankHolidays:
    """The bank holidays that people keep: the library's, corrected by the operator's one-off days (the last wins)."""

    one_off: tuple[OneOffDay, ...] = ()

    def name_of(self, day: date, nation: Nation) -> str | None:
        """What a day is called as a bank holiday of a nation; None when it is none there."""
        if nation is Nation.NONE:
            return None
        for change in reversed(self.one_off):
            if change.day == day and nation in change.nations:
                return None if change.is_withdrawn else change.name
        return bank_holidays(nation, day.year).get(day)


LIBRARY_ONLY: Final = BankHolidays()
"""Without any one-off day."""
