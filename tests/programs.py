"""The real program as processes, for tests: started, read from, ended or killed, each in a folder of its own."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]
TOKEN = "1:x"
START_SECONDS = 90.0
"""The first start on a slow machine compiles every library."""
STOP_SECONDS = 5.0
"""What issue and operator expect of SIGTERM."""

_ADDRESS = re.compile(r"http://[\w.\[\]:]+")
_UNWANTED = "PYTHONDONTWRITEBYTECODE"
"""Would make every start compile every library anew."""


class Program:
    """One `python -m bot …`, and everything that it prints."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._lines: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._news = asyncio.Event()
        self._reading = [
            asyncio.create_task(self._read(name, stream))
            for name, stream in (("stdout", process.stdout), ("stderr", process.stderr))
            if stream is not None
        ]

    @classmethod
    async def start(cls, *arguments: str, folder: Path, **settings: str) -> Self:
        """Start it in `folder` with these settings (`data_dir="…"` is KIPIC_DATA_DIR) and no others."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=folder,
            env=environment(settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        return cls(process)

    @property
    def out(self) -> str:
        return "".join(self._lines["stdout"])

    @property
    def err(self) -> str:
        return "".join(self._lines["stderr"])

    async def says(self, words: str, *, seconds: float = START_SECONDS) -> str:
        """Wait for a line with these words, on either stream."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    self._news.clear()
                    for line in (*self._lines["stdout"], *self._lines["stderr"]):
                        if words in line:
                            return line
                    if all(task.done() for task in self._reading):
                        break
                    await self._news.wait()
        except TimeoutError:
            pass
        raise AssertionError(f"no line with {words!r} came:\n{self.out}\n{self.err}")

    async def ended(self, *, seconds: float) -> int:
        """Wait for its end; the exit code."""
        async with asyncio.timeout(seconds):
            code = await self._process.wait()
            await asyncio.gather(*self._reading)
        return code

    async def terminate(self, *, seconds: float = STOP_SECONDS) -> int:
        """SIGTERM, and wait for the end; the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return await self.ended(seconds=seconds)

    async def kill(self) -> None:
        """SIGKILL: no line of it runs after this."""
        if self._process.returncode is None:
            self._process.kill()
        await self.ended(seconds=STOP_SECONDS)

    async def close(self) -> None:
        """End it as kindly as it lets itself be ended, so that it clears up behind itself."""
        if self._process.returncode is None:
            with suppress(TimeoutError):
                await self.terminate()
        await self.kill()

    async def _read(self, name: str, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self._lines[name].append(line.decode(errors="replace"))
            self._news.set()
        self._news.set()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The surroundings of a program: the shell's without any setting of Kipic, then these settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KIPIC_") and name != _UNWANTED
    }
    given = {f"KIPIC_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(ROOT), **given}


@asynccontextmanager
async def serving(*arguments: str, folder: Path, port: int = 0) -> AsyncIterator[str]:
    """`kipic try` with these arguments; the address that it prints."""
    program = await Program.start("try", *arguments, folder=folder, try_listen=f"127.0.0.1:{port}")
    try:
        line = await program.says(" is at http")
        address = _ADDRESS.search(line)
        assert address is not None, line
        yield address.group()
    finally:
        await program.close()


async def start_bot(api_url: str, *, folder: Path, **settings: str) -> Program:
    """`kipic run` against that server, with its data in `folder`/data; not yet up."""
    given = {
        "bot_token": TOKEN,
        "api_url": api_url,
        "data_dir": str(folder / "data"),
        "listen": "127.0.0.1:0",
        "send_rate": "1000",
        "spread_minutes": "0",
        **settings,
    }
    return await Program.start("run", folder=folder, **given)


@asynccontextmanager
async def running_bot(api_url: str, *, folder: Path, **settings: str) -> AsyncIterator[Program]:
    """The bot, up and polling; whatever is left of it at the end is killed."""
    bot = await start_bot(api_url, folder=folder, **settings)
    try:
        await bot.says("bot.started")
        yield bot
    finally:
        await bot.kill()
