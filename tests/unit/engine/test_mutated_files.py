"""Mutated files of every kind: skeletons, translations and cards are loaded, or refused with a file and a line."""

import gc
import random  # noqa: TID251 - mutations of files, from a fixed seed
import time
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

import orjson
import pytest

from bot.engine.document import Path, read_document
from bot.engine.errors import FlowError, FlowFaults
from bot.engine.loading import load_flow
from tests.unit.engine.everything import FILES
from tests.unit.engine.test_loading import mutated

SHOWN = {f"everything/{file}" if file.startswith("flow.") else file for file in FILES}
ODD: tuple[Any, ...] = (None, 5, -1.5, "x", "", True, [], [1, "a", None], {}, {"a": 1}, [{"a": 1}], "{{ x")
"""Values of every kind, to stand where another kind belongs."""


def set_aside_what_others_left() -> None:
    """A worker that has run ten thousand walks has a heap whose collection takes a second by itself."""
    gc.collect()
    gc.freeze()


def refused_at(file: str, text: str) -> set[str]:
    """The files that are named when this one holds that text; empty if all load."""
    begun = time.process_time()
    faults: tuple[FlowError, ...] = ()
    try:
        load_flow({**FILES, file: text}, "everything")
    except FlowFaults as error:
        faults = error.faults
    assert all(fault.line >= 1 for fault in faults)
    assert time.process_time() - begun < 1
    return {fault.file for fault in faults}


def typed_wrongly(file: str, seed: int) -> str:
    return mutated(FILES[file], random.Random(seed))  # noqa: S311 - mutations are no secret


def paths(value: Any, path: Path = ()) -> Iterator[Path]:  # noqa: ANN401 - what a file may hold
    """Where each value stands in it."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


def of_other_kinds(file: str) -> Iterator[str]:
    """The file with one value at a time replaced by one of another kind."""
    good = read_document(FILES[file], file).value
    for path in paths(good):
        for odd in ODD:
            changed = deepcopy(good)
            holder = changed
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = odd
            yield orjson.dumps(changed).decode()


@pytest.mark.parametrize("file", FILES)
def test_mutated_file_of_a_flow_is_loaded_or_refused_with_a_line(file: str) -> None:
    refusals = [refused_at(file, typed_wrongly(file, seed)) for seed in range(20)]
    assert set().union(*refusals) <= SHOWN
    assert sum(map(bool, refusals)) >= 5


@pytest.mark.parametrize("file", FILES)
def test_value_of_another_kind_is_taken_or_refused_with_a_line(file: str) -> None:
    refusals = [refused_at(file, text) for text in islice(of_other_kinds(file), 0, None, 101)]
    assert set().union(*refusals) <= SHOWN
    assert any(refusals)


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("file", FILES)
def test_ten_thousand_mutated_files_of_every_kind_are_loaded_or_refused_with_a_line(file: str) -> None:
    set_aside_what_others_left()
    for seed in range(10_000):
        assert refused_at(file, typed_wrongly(file, seed)) <= SHOWN


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("file", FILES)
def test_every_value_of_another_kind_is_taken_or_refused_with_a_line(file: str) -> None:
    set_aside_what_others_left()
    for text in of_other_kinds(file):
        assert refused_at(file, text) <= SHOWN
