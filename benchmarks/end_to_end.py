"""End to end over HTTP: 300 chats in a closed loop, this bot against aiogram FSM with durable SQLite."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contestants import AIOGRAM, AIOGRAM_GC, BARE, KIPIC, Contestant
from benchmarks.options import Options
from benchmarks.processes import sink
from benchmarks.script import ANSWERS_A_ROUND
from benchmarks.table import Figure, Target, paired_ratio, spread

PEOPLE = 300
LATENCIES = (0.0, 0.05)
WARM_UP_ROUNDS = 1
EXTRA_SCOUT_ROUNDS = 2
"""The scout walks three rounds where the others have one."""


class FaultyRunError(Exception):
    """A conversation went wrong; figures of such a run mean nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one contestant did in one round at one latency."""

    per_second: float
    cpu_us: float
    """CPU time of the bot's process (all threads and children) per update, in µs."""


@dataclass(slots=True)
class Record:
    """All rounds of one contestant."""

    script: dict[str, Any] | None = None
    rates: dict[float, list[Rate]] = field(default_factory=lambda: {latency: [] for latency in LATENCIES})

    def per_second(self, latency: float) -> list[float]:
        """Updates a second, round by round."""
        return [rate.per_second for rate in self.rates[latency]]

    def cpu_us(self, latency: float) -> list[float]:
        """CPU µs per update, round by round."""
        return [rate.cpu_us for rate in self.rates[latency]]


def run(options: Options) -> list[Figure]:
    """Measure all contestants in interleaved rounds and set the ratios beside the targets."""
    ours = () if options.peers_only else (KIPIC,)
    records = {contestant.name: Record() for contestant in (*ours, AIOGRAM, AIOGRAM_GC, BARE)}
    for number in range(options.rounds):
        latencies = LATENCIES if number % 2 == 0 else LATENCIES[::-1]
        for contestant in (*ours, AIOGRAM):
            _measure(contestant, records[contestant.name], latencies, flow_rounds=options.flow_rounds)
        for contestant in (AIOGRAM_GC, BARE):
            _measure(contestant, records[contestant.name], LATENCIES[:1], flow_rounds=options.flow_rounds)
    return _figures(records, has_ours=bool(ours))


def _measure(contestant: Contestant, record: Record, latencies: Sequence[float], *, flow_rounds: int) -> None:
    """One round of one contestant: a fresh process on fresh data, onboarding, then each latency."""
    with tempfile.TemporaryDirectory(prefix="kipic-bench-") as folder:
        data = Path(folder)
        scouts = record.script is None
        with sink(people=PEOPLE) as judge, contestant.running(api_url=judge.url, data=data) as bot:
            if record.script is None:
                answer = judge.ask(do="scout")
                bot.check()
                if "fault" in answer:
                    raise FaultyRunError(f"{contestant.name}: {answer['fault']}\n{bot.log_end()}")
                record.script = answer["script"]
            else:
                judge.ask(do="learn", script=record.script)
            _require_clean(contestant, judge.ask(do="prepare"), log=bot.log_end())
            for latency in latencies:
                cpu = bot.cpu_seconds()
                outcome = judge.ask(do="measure", rounds=flow_rounds, latency=latency)
                bot.check()
                cpu = bot.cpu_seconds() - cpu
                _require_clean(contestant, outcome, log=bot.log_end())
                rate = Rate(
                    per_second=outcome["updates"] / outcome["seconds"], cpu_us=cpu / outcome["updates"] * 1e6
                )
                record.rates[latency].append(rate)
                print(
                    f"  {contestant.name:18} {latency * 1000:3.0f} ms"
                    f" {rate.per_second:8,.0f} updates/s {rate.cpu_us:8,.0f} µs CPU",
                    flush=True,
                )
        if contestant.kept is not None:
            expected = PEOPLE * (WARM_UP_ROUNDS + flow_rounds * len(latencies)) + scouts * EXTRA_SCOUT_ROUNDS
            if (kept := contestant.kept(data)) != expected:
                raise FaultyRunError(f"{contestant.name} kept {kept} entries instead of {expected}")


def _require_clean(contestant: Contestant, outcome: dict[str, Any], *, log: str) -> None:
    """Raise `FaultyRunError` if anything was lost, doubled or out of order."""
    faults = {name: outcome[name] for name in ("unlike_script", "surplus") if outcome[name]}
    if outcome["stuck"]:
        faults["stuck"] = f"{len(outcome['stuck'])} chats, the first: {outcome['stuck'][0]}"
    if faults:
        raise FaultyRunError(f"{contestant.name}: {faults}\n{log}")


def _figures(records: dict[str, Record], *, has_ours: bool) -> list[Figure]:
    figures = [figure for name, record in records.items() for figure in _own_figures(name, record)]
    ceilings = records[BARE.name].per_second(0.0)
    fastest = [
        max(rates)
        for rates in zip(
            *(records[name].per_second(0.0) for name in records if name != BARE.name), strict=True
        )
    ]
    if has_ours:
        figures += _ratios(records[KIPIC.name], records[AIOGRAM.name])
        tuned = records[AIOGRAM_GC.name].per_second(0.0)
        figures.append(
            Figure(
                what=f"against {AIOGRAM_GC.name}, 0 ms",
                value=paired_ratio(records[KIPIC.name].per_second(0.0), tuned),
                unit="x updates/s",
            )
        )
    figures.append(
        Figure(
            what="sink's ceiling against the fastest bot",
            value=paired_ratio(ceilings, fastest),
            unit="x",
            must=Target(floor=3),
            note=f"{ANSWERS_A_ROUND + 1} updates a round, {PEOPLE} chats",
        )
    )
    return figures


def _own_figures(name: str, record: Record) -> list[Figure]:
    figures = []
    for latency, rates in record.rates.items():
        if not rates:
            continue
        at = f"{name}, {latency * 1000:.0f} ms"
        per_second, cpu = record.per_second(latency), record.cpu_us(latency)
        figures += [
            Figure(what=at, value=median(per_second), unit="updates/s", note=spread(per_second)),
            Figure(what=at, value=median(cpu), unit="µs CPU/update", note=spread(cpu)),
        ]
    return figures


def _ratios(ours: Record, theirs: Record) -> list[Figure]:
    figures = []
    for latency in LATENCIES:
        at = f"against aiogram, {latency * 1000:.0f} ms"
        figures += [
            Figure(
                what=at,
                value=paired_ratio(ours.per_second(latency), theirs.per_second(latency)),
                unit="x updates/s",
                must=Target(floor=1.5),
                aim=Target(floor=2.5),
            ),
            Figure(
                what=at,
                value=paired_ratio(theirs.cpu_us(latency), ours.cpu_us(latency)),
                unit="x less CPU/update",
            ),
        ]
    own = paired_ratio(ours.per_second(LATENCIES[1]), ours.per_second(LATENCIES[0]))
    figures.append(
        Figure(
            what="own at 50 ms against own at 0 ms",
            value=own,
            unit="x",
            must=Target(floor=0.85),
            aim=Target(floor=0.95),
        )
    )
    return figures
