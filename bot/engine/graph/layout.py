"""Where everything of a chart lies: one column of cards in the order of the file, and lanes for what leads elsewhere.

Jumps lead forward only, so the file's own order is already a layering. One column keeps it, fits a phone's width and
never crosses a card; ways that pass cards by run in lanes beside it, one lane for all ways to the same step.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.engine.graph.chart import Card, Chart, Line

CARD_WIDTH = 300
GAP = 30
MARGIN = 16
LANE_WIDTH = 13
HEADER = 26
TITLE_HEIGHT = 40
PADDING = 12
SPACE = 4
LINE_HEIGHT = 17
SMALL_LINE_HEIGHT = 15

WORDS_SIZE = 13.0
SMALL_SIZE = 11.0
WORDS_LINES = 4
SMALL_LINES = 3

_NARROW, _WIDE = frozenset("iljtfrI.,:;'’!|()[] "), frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A way out on a card's right side: its labels, where it leads, and the height at which it leaves."""

    label: str
    to: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A card at its place, with its texts in lines as they fit."""

    card: Card
    y: float
    height: float
    condition: tuple[str, ...]
    words: tuple[str, ...]
    plain: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A vertical way beside the cards, number 0 nearest to them, from one height to another."""

    number: int
    to: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A way from a box to the one below it, with what it stands for."""

    upper: Box
    lower: Box
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything placed: boxes from top to bottom, jumps in lanes on the right, passed-by steps on the left."""

    boxes: tuple[Box, ...]
    right: tuple[Lane, ...]
    left: tuple[Lane, ...]
    falls: tuple[Fall, ...]
    x: float
    width: float
    height: float


def layout(chart: Chart) -> Layout:
    """Place a chart's cards and lines."""
    boxes = tuple(_boxes(chart))
    by_step = {box.card.step: box for box in boxes}
    below = {upper.card.step: lower for upper, lower in pairwise(boxes)}
    reached: dict[str, list[float]] = {}
    for row in (row for box in boxes for row in box.rows):
        reached.setdefault(row.to, []).append(row.y)
    right = _lanes((to, min(tops), _entry(by_step[to])) for to, tops in reached.items())
    bypasses = [line for line in chart.lines if line.is_bypass]
    left = _lanes((line.to, by_step[line.source].y - GAP / 2, _entry(by_step[line.to])) for line in bypasses)
    falls = tuple(
        Fall(
            upper=by_step[line.source],
            lower=below[line.source],
            label=_one_line(line, CARD_WIDTH / 2 - PADDING),
        )
        for line in chart.lines
        if not line.is_bypass and line.source in below and line.to == below[line.source].card.step
    )
    x = MARGIN + LANE_WIDTH * _count(left)
    last = boxes[-1]
    return Layout(
        boxes=boxes,
        right=right,
        left=left,
        falls=falls,
        x=x,
        width=x + CARD_WIDTH + LANE_WIDTH * _count(right) + MARGIN,
        height=last.y + last.height + MARGIN,
    )


def _count(lanes: Iterable[Lane]) -> int:
    return max((lane.number + 1 for lane in lanes), default=0)


def _entry(box: Box) -> float:
    """The height at which a lane enters a box."""
    return box.y + HEADER / 2


def _boxes(chart: Chart) -> Iterator[Box]:
    y = float(TITLE_HEIGHT)
    below = {upper.step: lower.step for upper, lower in pairwise(chart.cards)}
    for card in chart.cards:
        jumps = [
            line
            for line in chart.lines
            if line.source == card.step and not line.is_bypass and line.to != below.get(card.step)
        ]
        box = _box(card, y, jumps)
        yield box
        y += box.height + GAP


def _box(card: Card, y: float, jumps: list[Line]) -> Box:
    width = CARD_WIDTH - 2 * PADDING
    condition = wrapped(f"if {card.condition}", SMALL_SIZE, width, 2) if card.condition else ()
    words = wrapped(card.words, WORDS_SIZE, width, WORDS_LINES)
    plain = wrapped("  ·  ".join(card.plain), SMALL_SIZE, width, SMALL_LINES)
    height = HEADER + SMALL_LINE_HEIGHT * len(condition) + LINE_HEIGHT * len(words)
    height += SMALL_LINE_HEIGHT * len(plain) + (SPACE if plain else 0)
    rows = []
    for line in jumps:
        label = _one_line(line, width - 16)
        rows.append(Row(label=label, to=line.to, y=y + height + SMALL_LINE_HEIGHT / 2))
        height += SMALL_LINE_HEIGHT + 1
    height += SPACE * 2 if words or plain or rows or condition else 0
    return Box(card=card, y=y, height=height, condition=condition, words=words, plain=plain, rows=tuple(rows))


def _one_line(line: Line, width: float) -> str:
    return next(iter(wrapped(" · ".join(line.labels), SMALL_SIZE, width, 1)), "")


def _lanes(wanted: Iterable[tuple[str, float, float]]) -> tuple[Lane, ...]:
    """The shortest ways take the nearest lanes, and no two in a lane overlap."""
    lanes: list[Lane] = []
    for to, top, bottom in sorted(wanted, key=lambda way: (way[2] - way[1], way[1])):
        taken = {lane.number for lane in lanes if lane.top < bottom and top < lane.bottom}
        number = next(number for number in range(len(lanes) + 1) if number not in taken)
        lanes.append(Lane(number=number, to=to, top=top, bottom=bottom))
    return tuple(lanes)


def wrapped(text: str, size: float, width: float, lines: int) -> tuple[str, ...]:
    """A text in at most so many lines of this width, at this size of type; what doesn't fit ends in an ellipsis."""
    found: list[str] = []
    for word in text.split():
        if found and text_width(f"{found[-1]} {word}", size) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], f"{found[lines - 1]}…"]
    return tuple(_cut(line, size, width) for line in found)


def _cut(line: str, size: float, width: float) -> str:
    while text_width(line, size) > width and len(line) > 1:
        line = line.rstrip("…")[:-1] + "…"
    return line


def text_width(text: str, size: float) -> float:
    """About how wide a text is set in a sans-serif face; the classes of letters are enough to wrap by."""
    ems = sum(0.33 if sign in _NARROW else 0.88 if sign in _WIDE else 0.57 for sign in text)
    return ems * size
