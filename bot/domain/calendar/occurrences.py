"""When a schedule is next due, until when its prompt may be answered, and how its sending is spread."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.domain.calendar.rules import Rule, slots_on
from bot.domain.calendar.slots import RuleDay
from bot.domain.calendar.week import WorkingWeek
from bot.domain.calendar.zones import instant, local_date

# A prompt may be answered for a day, or for two where the next one is far off (domain.md §4).
MIN_WINDOW_HOURS = 24
MAX_WINDOW_HOURS = 48


@dataclass(frozen=True, slots=True, order=True)
class LocalSlot:
    """What makes an occurrence of a schedule the same one again: its local date and slot."""

    local_date: date
    slot: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One due instant of a schedule: the local date and slot that it stands for, and `at` in UTC."""

    local_date: date
    slot: time
    at: datetime

    @property
    def key(self) -> LocalSlot:
        """The date and slot, comparable."""
        return LocalSlot(self.local_date, self.slot)


def next_occurrence(
    rule: Rule,
    *,
    after: datetime,
    zone: ZoneInfo | str,
    week: WorkingWeek,
    decided: LocalSlot | None = None,
) -> Occurrence | None:
    """The first occurrence strictly after an instant, and after what was decided; for a new or edited rule.

    What lies before `after` is passed over: a change is never a resend. To keep a new slot from coming on a
    day that had its prompt, give that day's end as decided: `LocalSlot(day, time.max)`.
    """
    today = local_date(after, zone)
    for key in _keys(rule, decided.local_date if decided else today, week, decided):
        if key.local_date >= today:  # an earlier day's slots are past; this saves the sum
            found = _occurrence(key, zone)
            if found.at > after:
                return found
    return None


def following_occurrence(
    rule: Rule, *, decided: LocalSlot, zone: ZoneInfo | str, week: WorkingWeek
) -> Occurrence | None:
    """The occurrence after the last decided one; it may lie in the past (downtime, or a move eastwards).

    It counts local dates and slots, not instants: whatever the person's zone does, no day is decided twice
    and none is passed over without a decision.
    """
    key = next(_keys(rule, decided.local_date, week, decided), None)
    return _occurrence(key, zone) if key else None


def retimed(occurrence: Occurrence, zone: ZoneInfo | str) -> Occurrence:
    """The same occurrence, its instant worked out anew: the person's zone changed, or new tzdata came.

    The date and slot stay, so the move neither doubles nor drops a day; the instant may now lie in the past.
    """
    return replace(occurrence, at=instant(occurrence.local_date, occurrence.slot, zone))


def is_stale(occurrence: Occurrence, zone: ZoneInfo | str) -> bool:
    """Whether a stored instant is no longer that of its date and slot, as after a change of tzdata.

    It must be the occurrence's own instant: one that was deferred to another time is no longer its slot's.
    """
    return retimed(occurrence, zone) != occurrence


def still_owed(
    occurrence: Occurrence, *, now: datetime, zone: ZoneInfo | str, week: WorkingWeek
) -> Occurrence:
    """The same occurrence at the next time when it can come; for one that must not be lost (`rules`).

    That is its own instant or, if that has passed or is a day off by now, its slot on the person's first
    working day after. Someone without a working day to come gets the next day.
    """
    first = max(occurrence.local_date, local_date(now, zone))
    if instant(first, occurrence.slot, zone) <= now:
        first += timedelta(days=1)
    day = week.first_working_day_on_or_after(first) or first
    return replace(occurrence, at=instant(day, occurrence.slot, zone))


def window_close(occurrence: Occurrence, *, next_occurrence: Occurrence | None, hours: int) -> datetime:
    """When the prompt of an occurrence closes: `hours` (24-48) later, or at the next one if that is sooner."""
    if not MIN_WINDOW_HOURS <= hours <= MAX_WINDOW_HOURS:
        raise ValueError(f"a window is {MIN_WINDOW_HOURS} to {MAX_WINDOW_HOURS} hours, not {hours}")
    close = occurrence.at + timedelta(hours=hours)
    return min(close, next_occurrence.at) if next_occurrence else close


def spread(participant_id: str, *, up_to: timedelta) -> timedelta:
    """How long after its slot a person's message goes out: whole seconds below `up_to`, always the same."""
    seconds = int(up_to.total_seconds())
    if seconds <= 0:
        return timedelta(0)
    digest = sha256(participant_id.encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:8]) % seconds)


def _keys(rule: Rule, first: date, week: WorkingWeek, decided: LocalSlot | None) -> Iterator[LocalSlot]:
    """The dates and slots of a rule from a date on, in order, each once, after what was decided."""
    last = decided
    for day in rule.days_from(first, week):
        if decided and _is_done(day, decided.local_date):
            continue
        for slot in slots_on(rule, day.due):
            key = LocalSlot(day.due, slot)
            if last is None or key > last:
                last = key
                yield key


def _is_done(day: RuleDay, decided: date) -> bool:
    """Whether a day was decided, even if leave that was entered since would move it on."""
    return day.nominal < decided or day.nominal == decided < day.due


def _occurrence(key: LocalSlot, zone: ZoneInfo | str) -> Occurrence:
    return Occurrence(local_date=key.local_date, slot=key.slot, at=instant(key.local_date, key.slot, zone))
