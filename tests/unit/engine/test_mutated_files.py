"""Mutated files of every kind: skeletons, translations and cards are loaded, or refused with a file and a line."""

import random  # noqa: TID251 - mutations of files, from a fixed seed
import time

import pytest

from bot.engine.errors import FlowError, FlowFaults
from bot.engine.loading import load_flow
from tests.unit.engine.everything import FILES
from tests.unit.engine.test_loading import mutated

SHOWN = {f"everything/{file}" if file.startswith("flow.") else file for file in FILES}


def refused_at(file: str, seed: int) -> set[str]:
    """The files that are named when this one is mutated; empty if all load."""
    text = mutated(FILES[file], random.Random(seed))  # noqa: S311 - mutations are no secret
    begun = time.process_time()
    faults: tuple[FlowError, ...] = ()
    try:
        load_flow({**FILES, file: text}, "everything")
    except FlowFaults as error:
        faults = error.faults
    assert all(fault.line >= 1 for fault in faults)
    assert time.process_time() - begun < 1
    return {fault.file for fault in faults}


@pytest.mark.parametrize("file", FILES)
def test_mutated_file_of_a_flow_is_loaded_or_refused_with_a_line(file: str) -> None:
    refusals = [refused_at(file, seed) for seed in range(20)]
    assert set().union(*refusals) <= SHOWN
    assert sum(map(bool, refusals)) >= 5


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("file", FILES)
def test_ten_thousand_mutated_files_of_every_kind_are_loaded_or_refused_with_a_line(file: str) -> None:
    for seed in range(10_000):
        assert refused_at(file, seed) <= SHOWN
