"""Doctors who go through a course together with their tutor, to test in what they share."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from bot.domain.calendar import OnDate
from bot.domain.cohorts import Cohort, EnrolmentStatus
from bot.domain.ids import PostingId, ScheduleId
from bot.domain.lines import LineStatus, SharedLine
from bot.domain.postings import Posting, PostingKind, Recipient, RecipientStatus
from bot.domain.roles import Tutor
from bot.domain.schedules import Schedule, ScheduleKind
from bot.ports import UnitOfWork
from bot.services import line_phrases
from tests.cohort_samples import a_cohort, an_enrolment
from tests.surgery import Doctor, Message, Surgery

WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 3, 6, 19, 0, tzinfo=UTC)
LINE = "An early word saves a late letter"


@dataclass
class Group:
    """A cohort of three, Ada, Ben and Cyn, and Tam who looks after it."""

    surgery: Surgery = field(default_factory=lambda: Surgery(WEDNESDAY))
    cohort: Cohort = field(default_factory=lambda: a_cohort(course="course"))

    def __post_init__(self) -> None:
        self.ada, self.ben, self.cyn, self.tam = (
            self.surgery.doctor(name).joins() for name in ("Ada", "Ben", "Cyn", "Tam")
        )
        people = {one: one.record.id for one in self.doctors}
        tutor = Tutor(participant_id=self.tam.record.id, since=WEDNESDAY, cohorts=frozenset({self.cohort.id}))

        def work(uow: UnitOfWork) -> None:
            uow.cohorts.save([self.cohort])
            uow.cohorts.enrol([an_enrolment(participant_id=id_) for id_ in people.values()])
            uow.roles.save_tutor(tutor)

        self.surgery.store.run(work)

    @property
    def doctors(self) -> tuple[Doctor, ...]:
        return self.ada, self.ben, self.cyn

    @property
    def lines(self) -> list[SharedLine]:
        return sorted(self.surgery.store.tables.lines.values(), key=lambda one: one.id)

    def ask(self, *doctors: Doctor, flow: str = "ten_second_day") -> PostingId:
        """The cohort is asked something, now."""
        now, means = self.surgery.clock.now(), self.surgery.means
        clock = time(now.hour, now.minute)
        posting = Posting(
            id=PostingId(means.ids.fresh()),
            kind=PostingKind.COURSE,
            cohort_id=self.cohort.id,
            prompt=means.ids.fresh(),
            flow=flow,
            created_at=now,
        )
        people = [one.record.id for one in doctors]

        def work(uow: UnitOfWork) -> None:
            uow.postings.add([posting])
            for person in people:
                schedule = Schedule(
                    id=ScheduleId(means.ids.fresh()),
                    participant_id=person,
                    kind=ScheduleKind.COURSE,
                    rule=OnDate(now.date(), clock),
                    next_due_at=now,
                    next_local_date=now.date(),
                    next_slot=clock,
                )
                uow.schedules.save([schedule])
                recipient = Recipient(
                    posting_id=posting.id,
                    participant_id=person,
                    cohort_id=self.cohort.id,
                    schedule_id=schedule.id,
                )
                uow.postings.add_recipients([recipient])

        self.surgery.store.run(work)
        self.surgery.tick()
        return posting.id

    def answers(self, doctor: Doctor) -> None:
        """The doctor is asked, and answers to the end."""
        self.ask(doctor)
        doctor.taps("Put to use")
        doctor.taps("Skip")

    def shares(self, doctor: Doctor, text: str = LINE, *, how: str = "without my name") -> None:
        """The doctor answers what the cohort is asked, and shares a line; the first one with a yes to sharing."""
        self.answers(doctor)
        doctor.taps("Share a line")
        self.writes(doctor, text, how=how)

    def writes(self, doctor: Doctor, text: str, *, how: str = "without my name") -> None:
        """The flow goes on until the words are handed over."""
        if "May I hand on" in doctor.last.text:
            doctor.taps("Yes")
        doctor.types(text)
        doctor.taps(how)

    def passes(self) -> None:
        """The tutor passes on the first line that waits."""
        self.tam.types("/shared")
        self.tam.taps("Pass to the cohort")
        self.surgery.tick()

    def leaves(self, doctor: Doctor, *, status: EnrolmentStatus = EnrolmentStatus.LEFT) -> None:
        person = doctor.record.id
        enrolment = an_enrolment(participant_id=person, status=status, left_at=self.surgery.clock.now())
        self.surgery.store.run(lambda uow: uow.cohorts.enrol([enrolment]))

    def until(self, instant: datetime | timedelta) -> None:
        self.surgery.pass_time(instant)


def digests(doctor: Doctor) -> list[Message]:
    return [one for one in doctor.phone if one.text.startswith(line_phrases.DIGEST)]


def statuses(group: Group) -> list[LineStatus]:
    return [one.status for one in group.lines]


def recipients(group: Group, kind: PostingKind) -> dict[str, RecipientStatus]:
    """Where the recipients of the postings of a kind stand, by chat."""
    tables = group.surgery.store.tables
    chats = {one.record.id: one.name for one in (*group.doctors, group.tam)}
    return {
        chats[one.participant_id]: one.status
        for one in tables.recipients.values()
        if tables.postings[one.posting_id].kind is kind
    }


def answer(group: Group, text: str) -> None:
    group.tam.types("/shared")
    group.tam.taps("Answer the author")
    group.tam.types(text)
    group.tam.taps("Yes, hand it on")
    group.surgery.tick()


def pass_to_all(group: Group) -> None:
    """Ada's line, and whatever was offered before, is in everybody's digest."""
    group.shares(group.ada)
    while any(one is LineStatus.OFFERED for one in statuses(group)):
        group.passes()
    group.until(FRIDAY_EVENING)


def own_card(doctor: Doctor) -> str:
    doctor.taps("My shared lines")
    doctor.taps("An early word")
    return doctor.last.text


def take_back(doctor: Doctor) -> None:
    doctor.taps("My shared lines")
    doctor.taps("An early word" if any("An early" in label for label, _ in doctor.last.buttons) else "Ask")
    doctor.taps("Take it back")
    doctor.taps("Yes, take it back")
