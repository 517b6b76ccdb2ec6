"""What becomes current, for whom, and what is refused because it would strand somebody."""

from dataclasses import replace

import pytest

from bot.domain.errors import KipicError
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.moving import NOWHERE
from bot.ports import PROGRAMME_FILE, Act, FlowSet, Origin
from bot.services.offering import offering
from bot.services.previewing import Waiting
from bot.services.releasing import Release
from tests.publisher import FLOW, Publisher, edited, without
from tests.samples import a_follow_up, a_schedule
from tests.surgery import shipped_set

OLD = "What about this person or place changed the answer?"
NEW = "What about this person changed the answer?"


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


# What a preview shows


def test_preview_tells_what_changes_and_who_is_in_the_middle_of_it(publisher: Publisher) -> None:
    publisher.asked("An idea")
    shown = publisher.preview(without(edited(publisher.shipped, (OLD, NEW)), "ten_second_day"))
    version = publisher.shipped.flows[FLOW].version
    assert (shown.new, shown.changed, shown.withdrawn) == ((), (FLOW,), ("ten_second_day",))
    assert shown.waiting == (Waiting(flow=FLOW, version=version, step="context", count=1),)
    assert not shown.is_empty


def test_preview_of_what_is_published_is_empty(publisher: Publisher) -> None:
    comment = replace(publisher.shipped, programme_text="# a comment\n" + publisher.shipped.programme_text)
    assert publisher.preview(comment).is_empty


def test_preview_names_flows_that_nothing_would_ever_begin(publisher: Publisher) -> None:
    lonely = load_flow({FLOW_FILE: "flow: lonely\ntitle: L\nsteps:\n  - say: x\n    text: Hi.\n"}, "lonely")
    shown = publisher.preview(replace(publisher.shipped, flows={**publisher.shipped.flows, "lonely": lonely}))
    assert shown.new == ("lonely",)
    assert "lonely" in shown.unnamed


# Publishing


def test_live_run_finishes_its_version_and_a_new_one_begins_with_what_was_published(
    publisher: Publisher,
) -> None:
    ada = publisher.asked()
    publisher.publish(edited(publisher.shipped, (OLD, NEW)))
    ada.types("An idea")
    assert OLD in ada.last.text
    ada.types("/today")
    ada.types("Another idea")
    assert NEW in ada.last.text


def test_publication_tells_who_made_what_current(publisher: Publisher) -> None:
    made = publisher.publish(edited(publisher.shipped, (OLD, NEW)))
    assert (made.number, made.act) == (2, Act.PUBLISH)
    assert made.flows[FLOW].origin is Origin.AUTHOR
    assert made.flows["welcome"].origin is Origin.RELEASE
    assert made.programme_origin is Origin.RELEASE
    assert publisher.latest == made


def test_what_the_release_brought_is_its_own_again_when_an_author_publishes_it_again(
    publisher: Publisher,
) -> None:
    publisher.publish(edited(publisher.shipped, (OLD, NEW)))
    made = publisher.publish(publisher.shipped)
    assert made.flows[FLOW].origin is Origin.RELEASE


def test_publishing_what_is_published_adds_nothing(publisher: Publisher) -> None:
    assert publisher.publish(publisher.shipped).number == 1


def test_whoever_looked_at_an_older_publication_is_asked_to_look_again(publisher: Publisher) -> None:
    publisher.publish(edited(publisher.shipped, (OLD, NEW)))
    with pytest.raises(KipicError, match="published meanwhile"):
        publisher.publish(edited(publisher.shipped, (OLD, "What changed?")), base=1)


@pytest.mark.parametrize(
    ("withdrawn", "told"),
    [
        ("welcome", "Newcomers begin with 'welcome'"),
        ("ten_second_day", "The programme names 'ten_second_day'"),
    ],
)
def test_withdrawing_what_is_needed_is_refused_with_the_reason(
    publisher: Publisher, withdrawn: str, told: str
) -> None:
    with pytest.raises(KipicError, match=told):
        publisher.publish(without(publisher.shipped, withdrawn))
    assert publisher.latest.number == 1


def test_flow_that_hands_another_what_it_does_not_know_is_refused(publisher: Publisher) -> None:
    starting = (
        "flow: lonely\ntitle: L\nsteps:\n  - start: s\n    flow: welcome\n    given: {x: run.is_even}\n"
    )
    lonely = load_flow({FLOW_FILE: starting}, "lonely")
    with pytest.raises(KipicError, match="'welcome' is given no 'x'"):
        publisher.publish(replace(publisher.shipped, flows={**publisher.shipped.flows, "lonely": lonely}))


def test_version_that_lives_on_in_somebody_still_finds_the_flows_that_it_begins(publisher: Publisher) -> None:
    leading = (
        "flow: lonely\ntitle: L\nsteps:\n  - ask_text: a\n    text: A?\n  - start: s\n    flow: other\n",
        "lonely",
    )
    other = load_flow({FLOW_FILE: "flow: other\ntitle: O\nsteps:\n  - say: x\n    text: Hi.\n"}, "other")
    lonely = load_flow({FLOW_FILE: leading[0]}, leading[1])
    wider = replace(publisher.shipped, flows={**publisher.shipped.flows, "lonely": lonely, "other": other})
    wider = replace(wider, programme=replace(wider.programme, commands={"lonely": "lonely"}))
    publisher.publish(wider)
    publisher.surgery.means.flows.take_up(wider)
    publisher.surgery.doctor().joins().types("/lonely")
    with pytest.raises(
        KipicError, match=r"1 person in the middle of 'lonely' will come to its step 's': There is no"
    ):
        publisher.publish(publisher.shipped)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("given: [you_said]\n", None),
        ("", "1 follow-up will tell 'later' what it is no longer given: you_said"),
        (None, "1 follow-up will begin 'later', which is not among the flows"),
    ],
)
def test_follow_up_that_is_still_to_come_must_find_its_flow(
    publisher: Publisher, given: str | None, told: str | None
) -> None:
    doctor = publisher.surgery.doctor().joins()
    follow_up = a_follow_up(
        participant_id=doctor.record.id, flow="later", given={"you_said": "words"}, plan_id=None
    )
    schedule = a_schedule(id=follow_up.schedule_id, participant_id=doctor.record.id)
    publisher.surgery.store.run(lambda uow: uow.schedules.save([schedule]))
    publisher.surgery.store.run(lambda uow: uow.follow_ups.save([follow_up]))
    flows = dict(publisher.shipped.flows)
    if given is not None:
        text = f"flow: later\ntitle: L\n{given}steps:\n  - say: x\n    text: Hi.\n"
        flows["later"] = load_flow({FLOW_FILE: text}, "later")
    hindrances = publisher.preview(replace(publisher.shipped, flows=flows)).hindrances
    assert told is None or told in "\n".join(hindrances)
    assert (told is None) == (hindrances == ())


# Moving people


RENAMED = edited(shipped_set(), ("ask_text: context", "ask_text: place"), ("context", "place"))


def test_people_move_where_the_author_says_and_finish_in_the_new_version(publisher: Publisher) -> None:
    ada = publisher.asked("An idea")
    publisher.publish(RENAMED, {FLOW: {"context": "place"}})
    assert publisher.carry().moved == 1
    ada.types("She walks a lot")
    assert ada.last.text == "What will you do differently?"
    ada.types("Ask about walks")
    (entry,) = ada.entries
    assert (entry.title, entry.so_what, entry.now_what) == ("An idea", "She walks a lot", "Ask about walks")


def test_editing_the_message_of_a_renamed_answer_still_changes_it(publisher: Publisher) -> None:
    ada = publisher.asked("An idea")
    message = ada.types("She walks a lot")
    publisher.publish(RENAMED, {FLOW: {"context": "place"}})
    publisher.carry()
    ada.edits(message, "She walks every day")
    (entry,) = ada.entries
    assert entry.so_what == "She walks every day"


def test_nobody_moves_to_a_step_that_nobody_named(publisher: Publisher) -> None:
    publisher.asked("An idea")
    with pytest.raises(KipicError, match=r"'context' of 'knowledge_today' is gone. 1 person waits there"):
        publisher.publish(RENAMED, {FLOW: {}})
    assert publisher.latest.number == 1


def test_people_at_a_step_without_counterpart_stay_and_finish_what_they_began(publisher: Publisher) -> None:
    ada, ben = publisher.asked("An idea"), publisher.asked(name="Ben")
    publisher.publish(RENAMED, {FLOW: {"context": NOWHERE}})
    carried = publisher.carry()
    assert (carried.moved, carried.stayed) == (1, 1)
    ada.types("She walks a lot")
    ben.types("Another idea")
    assert ada.last.text == "What will you do differently?"
    assert ben.last.text == OLD


def test_people_move_in_batches(publisher: Publisher) -> None:
    for name in ("Ada", "Ben", "Cat"):
        publisher.asked("An idea", name=name)
    publisher.publish(edited(publisher.shipped, (OLD, NEW)), {FLOW: {}})
    assert [publisher.carry(limit=2).moved for _ in range(3)] == [2, 1, 0]


def test_tap_and_reminder_of_before_the_move_still_reach_the_run(publisher: Publisher) -> None:
    ada = publisher.asked()
    publisher.publish(
        edited(publisher.shipped, ("nothing: Nothing obvious", "nothing: Nothing today")), {FLOW: {}}
    )
    assert publisher.carry().moved == 1
    ada.taps("Nothing obvious")
    assert ada.last.text.startswith("Was there a hunch")


# Taking back


def test_unpublished_flow_is_again_what_the_release_brought(publisher: Publisher) -> None:
    publisher.publish(edited(publisher.shipped, (OLD, NEW)))
    publisher.publish(edited(publisher.shipped, (OLD, "What changed?")))
    made = publisher.unpublish(FLOW)
    assert made.act is Act.UNPUBLISH
    assert made.flows[FLOW].version == publisher.shipped.flows[FLOW].version
    assert made.flows[FLOW].origin is Origin.RELEASE


def test_unpublished_flow_that_no_release_brought_is_gone(publisher: Publisher) -> None:
    lonely = load_flow({FLOW_FILE: "flow: lonely\ntitle: L\nsteps:\n  - say: x\n    text: Hi.\n"}, "lonely")
    publisher.publish(replace(publisher.shipped, flows={**publisher.shipped.flows, "lonely": lonely}))
    assert "lonely" not in publisher.unpublish("lonely").flows


def test_programme_that_an_author_changed_goes_back_with_the_flow_that_it_names(publisher: Publisher) -> None:
    lonely = load_flow({FLOW_FILE: "flow: lonely\ntitle: L\nsteps:\n  - say: x\n    text: Hi.\n"}, "lonely")
    text = offering(publisher.shipped.programme_text, "lonely")
    programme = publisher.surgery.means.flows.read_programme(text)
    flows = {**publisher.shipped.flows, "lonely": lonely}
    offered = FlowSet(flows=flows, programme=programme, programme_text=text)
    publisher.publish(offered)
    assert publisher.unpublish("lonely").programme == publisher.shipped.programme_text
    publisher.publish(offered)
    made = publisher.unpublish(PROGRAMME_FILE)
    assert (made.programme, "lonely" in made.flows) == (publisher.shipped.programme_text, True)


def test_only_what_an_author_published_can_be_taken_back(publisher: Publisher) -> None:
    publisher.publish(edited(publisher.shipped, (OLD, NEW)))
    with pytest.raises(KipicError, match="No author has published 'welcome'") as caught:
        publisher.unpublish("welcome")
    assert FLOW in caught.value.remedy


# A release that starts


def test_first_start_publishes_everything_that_is_shipped() -> None:
    publisher = Publisher()
    assert (publisher.latest.number, publisher.latest.act) == (1, Act.RELEASE)
    assert set(publisher.latest.flows) == set(publisher.shipped.flows)


def test_start_with_the_same_files_publishes_nothing(publisher: Publisher) -> None:
    assert publisher.release(publisher.shipped) == Release()
    assert publisher.latest.number == 1


def test_newer_release_is_published_and_the_older_one_beside_it_does_not_bring_itself_back(
    publisher: Publisher,
) -> None:
    newer = edited(publisher.shipped, (OLD, NEW))
    assert publisher.release(newer).published == (FLOW,)
    for _ in range(2):
        assert publisher.release(publisher.shipped) == Release()
        assert publisher.release(newer) == Release()
    assert publisher.latest.number == 2
    assert publisher.latest.flows[FLOW].version == newer.flows[FLOW].version


def test_release_leaves_what_an_author_published_and_says_so(publisher: Publisher) -> None:
    publisher.publish(edited(publisher.shipped, (OLD, NEW)))
    newer = edited(
        edited(publisher.shipped, (OLD, "What changed?")),
        ("seconds: 10", "seconds: 12"),
        name="ten_second_day",
    )
    outcome = publisher.release(newer)
    assert (outcome.published, outcome.kept) == (("ten_second_day",), (FLOW,))
    assert publisher.latest.flows[FLOW].origin is Origin.AUTHOR


def test_release_does_not_bring_back_what_an_author_took_away(publisher: Publisher) -> None:
    lonely = load_flow({FLOW_FILE: "flow: lonely\ntitle: L\nsteps:\n  - say: x\n    text: Hi.\n"}, "lonely")
    wider = replace(publisher.shipped, flows={**publisher.shipped.flows, "lonely": lonely})
    assert publisher.release(wider).published == ("lonely",)
    publisher.publish(publisher.shipped)
    newer = edited(wider, ("Hi.", "Hello."), name="lonely")
    assert publisher.release(newer).kept == ("lonely",)


def test_release_that_would_strand_somebody_is_not_published(publisher: Publisher) -> None:
    text = publisher.shipped.programme_text.replace("usual: knowledge_today", "usual: nowhere")
    programme = replace(
        publisher.shipped.programme, rotation=replace(publisher.shipped.programme.rotation, usual="nowhere")
    )
    newer = replace(edited(publisher.shipped, (OLD, NEW)), programme=programme, programme_text=text)
    assert publisher.release(newer).hindrances == (
        "The programme names 'nowhere', which is not among the flows.",
    )
    assert publisher.latest.number == 1


def test_newer_programme_of_a_release_is_published_unless_an_author_published_one(
    publisher: Publisher,
) -> None:
    def with_days(days: int) -> FlowSet:
        text = publisher.shipped.programme_text.replace("days: 2 ", f"days: {days} ")
        return replace(
            publisher.shipped, programme=replace(publisher.shipped.programme, days=days), programme_text=text
        )

    assert publisher.release(with_days(3)).published == (PROGRAMME_FILE,)
    assert publisher.release(publisher.shipped) == Release()
    made = publisher.publish(with_days(4))
    assert made.programme_origin is Origin.AUTHOR
    assert publisher.release(with_days(5)) == Release(kept=(PROGRAMME_FILE,))
