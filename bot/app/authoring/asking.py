"""Asks an author, in plain words, what has become of the steps at which people wait."""

from collections.abc import Callable, Iterable, Mapping

from bot.app.authoring.chatting import Read
from bot.app.authoring.terminal import blue, bold, counted, faint, indented, say
from bot.domain.errors import KipicError
from bot.engine.definition import Flow
from bot.engine.errors import suggest
from bot.engine.moving import NOWHERE
from bot.engine.steps.ask import Ask
from bot.services.previewing import LostStep
from bot.services.publishing import lost_in_words

Lost = Callable[[Mapping[str, str]], tuple[LostStep, ...]]
"""The steps that are still lost with these answers."""


def read_maps(told: Iterable[str]) -> dict[str, str]:
    """What `--map old=new` says, once for each; nothing behind the sign means that the step has no counterpart."""
    answers: dict[str, str] = {}
    for one in told:
        old, sign, new = (part.strip() for part in one.partition("="))
        if not old or not sign:
            raise KipicError(f"'{one[:60]}' is no map.", remedy="Write --map old_step=new_step.")
        answers[old] = new
    return answers


def ask_about(flow: Flow, lost: Lost, known: Mapping[str, str], *, read: Read) -> dict[str, str]:
    """Ask about each lost step of a flow until all are answered; raises KipicError with the list if nobody answers."""
    answers = dict(known)
    while remaining := lost(answers):
        one = remaining[0]
        if one.step in answers:
            say(f"  '{answers.pop(one.step)}' is no question of that kind in '{flow.name}'.")
            continue
        answer = _answer(flow, one, read)
        if answer is None:
            listed = "".join(f"\n  - {lost_in_words(each)}" for each in remaining)
            what = f"Somebody has to say which steps these are now:{listed}"
            raise KipicError(
                what, remedy=f"Say so with --map {one.step}=NEW, or --map {one.step}= where there is none."
            )
        answers[one.step] = answer
    return answers


def require_known(maps: Mapping[str, str], names: Iterable[str]) -> None:
    """Raise KipicError for a map of a step that no flow had."""
    names = set(names)
    for old in maps:
        if old not in names and not any(name.startswith(f"{old}.") for name in names):
            raise KipicError(f"Nobody is at a step called '{old[:60]}'.", remedy=suggest(old, names))


def _answer(flow: Flow, one: LostStep, read: Read) -> str | None:
    if not one.suggestions:
        say(f"  {lost_in_words(one)} There is no other question of its kind: {_none(one)}.")
        return NOWHERE
    _print(flow, one)
    while (typed := read("  › ")) is not None:
        answer = typed.strip()
        if answer.isdecimal() and 0 < int(answer) <= len(one.suggestions) + 1:
            return (*one.suggestions, NOWHERE)[int(answer) - 1]
        if flow.step_of(answer) is not None:
            return answer
        say(f"  Give a number from 1 to {len(one.suggestions) + 1}, or the name of a question.")
    return None


def _print(flow: Flow, one: LostStep) -> None:
    say()
    if one.waiting:
        what = f"{counted(one.waiting, 'person is', 'people are')} waiting at {bold(one.step)}"
    else:
        what = f"{counted(one.passed, 'person', 'people')} may have answered {bold(one.step)}"
    say(f"  {what} of {flow.name}. Which step is it now?")
    for line in indented(one.words, 4):
        say(faint(line))
    for number, name in enumerate(one.suggestions, start=1):
        say(f"  {blue(f'{number:>2}')}  {name}  {faint(_words(flow, name))}")
    say(f"  {blue(f'{len(one.suggestions) + 1:>2}')}  none of them: {_none(one)}")


def _none(one: LostStep) -> str:
    stay = "they stay with the version that they began with" if one.waiting else ""
    rest = "what was answered is kept, and counts no more" if one.passed else ""
    return ", and ".join(part for part in (stay, rest) if part)


def _words(flow: Flow, name: str) -> str:
    step = flow.step_of(name)
    return step.text.templates[0].source if isinstance(step, Ask) else ""
