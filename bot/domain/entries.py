"""What a doctor keeps: an entry of the portfolio, its tags and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.domain.ids import EntryId, ParticipantId, RunId


class Pillar(StrEnum):
    """The four pillars of knowledge work (axis A): which kind of work it was."""

    INNOVATION = "innovation"
    INTEGRATION = "integration"
    APPLICATION = "application"
    LEARNING = "learning"


class Stage(StrEnum):
    """The four steps of knowledge work with one patient (axis B), in order; an entry carries the furthest."""

    EXPLORE = "explore"
    EXPLAIN = "explain"
    IMPLEMENT = "implement"
    EVALUATE = "evaluate"


class Source(StrEnum):
    """What the knowledge drew on."""

    PATIENT = "patient"
    EVIDENCE = "evidence"
    EXPERIENCE = "experience"
    COLLEAGUE = "colleague"
    CONTEXT = "context"


class Activity(StrEnum):
    """The kind of supporting information that an entry is, in the words of appraisal."""

    CPD = "cpd"
    CASE_REVIEW = "case_review"
    QIA = "qia"
    LEARNING_EVENT = "learning_event"
    SIGNIFICANT_EVENT = "significant_event"
    PATIENT_FEEDBACK = "patient_feedback"
    COLLEAGUE_FEEDBACK = "colleague_feedback"
    COMPLIMENT = "compliment"
    COMPLAINT = "complaint"
    PUN_DEN = "pun_den"
    PDP = "pdp"
    TEACHING = "teaching"
    LEADERSHIP = "leadership"
    RESEARCH = "research"
    WELLBEING_PRIVATE = "wellbeing_private"


class Part(StrEnum):
    """The parts of an entry that hold its writer's own words; each is a field of `Entry` of that name."""

    TITLE = "title"
    WHAT = "what"
    SO_WHAT = "so_what"
    NOW_WHAT = "now_what"
    FOLLOW_UP = "follow_up"


class Visibility(StrEnum):
    """Who may come to see an entry: nobody, the reader of an export, or a cohort (a shared line of it)."""

    PRIVATE = "private"
    PORTFOLIO = "portfolio"
    SHARED = "shared"


class EntryStatus(StrEnum):
    """How far the learning has gone, from a first note to a change that was looked at again."""

    CAPTURE = "capture"
    REFLECTED = "reflected"
    CHANGE_PLANNED = "change_planned"
    CHANGE_CHECKED = "change_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The facets of an entry; all pre-filled by its flow, only the activity is mandatory."""

    activity: Activity = Activity.CASE_REVIEW
    pillars: tuple[Pillar, ...] = ()
    stage: Stage | None = None
    sources: tuple[Source, ...] = ()
    more: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One stored reflection.

    `local_date` is the day of the person's own calendar on which it was begun; instants are UTC.
    `title`, the three parts and `follow_up` are the person's own words and stay out of every repr.
    """

    id: EntryId
    participant_id: ParticipantId
    run_id: RunId | None
    flow: str
    local_date: date
    created_at: datetime
    edited_at: datetime | None = None
    title: str = field(repr=False)
    what: str = field(default="", repr=False)
    so_what: str = field(default="", repr=False)
    now_what: str = field(default="", repr=False)
    follow_up: str = field(default="", repr=False)
    tags: Tags = Tags()
    minutes: int | None = None
    starred: bool = False
    visibility: Visibility = Visibility.PRIVATE
    status: EntryStatus = EntryStatus.CAPTURE

    @property
    def words(self) -> dict[Part, str]:
        """The writer's own words, by part; a part without any is empty."""
        return {part: getattr(self, part) for part in Part}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryHead:
    """What an entry is listed and filtered by, without its words."""

    id: EntryId
    local_date: date
    created_at: datetime
    activity: Activity
    starred: bool
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An earlier wording of an entry, complete as it stood until `replaced_at`; `number` counts from 1."""

    entry_id: EntryId
    number: int
    replaced_at: datetime
    words: Mapping[Part, str] = field(repr=False)
