"""What each way of resuming does to a run: one function for each, found by the run's status and what came."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.engine import answering, steering
from bot.engine.events import AnswerGiven, ButtonsChanged
from bot.engine.journey import Journey
from bot.engine.run import (
    Answer,
    AnswerEdited,
    BackAsked,
    OptionTapped,
    PersonArrived,
    RepeatAsked,
    RunStatus,
    SkipAsked,
    StopAsked,
    TextTyped,
    Timeout,
    WaitTimedOut,
)
from bot.engine.steps.ask import NO_ANSWER, Ask
from bot.engine.steps.close import Close

REMINDER = "Still here when you are ready."
"""Said above the question when a reminder is due and the author gave no words for it."""


def _timed_out(journey: Journey, what: WaitTimedOut) -> None:
    step, wait = answering.asked(journey), journey.wait
    if step is None or wait is None:
        return
    if what.timeout is Timeout.EXPIRY:
        _give_up(journey, step)
    elif wait.remind_after is not None:
        visit = journey.visit
        words = step.remind.render(visit.scope, visit.occurrence) if step.remind else REMINDER
        journey.wait = replace(wait, remind_after=None)
        steering.say_again(journey, step, f"{words}\n\n")


def _give_up(journey: Journey, step: Ask) -> None:
    """Take the no-answer path, or expire; an earlier answer to a question that was opened again stands."""
    if step.on_no_answer is None or step.id in journey.answers.held:
        journey.end(RunStatus.EXPIRED)
    else:
        answering.pass_over(journey, step, NO_ANSWER)


def _card_tapped(journey: Journey, what: OptionTapped) -> None:
    wait = journey.wait
    if wait is None or not 0 <= what.position < len(wait.options):
        return
    position = journey.flow.index.get(wait.step)
    step = journey.flow.steps[position] if position is not None else None
    if not isinstance(step, Close):
        return
    answers = journey.answers
    tapped = step.tapped(wait.options[what.position], answers.held)
    if tapped is None:
        return
    name, value = tapped
    answers.write(name, Answer(value=value))
    journey.events.append(AnswerGiven(name=name))
    journey.events.append(ButtonsChanged(step=step.id, rows=step.rows(answers.held)))
    journey.keep()


Handler = Callable[[Journey, Any], None]

HANDLERS: Mapping[tuple[RunStatus, type], Handler] = MappingProxyType(
    {
        (RunStatus.WAITING, TextTyped): answering.text_typed,
        (RunStatus.WAITING, OptionTapped): answering.option_tapped,
        (RunStatus.WAITING, SkipAsked): answering.skip_asked,
        (RunStatus.WAITING, BackAsked): steering.back_asked,
        (RunStatus.WAITING, AnswerEdited): steering.answer_edited,
        (RunStatus.WAITING, StopAsked): steering.stop_asked,
        (RunStatus.WAITING, RepeatAsked): steering.repeat_asked,
        (RunStatus.WAITING, PersonArrived): steering.person_arrived,
        (RunStatus.WAITING, WaitTimedOut): _timed_out,
        (RunStatus.COMPLETED, OptionTapped): _card_tapped,
        (RunStatus.COMPLETED, AnswerEdited): steering.answer_edited_after,
        (RunStatus.STOPPED, AnswerEdited): steering.answer_edited_after,
        (RunStatus.EXPIRED, AnswerEdited): steering.answer_edited_after,
        (RunStatus.FAILED, AnswerEdited): steering.answer_edited_after,
    }
)
"""What can happen to a run in which status; everything else changes nothing."""
