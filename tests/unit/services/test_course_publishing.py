"""A course becomes current with its set of flows: what changes in words, for how many, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.cohorts import Cohort, CohortStatus, Enrolment, EnrolmentStatus
from bot.domain.errors import KipicError
from bot.domain.ids import CohortId, ParticipantId
from bot.engine.loading import FLOW_FILE, load_flow
from bot.ports import Act, FlowSet
from bot.services.course_changes import CourseChange, Fate
from bot.services.releasing import Release
from tests.fakes import CountingIds
from tests.publisher import Publisher, without
from tests.surgery import MONDAY, shipped_set

IDS = CountingIds()
SHORT = "title: Short\nprompts:\n  - {prompt: opening, week: 1, flow: knowledge_work}\n"


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


def with_course(base: FlowSet, publisher: Publisher, text: str, name: str = "short") -> FlowSet:
    """The set with this course in it."""
    course = publisher.surgery.means.flows.read_course(text, name)
    return replace(
        base, courses={**base.courses, name: course}, course_texts={**base.course_texts, name: text}
    )


def changed(publisher: Publisher, *changes: tuple[str, str]) -> FlowSet:
    """The shipped set with its course changed."""
    text = publisher.shipped.course_texts["course"]
    for was, becomes in changes:
        assert was in text
        text = text.replace(was, becomes)
    return with_course(publisher.shipped, publisher, text, "course")


def without_course(base: FlowSet, name: str = "course") -> FlowSet:
    kept = {key: text for key, text in base.course_texts.items() if key != name}
    return replace(base, courses={key: base.courses[key] for key in kept}, course_texts=kept)


def cohort(
    publisher: Publisher, *people: EnrolmentStatus, course: str = "course", is_archived: bool = False
) -> None:
    """A cohort that takes the course, with people who stand so."""
    status = CohortStatus.ARCHIVED if is_archived else CohortStatus.OPEN
    made = Cohort(
        id=CohortId(IDS.fresh()),
        name="Spring",
        course=course,
        starts=date(2026, 3, 2),
        timezone="Europe/London",
        status=status,
        created_at=MONDAY,
    )
    doctors = [
        publisher.surgery.doctor(f"Doctor {number}").joins().record.id for number in range(len(people))
    ]
    enrolled = [_enrolment(made, person, status) for person, status in zip(doctors, people, strict=True)]
    publisher.surgery.store.run(lambda uow: uow.cohorts.save([made]))
    publisher.surgery.store.run(lambda uow: uow.cohorts.enrol(enrolled))


def _enrolment(made: Cohort, person: ParticipantId, status: EnrolmentStatus) -> Enrolment:
    return Enrolment(
        cohort_id=made.id, participant_id=person, status=status, starts=made.starts, joined_at=MONDAY
    )


# What a preview shows


def test_preview_says_in_words_what_is_other_in_a_course_and_how_many_take_it(publisher: Publisher) -> None:
    cohort(publisher, EnrolmentStatus.JOINED, EnrolmentStatus.PAUSED, EnrolmentStatus.LEFT)
    cohort(publisher, EnrolmentStatus.JOINED, is_archived=True)
    cohort(publisher, EnrolmentStatus.JOINED, course="short")
    wanted = changed(
        publisher,
        (
            "too_much_knowledge\n    day: first working day\n    reminder: last working day",
            "wider_role\n    day: second working day",
        ),
        ("- prompt: wider_role", "- prompt: to_plan"),
        ("practice\n", "a practice\n"),
    )
    looked = publisher.preview(wanted)
    assert looked.courses == (
        CourseChange(
            name="course",
            fate=Fate.CHANGED,
            told=(
                "It is called 'Knowledge work in general a practice' instead of 'Knowledge work in general practice'.",
                "Week 3: 'too_much' asks 'wider_role' instead of 'too_much_knowledge'.",
                "Week 3: 'too_much' moves from the first working day to the second working day.",
                "Week 3: 'too_much' has no reminder any more.",
                "Week 4: 'wider_role' is no longer asked.",
                "Week 4: 'to_plan' is new, 'wider_role' on the first working day, reminder on the last working day.",
            ),
            cohorts=1,
            people=2,
        ),
    )
    assert not looked.is_empty


def test_prompt_that_comes_in_another_week_with_another_reminder_or_window_is_told(
    publisher: Publisher,
) -> None:
    publisher.publish(with_course(publisher.shipped, publisher, SHORT))
    text = SHORT.replace("week: 1", "week: 2, reminder: last but one working day").replace(
        "prompts:", "window_hours: 24\nprompts:\n  - {prompt: other, week: 1, flow: wider_role}"
    )
    (change,) = publisher.preview(with_course(publisher.shipped, publisher, text)).courses
    assert change.told == (
        "A prompt may be answered for 24 hours instead of 48.",
        "'opening' moves from week 1 to week 2.",
        "Week 2: 'opening' has a reminder now, on the last but one working day.",
        "Week 1: 'other' is new, 'wider_role' on the first working day.",
    )
    again = text.replace("last but one", "last")
    publisher.publish(with_course(publisher.shipped, publisher, text))
    (change,) = publisher.preview(with_course(publisher.shipped, publisher, again)).courses
    assert change.told == (
        "Week 2: 'opening': the reminder moves from the last but one working day to the last working day.",
    )


def test_other_comments_and_layout_are_no_other_course(publisher: Publisher) -> None:
    wanted = changed(publisher, ("title:", "# In four weeks\ntitle: "))
    assert publisher.preview(wanted).is_empty
    assert publisher.publish(wanted).number == 1


def test_flow_that_only_a_course_names_is_not_told_as_one_that_nothing_begins(publisher: Publisher) -> None:
    assert not {"not_enough_knowledge", "too_much_knowledge"} & {
        *publisher.preview(publisher.shipped).unnamed
    }


def test_course_that_this_version_can_not_read_is_told_as_changed_and_is_replaced_by_the_release_s(
    publisher: Publisher,
) -> None:
    strange = replace(publisher.latest, number=2, courses={"course": "weeks: 4\n"})
    assert publisher.surgery.store.run(lambda uow: uow.publications.append(strange))
    (change,) = publisher.preview(publisher.shipped).courses
    assert change.told == ("It was written for another version of Kipic.",)
    newer = changed(publisher, ("day: first", "day: second"))
    assert publisher.release(newer).published == ("course.yaml",)
    assert publisher.latest.courses == newer.course_texts


# Publishing and taking back


def test_course_is_current_with_the_set_and_is_known_to_bots_that_take_it_up(publisher: Publisher) -> None:
    made = publisher.publish(with_course(publisher.shipped, publisher, SHORT))
    assert made.courses == {**publisher.shipped.course_texts, "short": SHORT}
    assert publisher.surgery.means.flows.courses()["short"].prompts[0].key == "opening"


@pytest.mark.parametrize("name", ["not_enough_knowledge", "too_much_knowledge"])
def test_flow_that_a_course_names_is_not_withdrawn(publisher: Publisher, name: str) -> None:
    with pytest.raises(KipicError, match=f"The course 'course' names '{name}', which is not among the flows"):
        publisher.publish(without(publisher.shipped, name))


def test_course_that_a_cohort_takes_is_not_withdrawn_and_one_that_none_takes_is(publisher: Publisher) -> None:
    cohort(publisher, EnrolmentStatus.JOINED, EnrolmentStatus.LEFT)
    publisher.publish(with_course(publisher.shipped, publisher, SHORT))
    told = r"The course 'course' would be gone, and is still taken: 1 cohort, 1 person\."
    with pytest.raises(KipicError, match=told):
        publisher.publish(without_course(publisher.shipped))
    assert [*publisher.publish(publisher.shipped).courses] == ["course"]


def test_author_s_flow_stays_while_an_author_s_course_names_it(publisher: Publisher) -> None:
    mine = load_flow({FLOW_FILE: "flow: mine\ntitle: M\nsteps:\n  - say: x\n    text: Hi.\n"}, "mine")
    flows = {**publisher.shipped.flows, "mine": mine}
    text = SHORT.replace("knowledge_work", "mine")
    publisher.publish(with_course(replace(publisher.shipped, flows=flows), publisher, text))
    with pytest.raises(KipicError, match="The course 'short' names 'mine'"):
        publisher.unpublish("mine")
    made = publisher.unpublish("mine", "short.course.yaml")
    assert ("mine" in made.flows, [*made.courses]) == (False, ["course"])


def test_unpublished_course_is_again_what_the_release_brought(publisher: Publisher) -> None:
    publisher.publish(changed(publisher, ("day: first", "day: second")))
    publisher.publish(changed(publisher, ("day: first", "day: third")))
    made = publisher.unpublish("course.yaml")
    assert (made.act, made.courses) == (Act.UNPUBLISH, publisher.shipped.course_texts)


def test_course_that_only_the_release_brought_is_not_taken_back(publisher: Publisher) -> None:
    publisher.publish(with_course(publisher.shipped, publisher, SHORT))
    with pytest.raises(KipicError, match=r"No author has published 'course\.yaml'") as caught:
        publisher.unpublish("course.yaml")
    assert "short.course.yaml" in caught.value.remedy


# A release that starts


def test_release_brings_its_newer_course_and_an_older_one_beside_it_does_not_come_back(
    publisher: Publisher,
) -> None:
    newer = changed(publisher, ("day: first", "day: second"))
    assert publisher.release(newer).published == ("course.yaml",)
    assert publisher.release(publisher.shipped) == Release()
    assert publisher.latest.courses == newer.course_texts


def test_release_leaves_a_course_that_an_author_published_or_took_away(publisher: Publisher) -> None:
    publisher.publish(changed(publisher, ("day: first", "day: second")))
    newer = changed(publisher, ("day: first", "day: third"))
    assert publisher.release(newer) == Release(kept=("course.yaml",))
    publisher.publish(without_course(publisher.shipped))
    assert publisher.release(newer) == Release(kept=("course.yaml",))
    assert publisher.latest.courses == {}


def test_release_before_courses_gets_them_with_the_next() -> None:
    publisher = Publisher(without_course(shipped_set()))
    assert publisher.latest.courses == {}
    assert publisher.release(shipped_set()).published == ("course.yaml",)
