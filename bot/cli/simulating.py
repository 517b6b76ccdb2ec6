"""`kipic simulate`: the programme over weeks with made-up people; the work is done in `bot/app/simulating`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.cli.exits import finish, settings_of_environment

START: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday from which twelve weeks hold a clock change, Easter and both bank holidays of May."""


def _in_a_folder(file: Path | None) -> Path | None:
    """Said before the weeks are lived through, not after."""
    if file is not None and not file.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {file.parent}.")
    return file


def simulate(  # noqa: PLR0913 - each is an option of the command line
    people: Annotated[int, typer.Option("--people", min=1, help="How many people join.")] = 200,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help="For how long.")] = 12,
    start: Annotated[
        datetime,
        typer.Option(
            "--start",
            formats=["%Y-%m-%d"],
            help="The day on which they join.",
            show_default=f"{START:%Y-%m-%d}",
        ),
    ] = START,
    *,
    answered: Annotated[
        float, typer.Option("--answered", min=0, max=1, help="The share of prompts that are answered.")
    ] = 0.7,
    on_leave: Annotated[
        float, typer.Option("--on-leave", min=0, max=1, help="The share of people who are away once.")
    ] = 0.1,
    part_time: Annotated[
        float, typer.Option("--part-time", min=0, max=1, help="The share with one to four working days.")
    ] = 0.4,
    nights: Annotated[
        float, typer.Option("--nights", min=0, max=1, help="The share with nights in their rota.")
    ] = 0.05,
    zones: Annotated[
        float, typer.Option("--zones", min=0, max=1, help="The share who live in another time zone.")
    ] = 0.0,
    outage: Annotated[
        list[str] | None,
        typer.Option(
            "--outage", help="When the bot is away, such as '2026-04-06 09:00 +6h'; may be repeated."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same rows.")] = 7,
    spike: Annotated[
        int | None,
        typer.Option("--spike", min=1, help="Instead: so many people due within the same ten minutes."),
    ] = None,
    flows: Annotated[
        Path | None, typer.Option("--flows", help="The folder of flows; else the bot's own.", file_okay=False)
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", help="Save every decision with its reason.", dir_okay=False, callback=_in_a_folder
        ),
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="Save a picture.", dir_okay=False, callback=_in_a_folder)
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option("--store", help="Keep the databases in this new folder.", callback=_in_a_folder),
    ] = None,
) -> None:
    """Live through weeks of the programme with made-up people: every decision, and whether each rule holds."""
    # The store's imports are not for the other commands.
    from bot.app.simulating import command  # noqa: PLC0415
    from bot.app.simulating.living import Wish  # noqa: PLC0415
    from bot.app.simulating.people import Shares  # noqa: PLC0415

    settings = settings_of_environment()
    if flows is not None:
        settings = settings.model_copy(update={"flows_dir": flows})
    try:
        outages = [command.parse_outage(text, settings.timezone) for text in outage or ()]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--outage") from None
    wish = Wish(
        people=people,
        weeks=weeks,
        start=start.date(),
        seed=seed,
        shares=Shares(
            answered=answered, on_leave=on_leave, part_time=part_time, nights=nights, elsewhere=zones
        ),
        outages=outages,
        store=store,
    )

    def work() -> int:
        if spike is not None:
            return command.tell_spike(*asyncio.run(command.live_through_spike(settings, wish, people=spike)))
        return command.tell(asyncio.run(command.live(settings, wish)), wish, settings, csv=csv, svg=svg)

    finish(work)
