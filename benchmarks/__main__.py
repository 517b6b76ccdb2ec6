"""Runs the benchmarks in order and prints their tables: `python -m benchmarks [--quick] [--only NAME]`.

The exit code is 1 when a must is missed and 2 when a benchmark could not be measured.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from benchmarks import broadcast, due_loop, end_to_end, flow_engine, idle_memory
from benchmarks.options import Options
from benchmarks.processes import DiedError
from benchmarks.table import Figure, print_table

BENCHMARKS: dict[str, Callable[[Options], Sequence[Figure]]] = {
    "end_to_end": end_to_end.run,
    "idle_memory": idle_memory.run,
    "flow_engine": flow_engine.run,
    "due_loop": due_loop.run,
    "broadcast": broadcast.run,
}
"""Every benchmark: one module with `run(options)` that gives its figures, and one line here."""

FAULTS = (DiedError, end_to_end.FaultyRunError, idle_memory.NotReadyError)
"""What makes a benchmark's figures impossible or worthless."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="run this one (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a look, no verdict")
    parser.add_argument("--peers-only", action="store_true", help="leave this bot out, to work on the peers")
    parser.add_argument(
        "--schedules",
        type=int,
        action="append",
        default=[],
        help="measure the due loop with so many (may be repeated)",
    )
    given = parser.parse_args(arguments)
    options = Options(quick=given.quick, peers_only=given.peers_only, sizes=tuple(given.schedules))
    missed, unmeasured = [], []
    for name in given.only or BENCHMARKS:
        print(f"{name}: {options.rounds} paired rounds", flush=True)
        try:
            figures = BENCHMARKS[name](options)
        except FAULTS as fault:
            print(f"{name} could not be measured: {fault}", file=sys.stderr)
            unmeasured.append(name)
            continue
        print_table(name, figures)
        missed += [f"{name}: {figure.what} ({figure.unit})" for figure in figures if figure.is_missed]
    for miss in missed:
        print(f"missed: {miss}")
    return 2 if unmeasured else 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
