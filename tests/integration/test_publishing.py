"""`kipic flows publish` and `unpublish` beside a bot that runs on the same database."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.library import Library
from bot.adapters.db import open_store
from bot.adapters.system import SystemClock, SystemIds
from bot.app.published import PublishedFlows
from bot.app.stage import Stage
from bot.app.tryout import playing
from bot.cli import cli
from bot.config import load_settings
from bot.domain.calendar import WorkingDayOfWeek
from bot.domain.keys import master_key
from bot.services.desk import Means
from tests.phone import Line, Phone, line_to

SHIPPED = Path(__file__).parents[2] / "flows"
FLOW = "knowledge_today"
OLD, NEW = "What about this person or place", "What in particular"
RUNNER = CliRunner()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot that runs, its people's phones, and an author's copy of the flows."""

    stage: Stage
    line: Line
    flows: Path

    async def author(self, *arguments: str | Path, typed: Sequence[str] = ()) -> Result:
        """`kipic flows …` in a thread of its own, as a process beside the bot would be."""
        told = ["flows", *map(str, arguments), "--dir", str(self.flows)]
        return await self._run(told, typed)

    async def operator(self, *arguments: str) -> Result:
        """The same without a folder."""
        return await self._run(["flows", *arguments], ())

    async def _run(self, told: list[str], typed: Sequence[str]) -> Result:
        text = "".join(f"{line}\n" for line in typed)
        return await asyncio.to_thread(RUNNER.invoke, cli, told, input=text)

    async def edit(self, was: str, becomes: str) -> None:
        """Change the flow in the author's copy, and write its transcripts anew."""
        file = self.flows / FLOW / "flow.yaml"
        text = file.read_text(encoding="utf-8")
        assert was in text
        file.write_text(text.replace(was, becomes), encoding="utf-8")
        assert (await self.author("test", FLOW, "--update")).exit_code == 0

    async def publish(self, *arguments: str, typed: Sequence[str] = ()) -> Result:
        result = await self.author("publish", FLOW, *arguments, typed=typed)
        await self.stage.program.flows.follow()
        return result

    async def newcomer(self) -> Phone:
        phone = await self.line.newcomer("Ada Okafor")
        await phone.onboard()
        return phone


@pytest.fixture
async def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    settings = load_settings({"KIPIC_TRY_LISTEN": "127.0.0.1:0"}, None)
    monkeypatch.setenv("KIPIC_DATA_DIR", str(tmp_path / "data"))
    shutil.copytree(SHIPPED, tmp_path / "flows")
    async with playing(settings, tmp_path / "data") as stage, line_to(stage.url) as line:
        yield Bot(stage=stage, line=line, flows=tmp_path / "flows")


async def test_published_change_reaches_new_runs_and_who_is_in_the_middle_finishes_as_they_began(
    bot: Bot,
) -> None:
    ada = await bot.newcomer()
    await ada.asks("/today", "What knowledge did you create today")
    await bot.edit(OLD, NEW)
    result = await bot.publish("--yes")
    assert result.exit_code == 0, result.output
    assert "1 person is in the middle of it; they finish the version they began with." in result.output
    await ada.asks("An idea", OLD)
    await ada.asks("/today", "What knowledge did you create today")
    await ada.asks("Another idea", NEW)
    assert (await bot.operator("unpublish", FLOW, "--yes")).exit_code == 0
    await bot.stage.program.flows.follow()
    await ada.asks("/today", "What knowledge did you create today")
    await ada.asks("One more idea", OLD)


async def test_author_is_asked_where_people_are_now_and_they_go_on_there(bot: Bot) -> None:
    ada = await bot.newcomer()
    await ada.asks("/today", "What knowledge did you create today")
    await ada.asks("An idea", OLD)
    await bot.edit("context", "place")

    silent = await bot.publish("--move", "--yes")
    assert silent.exit_code == 2
    assert "'context' of 'knowledge_today' is gone. 1 person waits there.\n" in silent.output
    assert "--map context=NEW" in silent.output

    asked = await bot.publish("--move", typed=["9", "nowhere", "1", "y"])
    assert asked.exit_code == 0, asked.output
    assert "1 person is waiting at context of knowledge_today. Which step is it now?" in asked.output
    assert "1 person has moved to the new version" in asked.output
    await ada.asks("She walks a lot", "What will you do differently?")
    picture = await bot.author("graph", FLOW, "--live")
    assert "1 waiting" in picture.output


async def test_only_people_in_the_flows_that_are_named_are_moved(bot: Bot) -> None:
    ada = await bot.newcomer()
    await ada.asks("/today", "What knowledge did you create today")
    await bot.edit(OLD, NEW)
    assert (await bot.publish("--yes")).exit_code == 0
    other = await bot.author("publish", "case_review", "--move", "--yes")
    assert "moved" not in other.output
    named = await bot.publish("--move", "--yes")
    assert "1 person has moved to the new version" in named.output


async def test_new_author_s_flow_is_offered_by_reflect(bot: Bot, tmp_path: Path) -> None:
    ada = await bot.newcomer()
    own = ("--dir", str(tmp_path / "mine"))
    assert (await bot.operator("new", "evening_line", *own)).exit_code == 0
    lonely = await bot.operator("publish", "evening_line", *own)
    assert "Nobody is offered 'evening_line'" in lonely.output
    assert lonely.output.count("Nobody is offered") == 1
    result = await bot.operator("publish", "evening_line", "--offer", "--yes", *own)
    assert result.exit_code == 0, result.output
    await bot.stage.program.flows.follow()
    await ada.asks("/reflect", "")
    await ada.tap("Evening line")
    await ada.hears("?")
    back = await bot.operator("unpublish", "evening_line", "--yes")
    assert back.exit_code == 0, back.output
    await bot.stage.program.flows.follow()
    offered = await ada.asks("/reflect", "")
    assert "Evening line" not in offered.labels


async def test_author_s_course_is_published_by_its_file_and_the_release_s_as_it_is_changed(
    bot: Bot, tmp_path: Path
) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    text = "title: Short\nprompts:\n  - {prompt: opening, week: 1, flow: knowlege_work}\n"
    (own / "short.course.yaml").write_text(text, encoding="utf-8")
    lost = await bot.operator("publish", "short.course.yaml", "--yes", "--dir", str(own))
    assert lost.exit_code == 2
    assert "The course 'short' names 'knowlege_work', which is not among the flows." in lost.output
    (own / "short.course.yaml").write_text(text.replace("lege", "ledge"), encoding="utf-8")
    made = await bot.operator("publish", "short.course.yaml", "--yes", "--dir", str(own))
    assert made.exit_code == 0, made.output
    assert "+ short.course.yaml  new" in made.output

    file = bot.flows / "course.yaml"
    changed = file.read_text(encoding="utf-8").replace("day: first", "day: second", 1)
    file.write_text(changed, encoding="utf-8")
    result = await bot.author("publish", "course.yaml", "--yes")
    assert result.exit_code == 0, result.output
    assert "~ course.yaml  changed" in result.output
    told = "Week 1: 'knowledge_work' moves from the first working day to the second working day."
    assert told in result.output
    await bot.stage.program.flows.follow()
    courses = bot.stage.program.parts.means.flows.courses()
    days = [courses[name].prompts[0].day for name in ("course", "short")]
    assert days == [WorkingDayOfWeek(1, 2), WorkingDayOfWeek(1, 1)]

    back = await bot.operator("unpublish", "course.yaml", "short.course.yaml", "--yes")
    assert back.exit_code == 0, back.output
    assert "'course.yaml' is what Kipic brought." in back.output
    assert "'short.course.yaml' is no longer there." in back.output


async def test_picture_tells_who_waits_at_a_step_that_is_gone(bot: Bot) -> None:
    ada = await bot.newcomer()
    await ada.asks("/today", "What knowledge did you create today")
    await ada.asks("An idea", OLD)
    await bot.edit("context", "place")
    assert (await bot.publish("--yes")).exit_code == 0
    picture = await bot.author("graph", FLOW, "--live")
    assert "1 person waits in an older version, at 'context', which this one has not got." in picture.output


async def test_nothing_is_published_with_faults_or_other_transcripts_or_without_a_yes(bot: Bot) -> None:
    file = bot.flows / FLOW / "flow.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("ask_text: context", "ask_txet: context"), encoding="utf-8")
    faulty = await bot.publish("--yes")
    file.write_text(text.replace(OLD, NEW), encoding="utf-8")
    otherwise = await bot.publish("--yes")
    await bot.author("test", FLOW, "--update")
    unanswered, refused = await bot.publish(), await bot.publish(typed=["n"])
    assert [one.exit_code for one in (faulty, otherwise, unanswered, refused)] == [2, 2, 2, 2]
    assert re.search(r"There (is 1 fault|are \d+ faults)\.", faulty.output)
    assert "kipic flows check" in faulty.output
    assert f"come out otherwise: {FLOW}." in otherwise.output
    assert "Add --yes" in unanswered.output
    assert "Nothing was changed" in refused.output
    assert (await bot.stage.program.parts.store.read(lambda uow: uow.publications.latest_number())) == 1


async def test_whole_folder_that_would_strand_somebody_is_refused_with_the_list(bot: Bot) -> None:
    shutil.rmtree(bot.flows / "welcome")
    result = await bot.author("publish", "--yes")
    assert result.exit_code == 2
    assert "Newcomers begin with 'welcome'" in result.output


async def test_publishing_what_is_published_says_so(bot: Bot) -> None:
    result = await bot.author("publish", "--yes")
    assert result.exit_code == 0, result.output
    assert "That is what is published already." in result.output


def test_without_a_database_the_command_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIPIC_DATA_DIR", str(tmp_path / "data"))
    result = RUNNER.invoke(cli, ["flows", "unpublish", FLOW, "--yes"])
    assert result.exit_code == 2
    assert "There is no database" in result.output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_replicas_of_two_releases_side_by_side_agree_on_the_newer_one(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/kipic.db" if engine == "sqlite" else request.getfixturevalue("postgres_url")
    shutil.copytree(SHIPPED, tmp_path / "newer")
    file = tmp_path / "newer" / FLOW / "flow.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    older, newer = read_flow_set(SHIPPED), read_flow_set(tmp_path / "newer")
    versions = []
    for shipped in (older, newer, older, newer, older):
        store = open_store(url, [master_key(b"k" * 32)])
        await store.start()
        means = Means(bot_id=1, timezone="Europe/London", ids=SystemIds(), flows=Library(shipped))
        flows = PublishedFlows(store=store, means=means, clock=SystemClock(), shipped=shipped)
        await flows.begin()
        await flows.follow()
        versions.append(means.flows.current(FLOW).version)
        await store.close()
    assert versions == [older.flows[FLOW].version, *[newer.flows[FLOW].version] * 4]
