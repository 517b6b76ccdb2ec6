"""`kipic flows …`: what authors do with flows; the work is done in `bot/app/authoring`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.app.authoring import beginning, chatting, checking, comparing, drawing, replaying
from bot.app.authoring.folder import read_folder
from bot.cli.exits import finish, settings_of_environment
from bot.engine.definition import Flow

flows = typer.Typer(
    help="Begin, check, play, test, draw, compare and publish flows: the conversations that the bot has.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="The flow's name, which is its folder's.")]
Names = Annotated[
    list[str] | None, typer.Argument(help="The flows' names, and courses' files; none for all.")
]
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
    live: Annotated[
        bool, typer.Option("--live", help="With the people who wait at each step, from the bot's database.")
    ] = False,
) -> None:
    """Draw a flow as a picture."""
    if svg is not None and mermaid:
        raise typer.BadParameter("--svg and --mermaid are two forms of one picture: choose one.")

    def work() -> int:
        content = read_folder(_path(folder), [name])
        return drawing.draw(content, name, svg_file=svg, live=_counted(content.flow(name)) if live else None)

    finish(work)


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
def publish(
    names: Names = None,
    folder: Folder = None,
    *,
    offer: Annotated[
        bool, typer.Option("--offer", help="Let /reflect offer them, where the programme does not name them.")
    ] = False,
    move: Annotated[
        bool, typer.Option("--move", help="Move people who are in the middle of it to the new version.")
    ] = False,
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", help="What a step has become: old=new, or old= where it is no more."),
    ] = None,
    sure: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Make flows current for the bot, also while it runs; nobody who is in the middle of one is left behind."""
    from bot.app.authoring import publishing  # noqa: PLC0415 - the store's imports are not for the other commands

    settings = settings_of_environment()
    wish = publishing.Wish(
        names=names or (), is_offered=offer, moves=move or bool(maps), maps=maps or (), is_sure=sure
    )

    def work() -> int:
        content = read_folder(folder if folder is not None else settings.flows_dir, names or ())
        return asyncio.run(publishing.publish(settings, content, wish, read=_read))

    finish(work)


@flows.command()
def unpublish(
    names: Annotated[list[str], typer.Argument(help="The flows' names, and courses' files.")],
    *,
    sure: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Take back what was published of flows: they are again what Kipic brought, or away."""
    from bot.app.authoring import publishing  # noqa: PLC0415 - the store's imports are not for the other commands

    settings = settings_of_environment()
    finish(lambda: asyncio.run(publishing.unpublish(settings, names, is_sure=sure, read=_read)))


@flows.command()
def schema() -> None:
    """Print the JSON Schema of a flow file, with which editors complete and underline."""
    typer.echo(beginning.schema_text().decode(), nl=False)


def _path(folder: Path | None) -> Path:
    return folder if folder is not None else settings_of_environment().flows_dir


def _counted(flow: Flow) -> drawing.LiveCounts:
    from bot.app.authoring import counting  # noqa: PLC0415 - the store's imports are not for the other commands

    return asyncio.run(counting.count_live(settings_of_environment(), flow))


def _read(prompt: str) -> str | None:
    try:
        return input(prompt)
    except EOFError:
        return None
