"""`kipic flows graph`: a flow's picture as Mermaid text, or as an SVG file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app.authoring.folder import FlowsFolder
from bot.app.authoring.terminal import say
from bot.domain.errors import KipicError
from bot.engine.graph import chart_of, mermaid, svg


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCounts:
    """People who wait, by step of the flow; `beside` tells in words who waits at a step that it has not got."""

    by_step: Mapping[str, int]
    beside: Sequence[str]


def draw(folder: FlowsFolder, name: str, *, svg_file: Path | None, live: LiveCounts | None = None) -> int:
    """Write the SVG file, or print Mermaid text where none is named; with the people who wait, if they were counted."""
    chart = chart_of(folder.flow(name))
    counts = live.by_step if live else None
    if svg_file is None:
        say(mermaid(chart, counts=counts).rstrip())
        for line in live.beside if live else ():
            say(f"%% {line}")
        return 0
    try:
        svg_file.write_text(svg(chart, counts=counts), encoding="utf-8")
    except OSError as error:
        raise KipicError(
            f"{svg_file} can't be written: {error.strerror}.", remedy="Name a file in a folder that is there."
        ) from None
    say(f"{svg_file} shows '{name}'. Open it in a browser, or print it.")
    for line in live.beside if live else ():
        say(line)
    return 0
