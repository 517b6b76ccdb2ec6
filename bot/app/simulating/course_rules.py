"""What must hold over all rows of a course, judged from what reached people and what they had told the bot."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from bot.app.simulating.findings import Violation, grouped, monday_of
from bot.app.simulating.rows import Contact, ContactKind, Decided, Ledger, Person, Received, Stay
from bot.domain.calendar import local_date, start_of_day
from bot.domain.courses import Course
from bot.domain.ids import PostingId
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import DecisionKind, ScheduleKind

OWN_IN_A_COURSE_WEEK = 1
ASKED_AT_MOST = 2
"""A prompt of a course and one reminder of it."""

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_ASKED = frozenset({ContactKind.PROMPT, ContactKind.REMINDER})

Key = tuple[int, PostingId]
"""A person and what was asked of their cohort."""


def check_course(ledger: Ledger) -> Mapping[str, Iterable[Violation]]:
    """Each rule of courses with the rows that break it; no rules without a course."""
    if ledger.course is None or ledger.course_starts is None:
        return {}
    rows = _Rows(ledger, ledger.course, ledger.course_starts)
    return {
        "one question of the own programme at most in a course week": rows.own_in_course_weeks(),
        "no prompt of a course twice, and one reminder at most": rows.asked_again(),
        "a reminder only on a later day, and to nobody who has answered": rows.needless_reminders(),
        "no prompt of a course before or after its week": rows.outside_their_week(),
        "no prompt of a course after its window": rows.after_window(),
        "nothing of a cohort to whoever is not in it, or rests in it": rows.unwelcome(),
        "nobody in a cohort is left out": rows.left_out(),
        "every recipient of a prompt ends in exactly one status": rows.wrong_statuses(),
    }


class _Rows:
    """The rows of a ledger that are about the course."""

    def __init__(self, ledger: Ledger, course: Course, starts: date) -> None:
        self._ledger = ledger
        self._course = course
        self._starts = starts
        self._people = {one.number: one for one in ledger.people}
        self._received = {(one.number, one.posting): one for one in ledger.received}
        about_course = (one for one in ledger.contacts if one.kind in _ASKED and one.posting is not None)
        self._asked = grouped(about_course, lambda one: (one.number, PostingId(one.posting or "")))
        posted = (one for one in ledger.decided if one.posting is not None)
        self._decided = grouped(posted, lambda one: (one.number, PostingId(one.posting or "")))

    def own_in_course_weeks(self) -> Iterator[Violation]:
        """More than one question of the own programme in a week (from Monday) in which a prompt of the course came.

        What came before the person was in that cohort could not know of it.
        """
        own = [
            one for one in self._ledger.decided if one.kind is ScheduleKind.OWN and one.sent_at is not None
        ]
        by_week = grouped(own, lambda one: (one.number, monday_of(self._day(one.number, one.decided_at))))
        for key, contacts in self._asked.items():
            number, week = key[0], self._week_of(contacts)
            joined = [stay.joined_at for stay in self._stays(self._received[key])]
            rows = [one for one in by_week.get((number, week), ()) if one.decided_at > min(joined)]
            if len(rows) > OWN_IN_A_COURSE_WEEK:
                what = f"{len(rows)} own questions in the course week of {week}"
                yield Violation(number=number, at=rows[OWN_IN_A_COURSE_WEEK].decided_at, what=what)

    def asked_again(self) -> Iterator[Violation]:
        """A prompt that came to somebody as a prompt more than once, through whichever cohort, or was reminded of twice."""
        by_prompt: dict[tuple[int, str], list[Decided]] = {}
        for key, rows in self._decided.items():
            prompts = (one for one in rows if one.kind is ScheduleKind.COURSE and one.sent_at is not None)
            by_prompt.setdefault((key[0], self._received[key].prompt), []).extend(prompts)
        for (number, prompt), prompted in by_prompt.items():
            if len(prompted) > 1:
                yield Violation(number=number, at=prompted[1].decided_at, what=f"{prompt} was asked again")
        for key, contacts in self._asked.items():
            if len(contacts) > ASKED_AT_MOST:
                what = f"{self._received[key].prompt} came {len(contacts)} times"
                yield Violation(number=key[0], at=contacts[ASKED_AT_MOST].sent_at, what=what)

    def needless_reminders(self) -> Iterator[Violation]:
        """A reminder of what had not come on an earlier day, or had been answered."""
        for key, rows in self._decided.items():
            prompted = [one.sent_at for one in rows if one.kind is ScheduleKind.COURSE and one.sent_at]
            answers = [one.answered_at for one in rows if one.answered_at is not None]
            for one in rows:
                if one.kind is not ScheduleKind.REMINDER or one.decision is not DecisionKind.SENT:
                    continue
                day = self._day(one.number, one.decided_at)
                if not any(self._day(one.number, at) < day for at in prompted):
                    fault = "which had not come on an earlier day"
                elif any(at < one.decided_at for at in answers):
                    fault = "though it was answered"
                else:
                    continue
                what = f"reminded of {self._received[key].prompt}, {fault}"
                yield Violation(number=one.number, at=one.decided_at, what=what)

    def outside_their_week(self) -> Iterator[Violation]:
        """What came before the week of its prompt began or after it was over on the person's calendar."""
        for key, contacts in self._asked.items():
            begins, ends = self._week(self._received[key])
            for one in contacts:
                day = self._day(key[0], one.sent_at)
                if not begins <= day < ends:
                    what = (
                        f"{one.kind} of {self._received[key].prompt} on {day}, not in its week from {begins}"
                    )
                    yield Violation(number=key[0], at=one.sent_at, what=what)

    def after_window(self) -> Iterator[Violation]:
        """What went out when it could no longer be answered."""
        window = timedelta(hours=self._course.window_hours)
        for rows in self._decided.values():
            for one in rows:
                if one.sent_at is not None and one.sent_at >= one.decided_at + window:
                    what = f"{one.kind} that was decided on {one.decided_at:%d %b %H:%M} UTC"
                    yield Violation(number=one.number, at=one.sent_at, what=what)

    def unwelcome(self) -> Iterator[Violation]:
        """What came to somebody who had left the cohort, not joined it yet, or rested in it."""
        for key, contacts in self._asked.items():
            received = self._received[key]
            for one in contacts:
                stays = [stay for stay in self._stays(received) if _is_in(stay, one.sent_at)]
                resting = any(_rests(stay, one.sent_at) for stay in stays)
                if not stays or resting:
                    what = f"{one.kind} of {received.prompt} {'while resting' if resting else 'outside the cohort'}"
                    yield Violation(number=key[0], at=one.sent_at, what=what)

    def left_out(self) -> Iterator[Violation]:
        """A prompt whose week was still to begin when somebody joined, and of which they are no recipient."""
        known = {(one.number, one.cohort, one.prompt) for one in self._ledger.received}
        had = {(one.number, one.prompt) for key, one in self._received.items() if key in self._asked}
        for person in self._ledger.people:
            for stay in person.stays:
                for prompt in self._course.prompts:
                    begins = start_of_day(self._starts + _WEEK * (prompt.week - 1), person.zone)
                    is_known = (person.number, stay.cohort, prompt.key) in known
                    if stay.joined_at < begins and not is_known and (person.number, prompt.key) not in had:
                        what = f"{prompt.key} is planned for nobody of that name"
                        yield Violation(number=person.number, at=stay.joined_at, what=what)

    def wrong_statuses(self) -> Iterator[Violation]:
        """A recipient who is there twice, or whose status is not what the rows tell."""
        twice = (rows[1] for rows in grouped(self._ledger.received, _key).values() if len(rows) > 1)
        wrong = (one for one in self._received.values() if not self._is_right(one))
        for one in twice:
            yield self._about(one, "is a recipient twice")
        for one in wrong:
            yield self._about(one, f"stands as {one.status}, which the rows do not bear out")

    def _is_right(self, one: Received) -> bool:
        key, status = _key(one), one.status
        if key in self._asked or status is RecipientStatus.SENT:
            return key in self._asked and status is RecipientStatus.SENT
        rows = [row for row in self._decided.get(key, ()) if row.kind is ScheduleKind.COURSE]
        finals = [row for row in rows if row.decision is not DecisionKind.DEFERRED]
        match status:
            case RecipientStatus.WAITING:
                ends_at = self._ledger.period.ends_at
                due = (row.next_due_at for row in self._ledger.pending if row.schedule == one.schedule)
                return not finals and any(at is not None and at >= ends_at for at in due)
            case RecipientStatus.QUEUED:
                return bool(finals) and finals[-1].decided_at >= self._ledger.period.ends_at - _DAY
            case RecipientStatus.HELD:
                return bool(finals)
            case RecipientStatus.WITHDRAWN:
                return any(stay.left_at or stay.rests for stay in self._people[one.number].stays)
            case _:
                return False  # calls don't fail here

    def _about(self, one: Received, what: str) -> Violation:
        return Violation(number=one.number, at=self._ledger.period.ends_at, what=f"{one.prompt}: {what}")

    def _stays(self, received: Received) -> list[Stay]:
        return [one for one in self._people[received.number].stays if one.cohort == received.cohort]

    def _week(self, received: Received) -> tuple[date, date]:
        prompt = self._course.prompt(received.prompt)
        weeks = prompt.week if prompt is not None else 0
        return self._starts + _WEEK * (weeks - 1), self._starts + _WEEK * weeks

    def _week_of(self, contacts: list[Contact]) -> date:
        return monday_of(self._day(contacts[0].number, contacts[0].sent_at))

    def _day(self, number: int, at: datetime) -> date:
        return local_date(at, self._zone(number))

    def _zone(self, number: int) -> str:
        person: Person = self._people[number]
        return person.zone


def _key(one: Received) -> Key:
    return one.number, one.posting


def _is_in(stay: Stay, at: datetime) -> bool:
    return stay.joined_at <= at and (stay.left_at is None or at <= stay.left_at)


def _rests(stay: Stay, at: datetime) -> bool:
    return any(begins < at and (ends is None or at < ends) for begins, ends in stay.rests)
