"""`kipic flows …`: what authors do with flows; the work is done in `bot/app/authoring`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.app.authoring import beginning, chatting, checking, comparing, drawing, replaying
from bot.app.authoring.folder import read_folder
from bot.cli.exits import finish, settings_of_environment

flows = typer.Typer(
    help="Check, play, test, draw, compare and begin flows: the conversations that the bot has.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="The flow's name, which is its folder's.")]
Names = Annotated[list[str] | None, typer.Argument(help="The flows' names; none for all.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--dir", help="The folder of flows; else KIPIC_FLOWS_DIR, else the shipped ones.", file_okay=False
    ),
]


@flows.command()
def check(
    names: Names = None,
    folder: Folder = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Leave with 1 when there are warnings.")] = False,
) -> None:
    """Find everything that is to be mended, with its line: 0 when clean, 2 with faults."""
    finish(lambda: checking.check(read_folder(_path(folder), names or ()), is_strict=strict))


@flows.command()
def play(
    name: Name,
    folder: Folder = None,
    *,
    record: Annotated[
        str | None, typer.Option("--record", help="Keep the conversation as a transcript of this name.")
    ] = None,
    like: Annotated[
        str | None, typer.Option("--like", help="Begin with what this transcript begins with.")
    ] = None,
) -> None:
    """Chat with a flow in the terminal; time passes as you say."""

    def work() -> int:
        content = read_folder(_path(folder), [name])
        flow = content.flow(name)
        given = chatting.beginning(flow, content.transcripts.get(name, ()), like=like)
        path = chatting.transcript_path(content.path / name, record) if record else None
        return chatting.play(flow, given, read=_read, record=path)

    finish(work)


@flows.command("test")
def replay(
    names: Names = None,
    folder: Folder = None,
    *,
    update: Annotated[
        bool, typer.Option("--update", help="Write the transcripts anew, for you to read what changed.")
    ] = False,
) -> None:
    """Replay the transcripts, and tell what they cover: 1 when one comes out otherwise or too few are there."""

    def work() -> int:
        if update:
            replaying.write_anew(read_folder(_path(folder), names or ()))
        return replaying.replay(read_folder(_path(folder), names or ()))

    finish(work)


@flows.command()
def graph(
    name: Name,
    folder: Folder = None,
    *,
    svg: Annotated[Path | None, typer.Option("--svg", help="Write a picture into this file.")] = None,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print Mermaid text (the default).")] = False,
) -> None:
    """Draw a flow as a picture."""
    if svg is not None and mermaid:
        raise typer.BadParameter("--svg and --mermaid are two forms of one picture: choose one.")
    finish(lambda: drawing.draw(read_folder(_path(folder), [name]), name, svg_file=svg))


@flows.command()
def diff(
    name: Name,
    other: Annotated[Path, typer.Argument(help="The folder that holds the other flows.", file_okay=False)],
    folder: Folder = None,
) -> None:
    """Tell how a flow in another folder differs from this one, step by step."""
    finish(lambda: comparing.compare(read_folder(_path(folder), [name]), read_folder(other, [name]), name))


@flows.command()
def new(name: Name, folder: Folder = None) -> None:
    """Begin a flow: a small one to change, with a transcript."""
    option = f" --dir {folder}" if folder else ""
    finish(lambda: beginning.begin(_path(folder), name, option=option))


@flows.command()
def schema() -> None:
    """Print the JSON Schema of a flow file, with which editors complete and underline."""
    typer.echo(beginning.schema_text().decode(), nl=False)


def _path(folder: Path | None) -> Path:
    return folder if folder is not None else settings_of_environment().flows_dir


def _read(prompt: str) -> str | None:
    try:
        return input(prompt)
    except EOFError:
        return None
