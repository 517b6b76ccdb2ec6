"""Warnings on a flow as a whole: how many questions it asks, how long it takes, how hard it is to read."""

from collections.abc import Callable, Iterator
from functools import cache

from bot.engine.definition import Flow
from bot.engine.inspection.copy_rules import (
    READING_GRADE,
    READING_WORDS,
    SLACK,
    WORDS_A_SECOND,
    Rhythm,
)
from bot.engine.inspection.finding import Finding, Severity
from bot.engine.inspection.places import Place, Places
from bot.engine.inspection.reading import grade, words_of
from bot.engine.inspection.supposing import OF_ANSWERS
from bot.engine.inspection.visible import visible
from bot.engine.inspection.walks import Move, Stand, Walks
from bot.engine.steps.ask import Ask
from bot.engine.steps.step import TAP_SECONDS, Step, TextKind


def inspect_lengths(flow: Flow, walks: Walks, places: Places, rhythm: Rhythm) -> Iterator[Finding]:
    """All faults of this kind; counts and times need every way, so none if the walks saw only a part."""
    if walks.is_whole:
        asked = most_questions(flow, walks)
        if asked > rhythm:
            how = "asked daily" if rhythm is Rhythm.DAILY else "of any kind"
            what = f"This asks up to {asked} questions; a flow {how} has at most {int(rhythm)}."
            yield _warning(places.top("steps"), what, "Leave the least useful out, or make two flows.")
        yield from _declared_seconds(flow, walks, places)
    yield from _reading_level(flow, places)


def most_questions(flow: Flow, walks: Walks) -> int:
    """The questions on the longest way; a probe counts with the question that called it up."""

    @cache
    def most(stand: Stand, *, after_question: bool) -> int:
        counts = [0]
        for move in walks.moves.get(stand, ()):
            if move.reply is None:
                counts.append(most(move.to, after_question=after_question))
            elif after_question and _is_probe(move.step, asked_always):
                counts.append(most(move.to, after_question=True))
            else:
                counts.append(1 + most(move.to, after_question=True))
        return max(counts)

    asked_always = _asked_always(flow, walks)
    return most(walks.begin, after_question=False)


def _is_probe(step: Step, asked_always: frozenset[str]) -> bool:
    """Whether an earlier answer (or what was handed over) calls a question up."""
    if step.condition is not None:
        return any(root in OF_ANSWERS or root == "given" for root, _ in step.condition.names)
    return step.id not in asked_always


def _asked_always(flow: Flow, walks: Walks) -> frozenset[str]:
    """The questions that no answer leads past to a later one; an answer that ends the flow leads past none."""

    @cache
    def asks(stand: Stand) -> bool:
        return any(
            (isinstance(move.step, Ask) and move.is_met) or asks(move.to) for move in _answering(walks, stand)
        )

    @cache
    def passed(stand: Stand) -> frozenset[str]:
        found: set[str] = set()
        for move in _answering(walks, stand):
            found |= passed(move.to)
            if asks(move.to):
                between = flow.steps[stand.position : move.to.position]
                found |= {step.id for step in between if step is not move.step or not move.is_met}
        return frozenset(found)

    return frozenset(flow.index) - passed(walks.begin)


def _answering(walks: Walks, stand: Stand) -> list[Move]:
    """The moves from a stand that skip nothing."""
    return [move for move in walks.moves.get(stand, ()) if move.reply is None or move.reply.is_given]


def estimated_seconds(walks: Walks) -> tuple[int, int]:
    """What the longest way takes when all that may be skipped is skipped, and when everything is answered."""
    quick = _longest(walks, lambda move: float(_quick(move)))
    full = _longest(walks, lambda move: (move.reply.seconds if move.reply else 0) + _reading_seconds(move))
    return round(quick), round(full)


def _quick(move: Move) -> int:
    if move.reply is None:
        return 0
    return TAP_SECONDS if isinstance(move.step, Ask) and move.step.skip else move.reply.seconds


def _reading_seconds(move: Move) -> float:
    if not move.is_met:
        return 0.0
    shown = [text for text in move.step.texts() if text.where[0] in {"text", "hint"}]
    return (
        sum(max(len(words_of(visible(words))) for words in text.wordings) for text in shown) / WORDS_A_SECOND
    )


def _longest(walks: Walks, cost: Callable[[Move], float]) -> float:
    @cache
    def most(stand: Stand) -> float:
        return max((cost(move) + most(move.to) for move in walks.moves.get(stand, ())), default=0.0)

    return most(walks.begin)


def _declared_seconds(flow: Flow, walks: Walks, places: Places) -> Iterator[Finding]:
    quick, full = estimated_seconds(walks)
    if not any(step.waits for step in flow.steps) or quick / SLACK <= flow.seconds <= full * SLACK:
        return
    what = f"It says {flow.seconds} seconds; it takes about {quick} with all skips, {full} in full."
    yield _warning(places.top("seconds"), what, f"Write seconds: {(quick + full) // 2}, or change the steps.")


def _reading_level(flow: Flow, places: Places) -> Iterator[Finding]:
    said = [
        (step, text, visible(words, value=""))
        for step in flow.steps
        for text in step.texts()
        for words in text.wordings
        if text.kind in {TextKind.MESSAGE, TextKind.QUESTION}
    ]
    passage = "\n".join(words for _, _, words in said)
    level = grade(passage)
    if len(words_of(passage)) < READING_WORDS or level <= READING_GRADE:
        return
    step, text, _ = max(said, key=lambda item: grade(item[2]))
    what = f"This flow reads at grade {level:.1f}; the rule is {READING_GRADE:.0f} at most. This is its hardest text."
    yield _warning(places.of(step.id, text.where), what, "Use shorter sentences and plainer words.", step.id)


def _warning(place: Place, what: str, remedy: str, step: str = "") -> Finding:
    return Finding(
        severity=Severity.WARNING, file=place.file, line=place.line, step=step, what=what, remedy=remedy
    )
