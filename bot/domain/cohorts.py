"""Groups who go through a course together: their dates, and who is in them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.ids import CohortId, ParticipantId


class CohortStatus(StrEnum):
    """An archived cohort takes nobody in and asks nothing any more; its reports stay."""

    OPEN = "open"
    ARCHIVED = "archived"


class Joining(StrEnum):
    """What becomes of a course's earlier weeks for somebody who comes late, or was away.

    `from_here`: what lies behind stays behind. `catch_up`: it comes all the same, one on a working day at most.
    `from_start`: the course begins for them when they join.
    """

    FROM_HERE = "from_here"
    CATCH_UP = "catch_up"
    FROM_START = "from_start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """A cohort; `starts` is the first day of the course's first week, in `timezone` (IANA).

    `course` names the course, `capacity` is how many may be in it at once, None for any number.
    """

    id: CohortId
    name: str
    course: str
    starts: date
    timezone: str
    capacity: int | None = None
    joining: Joining = Joining.FROM_HERE
    status: CohortStatus = CohortStatus.OPEN
    created_at: datetime
    archived_at: datetime | None = None


def first_day(cohort: Cohort, joined: date) -> date:
    """The first day of the course for somebody who joined on that day: the cohort's, or their own if they come late."""
    return max(cohort.starts, joined) if cohort.joining is Joining.FROM_START else cohort.starts


class EnrolmentStatus(StrEnum):
    """Where a participant stands in a cohort; `paused` keeps the place, `left` gives it up."""

    JOINED = "joined"
    PAUSED = "paused"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A participant in a cohort; `starts` is the first day of their own first week, mostly the cohort's.

    Whoever joins again keeps the one enrolment of that cohort: `joined_at` is the last time they joined.
    """

    cohort_id: CohortId
    participant_id: ParticipantId
    status: EnrolmentStatus = EnrolmentStatus.JOINED
    starts: date
    joined_at: datetime
    left_at: datetime | None = None

    @property
    def is_in(self) -> bool:
        """Whether they have a place in the cohort."""
        return self.status is not EnrolmentStatus.LEFT
