"""`programme.yaml` to a programme, with every fault told by its line."""

from collections.abc import Collection
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.domain.calendar.occurrences import MAX_WINDOW_HOURS, MIN_WINDOW_HOURS
from bot.domain.programme import CatchUp, Programme, Rotation
from bot.engine.document import Document, read_document
from bot.engine.errors import FlowError, FlowFaults, suggest

_Slot = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
# As Telegram takes them; longer ones would not fit its menu.
_Command = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
_A_WEEK = 7


class _Own(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    usual: str
    instead: list[str] = Field(default_factory=list)
    every: int = Field(default=4, ge=2, le=50)
    light: str | None = None
    light_after_skips: int = Field(default=2, ge=1, le=20)


class _ProgrammeFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    own: _Own
    review: str | None = None
    days: int = Field(default=2, ge=1, le=_A_WEEK)
    slots: list[_Slot] = Field(min_length=1, max_length=6)
    window_hours: int = Field(default=24, ge=MIN_WINDOW_HOURS, le=MAX_WINDOW_HOURS)
    catch_up: CatchUp = CatchUp.LATEST
    starts_a_week: int = Field(default=3, ge=1, le=_A_WEEK)
    contacts_a_day: int = Field(default=1, ge=1, le=5)
    commands: dict[_Command, str] = Field(default_factory=dict)
    reflect: list[str] = Field(default_factory=list, max_length=20)


def read_programme(text: str, file: str, flows: Collection[str] | None = None) -> Programme:
    """The programme of a file; `flows` are those that it may name, None for any. Raises `FlowFaults`."""
    document = read_document(text, file)
    try:
        raw = _ProgrammeFile.model_validate(document.value)
    except ValidationError as error:
        raise FlowFaults(_fault(document, detail) for detail in error.errors(include_url=False)) from None
    rotation = Rotation(
        usual=raw.own.usual,
        instead=tuple(raw.own.instead),
        every=raw.own.every,
        light=raw.own.light,
        light_after_skips=raw.own.light_after_skips,
    )
    programme = Programme(
        rotation=rotation,
        days=raw.days,
        slots=tuple(raw.slots),
        window_hours=raw.window_hours,
        catch_up=raw.catch_up,
        starts_a_week=raw.starts_a_week,
        contacts_a_day=raw.contacts_a_day,
        review=raw.review,
        commands=MappingProxyType(raw.commands),
        reflect=tuple(raw.reflect),
    )
    if flows is not None and (unknown := programme.flows() - set(flows)):
        raise FlowFaults(_no_such_flow(document, name, flows) for name in sorted(unknown))
    return programme


def _fault(document: Document, detail: Any) -> FlowError:  # noqa: ANN401 - pydantic's own record
    place = detail["loc"]
    known = {*_ProgrammeFile.model_fields, *_Own.model_fields}
    remedy = suggest(str(place[-1]), known) if detail["type"] == "extra_forbidden" and place else ""
    where = ".".join(str(part) for part in place) or "the file"
    line = document.line(place)
    return FlowError(file=document.file, line=line, reason=f"{where}: {detail['msg']}.", remedy=remedy)


def _no_such_flow(document: Document, name: str, flows: Collection[str]) -> FlowError:
    keys = [("own", "usual"), ("own", "light"), ("own", "instead"), ("review",), ("commands",), ("reflect",)]
    path = next((key for key in keys if name in str(_at(document.value, key))), ())
    reason = f"There is no flow '{name[:40]}'."
    return FlowError(file=document.file, line=document.line(path), reason=reason, remedy=suggest(name, flows))


def _at(value: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any JSON value
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
