"""What the flow engine costs: a turn with its state from and to JSON, reading and checking all flows, a state's bytes."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median

from benchmarks.options import Options
from benchmarks.table import Figure, Target, spread
from bot.adapters.content.folder import read_flow_set, read_transcripts
from bot.engine.definition import Flow
from bot.engine.engine import resume
from bot.engine.inspection import inspect_flow
from bot.engine.playing import Player
from bot.engine.run import Context, Resume, dump_state, load_state
from bot.engine.transcript import Transcript

FLOWS = Path(__file__).parents[1] / "flows"
REPEATS = 40
"""How often each turn of the transcripts is taken in a round."""

Taken = tuple[bytes, Resume, Context]
"""A turn as it began: the state as JSON, what came, and what was known of the person and the day."""


class _Watched(Player):
    """Plays a transcript and keeps how each turn began, and how large the state was at its largest."""

    def __init__(self, flow: Flow, transcript: Transcript) -> None:
        super().__init__(flow, transcript.given)
        self.turns: list[Taken] = []
        self.begin()
        self.largest = len(dump_state(self.state))
        for line in transcript.script:
            self.take(line)
            self.largest = max(self.largest, len(dump_state(self.state)))

    def _resume(self, what: Resume) -> None:
        self.turns.append((dump_state(self.state), what, self.context))
        super()._resume(what)


def run(options: Options) -> list[Figure]:
    """Measure in the process itself: nothing of it waits for anything."""
    loads = [_seconds_to_load() for _ in range(options.rounds)]
    flows = read_flow_set(FLOWS).flows
    played = {name: _played(flow) for name, flow in flows.items()}
    # The one with the longest turns, which need not be the one with the most steps.
    name = max(flows, key=lambda name: _microseconds_a_turn(flows[name], played[name]))
    rounds = [_microseconds_a_turn(flows[name], played[name]) for _ in range(options.rounds)]
    return [
        Figure(
            what=f"a turn of {name} ({len(flows[name].steps)} steps), the slowest, state from and to JSON",
            value=median(rounds),
            unit="µs",
            must=Target(ceiling=120),
            aim=Target(ceiling=50),
            note=spread(rounds),
        ),
        Figure(
            what=f"reading and checking all {len(flows)} flows",
            value=median(loads),
            unit="s",
            must=Target(ceiling=1),
            note=spread(loads),
        ),
        *_sizes(played),
    ]


def _played(flow: Flow) -> list[_Watched]:
    return [_Watched(flow, transcript) for transcript in read_transcripts(FLOWS / flow.name).values()]


def _seconds_to_load() -> float:
    begun = time.perf_counter()
    for flow in read_flow_set(FLOWS).flows.values():
        inspect_flow(flow)
    return time.perf_counter() - begun


def _microseconds_a_turn(flow: Flow, played: Iterable[_Watched]) -> float:
    turns = [turn for player in played for turn in player.turns]
    taken = [_microseconds(flow, turn) for _ in range(REPEATS) for turn in turns]
    return median(taken) if taken else 0.0


def _microseconds(flow: Flow, turn: Taken) -> float:
    stored, what, context = turn
    begun = time.perf_counter_ns()
    dump_state(resume(flow, load_state(stored), what, context=context).state)
    return (time.perf_counter_ns() - begun) / 1000


def _sizes(played: Mapping[str, list[_Watched]]) -> list[Figure]:
    """The largest state of each flow in its transcripts."""
    return [
        Figure(what=f"largest state of {name}", value=max(player.largest for player in players), unit="bytes")
        for name, players in sorted(played.items())
        if players
    ]
