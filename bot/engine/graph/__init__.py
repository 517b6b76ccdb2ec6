"""Shows a flow as a picture: as Mermaid text for a page that draws it, or as an SVG that prints and fits a phone."""

from bot.engine.graph.chart import Card, Chart, Line, chart_of
from bot.engine.graph.mermaid import mermaid
from bot.engine.graph.svg import svg

__all__ = ["Card", "Chart", "Line", "chart_of", "mermaid", "svg"]
