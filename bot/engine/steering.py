"""What the person's own control does to a run: Back, an edit, Stop, saying it again, and showing up."""

from typing import Any

from bot.engine.answering import TAP_PLEASE, accept, asked, read, tell_answer
from bot.engine.events import AnswerGiven, AnswerRejected
from bot.engine.journey import Journey
from bot.engine.run import (
    Answer,
    AnswerEdited,
    BackAsked,
    PersonArrived,
    RepeatAsked,
    RunStatus,
    StopAsked,
)
from bot.engine.steps.ask import Ask, Misfit


def back_asked(journey: Journey, what: BackAsked) -> None:
    """Open an earlier question again; what was answered stands until it is answered anew."""
    step = asked(journey)
    if step is None:
        return
    earlier = journey.answers.before(journey.flow.index[step.id])
    name = what.to if what.to is not None else (earlier[-1] if earlier else "")
    target = journey.flow.step_of(name) if name in earlier else None
    if isinstance(target, Ask):
        journey.ask(target)


def answer_edited(journey: Journey, what: AnswerEdited) -> None:
    """Put new words in, and work the path out again unless a question before them is open."""
    opened = asked(journey)
    edited = None if opened is None else _edited(journey, what)
    if opened is None or edited is None:
        return
    step, value = edited
    answers, index = journey.answers, journey.flow.index
    held = answers.held[step.id]
    if step.id == opened.id:
        accept(journey, step, value)
    elif not held.applies or index[step.id] > index[opened.id]:
        answers.replace_value(step.id, value)
        tell_answer(journey, step, value)
        journey.keep()
    else:
        answers.write(step.id, Answer(value=value))
        tell_answer(journey, step, value)
        journey.walk_on(step, hold=opened.id)
        journey.keep()


def answer_edited_after(journey: Journey, what: AnswerEdited) -> None:
    """In a run that has ended only the entry follows."""
    edited = _edited(journey, what)
    if edited is not None:
        step, value = edited
        journey.answers.replace_value(step.id, value)
        journey.events.append(AnswerGiven(name=step.id))
        journey.keep()


def stop_asked(journey: Journey, _: StopAsked) -> None:
    """Stop here and keep what was said."""
    journey.end(RunStatus.STOPPED)


def person_arrived(journey: Journey, _: PersonArrived) -> None:
    """End early where the question was there only to bring the person back; elsewhere nothing changes."""
    step = asked(journey)
    if step is not None and step.ends_when is not None:
        journey.end(RunStatus.COMPLETED)


def repeat_asked(journey: Journey, _: RepeatAsked) -> None:
    """Say the open question again."""
    step = asked(journey)
    if step is not None:
        say_again(journey, step, "")


def say_again(journey: Journey, step: Ask, before: str) -> None:
    """Say the open question as it stands, below some words."""
    journey.say_anew(step, before + journey.question(step))


def _edited(journey: Journey, what: AnswerEdited) -> tuple[Ask, Any] | None:
    """The question and its new value; None if nothing changes or the edit does not fit."""
    step, held = journey.flow.step_of(what.name), journey.answers.held.get(what.name)
    value = TAP_PLEASE if held is None or not isinstance(step, Ask) else read(journey, step, what.text)
    if held is None or not isinstance(step, Ask) or isinstance(value, Misfit):
        journey.events.append(AnswerRejected(name=what.name))
        return None
    return None if value == held.value and not held.is_skipped else (step, value)
