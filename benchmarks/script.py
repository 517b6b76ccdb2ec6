"""What a chat of the crowd does and hears, step by step; learnt once by a scout and replayed by all."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

ANSWERS_A_ROUND = 3
"""Flow 2 asks three questions; a round is its command and these answers."""

_SAW = ("the wider family", "the home visit", "the long list", "the quiet pause", "the second story")
_OPENED = ("changed what I asked", "showed me the question", "bent my usual rule", "made the plan smaller")
_WHERE = ("at the end of surgery", "between two calls", "while we waited", "on the way back", "over a coffee")
_LESSON = ("to ask earlier", "to write less", "to wait a little", "to try one thing", "to say it plainly")
_WHOM = (
    "with the nurse",
    "with the team",
    "with the trainee",
    "on my own",
    "with the carer",
    "with the pharmacist",
)
_WORTH = ("and it held", "and it helped", "and that was new", "and I kept it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One update: a command, a sentence of the chat's own, or a tap on a button of what it heard last."""

    command: str | None = None
    question: int | None = None
    """Answer this question of the round with an own sentence."""
    tap: tuple[int, int] | None = None
    """Which message of the last batch, and which of its buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One message that the bot is to send back."""

    has_buttons: bool
    text: str | None
    """The exact words, where the scout heard the same ones twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act and the messages that answer it."""

    act: Act
    sounds: tuple[Sound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole conversation: onboarding, a first round, and the round that is repeated and measured."""

    onboarding: tuple[Step, ...]
    first_round: tuple[Step, ...]
    round: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """The script as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Script":
        """The script that `to_json` gave."""
        return cls(**{phase: tuple(map(_step, steps)) for phase, steps in stored.items()})


def _step(stored: dict[str, Any]) -> Step:
    act = stored["act"]
    tap = None if act["tap"] is None else (act["tap"][0], act["tap"][1])
    return Step(
        act=Act(command=act["command"], question=act["question"], tap=tap),
        sounds=tuple(Sound(**sound) for sound in stored["sounds"]),
    )


def settled(rounds: list[tuple[Step, ...]]) -> tuple[Step, ...]:
    """The round that all of these are: their common shape, with words only where every round had the same.

    Raises `ValueError` when their shapes differ, because then nothing can be replayed.
    """
    for one, other in pairwise(rounds):
        if _shape(one) != _shape(other):
            raise ValueError(f"the bot's rounds differ in shape: {_shape(one)} and then {_shape(other)}")
    return tuple(
        Step(
            act=steps[0].act,
            sounds=tuple(
                Sound(
                    has_buttons=sounds[0].has_buttons,
                    text=sounds[0].text if len({sound.text for sound in sounds}) == 1 else None,
                )
                for sounds in zip(*(step.sounds for step in steps), strict=True)
            ),
        )
        for steps in zip(*rounds, strict=True)
    )


def _shape(steps: tuple[Step, ...]) -> list[list[bool]]:
    return [[sound.has_buttons for sound in step.sounds] for step in steps]


def sentence(chat: int, turn: int) -> str:
    """An answer of about 120 characters, different for each of 60,000 chats and turns, that identifies nobody."""
    number = chat * 101 + turn
    chosen = []
    for words in (_SAW, _OPENED, _WHERE, _LESSON, _WHOM, _WORTH):
        number, index = divmod(number, len(words))
        chosen.append(words[index])
    saw, opened, where, lesson, whom, worth = chosen
    return f"I noticed that {saw} {opened} {where}, so next time I will remember {lesson} {whom}, {worth}."
