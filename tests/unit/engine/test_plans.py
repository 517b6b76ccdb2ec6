"""Plan items and follow-ups: what a flow says is to be kept, changed and asked again, and when it says nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.engine.engine import start
from bot.engine.errors import FlowFaults
from bot.engine.events import FollowUpScheduled, MessageSaid, PlanChanged, PlanMade
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.run import BackAsked, Context
from tests.unit.engine.conversations import Person, flow_of

PLAN = """\
  - ask_text: step
    text: Step?
    skip: true
  - ask_date: by
    text: By?
    skip: true
  - plan: item
    step: step
    by: by
  - follow_up: on_the_day
    flow: check_in
    after: by
    quote: {you_said: step}
  - follow_up: later
    flow: check_in
    after: 2w
  - follow_up: about_it
    flow: check_in
    after: 6w
    plan: item
  - ask_text: last
    text: Last?
"""


def test_plan_and_follow_ups_are_events_with_what_was_said() -> None:
    ada = Person(flow_of(PLAN)).does("Ask her", "2026-02-01")
    fields = {"need": None, "step": "Ask her", "barrier": None, "success": None, "by": "2026-02-01"}
    assert ada.of(PlanMade) == [PlanMade(step="item", fields=fields)]
    assert ada.of(FollowUpScheduled) == [
        FollowUpScheduled(
            step="on_the_day",
            flow="check_in",
            after_days=None,
            on_date="2026-02-01",
            given={"you_said": "Ask her"},
        ),
        FollowUpScheduled(step="later", flow="check_in", after_days=14, on_date=None),
        FollowUpScheduled(step="about_it", flow="check_in", after_days=42, on_date=None, plan="item"),
    ]
    assert "Ask her" not in repr(ada.events)


def test_plan_and_follow_up_happen_again_only_when_what_they_say_has_changed() -> None:
    ada = Person(flow_of(PLAN)).does("Ask her", "2026-02-01", BackAsked(), "2026-02-01")
    assert not ada.of(PlanMade)
    assert not ada.of(FollowUpScheduled)
    ada.does(BackAsked(), "2026-03-01")
    assert [event.fields["by"] for event in ada.of(PlanMade)] == ["2026-03-01"]
    assert [event.on_date for event in ada.of(FollowUpScheduled)] == ["2026-03-01"]


def test_nothing_said_is_no_plan_and_no_follow_up_on_it_and_no_day_no_follow_up() -> None:
    ada = Person(flow_of(PLAN)).does("!~skip", "!~skip")
    assert not ada.of(PlanMade)
    assert [event.step for event in ada.of(FollowUpScheduled)] == ["later"]


ON_THE_LAST_DAY = """\
  - follow_up: week_end
    flow: check_in
    after: "course.last_day if course.last_day > calendar.date else '4d'"
  - say: done
    text: "{{ course.week and 'Week ' or '' }}{{ course.week }}{{ course.title }}"
"""


@pytest.mark.parametrize(
    ("course", "days", "date", "said"),
    [
        ({"week": 2, "last_day": "2026-03-05", "title": ", Course"}, None, "2026-03-05", ["Week 2, Course"]),
        ({"week": 1, "last_day": "2026-03-02", "title": ", Course"}, 4, None, ["Week 1, Course"]),
        ({}, 4, None, []),
    ],
)
def test_follow_up_may_come_on_the_last_day_of_a_course_s_week_or_after_some_days(
    course: Mapping[str, Any], days: int | None, date: str | None, said: list[str]
) -> None:
    context = Context(calendar={"date": "2026-03-02"}, course=course)
    events = start(flow_of(ON_THE_LAST_DAY), context=context).events
    (scheduled,) = [event for event in events if isinstance(event, FollowUpScheduled)]
    assert (scheduled.after_days, scheduled.on_date) == (days, date)
    assert [event.text for event in events if isinstance(event, MessageSaid)] == said


@pytest.mark.parametrize("wanted", ["401d", "0d", "99w", "soon", "True"])
def test_follow_up_after_no_time_that_an_author_could_have_written_does_not_come(wanted: str) -> None:
    ada = Person(flow_of("  - follow_up: f\n    flow: x\n    after: profile.slot\n"), slot=wanted)
    assert not ada.of(FollowUpScheduled)


def test_course_has_no_other_fields_than_the_reference_tells() -> None:
    with pytest.raises(FlowFaults, match=r"There is no 'course\.weak'\. Did you mean 'week'\?"):
        flow_of("  - say: x\n    text: '{{ course.weak }}'\n")


@pytest.mark.parametrize("after", ["0d", "999d", "[1]", "soon +"])
def test_follow_up_at_no_time_is_refused(after: str) -> None:
    with pytest.raises(FlowFaults):
        flow_of(f"  - follow_up: f\n    flow: check_in\n    after: {after}\n")


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ("plan: my_plam", r"line 9, step 'f': There is no plan step 'my_plam'. Did you mean 'my_plan'"),
        ("plan: a", r"line 9, step 'f': There is no plan step 'a'. Known here: later, my_plan"),
        ("plan: later", r"line 9, step 'f': The plan 'later' is made only later. Move this step down"),
        (
            "plan: my_plan\n    quote: {by: a}",
            r"'by' comes from the plan's item. Quote it under another name",
        ),
    ],
)
def test_follow_up_on_a_plan_that_is_not_there_is_refused(about: str, told: str) -> None:
    steps = f"""\
  - ask_text: a
    text: A?
  - plan: my_plan
    step: a
  - follow_up: f
    {about}
    flow: check_in
    after: 2w
  - plan: later
    step: a
"""
    with pytest.raises(FlowFaults, match=told):
        flow_of(steps)


def faults_of_planning(shared: str, calling: str) -> str:
    with pytest.raises(FlowFaults) as caught:
        load_flow({FLOW_FILE: calling, "_shared/planning.yaml": shared}, "sample")
    return str(caught.value)


def test_follow_up_in_a_skeleton_is_on_the_plan_made_there() -> None:
    shared = """\
flow: planning
title: A plan
steps:
  - ask_text: step
    text: Step?
  - plan: item
    step: step
  - follow_up: later
    flow: check_in
    after: 2w
    plan: item
"""
    calling = "flow: sample\ntitle: A sample\nsteps:\n  - call: mine\n    flow: planning\n"
    flow = load_flow({FLOW_FILE: calling, "_shared/planning.yaml": shared}, "sample")
    assert [event.plan for event in Person(flow).does("Ask her").of(FollowUpScheduled)] == ["mine.item"]
    wrong = faults_of_planning(
        shared.replace("plan: item\n    step: step", "plan: itme\n    step: step"), calling
    )
    assert "There is no plan step 'item'. Did you mean 'itme'" in wrong


UPDATE = """\
  - ask_choice: how_far
    text: How far?
    choices: {done: Done, started: Started, stuck: Stuck}
    skip: true
  - ask_text: next_step
    text: Next?
    skip: true
  - update_plan: stands
    item: given.plan
    status: {done: how_far == 'done', started: how_far == 'started'}
    step: next_step
  - ask_text: last
    text: Last?
"""


def checked_in_on(item: object) -> Person:
    return Person(flow_of(UPDATE, above="given: [plan]\n"), given={"plan": item})


def test_item_that_a_follow_up_brought_along_is_changed_by_what_is_said_and_by_nothing_else() -> None:
    ada = checked_in_on("p1").does("!started", "Ask her again")
    nothing = dict.fromkeys(("need", "barrier", "success", "by"))
    fields = {"status": "started", "step": "Ask her again", **nothing}
    assert ada.of(PlanChanged) == [PlanChanged(item="p1", fields=fields)]
    assert "Ask her" not in repr(ada.events)
    assert not ada.does(BackAsked(), "Ask her again").of(PlanChanged)
    ada.does(BackAsked(), BackAsked(), "!done")
    assert [event.fields["status"] for event in ada.of(PlanChanged)] == ["done"]


def test_nothing_of_a_plan_changes_without_an_item_or_without_words() -> None:
    assert not checked_in_on(None).does("!done", "Ask her").of(PlanChanged)
    assert not checked_in_on("p1").does("!stuck", "!~skip").of(PlanChanged)


def test_status_that_no_plan_has_is_refused() -> None:
    with pytest.raises(FlowFaults, match=r"line 14, step 'stands'.*'dropped'"):
        flow_of(UPDATE.replace("status: {done:", "status: {finished:"), above="given: [plan]\n")
