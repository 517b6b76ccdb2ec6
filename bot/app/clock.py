"""The playground's clock: it runs like the machine's, from wherever it was set last."""

from datetime import datetime, timedelta

from bot.ports import Clock


class TurnedClock:
    """A clock that can be turned forward; between turns it runs at the usual speed.

    It begins at the machine's time, or at `begin`.
    """

    def __init__(self, machine: Clock, *, begin: datetime | None = None) -> None:
        self._machine = machine
        self._ahead = begin - machine.now() if begin else timedelta(0)

    def now(self) -> datetime:
        """The present instant of the playground, in UTC."""
        return self._machine.now() + self._ahead

    def machine_now(self) -> datetime:
        """What the machine's own clock shows, in UTC."""
        return self._machine.now()

    def turn_to(self, instant: datetime) -> None:
        """Make it that instant now; turning back is ignored, since what is stored can't be undone."""
        self._ahead += max(timedelta(0), instant - self.now())
