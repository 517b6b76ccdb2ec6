"""Faults of a flow's words: what is too long to send, and as warnings the copy rules for each text."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.engine.definition import Flow
from bot.engine.inspection.copy_rules import APPLAUSE, GRADING, PROMPT_LIMIT, found_in
from bot.engine.inspection.finding import Finding, Severity
from bot.engine.inspection.places import Places
from bot.engine.inspection.visible import MESSAGE_LIMIT, length, longest, visible
from bot.engine.steps.ask import Ask
from bot.engine.steps.ask_consent import AskConsent
from bot.engine.steps.step import Step, Text, TextKind


@dataclass(frozen=True, slots=True)
class _At:
    """A text of a step, of which something is to be told."""

    step: Step
    text: Text
    places: Places

    def told(self, severity: Severity, what: str, remedy: str) -> Finding:
        place = self.places.of(self.step.id, self.text.where)
        return Finding(
            severity=severity,
            file=place.file,
            line=place.line,
            step=self.step.id,
            what=what,
            remedy=remedy,
        )

    def warning(self, what: str, remedy: str) -> Finding:
        return self.told(Severity.WARNING, what, remedy)


def inspect_wording(flow: Flow) -> Iterator[Finding]:
    """All faults of this kind, in every language of the flow."""
    for language in (flow, *flow.spoken.values()):
        yield from _wording(language, Places(language))
    yield from _untranslated(flow)


def _wording(flow: Flow, places: Places) -> Iterator[Finding]:
    for step in flow.steps:
        texts = tuple(step.texts())
        yield from _too_long_to_send(step, texts, places)
        for text in texts:
            at = _At(step, text, places)
            if text.kind is TextKind.QUESTION:
                yield from _prompt(at)
            yield from _tone(at)
        yield from _no_way_round(step, texts, places)


def _untranslated(flow: Flow) -> Iterator[Finding]:
    places = Places(flow)
    for locale, step, where in flow.missing_translations():
        place, key = places.of(step, where), ".".join(map(str, where)) or "title"
        yield Finding(
            severity=Severity.WARNING,
            file=place.file,
            line=place.line,
            step=step,
            what=f"'{key}' is not said in '{locale}': people who read that meet it as it stands here.",
            remedy=f"Add it to the file of '{locale}' beside this one.",
        )


def _too_long_to_send(step: Step, texts: tuple[Text, ...], places: Places) -> Iterator[Finding]:
    """The longest message that a step can send: a reminder stands above its question, and a hint below it."""
    together = [text for text in texts if text.where[0] in {"text", "hint", "remind"}]
    most = sum(max(longest(words) for words in text.wordings) for text in together)
    if most > MESSAGE_LIMIT:
        what = f"With long answers in it, this message reaches {most} characters; Telegram takes {MESSAGE_LIMIT}."
        at = _At(step, max(together, key=lambda text: max(map(longest, text.wordings))), places)
        yield at.told(Severity.ERROR, what, "Shorten it, print fewer values, or use {{ value | short }}.")


def _prompt(at: _At) -> Iterator[Finding]:
    for words in at.text.wordings:
        shown = visible(words)
        # Consent has to be informed in the very message that asks for it: the rule holds for its last paragraph.
        asked = shown.rpartition("\n\n")[2] if isinstance(at.step, AskConsent) else shown
        if length(asked) > PROMPT_LIMIT:
            what = f"This question has {length(asked)} characters; the rule is {PROMPT_LIMIT} at most."
            yield at.warning(what, "Say it shorter, or move what explains it into a 'say' or 'hint'.")
        if asked.count("?") > 1:
            what = f"This asks {asked.count('?')} questions at once; the rule is one a message."
            yield at.warning(what, "Keep the one that matters, or make two steps.")


def _tone(at: _At) -> Iterator[Finding]:
    for words in at.text.wordings:
        praise, grade = found_in(visible(words), APPLAUSE), found_in(visible(words), GRADING)
        if praise:
            yield at.warning(f"'{praise}' cheers.", "Thank once, plainly: praise makes a game of it.")
        if grade:
            yield at.warning(f"'{grade}' grades or counts.", "Say what is there, not what is missing.")


def _no_way_round(step: Step, texts: tuple[Text, ...], places: Places) -> Iterator[Finding]:
    """A question that only words can answer, after the first, should have Skip; the first one has Later and Stop."""
    if isinstance(step, Ask) and step.type == "ask_text" and not step.skip and not step.choices:
        at = _At(step, texts[0], places)
        yield at.warning("Only words can answer this, and there is no Skip.", "Add skip: true.")
