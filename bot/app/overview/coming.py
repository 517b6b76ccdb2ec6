"""`kipic forecast`: who is due soon, and when the last of them gets theirs at the rate of sending."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.library import Library
from bot.adapters.system import SystemClock
from bot.app.assembly import opened_store
from bot.app.authoring.terminal import bold, counted, faint, green, red, say
from bot.config import Settings
from bot.domain.calendar import local_date, local_time
from bot.domain.programme import Programme
from bot.domain.schedules import DueCount
from bot.ports import Store
from bot.services.forecasting import REPLIES_A_SECOND, Forecast, Spike, in_turn

MOST_SHOWN: Final = 12
"""Times of day that are shown: the fullest ones. Most people choose one of a few slots."""

_COLUMNS: Final = "{when:<16}{due:>8}  {half:>10}{most:>12}{last:>12}{closing:>14}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """What is due in the next hours, and what decides how soon it goes out."""

    counts: Sequence[DueCount]
    now: datetime
    hours: int
    zone: str
    spread: timedelta
    rate: float
    window: timedelta


async def show_forecast(settings: Settings, *, hours: int) -> int:
    """Print what is due in the next hours."""
    now = SystemClock().now()
    async with opened_store(settings) as store:
        counts = await store.read(lambda uow: uow.schedules.due_counts(now + timedelta(hours=hours)))
        programme = await _programme(store, settings)
    coming = Coming(
        counts=counts,
        now=now,
        hours=hours,
        zone=settings.timezone,
        spread=settings.spread_minutes,
        rate=settings.send_rate,
        window=timedelta(hours=programme.window_hours),
    )
    for line in lines(coming):
        say(line)
    return 0


async def _programme(store: Store, settings: Settings) -> Programme:
    """The one that is current for the bot, or before its first start the one that lies in the folder."""
    published = await store.read(lambda uow: uow.publications.latest())
    if published is None:
        return read_flow_set(settings.flows_dir).programme
    return Library.bare().read_programme(published.programme)


def lines(coming: Coming) -> Iterator[str]:
    """The peak in words, then the fullest times in their order, then what the figures rest on."""
    found = list(
        in_turn(coming.counts, now=coming.now, spread=coming.spread, rate=coming.rate, window=coming.window)
    )
    until = counted(coming.hours, "hour")
    if not found:
        yield f"Nobody is due in the next {until}."
        return
    people = sum(spike.people for spike, _ in found)
    yield bold(f"At most {people:,} prompts in the next {until}") + faint(f" ({coming.zone})")
    yield ""
    yield from _peak(found, coming)
    yield ""
    yield from _table(found, coming)
    yield ""
    minutes = counted(int(coming.spread / timedelta(minutes=1)), "minute")
    hours = counted(int(coming.window / timedelta(hours=1)), "hour")
    yield faint(f"{coming.rate:g} messages a second, {REPLIES_A_SECOND:g} of them kept for replies;")
    yield faint(f"spread over {minutes}; a prompt may go out for {hours}.")
    yield faint("Leave and days off are looked at when it is time.")


def _peak(found: Sequence[tuple[Spike, Forecast]], coming: Coming) -> Iterator[str]:
    spike, told = max(found, key=lambda one: one[0].people)
    when, last = _day_and_time(spike.begins_at, coming), _clock(told.last_at, coming)
    yield f"The peak is {when} with {spike.people:,} due; the last has it at {last}."
    closing = sum(one.closing for _, one in found)
    if closing:
        yield red(f"{closing:,} windows close before.") + " Spread the slots, or raise KIPIC_SEND_RATE."
    else:
        yield green("No window closes before.")


def _table(found: Sequence[tuple[Spike, Forecast]], coming: Coming) -> Iterator[str]:
    fullest = sorted(found, key=lambda one: -one[0].people)[:MOST_SHOWN]
    never = "never" if any(told.closing for _, told in fullest) else ""
    head = _COLUMNS.format(
        when="due", due="people", half="half by", most="9 in 10 by", last="the last at", closing=never
    )
    yield bold(head.rstrip())
    for spike, told in sorted(fullest, key=lambda one: one[0].begins_at):
        row = _COLUMNS.format(
            when=_day_and_time(spike.begins_at, coming),
            due=f"{spike.people:,}",
            half=_clock(told.half_at, coming),
            most=_clock(told.most_at, coming),
            last=_clock(told.last_at, coming),
            closing=f"{told.closing:,}" if told.closing else "",
        )
        yield row.rstrip()
    if len(found) > len(fullest):
        others = sum(spike.people for spike, _ in found) - sum(spike.people for spike, _ in fullest)
        yield faint(f"and {others:,} at {counted(len(found) - len(fullest), 'other time')}")


def _day_and_time(at: datetime, coming: Coming) -> str:
    if at == coming.now:
        return "now"
    day = local_date(at, coming.zone)
    return f"{day:%a} {day.day} {day:%b} {local_time(at, coming.zone):%H:%M}"


def _clock(at: datetime, coming: Coming) -> str:
    return f"{local_time(at, coming.zone):%H:%M:%S}"
