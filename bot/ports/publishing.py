"""What is published: the set of flows that is current for all replicas, and every set that was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.courses import Course
from bot.domain.programme import Programme
from bot.engine.definition import Flow

PROGRAMME_FILE = "programme.yaml"
"""The programme's file, and what it is called among the names of flows; no flow can be called so."""

COURSE_SUFFIX = "course.yaml"
"""How the file of a course ends: `course.yaml` is the course "course", `NAME.course.yaml` is another one."""


class Origin(StrEnum):
    """Who made something current: a release of Kipic as it started, or an author with `kipic flows publish`."""

    RELEASE = "release"
    AUTHOR = "author"


class Act(StrEnum):
    """What a publication was: a release's start, an author's `publish`, or an author's `unpublish`."""

    RELEASE = "release"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSet:
    """Flows that are current together, with the programme and the courses that name them, and the texts of these."""

    flows: Mapping[str, Flow]
    programme: Programme
    programme_text: str = field(repr=False)
    courses: Mapping[str, Course] = field(default_factory=dict)
    course_texts: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One flow of a publication: the version that new runs begin with, and who made it current."""

    version: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One set that became current; the one with the highest number (from 1) is.

    `maps` says for each flow what had become of its steps when live runs were moved to it: old id to new id, or to
    nothing where a step has no counterpart. `courses` are the texts of its courses by their names; whose they are is
    told by the publication that first had them.
    """

    number: int
    at: datetime
    act: Act
    flows: Mapping[str, Published]
    programme: str = field(repr=False)
    programme_origin: Origin
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    courses: Mapping[str, str] = field(default_factory=dict, repr=False)


def course_file(name: str) -> str:
    """The file of a course, and what the course is called among the names of flows."""
    return COURSE_SUFFIX if f"{name}.yaml" == COURSE_SUFFIX else f"{name}.{COURSE_SUFFIX}"


def course_of_file(file: str) -> str | None:
    """The course that a file holds by its name; None for one that is no course's."""
    if file == COURSE_SUFFIX:
        return file.removesuffix(".yaml")
    return file.removesuffix(f".{COURSE_SUFFIX}") if file.endswith(f".{COURSE_SUFFIX}") else None


class Publications(Protocol):
    """All publications; nothing is ever changed or taken away."""

    def latest(self) -> Publication | None:
        """The one that is current, None before the first."""

    def latest_number(self) -> int:
        """Its number, 0 before the first: what a running bot asks again and again."""

    def history(self) -> Sequence[Publication]:
        """All of them, newest first."""

    def append(self, publication: Publication) -> bool:
        """Make it current; False if another one took its number first."""
