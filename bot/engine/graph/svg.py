"""A flow's chart as one SVG without any outside part: it prints in black on white and fits a phone's width.

Everything is set by attributes, so a page with a strict content policy may show it; each card carries `data-step`, and
each way that belongs to one pair of steps `data-from` and `data-to`, so that a page can light where a run went.
"""

from collections.abc import Iterator, Mapping
from html import escape

from bot.engine.graph.chart import Card, Chart
from bot.engine.graph.layout import (
    CARD_WIDTH,
    HEADER,
    LANE_WIDTH,
    LINE_HEIGHT,
    MARGIN,
    PADDING,
    SMALL_LINE_HEIGHT,
    SMALL_SIZE,
    SPACE,
    TITLE_HEIGHT,
    WORDS_SIZE,
    Box,
    Lane,
    Layout,
    layout,
    text_width,
)

FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK, MUTED, FAINT = "#1d2b2a", "#5d6b6a", "#8b9897"
QUESTION, PASSED, ENDING, LIT = "#0b6e6e", "#8b9897", "#5d6b6a", "#d97706"
LANES = ("#0b6e6e", "#b4540a", "#5b4bb2", "#a1245b", "#3d6b21", "#1f5fa8")
"""Colours that differ in lightness too, so that a black print tells neighbours apart."""

_CORNER = 6
_DOWN, _TO_THE_LEFT, _TO_THE_RIGHT = ((-4, -7), (4, -7)), ((7, -4), (7, 4)), ((-7, -4), (-7, 4))
"""The far corners of an arrow's head, from its tip."""


def svg(chart: Chart, *, counts: Mapping[str, int] | None = None, lit: str | None = None) -> str:
    """The chart as SVG; `counts` are people who wait, by step, and `lit` is the step at which a run stands."""
    placed = layout(chart)
    colours = {lane.to: LANES[number % len(LANES)] for number, lane in enumerate(placed.right)}
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {placed.width:g} {placed.height:g}"'
            f' width="{placed.width:g}" height="{placed.height:g}" role="img"'
            f' aria-label="{escape(chart.title)}" font-family="{escape(FONT)}">'
        ),
        f'<rect width="{placed.width:g}" height="{placed.height:g}" fill="#ffffff"/>',
        _text(chart.title, MARGIN, TITLE_HEIGHT - 16, size=16, weight=600),
        *_falls(placed),
        *(part for lane in placed.left for part in _bypass(lane, placed)),
        *(part for lane in placed.right for part in _lane(lane, placed, colours[lane.to])),
        *(
            _box(box, placed.x, colours, (counts or {}).get(box.card.step, 0), is_lit=box.card.step == lit)
            for box in placed.boxes
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _falls(placed: Layout) -> Iterator[str]:
    x = placed.x + CARD_WIDTH / 2
    for fall in placed.falls:
        top, bottom = fall.upper.y + fall.upper.height, fall.lower.y - 1
        yield _way(fall.upper.card.step, fall.lower.card.step)
        yield _path(f"M{x:g} {top:g} V{bottom:g}", PASSED)
        yield _arrow(x, bottom, PASSED, _DOWN) + "</g>"
        if fall.label:
            yield _text(fall.label, x + 8, (top + bottom) / 2 + 3, size=SMALL_SIZE, fill=MUTED)


def _bypass(lane: Lane, placed: Layout) -> Iterator[str]:
    """Dashed, on the left: the way when the step's condition doesn't hold."""
    x, middle = placed.x - LANE_WIDTH * (lane.number + 0.8), placed.x + CARD_WIDTH / 2
    way = f"M{middle:g} {lane.top:g} H{x + _CORNER:g} Q{x:g} {lane.top:g} {x:g} {lane.top + _CORNER:g}"
    way += f" V{lane.bottom - _CORNER:g} Q{x:g} {lane.bottom:g} {x + _CORNER:g} {lane.bottom:g} H{placed.x - 5:g}"
    yield _path(way, FAINT, dashes="3 3")
    yield _arrow(placed.x - 1, lane.bottom, FAINT, _TO_THE_RIGHT)


def _lane(lane: Lane, placed: Layout, colour: str) -> Iterator[str]:
    """From each row that leads there along the lane into the step, on the right."""
    edge = placed.x + CARD_WIDTH
    x = edge + LANE_WIDTH * (lane.number + 0.8)
    rows = [(box.card.step, row) for box in placed.boxes for row in box.rows if row.to == lane.to]
    for source, row in rows:
        way = f"M{edge:g} {row.y:g} H{x - _CORNER:g} Q{x:g} {row.y:g} {x:g} {row.y + _CORNER:g}"
        yield _way(source, lane.to) + _path(way, colour) + "</g>"
    way = f"M{x:g} {lane.top + _CORNER:g} V{lane.bottom - _CORNER:g}"
    way += f" Q{x:g} {lane.bottom:g} {x - _CORNER:g} {lane.bottom:g} H{edge + 1:g}"
    yield _path(way, colour)
    yield _arrow(edge + 1, lane.bottom, colour, _TO_THE_LEFT)


def _box(box: Box, x: float, colours: Mapping[str, str], count: int, *, is_lit: bool) -> str:
    card = box.card
    left, y = x + PADDING, box.y + HEADER - 8
    parts = [f'<g data-step="{escape(card.step)}">', _frame(box, x, is_lit=is_lit)]
    parts.append(_text(card.step, left, y, size=12, weight=600))
    parts.append(
        _text(card.type.replace("_", " "), x + CARD_WIDTH - PADDING, y, size=10, fill=MUTED, anchor="end")
    )
    y += 1
    for line in box.condition:
        y += SMALL_LINE_HEIGHT
        parts.append(_text(line, left, y, size=SMALL_SIZE, fill=MUTED, style="italic"))
    for line in box.words:
        y += LINE_HEIGHT
        parts.append(_text(line, left, y, size=WORDS_SIZE))
    y += SPACE if box.plain else 0
    for line in box.plain:
        y += SMALL_LINE_HEIGHT
        parts.append(_text(line, left, y, size=SMALL_SIZE, fill=MUTED))
    for row in box.rows:
        right = x + CARD_WIDTH - PADDING + 4
        label = f"{row.label} →" if row.label else "→"
        parts.append(
            _text(label, right, row.y + 4, size=SMALL_SIZE, fill=colours[row.to], weight=600, anchor="end")
        )
    parts += [_badge(count, x + CARD_WIDTH, box.y)] if count else []
    return "\n".join([*parts, "</g>"])


def _frame(box: Box, x: float, *, is_lit: bool) -> str:
    card = box.card
    stroke, fill = _colours(card)
    if is_lit:
        stroke, fill = LIT, "#fff7e6"
    dashes = ' stroke-dasharray="5 3"' if card.condition else ""
    radius = 14 if card.is_end else 7
    return (
        f'<rect x="{x:g}" y="{box.y:g}" width="{CARD_WIDTH}" height="{box.height:g}" rx="{radius}"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="{2.2 if is_lit else 1.3}"{dashes}/>'
    )


def _colours(card: Card) -> tuple[str, str]:
    if card.is_end:
        return ENDING, "#eef1f0"
    return (QUESTION, "#f2fafa") if card.waits else (PASSED, "#ffffff")


def _badge(count: int, right: float, y: float) -> str:
    text = f"{count} waiting"
    width = text_width(text, SMALL_SIZE) + 14
    return (
        f'<rect x="{right - width - 8:g}" y="{y - 13:g}" width="{width:g}" height="18" rx="9" fill="{LIT}"/>'
        + _text(text, right - 8 - width / 2, y, size=SMALL_SIZE, fill="#ffffff", weight=600, anchor="middle")
    )


def _way(source: str, to: str) -> str:
    """The beginning of a group that draws the way between two steps."""
    return f'<g data-from="{escape(source)}" data-to="{escape(to)}">'


def _path(way: str, colour: str, *, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="1.4"{dashed}/>'


def _arrow(x: float, y: float, colour: str, corners: tuple[tuple[int, int], tuple[int, int]]) -> str:
    tail = " ".join(f"{x + across:g},{y + along:g}" for across, along in corners)
    return f'<polygon points="{x:g},{y:g} {tail}" fill="{colour}"/>'


def _text(
    text: str,
    x: float,
    y: float,
    *,
    size: float,
    fill: str = INK,
    weight: int = 400,
    anchor: str = "start",
    style: str = "normal",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}" font-weight="{weight}"'
        f' text-anchor="{anchor}" font-style="{style}">{escape(text)}</text>'
    )
