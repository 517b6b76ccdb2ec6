"""An operator makes a tutor on the playground's phones, with the real store: links, menus, and the audit log beside it."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.stage import Stage
from bot.app.tryout import playing
from bot.cli import cli
from bot.config import load_settings
from tests.phone import Line, Message, Phone, line_to

DR_CHANDRA, ROBIN = 710_003, 710_004
EVERYBODYS = ["reflect", "entries", "summary", "pause", "settings", "help"]
TUTORS = ["broadcast", "cohorts", "shared", *EVERYBODYS]


@dataclass(frozen=True, slots=True)
class Practice:
    stage: Stage
    line: Line

    async def menu(self, person: int) -> list[str]:
        """The commands that somebody's phone offers."""
        await self.stage.program.sender.settled()
        chat = await self.line.get(f"people/{person}/chat")
        return [one["command"] for one in chat["commands"]]

    async def link(self, robin: Phone) -> str:
        """A tutor's link, as Robin can copy it."""
        await robin.asks("/admin", "Looking after Kipic")
        await robin.tap("Make a tutor's link")
        message = await robin.hears("becomes a tutor")
        found = re.search(r"https://t\.me/\S+", message.text)
        assert found is not None
        return found[0]


def tutor_shown(chat: Sequence[Message]) -> str | None:
    """The button of the one tutor there is."""
    return next((label for label in chat[-1].labels if label.startswith("Dr Chandra, since ")), None)


@pytest.fixture
async def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Practice]:
    settings = load_settings({"KIPIC_TRY_LISTEN": "127.0.0.1:0"}, None)
    monkeypatch.setenv("KIPIC_DATA_DIR", str(tmp_path / "data"))
    async with playing(settings, tmp_path / "data") as stage, line_to(stage.url) as line:
        yield Practice(stage, line)


async def test_an_operator_makes_a_tutor_and_removes_them_again(practice: Practice) -> None:
    robin, chandra = practice.line.phone(ROBIN), practice.line.phone(DR_CHANDRA)
    await robin.onboard()
    assert await practice.menu(ROBIN) == [*TUTORS[:3], "admin", *EVERYBODYS]
    link = await practice.link(robin)
    assert link.startswith("https://t.me/kipic_")
    token = link.partition("=")[2]

    await chandra.say(f"/start {token}")  # what a tap on the link sends, before consent
    await chandra.tap("Yes, keep it")
    await chandra.tap("Don't ask me")
    assert await practice.menu(DR_CHANDRA) == EVERYBODYS
    await chandra.say("/stop")
    await chandra.hears("You are a tutor now.")
    assert await practice.menu(DR_CHANDRA) == TUTORS

    ben = await practice.line.newcomer("Ben Hughes")
    await ben.onboard()
    await ben.asks(f"/join {link}", "That link has been used")
    await ben.asks("/admin", "I don't know that one.")

    await robin.asks("/admin", "Looking after Kipic")
    await robin.tap("Tutors")
    name = await robin.until(tutor_shown, "the list of tutors")
    await robin.tap(name)
    await robin.tap("Remove")
    assert await robin.tap("Remove them") == "Removed. They were told."
    await chandra.hears("You are no tutor here any more")
    assert await practice.menu(DR_CHANDRA) == EVERYBODYS
    await chandra.asks("/cohorts", "I don't know that one.")

    log = await asyncio.to_thread(CliRunner().invoke, cli, ("audit", "--last", "9"))
    assert log.exit_code == 0, log.output
    acts = re.findall(r"made a link|opened a link|was refused|became a tutor|removed a tutor", log.output)
    assert acts == ["removed a tutor", "was refused", "became a tutor", "opened a link", "made a link"]
    assert token not in log.output
    assert "Chandra" not in log.output
