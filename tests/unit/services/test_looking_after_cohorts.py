"""Tutors make cohorts, invite people, and change what is to come; what they can't see isn't there for them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.cohorts import Cohort, CohortStatus, Joining
from bot.domain.ids import CohortId
from bot.domain.roles import Act
from bot.services import cohort_phrases, group_phrases, phrases
from tests.cohort_samples import cohort_id
from tests.cohort_stage import cohort_in, enrolment_of, join_button, keep, walk
from tests.surgery import Doctor, Surgery

SUNDAY = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)


class FakeQrCodes:
    """`bot.ports.QrCodes` whose pictures are the text."""

    def png(self, text: str) -> bytes:
        return text.encode()


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(SUNDAY)


@pytest.fixture
def tess(surgery: Surgery) -> Doctor:
    """A tutor of nothing yet."""
    tess = surgery.doctor("Tess").joins()
    operator = frozenset({tess.chat_id})
    surgery.means = replace(surgery.means, operators=operator, username="kipic_bot", qr_codes=FakeQrCodes())
    return tess


def makes(tutor: Doctor, name: str = "Spring in Hull", day: str = "Mon 9 Mar") -> Cohort:
    tutor.types("/cohorts")
    tutor.taps(cohort_phrases.NEW_COHORT)
    tutor.types(name)
    tutor.taps(day)
    tutor.taps("My own")
    tutor.taps("12")
    tutor.taps("They go on from here")
    found: list[Cohort] = [*tutor.surgery.see(lambda uow: uow.cohorts.all())]
    return found[0]


def token_in(tutor: Doctor) -> str:
    words = next(one.text for one in reversed(tutor.phone) if "?start=" in one.text)
    found = re.search(r"start=(\S+)", words)
    assert found is not None
    return found[1]


def test_a_cohort_is_made_in_the_chat_and_its_weeks_are_told(surgery: Surgery, tess: Doctor) -> None:
    cohort = makes(tess)
    assert cohort == replace(
        cohort,
        name="Spring in Hull",
        course="course",
        starts=date(2026, 3, 9),
        timezone="Europe/London",
        capacity=12,
        joining=Joining.FROM_HERE,
        status=CohortStatus.OPEN,
    )
    made = next(one.text for one in tess.phone if "is made" in one.text)
    for day in ("Mon 9 Mar", "Mon 16 Mar", "Mon 23 Mar", "Mon 30 Mar"):
        assert day in made
    acts = [one.act for one in surgery.see(lambda uow: uow.roles.audited(limit=9))]
    assert {Act.COHORT_MADE, Act.LINK_MADE} <= {*acts}


def test_its_invitation_comes_as_link_and_picture_and_leads_into_it(surgery: Surgery, tess: Doctor) -> None:
    cohort = makes(tess)
    assert tess.last.method == "sendPhoto"
    surgery.deliver_nothing = True
    tess.taps_data(f"g:invite:{cohort.id}")
    (document,) = surgery.store.tables.documents.values()
    surgery.deliver_nothing = False
    surgery.deliver()
    assert document.parameter == "photo"
    assert document.content.decode() in tess.phone[-2].text
    ada = surgery.doctor("Ada").joins()
    ada.types(f"/start {token_in(tess)}")
    ada.taps(cohort_phrases.JOIN)
    assert enrolment_of(ada, cohort) is not None


def test_without_pictures_the_link_comes_alone(surgery: Surgery, tess: Doctor) -> None:
    surgery.means = replace(surgery.means, qr_codes=None)
    makes(tess)
    assert "?start=" in tess.last.text


def test_the_list_tells_size_and_week(surgery: Surgery, tess: Doctor) -> None:
    cohort = keep(surgery, name="Spring")
    ada = surgery.doctor("Ada").joins()
    ada.taps_data(join_button(surgery, cohort.id))
    for day, where in ((SUNDAY, "from Mon 2 Mar"), (datetime(2026, 3, 9, 9, tzinfo=UTC), "week 2 of 4")):
        surgery.clock.set(day)
        tess.types("/cohorts")
        assert tess.last.buttons[0][0] == f"Spring · 1 in it · {where}"
    surgery.clock.set(datetime(2026, 3, 30, 9, tzinfo=UTC))
    tess.types("/cohorts")
    assert "course over" in tess.last.buttons[0][0]


def test_a_name_with_signs_of_markup_stays_words(tess: Doctor) -> None:
    makes(tess, name="A <b> & co")
    tess.types("/cohorts")
    tess.taps("A <b>")
    assert "A &lt;b&gt; &amp; co" in tess.last.text


@pytest.mark.parametrize("day", ["last year", "in 3 years", "yesterday"])
def test_a_start_that_makes_no_sense_is_asked_for_again(surgery: Surgery, tess: Doctor, day: str) -> None:
    tess.types("/cohorts")
    tess.taps(cohort_phrases.NEW_COHORT)
    tess.types("Spring")
    tess.types(day)
    assert "Please" in tess.last.text
    assert surgery.see(lambda uow: uow.cohorts.all()) == []


def test_whom_another_start_concerns_is_told_before_it_is_confirmed(surgery: Surgery, tess: Doctor) -> None:
    cohort = keep(surgery, name="Spring")
    doctors = [surgery.doctor(f"D{number}").joins() for number in range(11)]
    for one in doctors:
        one.taps_data(join_button(surgery, cohort.id))
    surgery.pass_time(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    tess.types("/cohorts")
    tess.taps("Spring")
    tess.taps(cohort_phrases.CHANGE_START)
    tess.taps("Week ›")
    assert (
        "what is still to come for 11 people; nothing is sent again. 11 have had week 1 already"
        in tess.last.text
    )
    assert cohort_in(surgery, cohort.id).starts == date(2026, 3, 2)
    tess.taps("Begin Mon 9 Mar")
    assert cohort_in(surgery, cohort.id).starts == date(2026, 3, 9)


def test_of_a_small_cohort_the_tutor_is_not_told_how_many_had_it(surgery: Surgery, tess: Doctor) -> None:
    cohort = keep(surgery, name="Spring")
    for number in range(5):
        surgery.doctor(f"D{number}").joins().taps_data(join_button(surgery, cohort.id))
    surgery.pass_time(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    tess.taps_data(f"g:when:{cohort.id}:20260309")
    assert "for 5 people; nothing is sent again. Some have had week 1" in tess.last.text


def test_of_a_very_small_cohort_the_tutor_is_not_told_that_anybody_had_it(
    surgery: Surgery, tess: Doctor
) -> None:
    cohort = keep(surgery, name="Spring")
    surgery.doctor("Ada").joins().taps_data(join_button(surgery, cohort.id))
    surgery.pass_time(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    tess.taps_data(f"g:when:{cohort.id}:20260309")
    assert tess.last.text.endswith("for 1 person; nothing is sent again.")


@pytest.mark.parametrize("day", ["20300101", "20261340", "soon", "²0260309", "2026030"])
def test_a_start_of_a_forged_button_changes_nothing(surgery: Surgery, tess: Doctor, day: str) -> None:
    cohort = keep(surgery)
    tess.taps_data(f"g:move:{cohort.id}:{day}")
    tess.taps_data(f"g:when:{cohort.id}:{day}")
    assert cohort_in(surgery, cohort.id).starts == cohort.starts


@pytest.mark.parametrize(
    "data",
    [
        *("size:{}:", "size:{}:-3", "size:{}:99999999", "size:{}:00000099999999"),
        *("policy:{}:never", "fly:{}", ""),
    ],
)
def test_other_forged_buttons_are_old_ones(surgery: Surgery, tess: Doctor, data: str) -> None:
    cohort = keep(surgery)
    assert tess.taps_data("g:" + data.format(cohort.id)) in {phrases.OLD_BUTTON, None}
    assert cohort_in(surgery, cohort.id) == cohort


def test_places_and_late_joiners_can_be_changed(surgery: Surgery, tess: Doctor) -> None:
    cohort = keep(surgery, name="Spring")
    tess.types("/cohorts")
    tess.taps("Spring")
    tess.taps(cohort_phrases.CHANGE_PLACES)
    tess.taps("20")
    tess.taps("Back")
    assert "0 of 20" in tess.last.text
    tess.taps(cohort_phrases.CHANGE_PLACES)
    tess.taps(cohort_phrases.AS_MANY)
    tess.taps("Back")
    tess.taps(cohort_phrases.CHANGE_JOINING)
    tess.taps("Catch up")
    changed = cohort_in(surgery, cohort.id)
    assert (changed.capacity, changed.joining) == (None, Joining.CATCH_UP)


def test_archiving_says_what_stops_and_stops_it_at_once(surgery: Surgery, tess: Doctor) -> None:
    cohort = keep(surgery, name="Spring")
    ada = surgery.doctor("Ada").joins()
    ada.taps_data(join_button(surgery, cohort.id))
    tess.types("/cohorts")
    tess.taps("Spring")
    tess.taps(cohort_phrases.ARCHIVE)
    assert "stop for 1 person" in tess.last.text
    assert cohort_in(surgery, cohort.id).status is CohortStatus.OPEN
    tess.taps(cohort_phrases.DO_ARCHIVE)
    surgery.pass_time(timedelta(days=2))  # nobody has walked through it yet
    assert not any("What do you hope" in one.text for one in ada.phone)
    walk(surgery, cohort.id)
    tess.types("/cohorts")
    assert "Archived (1)" in tess.last.buttons[-2][0]
    tess.taps("Archived (1)")
    tess.taps("Spring")
    assert cohort_phrases.INVITE not in [label for label, _ in tess.last.buttons]
    assert tess.taps_data(f"g:archive:{cohort.id}") == cohort_phrases.GONE
    assert tess.taps_data(f"g:invite:{cohort.id}") == cohort_phrases.GONE


def test_a_tutor_reaches_their_own_cohorts_alone(surgery: Surgery, tess: Doctor) -> None:
    others = keep(surgery, name="Another's")
    keep(surgery, 2, name="Theirs")
    tess.taps_data(f"g:tutor:{cohort_id(2)}")
    ben = surgery.doctor("Ben").joins()
    ben.types(f"/start {token_in(tess)}")
    ben.types("/cohorts")
    assert [label for label, _ in ben.last.buttons] == [
        "Theirs · 0 in it · from Mon 2 Mar",
        cohort_phrases.NEW_COHORT,
    ]
    for verb in ("open", "invite", "tutor", "when", "room", "late", "end", "archive"):
        assert ben.taps_data(f"g:{verb}:{others.id}") == phrases.OLD_BUTTON
    assert cohort_in(surgery, others.id) == others
    own = makes(ben)
    assert own.id in surgery.see(lambda uow: uow.roles.tutors([ben.record.id]))[ben.record.id].cohorts


def test_whoever_is_no_tutor_finds_none_of_it(surgery: Surgery) -> None:
    cohort = keep(surgery)
    ada = surgery.doctor("Ada").joins()
    ada.types("/cohorts")
    assert ada.last.text == phrases.UNKNOWN_COMMAND
    for data in (f"g:open:{cohort.id}", "g:new", "g:list", f"g:archive:{cohort.id}"):
        assert ada.taps_data(data) == phrases.OLD_BUTTON
    assert cohort_in(surgery, CohortId(cohort.id)) == cohort


def test_a_join_button_ends_with_its_link(surgery: Surgery) -> None:
    cohort = keep(surgery, name="Spring")
    ada = surgery.doctor("Ada").joins()
    button = join_button(surgery, cohort.id)
    surgery.pass_time(timedelta(days=366))
    ada.taps_data(button)
    assert enrolment_of(ada, cohort) is None
    ada.taps_data(f"g:join:{cohort.id}:0123456789abcdef")
    assert enrolment_of(ada, cohort) is None


def test_invitations_are_taken_back_at_once_and_who_is_in_stays_in(surgery: Surgery, tess: Doctor) -> None:
    keep(surgery, name="Spring")
    other = keep(surgery, 2, name="Autumn")
    ada, ben, cas = (surgery.doctor(name).joins() for name in ("Ada", "Ben", "Cas"))
    tess.taps_data(f"g:tutor:{cohort_id()}")
    ben.types(f"/start {token_in(tess)}")
    ben.taps_data(f"g:tutor:{cohort_id()}")
    for_tutors = token_in(ben)
    tess.taps_data(f"g:invite:{cohort_id()}")
    for_people = token_in(tess)
    tess.taps_data(f"g:invite:{other.id}")
    into_another = token_in(tess)
    ada.types(f"/start {for_people}")
    ada.taps(cohort_phrases.JOIN)
    ben.taps_data(f"g:open:{cohort_id()}")
    ben.taps(cohort_phrases.TAKE_BACK)
    assert "2 links" in ben.last.text
    assert ben.last.data_of(cohort_phrases.BACK) == f"g:open:{cohort_id()}"
    assert not [one for one in surgery.see(lambda uow: uow.roles.links(cohort_id())) if one.revoked_at]
    ben.taps(cohort_phrases.DO_TAKE_BACK)
    assert ben.last.text == cohort_phrases.TAKEN_BACK.format(links="2 links", name="Spring")
    for token in (for_people, for_tutors):
        cas.types(f"/start {token}")
        assert cas.last.text == group_phrases.LINK_REVOKED
    cas.types(f"/start {into_another}")
    assert "Autumn" in cas.last.text
    assert enrolment_of(ada, cohort_in(surgery, cohort_id())) is not None
    revoked = [
        one for one in surgery.see(lambda uow: uow.roles.audited(limit=99)) if one.act is Act.LINK_REVOKED
    ]
    assert {(one.actor_id, one.cohort_id) for one in revoked} == {(ben.record.id, cohort_id())}
    ben.taps_data(f"g:recall:{cohort_id()}")
    assert ben.last.text == cohort_phrases.NONE_TO_TAKE_BACK.format(name="Spring")


def test_every_cohort_of_a_long_list_can_be_reached_newest_first(surgery: Surgery, tess: Doctor) -> None:
    for number in range(1, 52):
        keep(surgery, number, name=f"Cohort {number:02}")
    seen = []
    tess.types("/cohorts")
    assert "51 cohorts, 1 to 8" in tess.last.text
    while True:
        labels = [label for label, _ in tess.last.buttons]
        seen += [label.partition(" · ")[0] for label in labels if label.startswith("Cohort ")]
        if "older ›" not in labels:
            break
        tess.taps("older ›")
    assert seen == [f"Cohort {number:02}" for number in range(51, 0, -1)]
    tess.taps("Cohort 02")
    tess.taps(cohort_phrases.BACK)
    assert "49 to 51" in tess.last.text
    for number in range(1, 11):
        keep(surgery, number, name=f"Cohort {number:02}", status=CohortStatus.ARCHIVED)
    tess.taps_data("g:list:ended")
    tess.taps("older ›")
    assert [label.partition(" · ")[0] for label, _ in tess.last.buttons[:2]] == ["Cohort 02", "Cohort 01"]
    tess.taps("Cohort 01")
    tess.taps(cohort_phrases.BACK)
    assert tess.last.text == f"{cohort_phrases.ENDED}\n10 cohorts, 9 to 10"
