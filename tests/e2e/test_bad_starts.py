"""What keeps the bot from starting: one clear message with the remedy, exit code 2, and nothing half-started."""

import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.keys import format_master_keys, master_key
from tests.phone import ADA, Line, line_to
from tests.programs import ROOT, START_SECONDS, TOKEN, running_bot, serving, start_bot

FAULT = 2

Spoil = Callable[[Path], dict[str, str]]
"""Makes something wrong in a folder with a used data directory; the settings that go with it."""


@pytest.fixture(scope="module")
async def line(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Line]:
    """A Bot API server standing alone, which knows one token."""
    folder = tmp_path_factory.mktemp("server")
    async with serving("--server-only", folder=folder) as url, line_to(url) as there:
        async with there.session.get(f"{url}/bot{TOKEN}/getMe") as answer:
            assert answer.status == 200
        yield there


@pytest.fixture(scope="module")
async def used(line: Line, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a bot that ran before."""
    folder = tmp_path_factory.mktemp("used")
    async with running_bot(line.url, folder=folder) as bot:
        await line.phone(ADA).onboard()
        assert await bot.terminate() == 0
    return folder / "data"


async def _refused(api_url: str, *, folder: Path, **settings: str) -> str:
    """Start the bot, which must give up: what it says."""
    bot = await start_bot(api_url, folder=folder, **settings)
    try:
        code = await bot.ended(seconds=START_SECONDS)
    finally:
        await bot.kill()
    assert code == FAULT, bot.err
    assert bot.out == ""
    said = bot.err
    assert "Traceback" not in said
    assert said.count("kipic: ") == 1
    what, _, remedy = said.partition("\n  → ")
    assert what.startswith("kipic: "), "nothing but the message is printed"
    assert remedy.strip()
    return said


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"bot_token": "2:y"}, "does not accept the bot token"),
        ({"bot_token": "no token"}, "KIPIC_BOT_TOKEN"),
        ({"api_url": "http://127.0.0.1:9"}, "can't be reached"),
        ({"timezone": "Europe/Lundon", "send_rate": "fast"}, "KIPIC_TIMEZONE"),
        ({"flows_dir": "flows"}, "There is no step 'nowhere'"),
        ({"holidays_file": "holidays.yaml"}, "holidays.yaml, line 1: date: write the date like 2027-05-10."),
    ],
    ids=["wrong token", "broken token", "no server", "broken settings", "faulty flow", "faulty holidays"],
)
async def test_a_bad_setting_is_refused_before_a_file_is_made(
    settings: dict[str, str], words: str, line: Line, tmp_path: Path
) -> None:
    if "holidays_file" in settings:
        (tmp_path / "holidays.yaml").write_text("- date: soon\n  name: A day off\n", encoding="utf-8")
    if "flows_dir" in settings:
        shutil.copytree(ROOT / "flows", tmp_path / "flows")
        flow = tmp_path / "flows" / "knowledge_today" / "flow.yaml"
        flow.write_text(flow.read_text().replace("to: closing", "to: nowhere"))
    before = _files(tmp_path)
    said = await _refused(settings.pop("api_url", line.url), folder=tmp_path, **settings)
    assert words in said
    assert _files(tmp_path) == before
    assert not (tmp_path / "data").exists()


async def test_all_faults_of_the_settings_are_named_together(line: Line, tmp_path: Path) -> None:
    said = await _refused(
        line.url, folder=tmp_path, timezone="Europe/Lundon", send_rate="fast", slot="12:45", log_level="loud"
    )
    for name in ("KIPIC_TIMEZONE", "KIPIC_SEND_RATE", "KIPIC_SLOT", "KIPIC_LOG_LEVEL", "Europe/London"):
        assert name in said


def _no_database(data: Path) -> dict[str, str]:
    (data / "kipic.db").write_bytes(b"This is a shopping list, not a database. " * 200)
    return {}


def _newer(data: Path) -> dict[str, str]:
    with closing(sqlite3.connect(data / "kipic.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'zzzz'")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {}


def _unreachable(data: Path) -> dict[str, str]:
    return {"database_url": f"sqlite:///{data / 'kipic.db' / 'inside a file'}"}


def _other_key(_data: Path) -> dict[str, str]:
    return {"secret_keys": format_master_keys((master_key(b"k" * 32),))}


def _lost_key(data: Path) -> dict[str, str]:
    (data / "master.key").unlink()
    return {}


def _open_key(data: Path) -> dict[str, str]:
    (data / "master.key").chmod(0o644)
    return {}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_no_database, "is not a database of Kipic"),
        (_newer, "zzzz"),
        (_unreachable, "can't be"),
        (_other_key, "key"),
        (_lost_key, "is gone"),
        (_open_key, "chmod 600"),
    ],
)
async def test_data_that_cannot_be_used_is_refused_and_left_as_it_was(
    spoil: Spoil, words: str, line: Line, used: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(used, data)
    settings = spoil(data)
    before = _files(tmp_path)
    said = await _refused(line.url, folder=tmp_path, **settings)
    assert words in said
    after = _files(tmp_path)
    assert {name: after[name] for name in before} == before
    assert {name.partition("-")[0] for name in after} == {name.partition("-")[0] for name in before}


async def test_a_taken_port_is_refused_and_the_lock_is_free_again(line: Line, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        said = await _refused(line.url, folder=tmp_path, listen=address)
    assert address in said
    assert "KIPIC_LISTEN" in said
    async with running_bot(line.url, folder=tmp_path) as bot:
        assert await bot.terminate() == 0


async def test_a_second_bot_on_the_same_data_is_refused_and_the_first_goes_on(
    line: Line, tmp_path: Path
) -> None:
    async with running_bot(line.url, folder=tmp_path) as first:
        assert "Another Kipic runs" in await _refused(line.url, folder=tmp_path)
        phone = await line.newcomer("Ben Hughes")
        await phone.asks("/start", "I am Kipic")
        assert await first.terminate() == 0
