"""Every shipped flow is edited in six ways at every question, with somebody waiting there: nobody is stranded.

Whoever stays finishes the version that they began with. Whoever is to move goes on to an end in the new version, or
the author is told which step is in question, and once that is answered they go on.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from bot.adapters.content.folder import read_flow_set, read_transcripts
from bot.engine.definition import Flow
from bot.engine.engine import resume
from bot.engine.events import RunFailed
from bot.engine.loading import load_flow
from bot.engine.moving import NOWHERE, losses, move
from bot.engine.playing import Player
from bot.engine.run import Context, OptionTapped, Resume, RunState, RunStatus, SkipAsked, TextTyped
from bot.engine.steps.ask import DONE, KEEP, SKIP
from tests.integration.six_ways import WAYS, edited

FOLDER = Path(__file__).parents[2] / "flows"
FLOWS = read_flow_set(FOLDER).flows
TEXTS = ("A walk explains it", "45", "12:45", "2026-12-01", "in 2 weeks", "7", "yes")
MOST_TURNS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A run that waits at a question, with what its person is like."""

    step: str
    state: RunState
    context: Context


@dataclass(slots=True)
class Count:
    """What became of the people at the questions that were edited in one way."""

    edits: int = 0
    people: int = 0
    at_once: int = 0
    asked: int = 0
    afterwards: int = 0
    stayed: int = 0
    stranded: list[str] = field(default_factory=list)


@cache
def people(name: str) -> tuple[Somebody, ...]:
    """Somebody at every question to which a transcript comes, once for each answer given until then."""
    flow = FLOWS[name]
    found: dict[tuple[str, tuple[str, ...]], Somebody] = {}
    for transcript in read_transcripts(FOLDER / name).values():
        player = Player(flow, transcript.given)
        player.begin()
        for line in ({}, *transcript.script):
            if line:
                player.take(line)
            state = player.state
            if state.status is RunStatus.WAITING and state.wait is not None:
                one = Somebody(step=state.wait.step, state=state, context=player.context)
                found.setdefault((one.step, tuple(state.answers)), one)
    return tuple(found.values())


def one_at_each_question(name: str) -> tuple[Somebody, ...]:
    return tuple({one.step: one for one in reversed(people(name))}.values())


def goes_on_to_an_end(flow: Flow, state: RunState, context: Context) -> bool:
    """Whether taps and plain answers lead on from here until the run has ended, and none of them fails it."""
    for _ in range(MOST_TURNS):
        if state.status is not RunStatus.WAITING:
            return state.status is RunStatus.COMPLETED
        following = next(_steps_on(flow, state, context), None)
        if following is None:
            return False
        state = following
    return False


def _steps_on(flow: Flow, state: RunState, context: Context) -> Iterator[RunState]:
    """What each answer that could be given now leads to, if it leads on."""
    assert state.wait is not None
    options = state.wait.options
    taps = [OptionTapped(position=place) for place, value in enumerate(options) if value not in {KEEP, SKIP}]
    whats: list[Resume] = [*taps, *(TextTyped(text=text) for text in TEXTS), SkipAsked()]
    if DONE in options and state.wait.chosen:
        whats.insert(0, OptionTapped(position=options.index(DONE)))
    for what in whats:
        turn = resume(flow, state, what, context=context)
        assert not any(isinstance(event, RunFailed) for event in turn.events), (
            flow.name,
            state.wait.step,
            what,
        )
        if _is_on(state, turn.state):
            yield turn.state


def _is_on(before: RunState, after: RunState) -> bool:
    """Whether it led on: to another question, to an end, to a first tick, or to buttons that are there now."""
    if after.status is not RunStatus.WAITING or before.wait is None or after.wait is None:
        return True
    is_ticked = bool(after.wait.chosen) and not before.wait.chosen
    return is_ticked or after.wait.step != before.wait.step or after.wait.options != before.wait.options


def try_edit(old: Flow, new: Flow, one: Somebody, count: Count) -> None:
    """One person at one edited question: as they are, then moved."""
    count.people += 1
    kept = load_flow(old.source, old.name)
    assert kept.version == one.state.version
    if not goes_on_to_an_end(kept, one.state, one.context):
        count.stranded.append(f"{one.step} (in the old version)")
    renames: dict[str, str] = {}
    lost = losses(old, new, renames, waiting=[one.step])
    moved = move(one.state, old, new, renames)
    if moved is not None and not lost:
        count.at_once += 1
    else:
        count.asked += 1
        assert moved is not None or one.step in {loss.step for loss in lost} or not lost
        renames = {loss.step: (*loss.suggestions, NOWHERE)[0] for loss in lost}
        assert losses(old, new, renames, waiting=[one.step]) == ()
        moved = move(one.state, old, new, renames)
        count.afterwards += moved is not None
        count.stayed += moved is None
    if moved is not None and not goes_on_to_an_end(new, moved, one.context):
        count.stranded.append(f"{one.step} (moved)")


def edit_in_all_ways(name: str, somebodies: tuple[Somebody, ...]) -> dict[str, Count]:
    counts = {way: Count() for way in WAYS}
    news: dict[tuple[str, str], Flow | None] = {}
    for one in somebodies:
        for way in WAYS:
            if (one.step, way) not in news:
                news[one.step, way] = edited(FLOWS[name], one.step, way)
                counts[way].edits += news[one.step, way] is not None
            new = news[one.step, way]
            if new is not None:
                try_edit(FLOWS[name], new, one, counts[way])
    return counts


def stranded(counts: dict[str, Count]) -> list[str]:
    return [f"{way}: {who}" for way, count in counts.items() for who in count.stranded]


@pytest.mark.parametrize("name", FLOWS)
def test_nobody_is_stranded_when_one_question_of_a_flow_is_edited(name: str) -> None:
    asked = one_at_each_question(name)
    sampled = asked[len(name) % len(asked) :][:1] if asked else ()
    assert stranded(edit_in_all_ways(name, sampled)) == []


def test_renamed_question_is_the_first_that_is_suggested() -> None:
    flow, one = FLOWS["knowledge_today"], one_at_each_question("knowledge_today")[0]
    new = edited(flow, one.step, "rename")
    assert new is not None
    (loss,) = losses(flow, new, {}, waiting=[one.step])
    assert loss.suggestions[0] == f"{one.step}_renamed"


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
def test_nobody_is_stranded_when_any_question_of_any_flow_is_edited(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = {name: edit_in_all_ways(name, people(name)) for name in FLOWS}
    with capsys.disabled():
        sys.stdout.write(in_words(table) + "\n")
    assert [f"{name}, {who}" for name, counts in table.items() for who in stranded(counts)] == []


def in_words(table: dict[str, dict[str, Count]]) -> str:
    """The table as Markdown: a row for each flow and way, and the sums."""
    head = (
        "flow",
        "way",
        "edits",
        "people",
        "moved at once",
        "author asked",
        "then moved",
        "stay",
        "stranded",
    )
    lines = ["", "| " + " | ".join(head) + " |", "|---|---" + "|--:" * (len(head) - 2) + "|"]
    sums = {way: Counter[str]() for way in WAYS}
    for name, counts in table.items():
        for way, count in counts.items():
            numbers = _numbers(count)
            sums[way].update(numbers)
            lines.append(f"| {name} | {way} | " + " | ".join(map(str, numbers.values())) + " |")
    for way, numbers in sums.items():
        lines.append(
            f"| **all** | {way} | " + " | ".join(str(numbers[key]) for key in _numbers(Count())) + " |"
        )
    return "\n".join(lines)


def _numbers(count: Count) -> dict[str, int]:
    return {
        "edits": count.edits,
        "people": count.people,
        "at_once": count.at_once,
        "asked": count.asked,
        "afterwards": count.afterwards,
        "stayed": count.stayed,
        "stranded": len(count.stranded),
    }
