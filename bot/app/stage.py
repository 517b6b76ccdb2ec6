"""A playground that runs, as those who act in it get hold of it."""

from dataclasses import dataclass

from bot.app.backstage import ProgramBackstage
from bot.app.clock import TurnedClock
from bot.app.program import Program
from bot.playground.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where its page is, the world of its phones, the bot behind it, and what moves its clock."""

    url: str
    world: World
    program: Program
    clock: TurnedClock
    backstage: ProgramBackstage
