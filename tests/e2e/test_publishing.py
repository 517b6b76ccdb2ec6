"""`kipic flows publish` as a process beside `kipic run`: the bot takes it up by itself."""

import shutil
from pathlib import Path

from tests.phone import line_to
from tests.programs import ROOT, Program, running_bot, serving

FLOW = "knowledge_today"
OLD, NEW = "What about this person or place", "What in particular"


async def _kipic(*arguments: str, folder: Path) -> Program:
    done = await Program.start(*arguments, folder=folder, data_dir=str(folder / "data"))
    assert await done.ended(seconds=60) == 0, done.err + done.out
    return done


async def test_bot_that_runs_takes_up_what_is_published_beside_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    file = tmp_path / "flows" / FLOW / "flow.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    async with (
        serving("--server-only", folder=tmp_path) as url,
        line_to(url) as line,
        running_bot(url, folder=tmp_path) as bot,
    ):
        ada = await line.newcomer("Ada Okafor")
        await ada.onboard()
        await ada.asks("/today", "What knowledge did you create today")
        flows = ("--dir", str(tmp_path / "flows"))
        await _kipic("flows", "test", FLOW, "--update", *flows, folder=tmp_path)
        done = await _kipic("flows", "publish", FLOW, "--yes", *flows, folder=tmp_path)
        assert "1 person is in the middle of it" in done.out
        await bot.says("publication=2")
        await ada.asks("An idea", OLD)
        await ada.asks("/today", "What knowledge did you create today")
        await ada.asks("Another idea", NEW)
        assert await bot.terminate() == 0
    assert "Traceback" not in bot.err
