"""What one month of a doctor's own entries adds up to: the content of the summary, its card and its PDF."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from bot.domain.entries import Activity, Entry, EntryStatus, Pillar
from bot.domain.ids import EntryId
from bot.domain.plans import NOTHING_PLANNED, PlanStanding

MONTH_NAMES: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""English whatever the machine's locale is, so that the same data reads the same everywhere."""

LONGEST_MONTH: Final = timedelta(days=45)
"""A period up to this length bears one month's name: a leave can stretch it, two months can't hide in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPeriod:
    """The days that a summary covers, both ends included, on the person's own calendar."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Raise ValueError when the period ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"a period can't end ({self.last}) before it begins ({self.first})")

    @property
    def title(self) -> str:
        """The month in which most of the days lie, or both ends' months when it is longer than one."""
        if self.last - self.first <= LONGEST_MONTH:
            return month_and_year(self.first + (self.last - self.first) / 2)
        if self.first.year == self.last.year:
            return f"{MONTH_NAMES[self.first.month - 1]} to {month_and_year(self.last)}"
        return f"{month_and_year(self.first)} to {month_and_year(self.last)}"

    @property
    def days(self) -> str:
        """The two ends, said once where they agree: `1–30 October 2026`."""
        first, last = self.first, self.last
        if first == last:
            return day_month_year(last)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{day_month_year(last)}"
        if first.year == last.year:
            return f"{day_month(first)} – {day_month_year(last)}"
        return f"{day_month_year(first)} – {day_month_year(last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One open action: what the doctor set out to do, and when or how they meant to look again."""

    entry_id: EntryId
    local_date: date
    title: str = field(repr=False)
    text: str = field(repr=False)
    by_when: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """Everything that the message, the card and the PDF of one period show.

    `pillars` has all four in their order; `activities` has those that occur, most frequent first;
    `days` are the days with entries and how many each has; `minutes` is the sum of those recorded; `plan` is how the
    plan stood at the end.
    """

    person_name: str = field(repr=False)
    period: SummaryPeriod
    made_on: date
    entries: tuple[Entry, ...]
    pillars: tuple[tuple[Pillar, int], ...]
    activities: tuple[tuple[Activity, int], ...]
    days: tuple[tuple[date, int], ...]
    minutes: int
    open_actions: tuple[PlanLine, ...]
    starred: tuple[Entry, ...]
    plan: PlanStanding

    @property
    def is_empty(self) -> bool:
        """Whether the period has nothing to show, so that one line replaces the documents."""
        return not self.entries


def build_report(
    entries: Iterable[Entry],
    *,
    person_name: str,
    period: SummaryPeriod,
    made_on: date,
    plan: PlanStanding = NOTHING_PLANNED,
) -> MonthReport:
    """Count and order what a period's entries say; the order in which they come in makes no difference.

    The caller decides which entries belong to the period (one kept after a summary was sent belongs to the
    next, even on the same day), so none is dropped by its date. Wellbeing entries are special-category data
    and never reach a document: they are left out here, whatever the caller loaded.
    """
    kept = tuple(sorted(filter(_is_for_documents, entries), key=_entry_order))
    return MonthReport(
        person_name=person_name,
        period=period,
        made_on=made_on,
        entries=kept,
        pillars=_pillar_counts(kept),
        activities=_activity_counts(kept),
        days=tuple(sorted(Counter(entry.local_date for entry in kept).items())),
        minutes=sum(entry.minutes or 0 for entry in kept),
        open_actions=tuple(line for line in map(_open_action, kept) if line is not None),
        starred=tuple(entry for entry in kept if entry.starred),
        plan=plan,
    )


def thin_pillar(report: MonthReport) -> Pillar | None:
    """The pillar with the fewest entries, the first in order of a tie; None when no pillar stands out.

    The monthly review makes one offer about it and says nothing of how much is enough.
    """
    fewest, most = min(n for _, n in report.pillars), max(n for _, n in report.pillars)
    if fewest == most:
        return None
    return next(pillar for pillar, n in report.pillars if n == fewest)


def day_month(day: date) -> str:
    """`6 October`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]}"


def short_day(day: date) -> str:
    """`6 Oct`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1][:3]}"


def month_and_year(day: date) -> str:
    """`October 2026`."""
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


def day_month_year(day: date) -> str:
    """`6 October 2026`."""
    return f"{day_month(day)} {day.year}"


def _is_for_documents(entry: Entry) -> bool:
    return entry.tags.activity is not Activity.WELLBEING_PRIVATE


def _entry_order(entry: Entry) -> tuple[object, ...]:
    return (entry.local_date, entry.created_at, entry.id)


def _pillar_counts(entries: Sequence[Entry]) -> tuple[tuple[Pillar, int], ...]:
    counts = Counter(pillar for entry in entries for pillar in dict.fromkeys(entry.tags.pillars))
    return tuple((pillar, counts[pillar]) for pillar in Pillar)


def _activity_counts(entries: Sequence[Entry]) -> tuple[tuple[Activity, int], ...]:
    counts = Counter(entry.tags.activity for entry in entries)
    places = list(Activity)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], places.index(item[0]))))


def _open_action(entry: Entry) -> PlanLine | None:
    """What the entry still wants done: its "now what", or else its follow-up, until the change was checked."""
    action, follow_up = entry.now_what.strip(), entry.follow_up.strip()
    if entry.status is EntryStatus.CHANGE_CHECKED or not (action or follow_up):
        return None
    return PlanLine(
        entry_id=entry.id,
        local_date=entry.local_date,
        title=entry.title,
        text=action or follow_up,
        by_when=follow_up if action else "",
    )
