"""Links that make tutors: given out, opened by one, refused kindly, and never at the cost of the welcome."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.adapters.system import SystemIds
from bot.domain.cohorts import Cohort, CohortStatus
from bot.domain.ids import CohortId
from bot.domain.incoming import CommandSent
from bot.domain.roles import Act, AuditLine, Link, LinkKind, Role
from bot.ports import UnitOfWork
from bot.services import access, group_phrases, links, phrases, retention
from bot.services.desk import Desk
from tests.surgery import BOT, MONDAY, Doctor, Surgery

COHORT = CohortId("spring".zfill(26))
NEXT_WEEK = timedelta(days=7)


class Practice:
    """A surgery with an operator who gives links out."""

    def __init__(self) -> None:
        self.surgery = Surgery()
        self.olu = self.surgery.doctor("Olu")
        self.surgery.means = replace(
            self.surgery.means, username="kipic_bot", operators=frozenset({self.olu.chat_id})
        )
        self.olu.joins()

    def link(self) -> str:
        """The address of a new tutor's link, as the operator gets it on their phone."""
        self.olu.types("/admin")
        self.olu.taps("Make a tutor's link")
        found = re.search(r"https://t\.me/kipic_bot\?start=\S+", self.olu.last.text)
        assert found is not None
        return found[0]

    def token(self) -> str:
        return self.link().partition("=")[2]

    def cohort_link(
        self, kind: LinkKind = LinkKind.TUTOR, *, status: CohortStatus = CohortStatus.OPEN
    ) -> str:
        """The token of a link that leads to a cohort."""
        cohort = Cohort(
            id=COHORT,
            name="Spring",
            course="course",
            starts=date(2026, 3, 2),
            timezone="Europe/London",
            status=status,
            created_at=MONDAY,
        )

        def make(uow: UnitOfWork) -> str:
            uow.cohorts.save([cohort])
            desk = Desk(uow, self.surgery.means, now=self.surgery.clock.now())
            return links.make(desk, kind=kind, by=self.olu.record, cohort_id=COHORT)

        return self.surgery.store.run(make).partition("=")[2]

    def role_of(self, doctor: Doctor) -> Role:
        def look(uow: UnitOfWork) -> Role:
            return access.role_of(Desk(uow, self.surgery.means, now=self.surgery.clock.now()), doctor.record)

        role: Role = self.surgery.see(look)
        return role

    @property
    def audit(self) -> list[AuditLine]:
        """Oldest first."""
        return self.surgery.store.tables.audit

    @property
    def kept(self) -> list[Link]:
        return list(self.surgery.store.tables.role_links.values())


def started(token: str) -> CommandSent:
    return CommandSent(message_id=1, name="start", arguments=token)


@pytest.fixture
def practice() -> Practice:
    return Practice()


def test_whoever_opens_a_tutors_link_is_a_tutor(practice: Practice) -> None:
    token = practice.token()
    ada = practice.surgery.doctor().joins()
    ada.types(f"/start {token}")
    assert practice.role_of(ada) is Role.TUTOR
    assert ada.last.text == group_phrases.TUTOR_NOW
    assert [line.act for line in practice.audit] == [Act.LINK_MADE, Act.LINK_USED, Act.TUTOR_GRANTED]
    made, _used, granted = practice.audit
    assert made.actor_id == granted.facts["link_made_by"] == practice.olu.record.id
    assert granted.about_id == ada.record.id


@pytest.mark.parametrize(
    "sent", ["/start {token}", "/join {token}", "/join https://t.me/kipic_bot?start={token}"]
)
def test_a_link_opens_by_a_tap_and_by_hand(practice: Practice, sent: str) -> None:
    ada = practice.surgery.doctor().joins()
    ada.types(sent.format(token=practice.token()))
    assert practice.role_of(ada) is Role.TUTOR


def test_a_tutors_link_works_once(practice: Practice) -> None:
    token = practice.token()
    ada, ben = practice.surgery.doctor().joins(), practice.surgery.doctor("Ben").joins()
    practice.surgery.receive(*(one.update(started(token)) for one in (ada, ben)))
    assert practice.role_of(ada) is Role.TUTOR
    assert practice.role_of(ben) is Role.PARTICIPANT
    assert ben.last.text == group_phrases.LINK_USED
    ada.types(f"/start {token}")
    assert ada.last.text == group_phrases.LINK_USED_BY_YOU


def test_a_tutors_link_expires(practice: Practice) -> None:
    token = practice.token()
    ada = practice.surgery.doctor().joins()
    practice.surgery.clock.move(NEXT_WEEK)
    ada.types(f"/start {token}")
    assert ada.last.text == group_phrases.LINK_EXPIRED
    assert practice.role_of(ada) is Role.PARTICIPANT


def test_until_it_expires_it_works(practice: Practice) -> None:
    token = practice.token()
    ada = practice.surgery.doctor().joins()
    practice.surgery.clock.move(NEXT_WEEK - timedelta(seconds=1))
    ada.types(f"/start {token}")
    assert practice.role_of(ada) is Role.TUTOR


def test_a_link_that_was_taken_back_makes_nobody_a_tutor(practice: Practice) -> None:
    token = practice.token()
    ada = practice.surgery.doctor().joins()
    practice.olu.types("/admin")
    practice.olu.taps("Links not used yet")
    assert practice.olu.taps("Made Mon 2 Mar") == group_phrases.LINK_TAKEN_BACK
    assert practice.olu.last.text == group_phrases.NO_LINKS
    ada.types(f"/start {token}")
    assert ada.last.text == group_phrases.LINK_REVOKED
    assert practice.role_of(ada) is Role.PARTICIPANT


@pytest.mark.parametrize("words", ["guessed", "x" * 32, "half-of-a-tok", "ünï", "a" * 200, "two words", "="])
def test_a_forged_link_says_the_same_whatever_it_was(practice: Practice, words: str) -> None:
    practice.token()
    ada = practice.surgery.doctor().joins()
    ada.types(f"/start {words}")
    assert ada.last.text == group_phrases.LINK_UNKNOWN
    refused = practice.audit[-1]
    assert (refused.act, refused.actor_id) == (Act.LINK_REFUSED, ada.record.id)
    assert refused.facts == {"reason": "unknown"}


def test_a_link_to_an_archived_cohort_leads_nowhere(practice: Practice) -> None:
    ada = practice.surgery.doctor().joins()
    ada.types(f"/start {practice.cohort_link(status=CohortStatus.ARCHIVED)}")
    assert ada.last.text == group_phrases.LINK_CLOSED
    assert practice.role_of(ada) is Role.PARTICIPANT


def test_refusals_name_nobody_and_no_cohort(practice: Practice) -> None:
    token = practice.cohort_link()
    ada, ben = practice.surgery.doctor().joins(), practice.surgery.doctor("Ben").joins()
    for one in (ada, ben):
        one.types(f"/start {token}")
    assert "Spring" not in ben.last.text
    assert "Ada" not in ben.last.text
    assert ben.last.text == group_phrases.LINK_USED


def test_a_cohorts_link_gives_a_tutor_that_cohort_too(practice: Practice) -> None:
    first, second = practice.token(), practice.cohort_link()
    ada = practice.surgery.doctor().joins()
    ada.types(f"/start {first}")
    ada.types(f"/start {second}")
    tutor = practice.surgery.see(lambda uow: uow.roles.tutors([ada.record.id]))[ada.record.id]
    assert tutor.cohorts == {COHORT}
    assert ada.last.text == group_phrases.TUTOR_OF_COHORT
    assert practice.audit[-1].act is Act.TUTOR_ADDED


def test_a_tutor_shares_a_cohort_with_tutors_alone(practice: Practice) -> None:
    appoints, shares = practice.token(), practice.cohort_link(LinkKind.CO_TUTOR)
    ada = practice.surgery.doctor().joins()
    ada.types(f"/start {shares}")
    assert ada.last.text == group_phrases.TUTORS_ONLY
    assert practice.role_of(ada) is Role.PARTICIPANT
    refused = practice.audit[-1]
    assert (refused.act, refused.facts["reason"]) == (Act.LINK_REFUSED, "no_tutor")
    ada.types(f"/start {appoints}")
    ada.types(f"/start {shares}")
    assert ada.last.text == group_phrases.TUTOR_OF_COHORT


def test_a_link_that_changes_nothing_is_left_for_somebody_else(practice: Practice) -> None:
    first, second = practice.token(), practice.token()
    ada, ben = practice.surgery.doctor().joins(), practice.surgery.doctor("Ben").joins()
    ada.types(f"/start {first}")
    ada.types(f"/start {second}")
    practice.olu.types(f"/start {second}")
    assert ada.last.text == group_phrases.TUTOR_ALREADY
    assert practice.olu.last.text == group_phrases.OPERATOR_ALREADY
    ben.types(f"/start {second}")
    assert practice.role_of(ben) is Role.TUTOR


def test_of_a_token_only_its_hash_is_kept(practice: Practice) -> None:
    token = practice.token()
    tables = practice.surgery.store.tables
    tables.deliveries.clear()  # the message with the link is sealed, and wiped once it is sent
    stored = {name: getattr(tables, name) for name in dir(tables) if not name.startswith("_")}
    assert token not in repr(stored)
    (link,) = practice.kept
    assert link.token_hash == links.hash_of(token)
    assert all(token not in str(line.facts) for line in practice.audit)


def test_before_consent_a_link_stores_nothing_and_is_opened_when_the_welcome_is_over(
    practice: Practice,
) -> None:
    token = practice.token()
    ada = practice.surgery.doctor()
    before = practice.surgery.store.tables.copied()
    ada.types(f"/start {token}")
    after = practice.surgery.store.tables
    assert "May I keep what you write here?" in ada.last.text
    assert (after.people, after.errands, after.audit) == (before.people, before.errands, before.audit)
    for label in ("Yes, keep it", "Don't ask me", "Salaried", "Done", "12:45"):
        ada.taps(label)
        assert practice.role_of(ada) is Role.PARTICIPANT
        assert ada.last.text != group_phrases.TUTOR_NOW
    ada.taps("Later")
    assert practice.role_of(ada) is Role.TUTOR
    assert ada.last.text == group_phrases.TUTOR_NOW
    assert "Good. /reflect starts one any time" in ada.phone[-3].text
    ada.types("/stop")
    assert ada.last.text == phrases.NOTHING_OPEN


def test_whoever_leaves_the_welcome_early_gets_what_the_link_does_all_the_same(practice: Practice) -> None:
    token = practice.token()
    ada = practice.surgery.doctor()
    ada.types(f"/start {token}")
    ada.taps("Yes, keep it")
    ada.types("/stop")
    assert ada.last.text == group_phrases.TUTOR_NOW


def test_a_link_opened_again_inside_the_welcome_is_not_opened_twice(practice: Practice) -> None:
    token = practice.token()
    ada = practice.surgery.doctor()
    ada.types(f"/start {token}")
    ada.taps("Yes, keep it")
    ada.types(f"/start {token}")
    assert ada.last.text == group_phrases.TUTOR_NOW
    ada.types("/stop")
    assert [line.act for line in practice.audit if line.actor_id == ada.record.id] == [
        Act.LINK_USED,
        Act.TUTOR_GRANTED,
    ]


def test_whoever_refuses_consent_leaves_the_link_unused(practice: Practice) -> None:
    token = practice.token()
    ada = practice.surgery.doctor()
    ada.types(f"/start {token}")
    ada.taps("No, thank you")
    assert practice.surgery.see(lambda uow: uow.people.by_chat(BOT, [ada.chat_id])) == {}
    assert practice.kept[0].used_at is None


def test_a_broken_link_before_consent_is_told_and_the_welcome_comes(practice: Practice) -> None:
    ada = practice.surgery.doctor()
    ada.types("/join two words")
    assert [one.text for one in ada.phone[:-1]] == [group_phrases.LINK_UNKNOWN]
    assert "May I keep" in ada.last.text
    assert practice.audit == []


def test_a_token_outlives_a_change_of_the_welcomes_wording(practice: Practice) -> None:
    token = practice.token()
    ada = practice.surgery.doctor()
    assert ada.taps_data(f"w:0000000000000000:0:{token}") == phrases.OLD_BUTTON
    ada.taps("Yes, keep it")
    ada.types("/stop")
    assert practice.role_of(ada) is Role.TUTOR


def test_a_real_token_can_not_be_guessed_and_fits_where_it_travels(practice: Practice) -> None:
    ids = SystemIds()
    tokens = {ids.secret() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)  # 6 bits each: 192
    longest = "x" * links.LONGEST_TOKEN
    assert links.token_in(longest) == longest
    assert links.token_in(longest + "x") is None
    version = practice.surgery.means.flows.current("welcome").version
    assert len(f"w:{version}:10:{longest}") <= 64


@pytest.mark.parametrize(
    "words",
    [
        "{token}",
        " {token} ",
        "https://t.me/kipic_bot?start={token}",
        "t.me/kipic_bot?start={token}",
        "tg://resolve?domain=kipic_bot&start={token}",
        "Look: https://t.me/kipic_bot?start={token} - come along",
    ],
)
def test_a_token_is_found_in_what_people_paste(words: str) -> None:
    token = "aB3-_" * 6
    assert links.token_in(words.format(token=token)) == token


def test_a_link_can_live_for_another_time(practice: Practice) -> None:
    desk_now = practice.surgery.clock.now()

    def make(uow: UnitOfWork) -> None:
        desk = Desk(uow, practice.surgery.means, now=desk_now)
        links.make(desk, kind=LinkKind.TUTOR, by=practice.olu.record, lives=timedelta(hours=1))

    practice.surgery.store.run(make)
    (link,) = practice.kept
    assert link.expires_at == desk_now + timedelta(hours=1)


def test_join_without_a_link_says_what_it_wants(practice: Practice) -> None:
    ada = practice.surgery.doctor().joins()
    ada.types("/join")
    assert ada.last.text == group_phrases.JOIN_WITH_WHAT


def test_long_after_it_expired_a_link_is_forgotten(practice: Practice) -> None:
    practice.token()

    def tidy() -> None:
        now = practice.surgery.clock.now()
        practice.surgery.store.run(lambda uow: retention.tidy(uow, means=practice.surgery.means, now=now))

    practice.surgery.clock.move(NEXT_WEEK + retention.EXPIRED_LINKS_KEPT_FOR)
    tidy()
    assert len(practice.kept) == 1
    practice.surgery.clock.move(timedelta(seconds=1))
    tidy()
    assert practice.kept == []


@pytest.mark.parametrize("try_now", ["Later", "Yes, now"])
def test_an_invitation_is_answered_after_the_welcome_and_breaks_no_conversation(
    practice: Practice, try_now: str
) -> None:
    token = practice.cohort_link(LinkKind.INVITE)
    ada = practice.surgery.doctor()
    ada.types(f"/start {token}")
    for label in ("Yes, keep it", "Don't ask me", "Salaried", "Done", "12:45"):
        ada.taps(label)
        assert not any("Spring" in one.text for one in ada.phone)
    ada.taps(try_now)
    assert "Spring" in ada.last.text
    ada.taps("Join")
    enrolled = practice.surgery.see(lambda uow: uow.cohorts.enrolments_of([ada.record.id]))
    assert [one.cohort_id for one in enrolled[ada.record.id]] == [COHORT]
    if try_now == "Yes, now":
        ada.types("Asking what they feared told me more")
        assert [entry.title for entry in ada.entries] == ["Asking what they feared told me more"]


def test_an_invitation_works_for_many_until_its_cohort_ends(practice: Practice) -> None:
    token = practice.cohort_link(LinkKind.INVITE)
    ada, ben = practice.surgery.doctor().joins(), practice.surgery.doctor("Ben").joins()
    for one in (ada, ben):
        one.types(f"/start {token}")
        assert "Spring" in one.last.text
    cohort = practice.surgery.see(lambda uow: uow.cohorts.by_id([COHORT]))[COHORT]
    archived = replace(cohort, status=CohortStatus.ARCHIVED)
    practice.surgery.store.run(lambda uow: uow.cohorts.save([archived]))
    ben.types(f"/start {token}")
    assert ben.last.text == group_phrases.LINK_CLOSED
