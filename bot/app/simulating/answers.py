"""What somebody does when a question comes: answer it sooner or later, put it off, wave it away, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.app.simulating.chance import Chance
from bot.app.simulating.people import Shares, Somebody
from bot.domain.calendar import SnoozeChoice, Weekday
from bot.domain.ids import RunId
from bot.engine.run import Wait
from bot.engine.steps import STEP_TYPES
from bot.engine.steps.ask import DONE, KEEP, SKIP
from bot.engine.steps.step import Step
from bot.services.doorstep import WELCOME

MEAN_MINUTES_TO_ANSWER: Final = 90.0
"""Half of those who answer do so within an hour; some only the next day, when it may be too late."""

A_MOMENT: Final = timedelta(minutes=2)
"""What one more answer takes within a conversation."""

MINUTES_APART: Final = 10
"""People begin on minutes of this step, so that many write at once, as to a bot with many people."""

PUT_OFF: Final = 0.08
WAVED_AWAY: Final = 0.35
ANSWERED_AGAIN: Final = 0.9
ANSWERED_WHEN_REMINDED: Final = 0.3
WENT_ON: Final = 0.9
SKIPPED: Final = 0.25
TAPPED: Final = 0.15
TAPPED_A_CARD: Final = 0.3
"""Shares: of answered prompts put off first; of unanswered ones waved away; of questions that came back, or were
reminded of, answered; of further questions answered at all, skipped, tapped although words were asked for; of closing
cards tapped."""

SENTENCES: Final = (
    "Explaining what we would watch for mattered more than the test result",
    "Two guidelines disagreed, so we began with what bothered them most",
    "A carer knew more about the tablets than the record did",
    "Waiting a week and agreeing what would change the plan",
    "Asked what they were afraid of before examining anything",
    "The rule of thumb held, but for another reason than I thought",
    "Stopping one medicine made the others easier to take",
    "A colleague read the letter quite differently",
)

WEEK: Final = tuple(day.value for day in Weekday)

_TYPED: Final[Mapping[type[Step], str]] = {
    STEP_TYPES["ask_date"]: "in 2 weeks",
    STEP_TYPES["ask_minutes"]: "20",
    STEP_TYPES["ask_number"]: "3",
    STEP_TYPES["ask_scale"]: "7",
    STEP_TYPES["ask_time"]: "13:15",
}


class Arrival(StrEnum):
    """How a question came."""

    ASKED = "asked"
    AGAIN = "again"
    REMINDED = "reminded"
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as its person has it before them: `step` and `wait` stand for having read it."""

    run_id: RunId
    flow: str
    turn: int
    step: Step
    wait: Wait
    arrival: Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What somebody will do after a while: tap the button with this data, or type these words.

    `is_answer` is what the question has an answer from: not a skip, nor a tick that is still to be confirmed.
    """

    after: timedelta
    tap: str | None = None
    text: str | None = field(default=None, repr=False)
    puts_off: bool = False
    is_answer: bool = True


def respond(question: Question, somebody: Somebody, *, shares: Shares, chance: Chance) -> Intent | None:
    """What this person does about a question; None for nothing at all."""
    if question.flow == WELCOME:
        return _be_welcomed(question, somebody, chance)
    about = (somebody.number, question.run_id, question.turn, len(question.wait.chosen), question.arrival)
    u = chance.draw("does", *about)
    match question.arrival:
        case Arrival.ASKED:
            return _to_a_prompt(question, chance, about, u=u, answered=shares.answered)
        case Arrival.AGAIN:
            return (
                _answer(question, chance, about, after=_a_while(chance, about))
                if u < ANSWERED_AGAIN
                else None
            )
        case Arrival.REMINDED:
            is_answered = u < ANSWERED_WHEN_REMINDED
            return _answer(question, chance, about, after=_a_while(chance, about)) if is_answered else None
        case Arrival.NEXT:
            return _answer(question, chance, about, after=A_MOMENT) if u < WENT_ON else None


def _to_a_prompt(
    question: Question, chance: Chance, about: tuple[object, ...], *, u: float, answered: float
) -> Intent | None:
    after = _a_while(chance, about)
    if u < answered * PUT_OFF:
        choice = chance.one_of(tuple(SnoozeChoice), "puts off", *about)
        return Intent(after=after, tap=f"p:{question.run_id}:{choice}", puts_off=True, is_answer=False)
    if u < answered:
        return _answer(question, chance, about, after=after, is_first=True)
    if u < answered + (1 - answered) * WAVED_AWAY:
        if SKIP in question.wait.options:
            return Intent(after=after, tap=_option(question, SKIP), is_answer=False)
        return Intent(after=after, tap=f"p:{question.run_id}:skip", is_answer=False)
    return None


def _answer(
    question: Question,
    chance: Chance,
    about: tuple[object, ...],
    *,
    after: timedelta,
    is_first: bool = False,
) -> Intent:
    """Words where words are wanted, else a button; a further question that can be skipped is skipped now and then."""
    wait = question.wait
    choices = [value for value in wait.options if value not in {SKIP, DONE, KEEP}]
    u = chance.draw("how", *about)
    if not is_first and SKIP in wait.options and u < SKIPPED:
        return Intent(after=after, tap=_option(question, SKIP), is_answer=False)
    if DONE in wait.options and (wait.chosen or not choices):
        return Intent(after=after, tap=_option(question, DONE))
    wants_words = isinstance(question.step, STEP_TYPES["ask_text"])
    if choices and (not wants_words or chance.draw("taps", *about) < TAPPED):
        tap = _option(question, chance.one_of(choices, "which", *about))
        return Intent(after=after, tap=tap, is_answer=DONE not in wait.options)
    words = _TYPED.get(type(question.step)) or chance.one_of(SENTENCES, "words", *about)
    return Intent(after=after, text=words)


def _be_welcomed(question: Question, somebody: Somebody, chance: Chance) -> Intent:
    """Join with one's own days and time, without trying a question at once; whatever else is asked gets any answer."""
    wait, step = question.wait, question.step
    if isinstance(step, STEP_TYPES["ask_choices"]) and set(somebody.days) <= set(wait.options):
        wrong = (day for day in WEEK if (day in wait.chosen) is not (day in somebody.days))
        return Intent(after=A_MOMENT, tap=_option(question, next(wrong, DONE)))
    if isinstance(step, STEP_TYPES["ask_time"]):
        if somebody.slot in wait.options:
            return Intent(after=A_MOMENT, tap=_option(question, somebody.slot))
        return Intent(after=A_MOMENT, text=somebody.slot)
    if isinstance(step, STEP_TYPES["ask_yes_no"]):
        return Intent(after=A_MOMENT, tap=_option(question, "no"))
    return _answer(question, chance, (WELCOME, somebody.number, step.id), after=A_MOMENT, is_first=True)


def tap_on_card(somebody: Somebody, data: list[str], *, chance: Chance, run_id: str) -> Intent | None:
    """One of the optional taps of a closing card, or none."""
    if not data or chance.draw("card", somebody.number, run_id) >= TAPPED_A_CARD:
        return None
    return Intent(
        after=A_MOMENT, tap=chance.one_of(data, "card tap", somebody.number, run_id), is_answer=False
    )


def _option(question: Question, value: str) -> str:
    """The data of the button that carries this option."""
    return f"r:{question.run_id}:{question.turn}:{question.wait.options.index(value)}"


def _a_while(chance: Chance, about: tuple[object, ...]) -> timedelta:
    steps = int(chance.waiting(MEAN_MINUTES_TO_ANSWER, "when", *about) / MINUTES_APART) + 1
    return timedelta(minutes=steps * MINUTES_APART)
