"""Two messages of a tutor, compared with each other, tell nothing about fewer people than one may."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.bands import Band
from bot.domain.broadcasts import BroadcastStatus
from bot.domain.roles import Act, Tutor
from bot.services import group_phrases
from tests.classroom import Classroom
from tests.cohort_stage import keep, opens
from tests.surgery import Doctor, Surgery

NOON = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
WORDS = "Bring a rule of thumb."


def narrowed(room: Classroom) -> str:
    """What is said before a message goes to those who haven't answered the last one."""
    room.tutor.types("/broadcast")
    room.tutor.types("Have you thought of it?")
    for label in (f"Not answered: {WORDS}", "Not at all", "Now", "Send…"):
        room.tutor.taps(label)
    return room.tutor.last.text


@pytest.mark.parametrize(("size", "people"), [(1, "fewer than 5"), (6, "fewer than 10")])
def test_whether_all_of_a_small_group_have_answered_is_not_told_by_who_is_left(
    size: int, people: str
) -> None:
    said = []
    for answered in (0, size - 1, size):
        room = Classroom(Surgery(NOON), size=size)
        room.sends(answer="A line of text")
        for one in room.people[:answered]:
            one.types("A line")
        said.append(narrowed(room))
        room.tutor.taps("Who gets it")
        assert room.tutor.last.text == group_phrases.WHO_FEW
        room.tutor.taps("Yes, send")
        room.surgery.tick()
        room.surgery.tick()
        room.tutor.taps("Look again")
        assert group_phrases.WHO_FEW in room.tutor.last.text
        assert room.broadcast.status is BroadcastStatus.SENT
        assert len(room.recipients) == size - answered
        sends = [
            one
            for one in room.surgery.see(lambda uow: uow.roles.audited(limit=99))
            if one.act is Act.BROADCAST_SENT
        ]
        assert {one.facts["audience"] for one in sends} == {str(size)}
    assert f"(some of {people} people)" in said[0]
    assert len(set(said)) == 1


def test_of_a_large_group_the_number_who_have_not_answered_is_told() -> None:
    room = Classroom(Surgery(NOON), size=12)
    room.sends(answer="A line of text")
    room.people[0].types("A line")
    assert "(11 people)" in narrowed(room)
    for one in room.people[1:]:
        one.types("A line")
    room.tutor.taps("Not yet")
    room.tutor.taps("Send…")
    assert room.tutor.last.text == group_phrases.NOBODY


def test_reminding_a_small_group_says_the_same_whether_or_not_all_have_answered() -> None:
    said = []
    for has_answered in (False, True):
        room = Classroom(Surgery(NOON), size=1)
        room.sends(answer="A line of text")
        if has_answered:
            room.people[0].types("A line")
        said.append(room.tutor.taps_data(f"b:remind:{room.broadcast.id}", message_id=1))
    assert said == [group_phrases.REMINDED] * 2


def test_nobody_is_left_to_remind_of_a_large_group_that_has_answered() -> None:
    room = Classroom(Surgery(NOON), size=10)
    room.sends(answer="A line of text")
    for one in room.people:
        one.types("A line")
    data = f"b:remind:{room.broadcast.id}"
    assert room.tutor.taps_data(data, message_id=1) == group_phrases.NOBODY_TO_REMIND


def test_large_cohort_beside_a_small_one_does_not_tell_who_of_that_is_away() -> None:
    told = []
    for is_away in (False, True):
        room = Classroom(Surgery(NOON), size=11)
        small = room.opens("Summer term")
        alone = room.enrols(room.surgery.doctor("Ada").joins(), small)
        if is_away:
            alone.types("/pause until 30 March")
        room.tutor.types("/broadcast")
        room.tutor.types(WORDS)
        for label in ("Spring", "Summer term", "Done", "Not at all", "Now", "Who gets it"):
            room.tutor.taps(label)
        told.append(room.tutor.last.text)
        room.tutor.taps("Send…")
        room.tutor.taps("Yes, send")
        room.surgery.tick()
        room.tutor.taps("Look again")
        told.append(room.tutor.last.text)
    assert told[:2] == told[2:]
    assert told[0] == group_phrases.WHO.format(
        people="12 people", now=Band.HALF_OR_MORE, later=Band.UNDER_HALF, missed=Band.UNDER_HALF
    )
    assert "Sent: half or more" in told[1]


def dry_run(room: Classroom) -> str:
    """What "Who gets it" tells of a message."""
    room.drafts()
    room.tutor.taps("Who gets it")
    return room.tutor.last.text


@pytest.mark.parametrize("size", [10, 12, 15])
def test_looking_again_after_one_of_a_large_group_paused_does_not_tell_of_it(size: int) -> None:
    room = Classroom(Surgery(NOON), size=size)
    before = dry_run(room)
    for one in room.people[:4]:
        one.types("/pause until 30 March")
        assert dry_run(room) == before
    assert f"of {size} people" in before
    assert f"at once: up to {size}\n" in before


def test_looking_again_after_one_joined_a_large_group_does_not_tell_whether_they_are_away() -> None:
    told = set()
    for is_away in (False, True):
        room = Classroom(Surgery(NOON), size=14)
        another = room.surgery.doctor("Ada").joins()
        if is_away:
            another.types("/pause until 30 March")
        room.enrols(another)
        told.add(dry_run(room))
    assert len(told) == 1


def test_of_a_large_group_those_who_are_away_are_told_in_steps() -> None:
    room = Classroom(Surgery(NOON), size=20)
    for one in room.people[:7]:
        one.types("/pause until 30 March")
    assert dry_run(room) == group_phrases.WHO.format(
        people="20 people", now="up to 15", later="fewer than 5", missed="about 5"
    )


def told_in_weeks(*, size: int, answered: int) -> str:
    """What the weeks tell of a message to those who haven't answered the one before."""
    room = Classroom(Surgery(NOON), size=size)
    room.sends(answer="A line of text")
    for one in room.people[:answered]:
        one.types("A line")
    room.surgery.pass_time(timedelta(days=2))
    narrowed(room)
    room.tutor.taps("Yes, send")
    room.surgery.tick()
    room.surgery.tick()
    room.tutor.taps_data(f"t:weeks:{room.cohort.id}")
    _, _, after = room.tutor.last.text.partition("Have you thought of it?")
    return after.partition("\n")[0]


def test_weeks_do_not_tell_how_many_of_a_small_group_have_not_answered() -> None:
    (told,) = {told_in_weeks(size=8, answered=count) for count in (0, 1, 5, 8)}
    assert Band.UNTOLD.value in told


def test_weeks_tell_how_many_of_a_large_group_have_not_answered() -> None:
    assert "asked 11, answered 0" in told_in_weeks(size=12, answered=1)


def offered(tutor: Doctor) -> list[str]:
    """The questions by which a message may be narrowed down."""
    tutor.types("/broadcast")
    tutor.types("Have you thought of it?")
    labels = [label for label, _ in tutor.last.buttons]
    tutor.types("/stop")
    return [label for label in labels if label.startswith("Not answered")]


@pytest.mark.parametrize("is_away", [False, True])
def test_question_of_a_course_is_offered_from_its_week_on_whether_or_not_somebody_got_it(
    is_away: bool,  # noqa: FBT001 - what the test is parametrized by
) -> None:
    surgery = Surgery(NOON - timedelta(days=2))  # the Sunday before
    tutor, ada = surgery.doctor("Tess").joins(), surgery.doctor("Ada").joins()
    cohort = keep(surgery, starts=(NOON - timedelta(days=1)).date())
    tess = Tutor(participant_id=tutor.record.id, since=NOON, cohorts=frozenset({cohort.id}))
    surgery.see(lambda uow: uow.roles.save_tutor(tess))
    opens(ada, cohort)
    ada.taps("Join")
    if is_away:
        ada.types("/pause until 30 March")
    assert offered(tutor) == []
    surgery.clock.set(NOON - timedelta(hours=20))
    assert offered(tutor) == ["Not answered: knowledge work"]
    surgery.pass_time(timedelta(days=7))
    assert offered(tutor) == ["Not answered: not enough", "Not answered: knowledge work"]


def test_ones_own_question_is_offered_once_its_time_has_come_whether_or_not_somebody_got_it() -> None:
    room = Classroom(Surgery(NOON), size=1)
    room.people[0].blocks()
    room.tutor.types("/broadcast")
    room.tutor.types(WORDS)
    for label in ("A line of text", "On a day", "Today", "18:30", "A day", "Send…", "Yes, send"):
        room.tutor.taps(label)
    room.surgery.tick()
    assert offered(room.tutor) == []
    room.surgery.pass_time(datetime(2026, 3, 3, 18, 40, tzinfo=UTC))
    assert offered(room.tutor) == [f"Not answered: {WORDS}"]
