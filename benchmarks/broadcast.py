"""A broadcast under way: how long people in flows wait for their next question meanwhile, and how fast it can go."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from benchmarks.contestants import KIPIC
from benchmarks.end_to_end import FaultyRunError
from benchmarks.options import Options
from benchmarks.processes import Child, Sink, sink_of
from benchmarks.table import Figure, Target
from tests.broadcast_stage import confirm_one

USUAL_RATE = 28.0
"""Messages a second that the settings give by default."""
ANSWERS_A_SECOND = 3.0
PEOPLE_TALKING = 60

FAST_RATE = 1_250.0
"""Of which broadcasts may use 1,000."""
LATENCY = 0.05
NEVER = 0.000_01
"""Messages a second at which nothing goes out while everything is decided."""
LOOK_SECONDS = 0.5
PATIENCE_SECONDS, SLOWEST = 60.0, 15.0
"""What a bot has to begin, and the messages a second below which it is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One broadcast, from its first message to its last."""

    count: int
    seconds: float
    cpu_seconds: float
    waits: tuple[float, ...] = ()

    @property
    def per_second(self) -> float:
        """Messages a second."""
        return (self.count - 1) / self.seconds

    @property
    def core(self) -> float:
        """Percent of one core that the bot used."""
        return 100 * self.cpu_seconds / self.seconds


def run(options: Options) -> list[Figure]:
    """A short form with `--quick`; else 5,000 messages at the usual rate, and a minute at 1,000 a second."""
    slow, fast = (1_000, 10_000) if options.quick else (5_000, 60_000)
    return [*_waits(_with_answers(slow)), *_as_decided(_whole(fast)), *_speed(_decided_before(fast))]


def _with_answers(people: int) -> Sent:
    with _confirmed(people) as data, sink_of("benchmarks.broadcast_sink") as api:
        api.ask(do="talk", people=PEOPLE_TALKING, a_second=ANSWERS_A_SECOND)
        with KIPIC.running(api_url=api.url, data=data, send_rate=USUAL_RATE) as bot:
            return _watch(bot, api, people)


def _whole(people: int) -> Sent:
    """Its recipients are written, decided and sent at the same time."""
    with (
        _confirmed(people) as data,
        _distant_sink() as api,
        KIPIC.running(api_url=api.url, data=data, send_rate=FAST_RATE) as bot,
    ):
        return _watch(bot, api, people)


def _decided_before(people: int) -> Sent:
    """All are in the outbox before the first goes out."""
    with _confirmed(people) as data, _distant_sink() as api:
        with KIPIC.running(api_url=api.url, data=data, send_rate=NEVER) as bot:
            while _queued(data) < people:
                bot.check()
                time.sleep(LOOK_SECONDS)
        with KIPIC.running(api_url=api.url, data=data, send_rate=FAST_RATE) as bot:
            return _watch(bot, api, people)


def _watch(bot: Child, api: Sink, people: int) -> Sent:
    api.ask(do="await", count=1, seconds=PATIENCE_SECONDS)
    bot.check()
    before = bot.cpu_seconds()
    found = api.ask(do="await", count=people, seconds=PATIENCE_SECONDS + people / SLOWEST)
    bot.check()
    spent = bot.cpu_seconds() - before
    if found["count"] != people:
        raise FaultyRunError(f"{found['count']} messages of a broadcast to {people}")
    return Sent(count=people, seconds=found["seconds"], cpu_seconds=spent, waits=tuple(found["waits"]))


@contextmanager
def _confirmed(people: int) -> Iterator[Path]:
    """A data directory with a broadcast to so many, just confirmed."""
    with tempfile.TemporaryDirectory(prefix="kipic-bench-") as folder:
        data = Path(folder)
        asyncio.run(confirm_one(_url(data), data, people=people, others=PEOPLE_TALKING))
        yield data


@contextmanager
def _distant_sink() -> Iterator[Sink]:
    with sink_of("benchmarks.broadcast_sink", "--latency", str(LATENCY)) as api:
        yield api


def _url(data: Path) -> str:
    return f"sqlite:///{data / 'kipic.db'}"


def _queued(data: Path) -> int:
    with closing(sqlite3.connect(f"file:{data / 'kipic.db'}?mode=ro", uri=True)) as database:
        statement = "select count(*) from delivery where posting_id is not null and status = 'queued'"
        (count,) = database.execute(statement).fetchone()
    return int(count)


def _waits(sent: Sent) -> list[Figure]:
    milliseconds = [1_000 * one for one in sent.waits]
    shares = quantiles(milliseconds, n=100)
    what = f"a broadcast of {sent.count:,}, {ANSWERS_A_SECOND:g} answers/s"
    return [
        Figure(
            what=f"{what}: rate",
            value=sent.per_second,
            unit="messages/s",
            note=f"{sent.core:.0f} % of a core",
        ),
        Figure(what=f"{what}: next question, p50", value=shares[49], unit="ms"),
        Figure(
            what=f"{what}: next question, p99",
            value=shares[98],
            unit="ms",
            must=Target(ceiling=200),
            aim=Target(ceiling=100),
            note=f"{len(milliseconds)} answers, the longest {max(milliseconds):.0f} ms",
        ),
    ]


def _as_decided(sent: Sent) -> list[Figure]:
    return [
        Figure(
            what=f"{sent.count:,} decided and sent at once, {LATENCY * 1000:.0f} ms",
            value=sent.per_second,
            unit="messages/s",
            note=f"{sent.core:.0f} % of a core",
        )
    ]


def _speed(sent: Sent) -> list[Figure]:
    what = f"{sent.count:,} sent from the outbox, {LATENCY * 1000:.0f} ms"
    return [
        Figure(what=what, value=sent.per_second, unit="messages/s", must=Target(floor=980)),
        Figure(
            what=what, value=sent.core, unit="% of a core", must=Target(ceiling=90), aim=Target(ceiling=60)
        ),
    ]
