"""Whatever people, tutors and time do to a course: nothing of it is sent twice, nothing after leaving, one contact a day."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import SnoozeChoice, local_date
from bot.domain.cohorts import CohortStatus, Joining
from bot.domain.deliveries import Delivery, Outcome
from bot.domain.ids import CohortId, ScheduleId
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import Decision, DecisionKind, ScheduleKind
from bot.ports import UnitOfWork
from bot.services import rearranging
from bot.services.desk import Means
from tests.cohort_samples import cohort_id
from tests.cohort_stage import cohort_in, desk_work, enrolment_of, join_button, keep, move, walk
from tests.surgery import Doctor, Surgery, shipped_flows

SUNDAY: Final = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)

Act = Callable[[int], None]

_WHICH = st.integers(1, 2)
_PASS = st.tuples(st.just("pass"), st.integers(1, 24 * 9))
_PLACE = st.tuples(st.sampled_from(["join", "join", "leave", "rest", "on"]), _WHICH)
_OTHER = st.one_of(
    st.tuples(st.sampled_from(["answer", "snooze", "stop", "back", "back", "holiday"]), st.just(0)),
    st.tuples(st.sampled_from(["earlier", "later"]), st.integers(1, 12)),
    st.tuples(st.just("policy"), st.integers(0, 2)),
)
_STEPS = st.one_of(_PASS, _PASS, _PASS, _PLACE, _PLACE, _OTHER, _OTHER, _OTHER)


@dataclass(slots=True)
class Life:
    """One person in two cohorts of the same course, what was sent to them when, and when they were in none."""

    surgery: Surgery
    ada: Doctor
    tutor: Doctor
    sent: list[tuple[datetime, CohortId]] = field(default_factory=list)
    away: dict[CohortId, list[tuple[datetime, datetime | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def step(self, name: str, value: int) -> None:
        acts: dict[str, Act] = {
            "pass": lambda hours: self.surgery.pass_time(timedelta(hours=hours)),
            "join": self.join,
            "leave": self.leave,
            "rest": lambda which: self.tap(f"g:rest:{cohort_id(which)}"),
            "on": lambda which: self.tap(f"g:on:{cohort_id(which)}"),
            "answer": lambda _: self.answer(),
            "snooze": lambda _: self.snooze(),
            "stop": lambda _: self.say("/stop"),
            "holiday": lambda _: self.say("/pause 1w"),
            "back": lambda _: self.say("/resume"),
            "earlier": lambda days: self.shift(-days),
            "later": self.shift,
            "policy": self.treat,
            "archive": self.archive,
        }
        acts[name](value)

    def tap(self, data: str) -> None:
        self.ada.taps_data(data)

    def say(self, words: str) -> None:
        self.ada.types(words)

    def join(self, which: int) -> None:
        self.tap(join_button(self.surgery, cohort_id(which)))
        self.note(which)

    def leave(self, which: int) -> None:
        self.tap(f"g:left:{cohort_id(which)}")
        self.note(which)

    def note(self, which: int) -> None:
        """From when to when the person had no place."""
        enrolment = enrolment_of(self.ada, cohort_in(self.surgery, cohort_id(which)))
        spans, now = self.away[cohort_id(which)], self.surgery.clock.now()
        is_in = enrolment is not None and enrolment.is_in
        if is_in and spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], now)
        elif enrolment is not None and not is_in and (not spans or spans[-1][1] is not None):
            spans.append((now, None))

    def answer(self) -> None:
        person = self.ada.record.id
        if self.surgery.see(lambda uow: person in uow.runs.open_of([person])):
            self.say("A word about it")

    def snooze(self) -> None:
        person = self.ada.record.id
        run = self.surgery.see(lambda uow: uow.runs.open_of([person])).get(person)
        if run is not None:
            self.tap(f"p:{run.id}:{SnoozeChoice.TOMORROW}")

    def shift(self, days: int) -> None:
        cohort = cohort_in(self.surgery, cohort_id(1))
        move(self.tutor, cohort, cohort.starts + timedelta(days=days))

    def treat(self, number: int) -> None:
        person, policy = self.tutor.record, list(Joining)[number]
        desk_work(
            self.surgery,
            self.tutor,
            lambda desk: rearranging.change_joining(desk, person, cohort_id(1), policy),
        )
        walk(self.surgery, cohort_id(1))

    def archive(self, which: int) -> None:
        person = self.tutor.record
        desk_work(self.surgery, self.tutor, lambda desk: rearranging.archive(desk, person, cohort_id(which)))
        walk(self.surgery, cohort_id(which))

    def outcome_of(self, delivery: Delivery) -> Outcome:
        if delivery.posting_id is not None and delivery.chat_id == self.ada.chat_id:
            posting = self.surgery.store.tables.postings[delivery.posting_id]
            if posting.cohort_id is not None:
                self.sent.append((self.surgery.clock.now(), posting.cohort_id))
        return Outcome.SENT


def a_life(*, spread: timedelta = timedelta(minutes=10)) -> Life:
    surgery = Surgery(SUNDAY)
    surgery.means = replace_spread(surgery, spread)
    life = Life(surgery, surgery.doctor("Ada").joins(), surgery.doctor("Tess").joins())
    life.tutor.types("/pause")  # their own questions are none of this
    keep(surgery, 1)
    keep(surgery, 2, starts=datetime(2026, 3, 9, tzinfo=UTC).date())
    surgery.outcome_of = life.outcome_of
    return life


def replace_spread(surgery: Surgery, spread: timedelta) -> Means:
    return replace(surgery.means, spread=spread, flows=shipped_flows())


def decisions_of(life: Life) -> list[Decision]:
    person = life.ada.record.id
    found: list[Decision] = [*life.surgery.see(lambda uow: uow.schedules.decisions(person, limit=10_000))]
    return found


def kinds_of(life: Life) -> dict[ScheduleId, ScheduleKind]:
    person = life.ada.record.id

    def look(uow: UnitOfWork) -> dict[ScheduleId, ScheduleKind]:
        return {one.id: one.kind for one in uow.schedules.of([person]).get(person, ())}

    found: dict[ScheduleId, ScheduleKind] = life.surgery.see(look)
    return found


def nothing_is_sent_twice(life: Life) -> None:
    kinds, tables = kinds_of(life), life.surgery.store.tables
    runs = [
        tables.runs[one.run_id]
        for one in decisions_of(life)
        if one.kind is DecisionKind.SENT and one.run_id and kinds[one.schedule_id] is ScheduleKind.COURSE
    ]
    postings = [run.posting_id for run in runs if run.posting_id is not None]
    assert len(postings) == len(set(postings))
    person = life.ada.record.id
    # What was decided and could not go out in time has not been had.
    had = [one for one in postings if tables.recipients[one, person].status is not RecipientStatus.HELD]
    asked = Counter(tables.postings[one].prompt for one in had)
    assert all(count == 1 for count in asked.values()), asked


def nothing_comes_after_leaving(life: Life) -> None:
    for at, cohort in life.sent:
        for left, back in life.away[cohort]:
            assert not (left < at and (back is None or at < back)), (at, left, back)


def one_contact_comes_a_day(life: Life) -> None:
    zone = life.ada.record.timezone
    days = Counter(
        local_date(one.decided_at, zone) for one in decisions_of(life) if one.kind is DecisionKind.SENT
    )
    assert all(count == 1 for count in days.values()), days


def each_occurrence_ends_once(life: Life) -> None:
    person = life.ada.record.id
    final: Counter[tuple[str, str]] = Counter()
    put_off = set()
    for one in decisions_of(life):
        key = (one.schedule_id, f"{one.local_date} {one.slot}")
        if one.kind is DecisionKind.DEFERRED:
            put_off.add(key)
        else:
            final[key] += 1
    assert all(count == 1 for count in final.values())
    pending = {
        (one.id, f"{one.next_local_date} {one.next_slot}")
        for one in life.surgery.see(lambda uow: uow.schedules.of([person]))[person]
        if one.is_active
    }
    assert put_off - final.keys() <= pending
    assert not pending & final.keys()


def archived_cohorts_ask_nothing(life: Life) -> None:
    """What somebody had put off themselves may come back all the same."""
    tables = life.surgery.store.tables
    runs = (tables.runs[one.run_id] for one in decisions_of(life) if one.run_id is not None)
    asked = [(run.started_at, tables.postings[run.posting_id].cohort_id) for run in runs if run.posting_id]
    for number in (1, 2):
        cohort = cohort_in(life.surgery, cohort_id(number))
        if cohort.status is CohortStatus.ARCHIVED and cohort.archived_at is not None:
            assert not [at for at, of in asked if of == cohort.id and at > cohort.archived_at]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(both=st.booleans(), steps=st.lists(_STEPS, min_size=4, max_size=18), is_archived=st.booleans())
@example(both=False, steps=[("pass", 47), ("later", 2), ("pass", 33)], is_archived=True)
@example(both=False, steps=[("pass", 22), ("snooze", 0), ("pass", 1), ("leave", 1)], is_archived=False)
def test_whatever_happens_nothing_of_a_course_comes_twice_or_after_leaving(
    *, both: bool, steps: list[tuple[str, int]], is_archived: bool
) -> None:
    life = a_life()
    for which in (1, 2) if both else (1,):
        life.step("join", which)
    for name, value in steps:
        life.step(name, value)
    if is_archived:
        life.step("archive", 2)
    life.step("pass", 24 * 45)
    nothing_is_sent_twice(life)
    nothing_comes_after_leaving(life)
    one_contact_comes_a_day(life)
    each_occurrence_ends_once(life)
    archived_cohorts_ask_nothing(life)
