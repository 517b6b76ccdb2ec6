"""Texts in further languages: a sibling file says some of a flow's texts again, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.engine.document import Document, Path
from bot.engine.errors import suggest
from bot.engine.shelf import Shelf
from bot.engine.steps.step import Step

TEXT_KEYS = frozenset(
    {
        "text",
        "hint",
        "remind",
        "invalid",
        "skip",
        "yes",
        "no",
        "low",
        "high",
        "done",
        "choices",
        "taps",
        "validate",
    }
)
"""Keys of a step that hold words, and so may be said again."""


@dataclass(slots=True)
class Translations:
    """What the files of one language say, step by step; remembers what was asked for."""

    shelf: Shelf
    locale: str
    asked: set[tuple[str, str]] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def words(self, file: str, step: str) -> tuple[Mapping[str, Any], Document, Path] | None:
        """The words for a step of a file, and where they stand; None if the language has none."""
        self.files.add(file)
        self.asked.add((file, step))
        document = self.shelf.document(file)
        if document is None or not isinstance(document.value, dict):
            return None
        steps = document.value.get("steps")
        words = steps.get(step) if isinstance(steps, dict) else None
        return (words, document, ("steps", step)) if isinstance(words, dict) else None

    def title(self, file: str) -> str | None:
        """The flow's title in this language."""
        document = self.shelf.document(file)
        title = document.value.get("title") if document and isinstance(document.value, dict) else None
        return title if isinstance(title, str) and title.strip() else None

    def check(self) -> None:
        """Tell what the files say that no step asked for."""
        for file in sorted(self.files):
            document = self.shelf.document(file)
            if document is None:
                continue
            raw = document.value
            if not isinstance(raw, dict) or not isinstance(raw.get("steps") or {}, dict):
                reason, remedy = (
                    "A translation holds steps: and below it each step's texts.",
                    "Write steps: {name: {text: …}}",
                )
                self.shelf.fault(document, (), reason, remedy)
                continue
            for key in raw:
                if key not in {"title", "steps"}:
                    known = suggest(key, {"title", "steps"})
                    self.shelf.fault(document, (key,), f"The key '{key[:40]}' is not known.", known)
            steps = {step for asked, step in self.asked if asked == file}
            for step, words in (raw.get("steps") or {}).items():
                if step not in steps:
                    self.shelf.fault(
                        document, ("steps", step), f"There is no step '{step[:60]}'.", suggest(step, steps)
                    )
                elif not isinstance(words, dict):
                    self.shelf.fault(document, ("steps", step), "This should be a mapping (key: value).")


def said_again(values: Mapping[str, Any], words: Mapping[str, Any]) -> Mapping[str, Any]:
    """A step as authored with its texts in other words; choices and taps keep where they lead."""
    return {
        **values,
        **{key: _again(values.get(key), said) for key, said in words.items() if key in TEXT_KEYS},
    }


def misplaced(values: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """What a translation says that is no text of the step."""
    for key, said in words.items():
        old = values.get(key)
        if key not in TEXT_KEYS:
            yield (key,), f"'{key[:40]}' is no text.", suggest(key, TEXT_KEYS)
        elif key in {"choices", "taps"}:
            yield from _misplaced_labels(key, old, said)
        elif key == "skip" and not old:
            yield (key,), "There is no Skip here to translate.", "Leave it out."
        elif key == "validate" and (not isinstance(said, list) or len(said) > len(old or ())):
            yield (key,), "'validate' is the list of what is said, in the same order.", "Write: [text, text]."


def _misplaced_labels(key: str, old: Any, said: Any) -> Iterator[tuple[Path, str, str]]:  # noqa: ANN401 - whatever the authors wrote
    if not isinstance(said, dict):
        yield (key,), f"'{key}' names each button again.", "Write it like: {value: Label}."
        return
    for value, words in said.items():
        if not isinstance(old, dict) or value not in old:
            yield (key, value), f"There is no '{value[:40]}' to translate.", suggest(value, old or ())
        elif key == "taps" and isinstance(old[value], dict) and isinstance(words, dict):
            yield from (
                ((key, *path), reason, remedy)
                for path, reason, remedy in _misplaced_labels(value, old[value], words)
            )
        elif isinstance(words, dict | list):
            yield (key, value), "Only the label is said again.", "Write it like: {value: Label}."


def untranslated(step: Step, spoken: Mapping[str, Any]) -> Iterator[Path]:
    """The keys of a step's texts that a language has no words for; numbers and signs need none."""
    for text in step.texts():
        if any(sign.isalpha() for wording in text.wordings for sign in wording) and not _has(
            spoken, text.where
        ):
            yield text.where


def _has(spoken: Any, where: Path) -> bool:  # noqa: ANN401 - any JSON value
    for key in where:
        if isinstance(spoken, dict):
            if key not in spoken:
                return False
            spoken = spoken[key]
        elif isinstance(spoken, list):
            return isinstance(key, int) and key < len(spoken)
        else:
            return True
    return True


def _again(old: Any, said: Any) -> Any:  # noqa: ANN401 - whatever the authors wrote
    if isinstance(old, dict) and "label" in old and not isinstance(said, dict):
        return {**old, "label": said}
    if isinstance(old, dict) and isinstance(said, dict) and "rotate" not in said:
        return {**old, **{key: _again(old.get(key), value) for key, value in said.items()}}
    if isinstance(old, list) and isinstance(said, list):
        return [
            {**item, "say": said[place]} if place < len(said) and isinstance(item, dict) else item
            for place, item in enumerate(old)
        ]
    return said
