"""How thoroughly the benchmarks run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One set of options for every benchmark."""

    quick: bool
    peers_only: bool = False
    """Leave this bot out: for work on the peers and the judge."""

    @property
    def rounds(self) -> int:
        """Paired rounds; a verdict needs five."""
        return 2 if self.quick else 5

    @property
    def flow_rounds(self) -> int:
        """How often each chat goes through flow 2 in a measured phase."""
        return 3 if self.quick else 6
