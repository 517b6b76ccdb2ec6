"""`kipic flows new`: a small flow to change, with a transcript, and the schema with which editors complete it."""

import re
from importlib.resources import files
from pathlib import Path

import orjson

from bot.app.authoring.terminal import bold, say
from bot.domain.errors import KipicError
from bot.engine.schema import flow_schema
from bot.engine.shelf import FLOW_FILE

SCHEMA_FILE = "flow.schema.json"
"""Where flows of a folder find their schema: beside their folders."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TEMPLATE = ("flow.yaml", "answered.transcript.yaml")


def begin(path: Path, name: str, *, option: str = "") -> int:
    """Make a flow of this name in a folder of flows; `option` is what names the folder to the other commands."""
    if _NAME.fullmatch(name) is None:
        raise KipicError(
            f"'{name[:40]}' can't be the name of a flow.",
            remedy="Begin with a small letter; small letters, digits and _ may follow.",
        )
    home = path / name
    if home.exists():
        raise KipicError(f"{home} is there already.", remedy="Choose another name.")
    try:
        home.mkdir(parents=True)
        for file in _TEMPLATE:
            text = files(__package__).joinpath("template", file).read_text(encoding="utf-8")
            title = name.replace("_", " ").capitalize()
            (home / file).write_text(text.replace("NAME", name).replace("TITLE", title), encoding="utf-8")
        (path / SCHEMA_FILE).write_bytes(schema_text())
    except OSError as error:
        raise KipicError(
            f"{home} can't be made: {error.strerror}.", remedy="Name a --dir in which you may write."
        ) from None
    say(f"{bold(str(home / FLOW_FILE))} is yours to change. Then:")
    for command, does in (
        ("check", "finds what to mend"),
        ("play ", "tries it"),
        ("test ", "replays its transcripts"),
    ):
        say(f"  kipic flows {command} {name}{option}   {does}")
    return 0


def schema_text() -> bytes:
    """The JSON Schema of a flow file as text."""
    return orjson.dumps(flow_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
