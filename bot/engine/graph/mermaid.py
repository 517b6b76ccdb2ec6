"""A flow's chart as Mermaid text, for the many places that draw it (a wiki, a merge request, an editor)."""

from collections.abc import Mapping
from html import escape

from bot.engine.filters import shortened
from bot.engine.graph.chart import Card, Chart, Line

WORDS_LENGTH = 60
LABELS_LENGTH = 40
"""Characters of a card's words and of a line's labels; the picture is an overview."""


def mermaid(chart: Chart, *, counts: Mapping[str, int] | None = None) -> str:
    """The chart as a Mermaid flowchart; `counts` are people who wait, by step."""
    keys = {card.step: f"s{number}" for number, card in enumerate(chart.cards)}
    lines = ["flowchart TD"]
    lines += [f"  {keys[card.step]}{_node(card, (counts or {}).get(card.step, 0))}" for card in chart.cards]
    lines += [_edge(line, keys) for line in chart.lines]
    return "\n".join(lines) + "\n"


def _node(card: Card, count: int) -> str:
    parts = [f"<b>{escape(card.step)}</b>"]
    parts += [f"<i>if {_safe(card.condition)}</i>"] if card.condition else []
    parts += [_safe(shortened(" ".join(card.words.split()), WORDS_LENGTH))] if card.words else []
    parts += [f"{count} waiting"] if count else []
    text = "<br/>".join(parts)
    if card.is_end:
        return f'(["{text}"])'
    if card.waits:
        return f'["{text}"]'
    return f'{{{{"{text}"}}}}' if card.type == "branch" else f'("{text}")'


def _edge(line: Line, keys: Mapping[str, str]) -> str:
    arrow = "-.->" if line.is_bypass else "-->"
    label = f'|"{_safe(shortened(" · ".join(line.labels), LABELS_LENGTH))}"|' if line.labels else ""
    return f"  {keys[line.source]} {arrow}{label} {keys[line.to]}"


def _safe(text: str) -> str:
    """Text that neither Mermaid nor HTML reads as anything else."""
    return escape(text, quote=True).replace("|", "&#124;").replace("#", "&num;").replace("&&num;", "&#")
