"""The playground's clock: it runs like the machine's, from wherever it was set last."""

from datetime import datetime, timedelta

from bot.ports import Clock


class TurnedClock:
    """A clock that can be turned forward; between turns it runs at the usual speed."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """The present instant of the playground, in UTC."""
        return self._machine.now() + self._ahead

    def turn_to(self, instant: datetime) -> None:
        """Make it that instant now; turning back is ignored, since what is stored can't be undone."""
        self._ahead += max(timedelta(0), instant - self.now())
