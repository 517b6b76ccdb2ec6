"""`kipic simulate`: the programme over weeks with made-up people; the work is done in `bot/app/simulating`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.exits import finish, settings_of_environment

if TYPE_CHECKING:
    from bot.app.simulating.weeks import Outage
    from bot.config import Settings

START: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday from which twelve weeks hold a clock change, Easter and both bank holidays of May."""


def _in_a_folder(file: Path | None) -> Path | None:
    """Said before the weeks are lived through, not after."""
    if file is not None and not file.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {file.parent}.")
    return file


People = Annotated[int, typer.Option("--people", min=1, help="How many people join.")]
Weeks = Annotated[int, typer.Option("--weeks", min=1, max=104, help="For how long.")]
Start = Annotated[
    datetime,
    typer.Option(
        "--start", formats=["%Y-%m-%d"], help="The day on which they join.", show_default=f"{START:%Y-%m-%d}"
    ),
]
Course = Annotated[
    str | None,
    typer.Option("--course", help="The course that they go through in cohorts, such as 'course'."),
]
Cohorts = Annotated[
    int | None, typer.Option("--cohorts", min=1, help="In how many cohorts; else of about 24 people each.")
]
Answered = Annotated[
    float, typer.Option("--answered", min=0, max=1, help="The share of prompts that are answered.")
]
OnLeave = Annotated[
    float, typer.Option("--on-leave", min=0, max=1, help="The share of people who are away once.")
]
PartTime = Annotated[
    float, typer.Option("--part-time", min=0, max=1, help="The share with one to four working days.")
]
Nights = Annotated[float, typer.Option("--nights", min=0, max=1, help="The share with nights in their rota.")]
Zones = Annotated[
    float, typer.Option("--zones", min=0, max=1, help="The share who live in another time zone.")
]
Outages = Annotated[
    list[str] | None,
    typer.Option("--outage", help="When the bot is away, such as '2026-04-06 09:00 +6h'; may be repeated."),
]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same rows.")]
SpikeOf = Annotated[
    int | None,
    typer.Option("--spike", min=1, help="Instead: so many people due within the same ten minutes."),
]
Flows = Annotated[
    Path | None, typer.Option("--flows", help="The folder of flows; else the bot's own.", file_okay=False)
]
Csv = Annotated[
    Path | None,
    typer.Option("--csv", help="Save every decision with its reason.", dir_okay=False, callback=_in_a_folder),
]
Svg = Annotated[
    Path | None, typer.Option("--svg", help="Save a picture.", dir_okay=False, callback=_in_a_folder)
]
StoreIn = Annotated[
    Path | None,
    typer.Option("--store", help="Keep the databases in this new folder.", callback=_in_a_folder),
]


def simulate(  # noqa: PLR0913 - each is an option of the command line
    people: People = 200,
    weeks: Weeks = 12,
    start: Start = START,
    *,
    course: Course = None,
    cohorts: Cohorts = None,
    answered: Answered = 0.7,
    on_leave: OnLeave = 0.1,
    part_time: PartTime = 0.4,
    nights: Nights = 0.05,
    zones: Zones = 0.0,
    outage: Outages = None,
    seed: Seed = 7,
    spike: SpikeOf = None,
    flows: Flows = None,
    csv: Csv = None,
    svg: Svg = None,
    store: StoreIn = None,
) -> None:
    """Live through weeks of the programme with made-up people: every decision, and whether each rule holds."""
    # The store's imports are not for the other commands.
    from bot.app.simulating import command  # noqa: PLC0415
    from bot.app.simulating.living import Wish  # noqa: PLC0415
    from bot.app.simulating.people import Shares  # noqa: PLC0415

    if cohorts is not None and course is None:
        raise typer.BadParameter("Name the course that they go through by --course.", param_hint="--cohorts")
    settings = _settings(flows)
    shares = Shares(answered=answered, on_leave=on_leave, part_time=part_time, nights=nights, elsewhere=zones)
    wish = Wish(
        people=people,
        weeks=weeks,
        start=start.date(),
        seed=seed,
        shares=shares,
        outages=[_outage(text, settings) for text in outage or ()],
        course=course,
        cohorts=cohorts,
        store=store,
    )
    if spike is None:
        finish(lambda: command.simulate(settings, wish, csv=csv, svg=svg))
    else:
        finish(lambda: command.simulate_spike(settings, wish, people=spike))


def _settings(flows: Path | None) -> "Settings":
    settings = settings_of_environment()
    return settings if flows is None else settings.model_copy(update={"flows_dir": flows})


def _outage(text: str, settings: "Settings") -> "Outage":
    from bot.app.simulating.command import parse_outage  # noqa: PLC0415

    try:
        return parse_outage(text, settings.timezone)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--outage") from None
