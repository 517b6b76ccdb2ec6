"""What each way of resuming does to a run: one function for each, found by the run's status and what came."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.engine.events import (
    AnswerGiven,
    AnswerRejected,
    AnswerSkipped,
    ButtonsChanged,
    ConsentAnswered,
    FailureReason,
    MessageKind,
)
from bot.engine.journey import Journey, options_of
from bot.engine.run import (
    Answer,
    AnswerEdited,
    BackAsked,
    OptionTapped,
    RepeatAsked,
    RunStatus,
    SkipAsked,
    StopAsked,
    TextTyped,
    Timeout,
    WaitTimedOut,
)
from bot.engine.steps.ask import DONE, GAVE_UP, KEEP, NO_ANSWER, SKIP, Ask, Misfit
from bot.engine.steps.ask_choices import AskChoices
from bot.engine.steps.ask_consent import AskConsent
from bot.engine.steps.close import Close

REMINDER = "Still here when you are ready."
"""Said above the question when a reminder is due and the author gave no words for it."""

TAP_PLEASE = Misfit("Please tap one of the buttons.")


def open_ask(journey: Journey) -> Ask | None:
    """The question at which the run waits, or None if its flow hasn't got it."""
    position = journey.flow.index.get(journey.wait.step) if journey.wait else None
    step = journey.flow.steps[position] if position is not None else None
    return step if isinstance(step, Ask) else None


def _asked(journey: Journey) -> Ask | None:
    """The open question; a run that waits at a step which its flow hasn't got fails."""
    step = open_ask(journey)
    if step is None:
        journey.fail(FailureReason.NO_SUCH_STEP, journey.wait.step if journey.wait else "")
    return step


# An open question is answered


def _text_typed(journey: Journey, what: TextTyped) -> None:
    step = _asked(journey)
    if step is None:
        return
    value = _read(journey, step, what.text)
    if isinstance(value, Misfit):
        _reject(journey, step, value)
    else:
        _accept(journey, step, value)


def _read(journey: Journey, step: Ask, text: str) -> Any:  # noqa: ANN401 - any JSON value, or a Misfit
    """The value of a typed text; the whole label of a choice counts as a tap on it, everywhere."""
    if not step.takes_text:
        return TAP_PLEASE
    if step.choices:
        typed = " ".join(text.casefold().split())
        for option in step.offered(journey.visit.scope):
            if typed == option.label.casefold():
                return step.value_of(option.value)
    return step.read(text, journey.visit.scope)


def _option_tapped(journey: Journey, what: OptionTapped) -> None:
    step, wait = _asked(journey), journey.wait
    if step is None or wait is None or not 0 <= what.position < len(wait.options):
        return
    option = wait.options[what.position]
    if option == SKIP:
        _pass_over(journey, step, None)
    elif option == KEEP:
        _leave_as_it_was(journey, step)
    elif isinstance(step, AskChoices):
        _tick(journey, step, option)
    else:
        _accept(journey, step, step.value_of(option))


def _tick(journey: Journey, step: AskChoices, option: str) -> None:
    wait, scope = journey.wait, journey.visit.scope
    if wait is None:
        return
    if option == DONE:
        fault = step.count_fault(len(wait.chosen))
        if fault:
            _reject(journey, step, Misfit(fault))
        else:
            _accept(journey, step, list(wait.chosen))
        return
    chosen = step.in_order(set(wait.chosen) ^ {option}, scope)
    journey.wait = replace(wait, chosen=chosen)
    rows = step.rows(scope, chosen, is_reopened=KEEP in wait.options)
    journey.events.append(ButtonsChanged(step=step.id, rows=rows))


def _accept(journey: Journey, step: Ask, value: Any) -> None:  # noqa: ANN401 - any JSON value
    journey.answer(step.id, Answer(value=value))
    _tell_answer(journey, step, value)
    journey.walk_on(step)
    journey.keep()


def _tell_answer(journey: Journey, step: Ask, value: Any) -> None:  # noqa: ANN401 - any JSON value
    journey.events.append(AnswerGiven(name=step.id))
    if isinstance(step, AskConsent):
        journey.events.append(ConsentAnswered(purpose=step.purpose, is_given=value is True))


def _reject(journey: Journey, step: Ask, misfit: Misfit) -> None:
    wait, visit = journey.wait, journey.visit
    if wait is None:
        return
    journey.events.append(AnswerRejected(name=step.id))
    attempts = wait.attempts + 1
    if step.attempts and attempts >= step.attempts.limit:
        _pass_over(journey, step, GAVE_UP)
        return
    wording = step.invalid.render(visit.scope, visit.occurrence) if step.invalid else misfit.wording
    rows = step.rows(visit.scope, wait.chosen, is_reopened=KEEP in wait.options)
    journey.wait = replace(wait, attempts=attempts, options=options_of(rows))
    journey.say(step, rows, wording, MessageKind.QUESTION)


def _skip_asked(journey: Journey, _: SkipAsked) -> None:
    step = _asked(journey)
    if step is not None and step.skip:
        _pass_over(journey, step, None)


def _pass_over(journey: Journey, step: Ask, reason: str | None) -> None:
    journey.answer(step.id, Answer(value=reason, is_skipped=True))
    journey.events.append(AnswerSkipped(name=step.id))
    journey.walk_on(step)
    journey.keep()


def _leave_as_it_was(journey: Journey, step: Ask) -> None:
    held = journey.answers.get(step.id)
    if held is not None:
        journey.answer(step.id, held)
        journey.walk_on(step)


# The person steers


def _back_asked(journey: Journey, what: BackAsked) -> None:
    """Open an earlier question again; what was answered stands until it is answered anew."""
    step = _asked(journey)
    if step is None:
        return
    earlier = journey.answered_before(journey.flow.index[step.id])
    name = what.to if what.to is not None else (earlier[-1] if earlier else "")
    target = journey.flow.step_of(name) if name in earlier else None
    if isinstance(target, Ask):
        journey.ask(target)


def _answer_edited(journey: Journey, what: AnswerEdited) -> None:
    """Put new words in, and work the path out again unless a question before them is open."""
    opened = _asked(journey)
    edited = None if opened is None else _edited(journey, what)
    if opened is None or edited is None:
        return
    step, value = edited
    held = journey.answers[step.id]
    if step.id == opened.id:
        _accept(journey, step, value)
    elif not held.applies or journey.flow.index[step.id] > journey.flow.index[opened.id]:
        journey.replace_value(step.id, value)
        _tell_answer(journey, step, value)
        journey.keep()
    else:
        journey.answer(step.id, Answer(value=value))
        _tell_answer(journey, step, value)
        journey.walk_on(step, hold=opened.id)
        journey.keep()


def _answer_edited_after(journey: Journey, what: AnswerEdited) -> None:
    """In a run that has ended only the entry follows."""
    edited = _edited(journey, what)
    if edited is not None:
        step, value = edited
        journey.replace_value(step.id, value)
        journey.events.append(AnswerGiven(name=step.id))
        journey.keep()


def _edited(journey: Journey, what: AnswerEdited) -> tuple[Ask, Any] | None:
    """The question and its new value; None if nothing changes or the edit does not fit."""
    step, held = journey.flow.step_of(what.name), journey.answers.get(what.name)
    value = TAP_PLEASE if held is None or not isinstance(step, Ask) else _read(journey, step, what.text)
    if held is None or not isinstance(step, Ask) or isinstance(value, Misfit):
        journey.events.append(AnswerRejected(name=what.name))
        return None
    return None if value == held.value and not held.is_skipped else (step, value)


def _stop_asked(journey: Journey, _: StopAsked) -> None:
    journey.end(RunStatus.STOPPED)


def _repeat_asked(journey: Journey, _: RepeatAsked) -> None:
    step = _asked(journey)
    if step is not None:
        _say_again(journey, step, "")


def _say_again(journey: Journey, step: Ask, before: str) -> None:
    wait = journey.wait
    if wait is not None:
        rows = step.rows(journey.visit.scope, wait.chosen, is_reopened=KEEP in wait.options)
        journey.wait = replace(wait, options=options_of(rows))
        journey.say(step, rows, before + journey.question(step), MessageKind.QUESTION)


# Time passes


def _timed_out(journey: Journey, what: WaitTimedOut) -> None:
    step, wait = _asked(journey), journey.wait
    if step is None or wait is None:
        return
    if what.timeout is Timeout.EXPIRY:
        _give_up(journey, step)
    elif wait.remind_after is not None:
        visit = journey.visit
        words = step.remind.render(visit.scope, visit.occurrence) if step.remind else REMINDER
        journey.wait = replace(wait, remind_after=None)
        _say_again(journey, step, f"{words}\n\n")


def _give_up(journey: Journey, step: Ask) -> None:
    """Take the no-answer path, or expire; an earlier answer to a question that was opened again stands."""
    if step.on_no_answer is None or step.id in journey.answers:
        journey.end(RunStatus.EXPIRED)
    else:
        _pass_over(journey, step, NO_ANSWER)


# The closing card


def _card_tapped(journey: Journey, what: OptionTapped) -> None:
    wait = journey.wait
    if wait is None or not 0 <= what.position < len(wait.options):
        return
    position = journey.flow.index.get(wait.step)
    step = journey.flow.steps[position] if position is not None else None
    tapped = step.tapped(wait.options[what.position], journey.answers) if isinstance(step, Close) else None
    if tapped is None or not isinstance(step, Close):
        return
    name, value = tapped
    journey.answer(name, Answer(value=value))
    journey.events.append(AnswerGiven(name=name))
    journey.events.append(ButtonsChanged(step=step.id, rows=step.rows(journey.answers)))
    journey.keep()


Handler = Callable[[Journey, Any], None]

HANDLERS: Mapping[tuple[RunStatus, type], Handler] = MappingProxyType(
    {
        (RunStatus.WAITING, TextTyped): _text_typed,
        (RunStatus.WAITING, OptionTapped): _option_tapped,
        (RunStatus.WAITING, SkipAsked): _skip_asked,
        (RunStatus.WAITING, BackAsked): _back_asked,
        (RunStatus.WAITING, AnswerEdited): _answer_edited,
        (RunStatus.WAITING, StopAsked): _stop_asked,
        (RunStatus.WAITING, RepeatAsked): _repeat_asked,
        (RunStatus.WAITING, WaitTimedOut): _timed_out,
        (RunStatus.COMPLETED, OptionTapped): _card_tapped,
        (RunStatus.COMPLETED, AnswerEdited): _answer_edited_after,
        (RunStatus.STOPPED, AnswerEdited): _answer_edited_after,
        (RunStatus.EXPIRED, AnswerEdited): _answer_edited_after,
        (RunStatus.FAILED, AnswerEdited): _answer_edited_after,
    }
)
"""What can happen to a run in which status; everything else changes nothing."""
