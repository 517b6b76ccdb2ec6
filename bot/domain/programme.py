"""Which flows there are for people: the turns of their own rotation, the commands, the choice of /reflect."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.ids import ParticipantId


class CatchUp(StrEnum):
    """What becomes of a person's own question that fell due while nothing ran.

    `latest`: it comes late, as long as its window is open; as windows close at the next occurrence, that is the last
    one alone. `skip`: it is passed over. What has one chance only comes in any case.
    """

    LATEST = "latest"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """The flows of the person's own programme.

    `usual` is asked as a rule; once in `every` occurrences one of `instead` takes its place, each person's turn
    beginning at a different point; after `light_after_skips` skips in a row the light one is offered.
    """

    usual: str
    instead: tuple[str, ...] = ()
    every: int = 4
    light: str | None = None
    light_after_skips: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What is offered and asked by default: days, slots ("HH:MM"), how long a prompt stays open, how many a week.

    `days` are how many of the person's working days are asked on; `window_hours` is how long a prompt may still be
    sent and answered, `catch_up` what becomes of it after an outage; `starts_a_week` and `contacts_a_day` are the budget over all programmes. `commands` are the
    flows that people begin with a command of their own, `reflect` those that /reflect offers, in its order.
    """

    rotation: Rotation
    days: int = 2
    slots: tuple[str, ...] = ("12:45", "18:30", "20:00")
    window_hours: int = 24
    catch_up: CatchUp = CatchUp.LATEST
    starts_a_week: int = 3
    contacts_a_day: int = 1
    review: str | None = None
    commands: Mapping[str, str] = field(default_factory=dict)
    reflect: tuple[str, ...] = ()

    def flows(self) -> frozenset[str]:
        """All flows that the programme names."""
        rotation = self.rotation
        named = {rotation.usual, rotation.light, self.review, *rotation.instead, *self.reflect}
        named.update(self.commands.values())
        return frozenset(name for name in named if name)


def own_flow(
    rotation: Rotation, *, participant_id: ParticipantId, occurrence: int, skips_in_a_row: int = 0
) -> str:
    """The flow for a person's next own occurrence, counted from 0."""
    if rotation.light and skips_in_a_row >= rotation.light_after_skips:
        return rotation.light
    turn, place = divmod(occurrence, rotation.every)
    if rotation.instead and place == rotation.every - 1:
        return rotation.instead[(turn + _beginning(participant_id)) % len(rotation.instead)]
    return rotation.usual


def _beginning(participant_id: ParticipantId) -> int:
    """Where this person's rotation begins: always the same, and spread over people."""
    return int.from_bytes(hashlib.sha256(participant_id.encode()).digest()[:4], "big")
