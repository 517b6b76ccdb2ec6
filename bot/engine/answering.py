"""What a typed word, a tap or Skip does to the open question."""

from dataclasses import replace
from typing import Any

from bot.engine.events import (
    AnswerGiven,
    AnswerRejected,
    AnswerSkipped,
    ButtonsChanged,
    ConsentAnswered,
    FailureReason,
)
from bot.engine.journey import Journey, options_of
from bot.engine.run import Answer, OptionTapped, SkipAsked, TextTyped
from bot.engine.steps.ask import DONE, GAVE_UP, KEEP, SKIP, Ask, Misfit
from bot.engine.steps.ask_choices import AskChoices
from bot.engine.steps.ask_consent import AskConsent

TAP_PLEASE = Misfit("Please tap one of the buttons.")

GONE = "That choice is no longer there."
"""Said above the question when a button is tapped that a later version of the flow doesn't have."""


def open_ask(journey: Journey) -> Ask | None:
    """The question at which the run waits, or None if its flow hasn't got it."""
    position = journey.flow.index.get(journey.wait.step) if journey.wait else None
    step = journey.flow.steps[position] if position is not None else None
    return step if isinstance(step, Ask) else None


def asked(journey: Journey) -> Ask | None:
    """The open question; a run that waits at a step which its flow hasn't got fails."""
    step = open_ask(journey)
    if step is None:
        journey.fail(FailureReason.NO_SUCH_STEP)
    return step


def text_typed(journey: Journey, what: TextTyped) -> None:
    """Take what was typed as the answer, or say what would fit."""
    step = asked(journey)
    if step is not None:
        _take(journey, step, read(journey, step, what.text))


def option_tapped(journey: Journey, what: OptionTapped) -> None:
    """Take a tap: a choice, a tick, or one of the controls."""
    step, wait = asked(journey), journey.wait
    if step is None or wait is None or not 0 <= what.position < len(wait.options):
        return
    option = wait.options[what.position]
    if _is_gone(journey, step, option):
        journey.say_anew(step, f"{GONE}\n\n{journey.question(step)}")
    elif option == SKIP:
        pass_over(journey, step, None)
    elif option == KEEP:
        _leave_as_it_was(journey, step)
    elif isinstance(step, AskChoices):
        _tick(journey, step, option)
    else:
        _take(journey, step, _checked(journey, step, step.value_of(option, journey.scope)))


def skip_asked(journey: Journey, _: SkipAsked) -> None:
    """Pass the question over, where one may."""
    step = asked(journey)
    if step is not None and step.skip:
        pass_over(journey, step, None)


def read(journey: Journey, step: Ask, text: str) -> Any:  # noqa: ANN401 - any JSON value, or a Misfit
    """The value of a typed text, or why it does not fit; the whole label of a choice counts as a tap on it."""
    if not step.takes_text:
        return TAP_PLEASE
    if step.choices:
        typed = " ".join(text.casefold().split())
        for option in step.offered(journey.scope):
            if typed == option.label.casefold():
                return _checked(journey, step, step.value_of(option.value, journey.scope))
    return _checked(journey, step, step.read(text, journey.scope))


def accept(journey: Journey, step: Ask, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write the answer down and go where it leads."""
    journey.answers.write(step.id, Answer(value=value))
    tell_answer(journey, step, value)
    journey.walk_on(step)
    journey.keep()


def tell_answer(journey: Journey, step: Ask, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Say in events that there is an answer."""
    journey.events.append(AnswerGiven(name=step.id))
    if isinstance(step, AskConsent):
        journey.events.append(ConsentAnswered(purpose=step.purpose, is_given=value is True))


def pass_over(journey: Journey, step: Ask, reason: str | None) -> None:
    """Go on without an answer; `reason` says why, if not because the person wished so."""
    journey.answers.write(step.id, Answer(value=reason, is_skipped=True))
    journey.events.append(AnswerSkipped(name=step.id))
    journey.walk_on(step)
    journey.keep()


def _checked(journey: Journey, step: Ask, value: Any) -> Any:  # noqa: ANN401 - any JSON value, or a Misfit
    """The value, unless one of the author's own checks says something against it."""
    if isinstance(value, Misfit) or not step.validations:
        return value
    return step.misfit(value, journey.scope, journey.visit.occurrence) or value


def _take(journey: Journey, step: Ask, value: Any) -> None:  # noqa: ANN401 - any JSON value, or a Misfit
    if isinstance(value, Misfit):
        _reject(journey, step, value)
    else:
        accept(journey, step, value)


def _is_gone(journey: Journey, step: Ask, option: str) -> bool:
    """Whether a button that is shown is one that the question no longer has."""
    if option == SKIP:
        return not step.skip
    if option in {DONE, KEEP} or option in step.choices or step.choices_from is not None:
        return False
    return all(option != offered.value for offered in step.offered(journey.scope))


def _tick(journey: Journey, step: AskChoices, option: str) -> None:
    wait, scope = journey.wait, journey.scope
    if wait is None:
        return
    if option == DONE:
        fault = step.count_fault(len(wait.chosen))
        _take(journey, step, Misfit(fault) if fault else _checked(journey, step, list(wait.chosen)))
        return
    chosen = step.in_order(set(wait.chosen) ^ {option}, scope)
    journey.wait = replace(wait, chosen=chosen)
    rows = step.rows(scope, chosen, is_reopened=KEEP in wait.options)
    if options_of(rows) == wait.options:
        journey.events.append(ButtonsChanged(step=step.id, rows=rows))
    else:
        journey.say_anew(step, journey.question(step))


def _reject(journey: Journey, step: Ask, misfit: Misfit) -> None:
    wait, visit = journey.wait, journey.visit
    if wait is None:
        return
    journey.events.append(AnswerRejected(name=step.id))
    attempts = wait.attempts + 1
    if step.attempts and attempts >= step.attempts.limit:
        pass_over(journey, step, GAVE_UP)
        return
    general = step.invalid.render(visit.scope, visit.occurrence) if step.invalid else misfit.wording
    wording = misfit.wording if misfit.is_authored else general
    journey.wait = replace(wait, attempts=attempts)
    journey.say_anew(step, wording)


def _leave_as_it_was(journey: Journey, step: Ask) -> None:
    held = journey.answers.held.get(step.id)
    if held is not None:
        journey.answers.write(step.id, held)
        journey.walk_on(step)
