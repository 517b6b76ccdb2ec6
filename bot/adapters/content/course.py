"""`course.yaml` to a course, with every fault told by its line."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.domain.calendar import WorkingDayOfWeek
from bot.domain.calendar.occurrences import MAX_WINDOW_HOURS, MIN_WINDOW_HOURS
from bot.domain.courses import WORKING_DAYS, Course, CoursePrompt
from bot.engine.document import Document, read_document
from bot.engine.errors import FlowError, FlowFaults, Misauthored, suggest
from bot.engine.faults import Finding, validated
from bot.engine.steps.authored import Label, Name

MOST_PROMPTS: Final = 60
"""Prompts of one course; three a week for twenty weeks."""

MOST_WEEKS: Final = 52
"""Weeks of one course: a year."""

_A_PROMPT: Final = "Write one like: - prompt: opening, and below it week:, flow: and day:."


def _window(value: Any) -> int:  # noqa: ANN401 - whatever the author wrote
    """As long as any prompt may be answered, and a course's own weeks leave time for it."""
    if type(value) is not int or not MIN_WINDOW_HOURS <= value <= MAX_WINDOW_HOURS:
        reason = f"'window_hours' should be from {MIN_WINDOW_HOURS} to {MAX_WINDOW_HOURS}."
        raise Misauthored(reason, f"Write it like: window_hours: {MAX_WINDOW_HOURS}")
    return value


def _week(value: Any) -> int:  # noqa: ANN401 - whatever the author wrote
    if type(value) is not int or not 1 <= value <= MOST_WEEKS:
        raise Misauthored(
            f"'week' should be a number from 1 to {MOST_WEEKS}.", "The course begins in week: 1."
        )
    return value


def _day(value: Any) -> int:  # noqa: ANN401 - whatever the author wrote
    written = " ".join(value.split()).casefold() if isinstance(value, str) else ""
    if written not in WORKING_DAYS:
        raise Misauthored(f"'{str(value)[:40]}' is no day of a course.", suggest(written, WORKING_DAYS))
    return WORKING_DAYS[written]


def _prompts(value: Any) -> list[Any]:  # noqa: ANN401 - whatever the author wrote
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_PROMPTS:
        raise Misauthored(f"A course has from 1 to {MOST_PROMPTS} prompts, in a list.", _A_PROMPT)
    return value


_Day = Annotated[int, BeforeValidator(_day)]


class _Header(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Label
    window_hours: Annotated[int, BeforeValidator(_window)] = MAX_WINDOW_HOURS
    prompts: Annotated[list[Any], BeforeValidator(_prompts)]


class _Prompt(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: Name
    week: Annotated[int, BeforeValidator(_week)]
    flow: str
    day: _Day = 1
    reminder: _Day | None = None


def read_course(text: str, file: str, name: str, flows: Collection[str] | None = None) -> Course:
    """The course of a file; `flows` are those that it may name, None for any. Raises `FlowFaults` with all faults."""
    document = read_document(text, file)
    if not isinstance(document.value, dict):
        raise FlowFaults([_fault(document, ((), "This is no course.", "Write title: and prompts: first."))])
    header = validated(_Header, document.value)
    raw = _listed(document.value.get("prompts"))
    prompts, findings = _read_prompts(raw)
    findings += _clashes(prompts)
    if not findings:
        findings += _gaps(prompts)
    if flows is not None:
        findings += _unknown_flows(raw, flows)
    if not isinstance(header, _Header) or findings:
        about_header = header if isinstance(header, list) else []
        raise FlowFaults(_fault(document, one) for one in (*about_header, *findings))
    return Course(
        name=name,
        title=header.title,
        prompts=tuple(_prompt(one) for one in sorted(prompts.values(), key=_place_in_course)),
        window_hours=header.window_hours,
    )


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever the author wrote
    return value[:MOST_PROMPTS] if isinstance(value, list) else []


def _read_prompts(raw: list[Any]) -> tuple[dict[int, _Prompt], list[Finding]]:
    """Those that can be read, by their places in the file, and what is wrong with the others."""
    prompts: dict[int, _Prompt] = {}
    findings: list[Finding] = []
    for place, one in enumerate(raw):
        made = validated(_Prompt, one) if isinstance(one, dict) else [((), "This is no prompt.", _A_PROMPT)]
        if isinstance(made, _Prompt):
            prompts[place] = made
        elif isinstance(made, list):
            findings += [(("prompts", place, *path), reason, remedy) for path, reason, remedy in made]
    return prompts, findings


def _clashes(prompts: Mapping[int, _Prompt]) -> Iterator[Finding]:
    """Prompts that can't stand beside each other, and reminders that would not come after their prompt."""
    names: set[str] = set()
    days: dict[tuple[int, int], str] = {}
    for place, one in prompts.items():
        if one.prompt in names:
            reason = f"There is a prompt '{one.prompt}' already."
            yield ("prompts", place, "prompt"), reason, "Each has a name of its own, and keeps it for good."
        if (other := days.get((one.week, one.day))) is not None:
            reason = f"'{other}' is asked on that day of week {one.week} already."
            yield ("prompts", place, "day"), reason, "Nobody gets two on one day: name another day."
        if one.reminder is not None and not _comes_after(one.reminder, one.day):
            reason = "The reminder would not come after the prompt."
            yield ("prompts", place, "reminder"), reason, "Name a later day, or leave reminder: out."
        names.add(one.prompt)
        days.setdefault((one.week, one.day), one.prompt)


def _comes_after(reminder: int, day: int) -> bool:
    """Whether it may be a later day for somebody: days from the end come after those from the beginning."""
    if (reminder > 0) == (day > 0):
        return reminder > day
    return reminder < 0


def _gaps(prompts: Mapping[int, _Prompt]) -> Iterator[Finding]:
    """Weeks in which nothing is asked: more often a slip than a plan."""
    weeks = {one.week for one in prompts.values()}
    for week in sorted(set(range(1, max(weeks, default=0) + 1)) - weeks):
        place = next(place for place, one in prompts.items() if one.week > week)
        reason = f"Nothing is asked in week {week}."
        yield ("prompts", place, "week"), reason, "Number the weeks from 1 on without a gap."


def _unknown_flows(raw: list[Any], flows: Collection[str]) -> Iterator[Finding]:
    for place, one in enumerate(raw):
        name = one.get("flow") if isinstance(one, dict) else None
        if isinstance(name, str) and name not in flows:
            yield ("prompts", place, "flow"), f"There is no flow '{name[:40]}'.", suggest(name, flows)


def _place_in_course(prompt: _Prompt) -> tuple[int, bool, int]:
    return prompt.week, prompt.day < 0, prompt.day


def _prompt(read: _Prompt) -> CoursePrompt:
    reminder = None if read.reminder is None else WorkingDayOfWeek(read.week, read.reminder)
    day = WorkingDayOfWeek(read.week, read.day)
    return CoursePrompt(key=read.prompt, week=read.week, flow=read.flow, day=day, reminder=reminder)


def _fault(document: Document, finding: Finding) -> FlowError:
    path, reason, remedy = finding
    return FlowError(file=document.file, line=document.line(path), reason=reason, remedy=remedy)
