"""How thoroughly the benchmarks run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One set of options for every benchmark."""

    quick: bool
    peers_only: bool = False
    """Leave this bot out: for work on the peers and the judge."""
    sizes: tuple[int, ...] = ()
    """Schedules that the due loop is measured with, rising; none for the usual sizes."""

    @property
    def rounds(self) -> int:
        """Paired rounds; a verdict needs five."""
        return 2 if self.quick else 5

    @property
    def flow_rounds(self) -> int:
        """How often each chat goes through flow 2 in a measured phase."""
        return 3 if self.quick else 6

    @property
    def schedules(self) -> tuple[int, ...]:
        """How many schedules the due loop is measured with, one size after the other."""
        usual = (10_000, 100_000) if self.quick else (10_000, 100_000, 1_000_000)
        return tuple(sorted(self.sizes)) or usual
