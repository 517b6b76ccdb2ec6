"""A course as content: which flow a cohort is asked in which week, and when those who haven't answered are reminded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.calendar import CourseDay

WORKING_DAYS: Final[Mapping[str, int]] = {
    "first working day": 1,
    "second working day": 2,
    "third working day": 3,
    "fourth working day": 4,
    "last but one working day": -2,
    "last working day": -1,
}
"""The days of a person's working week as courses write them, by their numbers; below 0 counted from the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePrompt:
    """One prompt of a course; `key` is its name for good, so that a changed course knows it again.

    `day` and `reminder` are days of the person's own working week, counted from the course's start; a reminder goes
    only to those who haven't answered, and only on a later day than the prompt.
    """

    key: str
    week: int
    flow: str
    day: CourseDay
    reminder: CourseDay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course by its name; `window_hours` is how long each of its prompts may be answered."""

    name: str
    title: str
    prompts: tuple[CoursePrompt, ...]
    window_hours: int = 48

    @property
    def weeks(self) -> int:
        """How many weeks it has."""
        return max(prompt.week for prompt in self.prompts)

    def prompt(self, key: str) -> CoursePrompt | None:
        """The prompt of this name."""
        return next((one for one in self.prompts if one.key == key), None)

    def flows(self) -> Sequence[str]:
        """The flows that it asks, in order."""
        return tuple(prompt.flow for prompt in self.prompts)
