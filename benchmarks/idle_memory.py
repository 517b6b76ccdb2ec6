"""What people cost while nothing happens: memory and start-up time of an idle bot with 0 and with 100,000."""

import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.contestants import KIPIC
from benchmarks.options import Options
from benchmarks.processes import Child, family, free_port, sink
from benchmarks.seeding import seed
from benchmarks.table import Figure, Target, paired_ratio, spread

MANY = 100_000
READY_SECONDS = 60.0
LOOK_SECONDS = 0.005
SETTLE_SECONDS = 3.0
"""Several ticks of the metronome, so that what they load counts."""


class NotReadyError(Exception):
    """The bot did not become ready; the message holds the end of its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """One start: seconds until ready, then memory in MB."""

    start_up: float
    rss: float
    pss: float


def run(options: Options) -> list[Figure]:
    """Start the bot on the empty and on the full database in turns."""
    with tempfile.TemporaryDirectory(prefix="kipic-bench-") as folder:
        empty, full = Path(folder) / "empty", Path(folder) / "full"
        for data, people in ((empty, 0), (full, MANY)):
            data.mkdir()
            seed(data, people)
        _start(empty)  # warms the page cache, so that the first pair is like the others
        pairs = [(_start(empty), _start(full)) for _ in range(options.rounds)]
    return _figures([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def _start(data: Path) -> Idle:
    with sink(people=1) as api:
        port = free_port()
        started = time.perf_counter()
        with KIPIC.running(api_url=api.url, data=data, listen=f"127.0.0.1:{port}") as bot:
            _await_ready(bot, f"http://127.0.0.1:{port}/readyz")
            start_up = time.perf_counter() - started
            time.sleep(SETTLE_SECONDS)
            members = [_rollup(pid) for pid in family(bot.pid)]
    return Idle(
        start_up=start_up,
        rss=sum(member["Rss"] for member in members) / 1024,
        pss=sum(member["Pss"] for member in members) / 1024,
    )


def _await_ready(bot: Child, address: str) -> None:
    deadline = time.perf_counter() + READY_SECONDS
    while time.perf_counter() < deadline:
        bot.check()
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310  # a loopback address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(LOOK_SECONDS)
    raise NotReadyError(f"{address} did not answer 200 within {READY_SECONDS:.0f} s\n{bot.log_end()}")


def _rollup(pid: int) -> dict[str, float]:
    """The sums of /proc/<pid>/smaps_rollup in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {name: float(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}


def _figures(empty: list[Idle], full: list[Idle]) -> list[Figure]:
    more = [there.pss - here.pss for here, there in zip(empty, full, strict=True)]
    figures = []
    for name, idles in (("0 people", empty), (f"{MANY:,} people", full)):
        starts, pss, rss = ([getattr(idle, what) for idle in idles] for what in ("start_up", "pss", "rss"))
        figures += [
            Figure(what=f"start-up with {name}", value=median(starts), unit="s", note=spread(starts, " s")),
            Figure(what=f"memory with {name}", value=median(pss), unit="MB PSS", note=spread(pss, " MB")),
            Figure(what=f"memory with {name}", value=median(rss), unit="MB RSS", note=spread(rss, " MB")),
        ]
    start_up = paired_ratio([idle.start_up for idle in full], [idle.start_up for idle in empty])
    return [
        *figures,
        Figure(
            what="memory that the people add",
            value=median(more),
            unit="MB PSS",
            must=Target(ceiling=20),
            aim=Target(ceiling=5),
            note=spread(more, " MB"),
        ),
        Figure(
            what="start-up, full against empty",
            value=start_up,
            unit="x",
            must=Target(ceiling=1.2),
            aim=Target(ceiling=1.05),
        ),
    ]
