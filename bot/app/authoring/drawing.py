"""`kipic flows graph`: a flow's picture as Mermaid text, or as an SVG file."""

from pathlib import Path

from bot.app.authoring.folder import FlowsFolder
from bot.app.authoring.terminal import say
from bot.domain.errors import KipicError
from bot.engine.graph import chart_of, mermaid, svg


def draw(folder: FlowsFolder, name: str, *, svg_file: Path | None) -> int:
    """Write the SVG file, or print Mermaid text where none is named."""
    chart = chart_of(folder.flow(name))
    if svg_file is None:
        say(mermaid(chart).rstrip())
        return 0
    try:
        svg_file.write_text(svg(chart), encoding="utf-8")
    except OSError as error:
        raise KipicError(
            f"{svg_file} can't be written: {error.strerror}.", remedy="Name a file in a folder that is there."
        ) from None
    say(f"{svg_file} shows '{name}'. Open it in a browser, or print it.")
    return 0
