"""The operator's file of one-off days to bank holidays, with every fault told by its line."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from bot.adapters.content.folder import read_content
from bot.domain.calendar import BankHolidays, Nation, OneOffDay
from bot.engine.document import Document, read_document
from bot.engine.errors import FlowError, FlowFaults, suggest

MOST_DAYS: Final = 500
MOST_CHARACTERS: Final = 80


class _Place(StrEnum):
    """A nation as operators write it."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"

    @property
    def nation(self) -> Nation:
        return Nation[self.name]


def _day(value: Any) -> Any:  # noqa: ANN401 - whatever the operator wrote
    """Only whole dates in the one notation that nobody reads in two ways."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("write the date like 2027-05-10") from None


class _OneOff(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    day: Annotated[date, BeforeValidator(_day)] = Field(alias="date")
    name: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
    nations: list[_Place] = Field(default_factory=lambda: [*_Place], min_length=1)
    holiday: bool = True


_KEYS: Final = tuple(field.alias or name for name, field in _OneOff.model_fields.items())
_DAYS: Final[TypeAdapter[list[_OneOff]]] = TypeAdapter(Annotated[list[_OneOff], Field(max_length=MOST_DAYS)])


def read_holidays(path: Path) -> BankHolidays:
    """The bank holidays with the one-off days of a file; raises `FlowFaults` with all that is wrong in it.

    The file is a list; `holiday: false` withdraws a day that the library has, and later lines win:

        - date: 2027-05-10
          name: A day for the coronation
          nations: [england_and_wales, scotland]
    """
    document = read_document(read_content(path), path.name)
    try:
        days = _DAYS.validate_python(document.value or [])
    except ValidationError as error:
        raise FlowFaults(_fault(document, detail) for detail in error.errors(include_url=False)) from None
    return BankHolidays(one_off=tuple(_one_off(day) for day in days))


def _one_off(day: _OneOff) -> OneOffDay:
    return OneOffDay(
        day=day.day,
        name=day.name,
        nations=frozenset(place.nation for place in day.nations),
        is_withdrawn=not day.holiday,
    )


def _fault(document: Document, detail: Any) -> FlowError:  # noqa: ANN401 - pydantic's own record
    place = detail["loc"]
    where = str(place[1]) if len(place) > 1 else "the file"
    message = detail["msg"].removeprefix("Value error, ")
    return FlowError(
        file=document.file, line=document.line(place), reason=f"{where}: {message}.", remedy=_remedy(detail)
    )


def _remedy(detail: Any) -> str:  # noqa: ANN401 - pydantic's own record
    place = detail["loc"]
    match detail["type"]:
        case "extra_forbidden":
            return suggest(str(place[-1]), _KEYS)
        case "enum":
            return f"Write one of {', '.join(_Place)}."
        case "missing":
            return f"Add {place[-1]}: to that day."
        case "list_type":
            return "Write a list: each day begins with a dash."
        case _:
            return ""
