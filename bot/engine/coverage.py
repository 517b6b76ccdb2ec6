"""What the transcripts of a flow walk through: its steps, its choices, and its ways from beginning to end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.engine.definition import Flow
from bot.engine.inspection.walks import Stand, Walks, walk_all
from bot.engine.journey import Journey
from bot.engine.playing import Player
from bot.engine.run import Answer, Context, RunState, RunStatus
from bot.engine.steps.ask import GAVE_UP, NO_ANSWER, Ask
from bot.engine.steps.ask_date import AskDate
from bot.engine.steps.ask_scale import AskScale
from bot.engine.steps.close import Close
from bot.engine.steps.step import PassedStep, Step
from bot.engine.transcript import Transcript

PATHS_LIMIT = 500
"""Ways counted in one flow; beyond it the count says "more than"."""

Choice = tuple[str, str]
"""A step and what can be answered there: a choice's value, or one of the words below."""

_OF_ONE_KIND = (AskScale, AskDate)
"""Questions whose buttons are as good as each other: a tapped day is kept as the day it was."""

WORDS, SKIPPED, SILENT, TRIED = "(an answer)", "(skip)", "(no answer)", "(attempts used up)"

Path = tuple[str, ...]
"""The steps of one way, from the first to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many of so many, and what is missing, in the order of the flow; `is_more` when not all were counted."""

    walked: int
    whole: int
    missing: tuple[str, ...]
    is_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a flow its transcripts walk through."""

    steps: Part
    choices: Part
    paths: Part


def coverage_of(flow: Flow, transcripts: Iterable[Transcript], *, walks: Walks | None = None) -> Coverage:
    """What these transcripts cover of this flow."""
    walks = walk_all(flow) if walks is None else walks
    footprint = _Footprint(flow)
    for transcript in transcripts:
        footprint.follow(transcript)
    ways, is_more = _ways(walks)
    walked = ways & footprint.paths
    return Coverage(
        steps=_part([step.id for step in flow.steps], footprint.steps),
        choices=_part([f"{step} {choice}" for step, choice in _choices(flow)], footprint.choices),
        paths=Part(
            walked=len(walked),
            whole=len(ways),
            missing=tuple(" → ".join(way) for way in sorted(ways - walked)),
            is_more=is_more,
        ),
    )


def _part(names: list[str], walked: set[str]) -> Part:
    missing = tuple(name for name in names if name not in walked)
    return Part(walked=len(names) - len(missing), whole=len(names), missing=missing)


class _Footprint:
    """Plays transcripts and notes where they go; each turn's path is walked again from its state."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.steps: set[str] = set()
        self.choices: set[str] = set()
        self.paths: set[Path] = set()

    def follow(self, transcript: Transcript) -> None:
        """Play one transcript to its end."""
        player = Player(self.flow, transcript.given)
        player.begin()
        path = self._note(player)
        for line in transcript.script:
            player.take(line)
            path = self._note(player)
        if player.state.status is RunStatus.COMPLETED:
            self.paths.add(path)

    def _note(self, player: Player) -> Path:
        path = walked_path(self.flow, player.state, player.context)
        self.steps |= set(path)
        for name, answer in player.state.answers.items():
            step = self.flow.step_of(name)
            if step is not None:
                self.choices |= {f"{step.id} {choice}" for choice in _chosen(step, name, answer)}
        return path


def walked_path(flow: Flow, state: RunState, context: Context) -> Path:
    """The steps that a run has come by on the path that is taken now."""
    journey = Journey(flow, state, context)
    found: list[str] = []
    position = 0
    while position < len(flow.steps):
        step = flow.steps[position]
        if step.condition is not None and not step.condition.value(journey.visit.scope):
            position = _beyond(flow, step, step.beyond)
            continue
        found.append(step.id)
        following = _following(flow, step, journey, state)
        if following is None:
            break
        position = following
    return tuple(found)


def _following(flow: Flow, step: Step, journey: Journey, state: RunState) -> int | None:
    if isinstance(step, PassedStep):
        move = step.visit(journey.visit)
        return None if move.is_end else _beyond(flow, step, move.go)
    is_open = state.status is RunStatus.WAITING and state.wait is not None and state.wait.step == step.id
    answer = state.answers.get(step.id)
    if not isinstance(step, Ask) or is_open or answer is None or not answer.applies:
        return None
    return _beyond(flow, step, step.route(answer))


def _beyond(flow: Flow, step: Step, target: str | None) -> int:
    return flow.index[step.id] + 1 if target is None else flow.index[target]


# Choices


def _choices(flow: Flow) -> Iterator[Choice]:
    """All that the author foresaw as answers; the places of a scale are one, and so are days."""
    for step in flow.steps:
        if isinstance(step, Ask):
            if not isinstance(step, _OF_ONE_KIND):
                yield from ((step.id, value) for value, _ in step.named_choices())
            if step.takes_free_text or step.choices_from is not None or isinstance(step, AskScale):
                yield step.id, WORDS
            if step.skip:
                yield step.id, SKIPPED
            if step.on_no_answer:
                yield step.id, SILENT
            if step.attempts:
                yield step.id, TRIED
        elif isinstance(step, Close):
            for name, group in step.taps.items():
                yield from ((step.id, f"{name}={value}") for value in group)


def _chosen(step: Step, name: str, answer: Answer) -> Iterator[str]:
    """What an answer stands for among the choices."""
    value = answer.value
    if isinstance(step, Close):
        values = ["on"] if value is True else value if isinstance(value, list) else []
        yield from (f"{name}={item}" for item in values)
    elif isinstance(step, Ask) and answer.is_skipped:
        yield {NO_ANSWER: SILENT, GAVE_UP: TRIED}.get(value, SKIPPED)
    elif isinstance(step, Ask):
        named = {choice for choice, _ in step.named_choices()}
        values = value if isinstance(value, list) else [step.option_of(value)]
        found = [item for item in values if item in named and not isinstance(step, _OF_ONE_KIND)]
        yield from found or (WORDS,)


# Ways


def _ways(walks: Walks) -> tuple[set[Path], bool]:
    """The different ways from the first step to an end, as far as they are counted, and whether there are more."""
    found: set[Path] = set()
    open_ways: list[tuple[Stand, Path]] = [(walks.begin, ())]
    looked_at: set[tuple[Stand, Path]] = set()
    while open_ways:
        stand, path = open_ways.pop()
        moves = walks.moves.get(stand)
        if moves is None:
            found.add(path)
        if len(found) >= PATHS_LIMIT:
            return found, True
        for move in moves or ():
            way = (move.to, (*path, move.step.id) if move.is_met else path)
            if way not in looked_at:
                looked_at.add(way)
                open_ways.append(way)
    return found, not walks.is_whole
