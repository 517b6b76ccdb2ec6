"""`kipic flows new`: a small flow to change, with a transcript, and the schema with which editors complete it."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import orjson

from bot.app.authoring.terminal import bold, faint, say
from bot.domain.errors import KipicError
from bot.engine.schema import flow_schema
from bot.engine.shelf import FLOW_FILE

SCHEMA_FILE = "flow.schema.json"
"""Where flows of a folder find their schema: beside their folders."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TEMPLATE = (FLOW_FILE, "answered.transcript.yaml")
_EDITORS_LINE = f"# yaml-language-server: $schema=../{SCHEMA_FILE}\n"


def begin(path: Path, name: str, *, option: str = "") -> int:
    """Make a flow of this name in a folder of flows; `option` is what names the folder to the other commands."""
    content = new_flow(name)
    home = path / name
    if home.exists():
        raise KipicError(f"{home} is there already.", remedy="Choose another name.")
    try:
        home.mkdir(parents=True)
        for file, text in content.items():
            lead = _EDITORS_LINE if file == FLOW_FILE else ""
            (home / file).write_text(lead + text, encoding="utf-8")
        (path / SCHEMA_FILE).write_bytes(schema_text())
    except OSError as error:
        raise KipicError(
            f"{home} can't be made: {error.strerror}.", remedy="Name a --dir in which you may write."
        ) from None
    say(f"{bold(str(home / FLOW_FILE))} is yours to change. Then:")
    for command, does in (
        (f"check {name}", "finds what to mend"),
        (f"play {name} --record short", "tries it, and keeps that as the transcript 'short'"),
        (f"test {name}", "replays the transcripts; --update writes them anew when you have changed the flow"),
        (f"publish {name} --offer", "brings it to people: /reflect offers it"),
    ):
        say(f"  kipic flows {command}{option}")
        say(faint(f"      {does}"))
    return 0


def new_flow(name: str) -> Mapping[str, str]:
    """The files of a small flow to change, by their names in its folder; raises KipicError for a wrong name."""
    require_name(name)
    texts = {file: files(__package__).joinpath("template", file).read_text("utf-8") for file in _TEMPLATE}
    return {file: text.replace("NAME", name).replace("TITLE", title_of(name)) for file, text in texts.items()}


def require_name(name: str) -> None:
    """Refuse what can't be the name of a flow's folder."""
    if _NAME.fullmatch(name) is None:
        raise KipicError(
            f"'{name[:40]}' can't be the name of a flow.",
            remedy="Begin with a small letter; small letters, digits and _ may follow.",
        )


def title_of(name: str) -> str:
    """A first title, made from the name: evening_line is "Evening line"."""
    return name.replace("_", " ").capitalize()


def schema_text() -> bytes:
    """The JSON Schema of a flow file as text."""
    return orjson.dumps(flow_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
