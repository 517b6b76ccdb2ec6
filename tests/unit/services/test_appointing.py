"""What operators do from their phone: see tutors, remove them at once, and look at counts; menus follow the role."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.cohorts import Cohort
from bot.domain.deliveries import Delivery, Outcome
from bot.domain.ids import CohortId
from bot.domain.roles import Act, LinkKind, Role
from bot.domain.schedules import ScheduleKind
from bot.ports import UnitOfWork
from bot.services import access, conversation, group_phrases, links, menus, phrases
from bot.services.desk import Desk
from tests.cohort_samples import a_cohort, cohort_id
from tests.surgery import Doctor, Surgery

EVERYBODYS = ["reflect", "entries", "summary", "pause", "settings", "help"]


class Practice:
    """A surgery with an operator and a tutor, and the calls that the bot made for menus."""

    def __init__(self) -> None:
        self.surgery = Surgery()
        self.calls: list[Delivery] = []
        olu = self.surgery.doctor("Olu")
        operators = frozenset({olu.chat_id})
        self.surgery.means = replace(self.surgery.means, username="kipic_bot", operators=operators)
        self.surgery.outcome_of = self._noted
        self.olu = olu.joins()
        self.ada = self.tutor("Ada")

    def tutor(self, name: str) -> Doctor:
        doctor = self.surgery.doctor(name).joins()
        doctor.types(f"/start {self.token(by=self.olu)}")
        return doctor

    def token(self, *, by: Doctor, kind: LinkKind = LinkKind.TUTOR, cohort_id: CohortId | None = None) -> str:
        """The token of a new tutor's link."""

        def make(uow: UnitOfWork) -> str:
            desk = Desk(uow, self.surgery.means, now=self.surgery.clock.now())
            return links.make(desk, kind=kind, by=by.record, cohort_id=cohort_id)

        address: str = self.surgery.see(make)
        return address.partition("=")[2]

    def menu_calls(self, doctor: Doctor) -> list[Delivery]:
        return [one for one in self.calls if one.chat_id == doctor.chat_id and "MyCommands" in one.method]

    def is_tutor(self, doctor: Doctor) -> bool:
        return doctor.record.id in self.surgery.see(lambda uow: uow.roles.tutors([doctor.record.id]))

    def _noted(self, delivery: Delivery) -> Outcome:
        self.calls.append(delivery)
        return Outcome.SENT


@pytest.fixture
def practice() -> Practice:
    return Practice()


def give(uow: UnitOfWork, practice: Practice, cohort: Cohort, *, to: Doctor) -> None:
    uow.cohorts.save([cohort])
    desk = Desk(uow, practice.surgery.means, now=practice.surgery.clock.now())
    access.give(desk, to.record, cohort.id)


def removes(operator: Doctor, name: str) -> None:
    operator.types("/admin")
    operator.taps("Tutors")
    operator.taps(name)
    operator.taps("Remove")
    operator.taps("Remove them")


def test_a_removed_tutor_is_one_no_more_from_that_moment(practice: Practice) -> None:
    removes(practice.olu, "Ada")
    assert not practice.is_tutor(practice.ada)
    assert practice.ada.last.text == group_phrases.TUTOR_NO_MORE
    assert practice.olu.last.text == group_phrases.NO_TUTORS
    practice.ada.types("/cohorts")
    assert practice.ada.last.text == phrases.UNKNOWN_COMMAND
    line = practice.surgery.store.tables.audit[-1]
    assert (line.act, line.actor_id) == (Act.TUTOR_REMOVED, practice.olu.record.id)
    assert line.about_id == practice.ada.record.id


def test_nobody_is_removed_before_a_second_tap(practice: Practice) -> None:
    practice.olu.types("/admin")
    practice.olu.taps("Tutors")
    practice.olu.taps("Ada")
    practice.olu.taps("Remove")
    assert practice.is_tutor(practice.ada)
    practice.olu.taps("Leave it so")
    assert "Tutor since Mon 2 Mar, looks after 0 cohorts" in practice.olu.last.text
    assert practice.is_tutor(practice.ada)


def test_removing_twice_removes_once(practice: Practice) -> None:
    data = f"a:really:{practice.ada.record.id}"
    assert practice.olu.taps_data(data) == group_phrases.REMOVED
    count = len(practice.surgery.store.tables.audit)
    assert practice.olu.taps_data(data) == group_phrases.TUTOR_GONE
    assert len(practice.surgery.store.tables.audit) == count


def test_what_a_removed_tutor_gave_out_shares_their_cohort_no_more(practice: Practice) -> None:
    ben = practice.tutor("Ben")
    practice.surgery.store.run(lambda uow: give(uow, practice, a_cohort(), to=practice.ada))
    token = practice.token(by=practice.ada, kind=LinkKind.CO_TUTOR, cohort_id=cohort_id())
    removes(practice.olu, "Ada")
    ben.types(f"/start {token}")
    assert ben.last.text == group_phrases.LINK_REVOKED


def test_link_that_makes_a_tutor_of_a_cohort_can_be_taken_back_too(practice: Practice) -> None:
    cohort = a_cohort(1)
    practice.surgery.see(lambda uow: give(uow, practice, cohort, to=practice.ada))
    token = practice.token(by=practice.olu, cohort_id=cohort.id)
    practice.olu.types("/admin")
    practice.olu.taps("Links not used yet")
    practice.olu.taps("Made ")
    ben = practice.surgery.doctor("Ben").joins()
    ben.types(f"/start {token}")
    assert ben.last.text == group_phrases.LINK_REVOKED
    assert not practice.is_tutor(ben)


def test_an_operators_link_leads_a_removed_tutor_back(practice: Practice) -> None:
    removes(practice.olu, "Ada")
    practice.ada.types(f"/start {practice.token(by=practice.olu)}")
    assert practice.is_tutor(practice.ada)


def test_what_a_removed_tutor_was_composing_is_put_away(practice: Practice) -> None:
    def compose(uow: UnitOfWork) -> None:
        desk = Desk(uow, practice.surgery.means, now=practice.surgery.clock.now())
        desk.load_chats([practice.ada.chat_id])
        conversation.begin(desk, practice.ada.record, practice.surgery.means.flows.current("broadcast"))
        desk.write()

    practice.surgery.store.run(compose)
    assert practice.surgery.see(lambda uow: uow.runs.open_of([practice.ada.record.id]))
    removes(practice.olu, "Ada")
    assert not practice.surgery.see(lambda uow: uow.runs.open_of([practice.ada.record.id]))


def test_a_removed_tutors_own_question_stays_open(practice: Practice) -> None:
    practice.ada.types("/today")
    removes(practice.olu, "Ada")
    assert practice.surgery.see(lambda uow: uow.runs.open_of([practice.ada.record.id]))


def test_a_name_is_shown_as_it_is_written(practice: Practice) -> None:
    practice.tutor("<b>Eve & co")
    practice.olu.types("/admin")
    practice.olu.taps("Tutors")
    practice.olu.taps("<b>Eve & co")
    assert "<b>&lt;b&gt;Eve &amp; co</b>" in practice.olu.last.text


def test_many_tutors_come_in_pages(practice: Practice) -> None:
    for number in range(9):
        practice.tutor(f"Tutor {number}")
    practice.olu.types("/admin")
    practice.olu.taps("Tutors")
    names = [label for label, data in practice.olu.last.buttons if data.startswith("a:tutor:")]
    assert len(names) == 8
    practice.olu.taps("More (2 of 2)")
    names += [label for label, data in practice.olu.last.buttons if data.startswith("a:tutor:")]
    assert len(set(names)) == 10
    practice.olu.taps("Page back")
    assert len([data for _, data in practice.olu.last.buttons if data.startswith("a:tutor:")]) == 8


@pytest.mark.parametrize(
    "data", ["a:tutors:-1", "a:tutors:99", "a:tutors:²", "a:tutor:", "a:remove:x", "a:revoke:"]
)
def test_forged_buttons_of_operators_do_no_harm(practice: Practice, data: str) -> None:
    practice.olu.taps_data(data)
    assert practice.is_tutor(practice.ada)


def test_counts_tell_what_was_decided_in_a_week(practice: Practice) -> None:
    practice.olu.types("/admin")
    practice.olu.taps("The last 7 days")
    assert practice.olu.last.text == f"{group_phrases.COUNTS}\n{group_phrases.COUNTS_NONE}"
    practice.surgery.pass_time(timedelta(days=7))
    practice.olu.types("/admin")
    practice.olu.taps("The last 7 days")
    own = group_phrases.COUNTS_KINDS[ScheduleKind.OWN]
    assert f"{own}: 4 of 4 sent" in practice.olu.last.text


def test_a_tutors_chat_has_the_menu_of_tutors_until_they_are_removed(practice: Practice) -> None:
    (granted,) = practice.menu_calls(practice.ada)
    assert granted.method == "setMyCommands"
    assert granted.params["scope"] == {"type": "chat", "chat_id": practice.ada.chat_id}
    assert [one["command"] for one in granted.params["commands"]] == [
        "broadcast",
        "cohorts",
        "shared",
        *EVERYBODYS,
    ]
    removes(practice.olu, "Ada")
    removed = practice.menu_calls(practice.ada)[-1]
    assert (removed.method, removed.params["scope"]) == ("deleteMyCommands", granted.params["scope"])


def test_an_operator_has_their_menu_from_consent_on(practice: Practice) -> None:
    (call,) = practice.menu_calls(practice.olu)
    assert [one["command"] for one in call.params["commands"]] == [
        "broadcast",
        "cohorts",
        "shared",
        "admin",
        *EVERYBODYS,
    ]


def test_a_participants_menu_is_everybodys_and_short(practice: Practice) -> None:
    ben = practice.surgery.doctor("Ben").joins()
    assert practice.menu_calls(ben) == []
    assert [one["command"] for one in menus.menu_of(Role.PARTICIPANT)] == EVERYBODYS


def test_help_shows_each_role_its_own_commands(practice: Practice) -> None:
    ben = practice.surgery.doctor("Ben").joins()
    for doctor in (ben, practice.ada, practice.olu):
        doctor.types("/help")
    assert "/broadcast" not in ben.last.text
    assert "/cohorts" in practice.ada.last.text
    assert "/admin" not in practice.ada.last.text
    assert "/cohorts" in practice.olu.last.text
    assert "/admin" in practice.olu.last.text


def test_everything_in_a_menu_is_for_those_who_read_it() -> None:
    for role in Role:
        for one in menus.menu_of(role):
            least = access.COMMANDS.get(one["command"], Role.PARTICIPANT)
            assert list(Role).index(least) <= list(Role).index(role)
