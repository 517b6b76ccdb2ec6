"""A cohort with a tutor in the surgery, for the tests of broadcasts."""

from datetime import date

from bot.domain.broadcasts import Broadcast
from bot.domain.cohorts import Cohort, Enrolment
from bot.domain.ids import CohortId
from bot.domain.postings import Recipient
from bot.domain.roles import Tutor
from bot.domain.tallies import Tally
from bot.ports import UnitOfWork
from bot.services import progress
from tests.surgery import Doctor, Surgery


class Classroom:
    """Cohorts, who is in them, and their tutor."""

    def __init__(self, surgery: Surgery, *, size: int = 3) -> None:
        self.surgery = surgery
        self.tutor = surgery.doctor("Tess").joins()
        self.cohort = self.opens("Spring")
        self.people = [self.enrols(surgery.doctor(f"Doctor {number}").joins()) for number in range(size)]

    def opens(self, name: str) -> Cohort:
        """A cohort that the tutor looks after."""
        cohort = Cohort(
            id=CohortId(f"{len(name):032x}"),
            name=name,
            course="wisdom",
            starts=date(2026, 3, 2),
            timezone="Europe/London",
            created_at=self.surgery.clock.now(),
        )
        record = self.tutor.record

        def work(uow: UnitOfWork) -> None:
            uow.cohorts.save([cohort])
            held = uow.roles.tutors([record.id]).get(record.id)
            cohorts = (held.cohorts if held else frozenset()) | {cohort.id}
            uow.roles.save_tutor(Tutor(participant_id=record.id, since=record.created_at, cohorts=cohorts))

        self.surgery.see(work)
        return cohort

    def enrols(self, doctor: Doctor, cohort: Cohort | None = None) -> Doctor:
        """Somebody joins; nothing of a course comes to them."""
        one = Enrolment(
            cohort_id=(cohort or self.cohort).id,
            participant_id=doctor.record.id,
            starts=date(2026, 3, 2),
            joined_at=self.surgery.clock.now(),
        )
        self.surgery.see(lambda uow: uow.cohorts.enrol([one]))
        return doctor

    def drafts(
        self, text: str = "Bring a rule of thumb.", *, answer: str = "Not at all", timing: str = "Now"
    ) -> int:
        """The tutor writes a message up to its draft; how many taps it took."""
        tutor = self.tutor
        tutor.types("/broadcast")
        tutor.types(text)
        taps = 0
        for label in (answer, timing, *([] if answer == "Not at all" else ["A day"])):
            tutor.taps(label)
            taps += 1
        return taps

    def sends(self, *args: str, is_delivered: bool = True, **kwargs: str) -> Broadcast:
        """The tutor writes a message and sends it; unless it is delivered, it stays in the outbox."""
        self.drafts(*args, **kwargs)
        self.tutor.taps("Send…")
        self.surgery.deliver_nothing = not is_delivered
        self.tutor.taps("Yes, send")
        self.surgery.tick()
        return self.broadcast

    @property
    def broadcast(self) -> Broadcast:
        found: list[Broadcast] = self.surgery.see(
            lambda uow: list(uow.broadcasts.of(self.tutor.record.id, limit=1))
        )
        return found[0]

    @property
    def recipients(self) -> list[Recipient]:
        broadcast = self.broadcast
        found: list[Recipient] = self.surgery.see(
            lambda uow: list(uow.postings.recipients(broadcast.id, after=None, limit=1000))
        )
        return found

    def statuses(self) -> list[str]:
        return sorted(one.status.value for one in self.recipients)

    def numbers(self) -> Tally:
        broadcast = self.broadcast
        found: Tally = self.surgery.see(lambda uow: progress.tally_of(uow, broadcast))
        return found
