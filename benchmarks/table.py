"""Figures beside their targets: what was measured, what it must be, what it aims at."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A bound in the figure's own unit: at least `floor`, or at most `ceiling`."""

    floor: float | None = None
    ceiling: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a figure meets it."""
        return (self.floor is None or value >= self.floor) and (self.ceiling is None or value <= self.ceiling)

    def __str__(self) -> str:
        return f"≥ {self.floor:g}" if self.floor is not None else f"≤ {self.ceiling:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; without a target it only informs."""

    what: str
    value: float
    unit: str = ""
    must: Target | None = None
    aim: Target | None = None
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether a must is not met."""
        return self.must is not None and not self.must.holds(self.value)

    @property
    def verdict(self) -> str:
        """The line's last word."""
        if self.must is None:
            return ""
        if self.is_missed:
            return "MISSED"
        return "aim met" if self.aim is not None and self.aim.holds(self.value) else "met"


def paired_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of figures that were taken side by side."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))


def spread(values: Sequence[float], unit: str = "") -> str:
    """The lowest and highest of several rounds, for the note."""
    return f"{_number(min(values))} to {_number(max(values))}{unit} over {len(values)} rounds"


def print_table(title: str, figures: Sequence[Figure]) -> None:
    """Print the figures with must, aim and verdict."""
    heads = ("what", "measured", "must", "aim", "verdict", "note")
    rows = [
        (
            figure.what,
            f"{_number(figure.value)} {figure.unit}".strip(),
            str(figure.must or ""),
            str(figure.aim or ""),
            figure.verdict,
            figure.note,
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    print(f"\n{title}\n")
    for row in (heads, tuple("-" * width for width in widths), *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(flush=True)


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
