"""What all rules share: the days that they name, and the times of day on them."""

from datetime import date, time
from typing import NamedTuple


class RuleDay(NamedTuple):
    """A date that a rule names, and the date on which it is due (later, when days off move it)."""

    nominal: date
    due: date


def check_slots(slots: tuple[time, ...]) -> None:
    """Raise ValueError unless the slots are whole minutes, at least one, in order, each once."""
    if not slots or list(slots) != sorted(set(slots)):
        raise ValueError("slots are at least one, in order, each once")
    if any(slot.tzinfo or slot.second or slot.microsecond for slot in slots):
        raise ValueError("a slot is a whole minute of the local clock")


def slot_to_json(slot: time) -> str:
    """A slot as rules store it: "12:45"."""
    return slot.strftime("%H:%M")


def slot_from_json(text: str) -> time:
    """The slot of `slot_to_json`; raises ValueError or TypeError on anything else."""
    return time.fromisoformat(text)
