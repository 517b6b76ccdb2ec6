"""The author's bench on a running bot: drafts are checked among its flows, played on its phones, and published."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app.demo_phone import Phone, Tap
from bot.app.stage import Stage
from bot.app.tryout import playing
from bot.config import Settings
from bot.playground.workshop import Draft, Kind, WorkshopRefusedError
from tests.programs import ROOT

ADA = 710_001
FLOW = """\
flow: hard_visit
title: A hard visit
seconds: 30
steps:
  - ask_text: visit
    text: Which visit stayed with you?
    skip: true
    give_up_after: 24h
    on_no_answer: closing
  - ask_choices: made_hard
    text: What made it hard?
    choices: {time: No time, doubt: My doubts}
  - close: closing
    text: Kept. Thank you.
    taps: {star: Star it}
"""
TRANSCRIPT = 'given: {"first_name": "Ada"}\nscript:\n  - bot: "Other words"\nends: waiting\n'


def draft_of(text: str = FLOW, **transcripts: str) -> Draft:
    files = {f"hard_visit/{name}.transcript.yaml": content for name, content in transcripts.items()}
    return Draft(flow="hard_visit", files={"hard_visit/flow.yaml": text, **files})


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A playground with the shipped flows."""
    settings = Settings.model_validate({"try_listen": "127.0.0.1:0", "flows_dir": ROOT / "flows"})
    async with playing(settings, tmp_path_factory.mktemp("playground")) as found:
        yield found


async def refused(stage: Stage, draft: Draft) -> str:
    with pytest.raises(WorkshopRefusedError) as error:
        await stage.backstage.workshop.check(draft)
    return error.value.reason


async def test_a_draft_s_faults_and_warnings_come_with_their_lines_and_a_picture_when_it_loads(
    stage: Stage,
) -> None:
    workshop = stage.backstage.workshop
    faulty = await workshop.check(draft_of(FLOW.replace("    text: What made", "    txet: What made")))
    assert {(one.kind, one.file, one.line, one.step) for one in faulty.findings} >= {
        (Kind.FAULT, "hard_visit/flow.yaml", 11, "made_hard")
    }
    assert faulty.picture == ""
    warned = await workshop.check(draft_of(FLOW.replace("stayed with you?", "stayed? Why? Was it awesome?")))
    assert {one.kind for one in warned.findings} == {Kind.WARNING}
    assert 'data-step="made_hard"' in warned.picture
    assert warned.places["closing"] == ("hard_visit/flow.yaml", 13)


async def test_a_draft_may_begin_the_bot_s_own_flows_and_no_others(stage: Stage) -> None:
    workshop = stage.backstage.workshop
    begins = FLOW.replace("  - close:", "  - start: more\n    flow: knowledge_today\n  - close:")
    assert (await workshop.check(draft_of(begins))).findings == []
    wrong = await workshop.check(draft_of(begins.replace("knowledge_today", "knowledge_yesterday")))
    assert "There is no flow 'knowledge_yesterday'." in {one.what for one in wrong.findings}


@pytest.mark.parametrize(
    "name",
    [
        "../flow.yaml",
        "/dev/null/x.yaml",
        "hard_visit/../x.yaml",
        "programme.yaml",
        "flow.yaml",
        "a/b/flow.yaml",
    ],
)
async def test_a_draft_writes_nothing_outside_of_its_folder(stage: Stage, name: str) -> None:
    files = {**draft_of().files, name: "x: 1"}
    assert "is no flow's file" in await refused(stage, Draft(flow="hard_visit", files=files))


async def test_a_draft_without_its_flow_is_told(stage: Stage) -> None:
    assert "no flow.yaml of 'other'" in await refused(stage, Draft(flow="other", files=draft_of().files))


async def test_every_flow_of_the_bot_can_be_looked_at_and_passes_as_a_draft(stage: Stage) -> None:
    workshop = stage.backstage.workshop
    for own in list(await workshop.flows())[::5]:
        found = await workshop.fetch(own.name)
        draft = Draft(flow=own.name, files=found.files)
        assert (await workshop.check(draft)).findings == []
        proof = await workshop.test(draft)
        assert proof.transcripts
        assert not any(one.differences for one in proof.transcripts)


async def test_a_copy_has_its_own_name_and_title_and_the_transcripts_of_the_first(stage: Stage) -> None:
    workshop = stage.backstage.workshop
    copied = await workshop.begin("my_day", "ten_second_day")
    assert copied.files["my_day/flow.yaml"].count("flow: my_day") == 1
    assert "title: My day\n" in copied.files["my_day/flow.yaml"]
    assert not (await workshop.check(Draft(flow="my_day", files=copied.files))).findings
    with pytest.raises(WorkshopRefusedError, match="can't be the name"):
        await workshop.begin("../my_day", "ten_second_day")
    with pytest.raises(WorkshopRefusedError, match="has no flow"):
        await workshop.fetch("../flows/welcome")


async def test_what_is_played_is_followed_and_becomes_a_transcript_that_passes(stage: Stage) -> None:
    workshop = stage.backstage.workshop
    assert await workshop.standing("hard_visit", ADA) is None
    await workshop.play(draft_of(), ADA)
    standing = await workshop.standing("hard_visit", ADA)
    assert standing is not None
    assert (standing.status, standing.step, standing.path) == ("waiting", "visit", ("visit",))
    phone = Phone(stage, ADA)
    await phone.act("The last one")
    await phone.act(Tap(tap="My doubts"))
    await phone.act(Tap(tap="Done"))
    await phone.act(Tap(tap="Star it"))
    standing = await workshop.standing("hard_visit", ADA)
    assert standing is not None
    assert (standing.status, standing.step, standing.path) == (
        "completed",
        "",
        ("visit", "made_hard", "closing"),
    )
    [(file, text)] = (await workshop.record(draft_of(), ADA, "doubts")).files.items()
    assert file == "hard_visit/doubts.transcript.yaml"
    assert 'tap: "My doubts"' in text
    proof = await workshop.test(draft_of(doubts=text))
    assert [one.differences for one in proof.transcripts] == [()]
    with pytest.raises(WorkshopRefusedError, match="already"):
        await workshop.record(draft_of(doubts=text), ADA, "doubts")


async def test_time_that_the_clock_was_turned_on_is_in_the_transcript(stage: Stage) -> None:
    workshop = stage.backstage.workshop
    await workshop.play(draft_of(), ADA)
    await stage.program.sender.settled()
    await stage.backstage.advance(stage.clock.now() + timedelta(hours=25))
    standing = await workshop.standing("hard_visit", ADA)
    assert standing is not None
    assert standing.path == ("visit", "closing")
    [text] = (await workshop.record(draft_of(), ADA, "silent")).files.values()
    assert "after: " in text
    assert text.endswith("ends: completed\n")


async def test_a_draft_is_published_only_when_its_transcripts_pass_and_is_then_the_bot_s_own(
    stage: Stage,
) -> None:
    workshop = stage.backstage.workshop
    with pytest.raises(WorkshopRefusedError, match="needs a transcript"):
        await workshop.publish(draft_of(), is_offered=True)
    with pytest.raises(WorkshopRefusedError, match="otherwise than written in other"):
        await workshop.publish(draft_of(other=TRANSCRIPT), is_offered=True)
    anew = await workshop.write_anew(draft_of(other=TRANSCRIPT))
    draft = Draft(flow="hard_visit", files={**draft_of().files, **anew.files})
    published = await workshop.publish(draft, is_offered=True)
    assert (published.title, published.command) == ("A hard visit", "/reflect")
    assert "hard_visit" in {one.name for one in await workshop.flows()}
    phone = Phone(stage, ADA)
    await phone.act("/reflect")
    await phone.act(Tap(tap="A hard visit"))
    standing = await workshop.standing("hard_visit", ADA)
    assert standing is not None
    assert standing.step == "visit"


async def test_a_flow_that_nothing_offers_says_so(stage: Stage) -> None:
    workshop = stage.backstage.workshop
    begun = await workshop.begin("quiet", "")
    await workshop.play(Draft(flow="quiet", files=begun.files), ADA)
    recorded = await workshop.record(Draft(flow="quiet", files=begun.files), ADA, "begun")
    draft = Draft(flow="quiet", files={**begun.files, **recorded.files})
    assert (await workshop.publish(draft, is_offered=False)).command == ""


async def test_a_blocked_phone_is_told(stage: Stage) -> None:
    stage.world.person(ADA).blocked = True
    with pytest.raises(WorkshopRefusedError, match="blocked on this phone"):
        await stage.backstage.workshop.play(draft_of(), ADA)
    stage.world.person(ADA).blocked = False


async def test_checks_at_once_do_not_disturb_each_other(stage: Stage) -> None:
    workshop = stage.backstage.workshop
    drafts = [draft_of(FLOW.replace("A hard visit", f"Visit {number}")) for number in range(4)]
    reports = await asyncio.gather(*(workshop.check(draft) for draft in drafts))
    assert [report.title for report in reports] == [f"Visit {number}" for number in range(4)]
