"""The measured programs as child processes: started on one core, watched through /proc, ended politely."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 15.0
_TICK = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else [0]
BOT_CORE, SINK_CORE = _CORES[0], _CORES[-1]
"""Bots share the first core, one after the other; the judge has the last one."""


class DiedError(Exception):
    """A child ended by itself; the message holds the end of its log."""


class Child:
    """A running program and its log."""

    def __init__(self, *, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def check(self) -> None:
        """Raise `DiedError` unless it still runs."""
        if self._process.poll() is not None:
            raise DiedError(
                f"{self._process.args!r} ended with {self._process.returncode}:\n{self.log_end()}"
            )

    def log_end(self) -> str:
        """The last lines that it wrote."""
        return self._log.read_text(errors="replace")[-2_000:]

    def cpu_seconds(self) -> float:
        """User and system time of all its threads and descendants so far (in steps of a clock tick)."""
        return sum(map(_cpu_ticks, family(self.pid))) / _TICK


@contextmanager
def child(
    command: Sequence[str], *, log: Path, environment: Mapping[str, str], core: int = BOT_CORE
) -> Iterator[Child]:
    """Run a program from the checkout's root on one core; SIGTERM at the end, SIGKILL if that is ignored."""
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=partial(_pin, core),  # noqa: PLW1509  # the runner starts children from one thread
        ) as process,
    ):
        try:
            yield Child(process=process, log=log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


class Sink:
    """The receiving server's process, spoken to line by line."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.port = int(self._read()["port"])

    @property
    def url(self) -> str:
        """The base address of its Bot API."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, **order: object) -> dict[str, Any]:
        """Give an order and wait until it is carried out."""
        assert self._process.stdin is not None
        self._process.stdin.write(orjson.dumps(order) + b"\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise DiedError("the sink ended by itself; its message stands above")
        answer: dict[str, Any] = orjson.loads(line)
        return answer


@contextmanager
def sink(*, people: int) -> Iterator[Sink]:
    """Run a sink with its crowd on the other core."""
    with sink_of("benchmarks.sink", "--people", str(people)) as found:
        yield found


@contextmanager
def sink_of(module: str, *arguments: str) -> Iterator[Sink]:
    """Run a module that is a receiving server on the other core."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=partial(_pin, SINK_CORE),  # noqa: PLW1509  # the runner starts children from one thread
    ) as process:
        try:
            yield Sink(process)
        finally:
            process.terminate()


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(_stat_fields(int(folder.name))[1])
        except (OSError, IndexError):
            continue
        parents.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for member in found:
        found.extend(parents.get(member, ()))
    return found


def _pin(core: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def _cpu_ticks(pid: int) -> int:
    try:
        fields = _stat_fields(pid)
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _stat_fields(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on; what stands before may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
