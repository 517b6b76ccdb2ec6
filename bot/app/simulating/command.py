"""`kipic simulate`: people living through weeks, checked and told."""

import asyncio
import multiprocessing
import re
import time as machine_time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Final

from bot.app.authoring.terminal import bold, counted, faint, green, red, say
from bot.app.simulating import invariants, living, report, spike
from bot.app.simulating.chance import Chance
from bot.app.simulating.findings import Finding
from bot.app.simulating.living import Wish, require_new
from bot.app.simulating.picture import picture
from bot.app.simulating.rows import Ledger, merged
from bot.app.simulating.spike import Course
from bot.app.simulating.weeks import Outage
from bot.config import Settings
from bot.domain.calendar import instant, local_date, local_time
from bot.services.forecasting import Spike

BROKEN: Final = 1
"""The exit code when an invariant is broken."""

SPIKE_SLOT: Final = time(12, 45)
MANY, PARTS = 100, 2
"""From so many people on they live in so many processes. The rows of a seed must not depend on the machine."""

_OUTAGE: Final = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d) *\+ *(\d{1,4}) *([mhd])")
_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A simulation that is over: its rows, what breaks a rule in them, and what it took."""

    ledger: Ledger
    findings: Sequence[Finding]
    seconds: float


def parse_outage(text: str, zone: str) -> Outage:
    """An outage as people write it ("2026-04-06 09:00 +6h"), on the clocks of this zone; raises ValueError."""
    found = _OUTAGE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no outage; write it like '2026-04-06 09:00 +6h' (m, h or d)")
    day, clock, length, unit = found.groups()
    begins_at = instant(date.fromisoformat(day), time.fromisoformat(clock), zone)
    return Outage(begins_at=begins_at, ends_at=begins_at + int(length) * _UNITS[unit])


def simulate(settings: Settings, wish: Wish, *, csv: Path | None = None, svg: Path | None = None) -> int:
    """Let the weeks pass and tell what came of them; the exit code."""
    return tell(asyncio.run(live(settings, wish)), wish, settings, csv=csv, svg=svg)


def simulate_spike(settings: Settings, wish: Wish, *, people: int) -> int:
    """Let so many people be due at once and tell what came of it; the exit code."""
    return tell_spike(*asyncio.run(live_through_spike(settings, wish, people=people)))


async def live(settings: Settings, wish: Wish) -> Lived:
    """Let the weeks pass and check what came of them; many people live in two processes, a half in each."""
    require_new(wish.store)
    began = machine_time.monotonic()
    if wish.people < MANY:
        ledger = await living.live(settings, wish)
    else:
        ledger = merged(await _live_in_parts(settings, wish))
    seconds = machine_time.monotonic() - began
    return Lived(ledger=ledger, findings=invariants.check(ledger), seconds=seconds)


async def _live_in_parts(settings: Settings, wish: Wish) -> Sequence[Ledger]:
    # A fault in the flows is told here: between processes an error loses its remedy.
    living.course_of(wish, living.means_of(settings))
    loop, context = asyncio.get_running_loop(), multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PARTS, mp_context=context) as pool:
        return await asyncio.gather(
            *(loop.run_in_executor(pool, live_part, settings, wish, part) for part in range(PARTS))
        )


def live_part(settings: Settings, wish: Wish, part: int) -> Ledger:
    """One part, in a process of its own."""
    return asyncio.run(living.live(settings, wish, part=part, parts=PARTS))


def tell(
    lived: Lived, wish: Wish, settings: Settings, *, csv: Path | None = None, svg: Path | None = None
) -> int:
    """Save what was asked for and print what came of it; the exit code."""
    ledger = lived.ledger
    if csv is not None:
        csv.write_text(report.as_csv(ledger), encoding="utf-8")
    if svg is not None:
        outages = [(one.begins_at, one.ends_at) for one in wish.outages]
        svg.write_text(picture(ledger, title=_title(wish), outages=outages), encoding="utf-8")
    say(bold(_title(wish)))
    say(faint(_subtitle(wish, settings.timezone)))
    for part in (
        report.table(ledger),
        report.course(ledger),
        report.reasons(ledger),
        report.verdict(lived.findings),
    ):
        for line in ("", *part) if part else ():
            say(line)
    say()
    broken = sum(bool(one.violations) for one in lived.findings)
    rows = f"{len(ledger.decided):,} decisions and {len(ledger.contacts):,} contacts"
    say(
        red(f"{counted(broken, 'rule')} broken, over {rows}.")
        if broken
        else green(f"All rules hold over {rows}.")
    )
    messages = sum(ledger.minutes.values())
    say(faint(f"{messages:,} messages at {ledger.instants:,} instants in {lived.seconds:.0f} s"))
    return BROKEN if broken else 0


async def live_through_spike(settings: Settings, wish: Wish, *, people: int) -> tuple[Spike, Course]:
    """So many people due at one slot, on an outbox of their own."""
    require_new(wish.store)
    means = living.means_of(settings)
    one = Spike(
        people=people,
        begins_at=instant(wish.start, SPIKE_SLOT, settings.timezone),
        spread=means.spread,
        rate=settings.send_rate,
        window=timedelta(hours=means.flows.programme().window_hours),
    )
    async with living.store_for(wish) as store:
        return one, await spike.live_through(store, one, means=means, chance=Chance(wish.seed))


def tell_spike(one: Spike, course: Course) -> int:
    """Print the forecast of a spike and what came of it; the exit code."""
    for line in (*spike.foretold(one), *spike.told(course)):
        say(line)
    return 0


def _title(wish: Wish) -> str:
    people, weeks = counted(wish.people, "person", "people"), counted(wish.weeks, "week")
    course = "" if wish.course is None else f", {counted(wish.groups, 'cohort')} in {wish.course!r}"
    return f"{people} over {weeks} from {wish.start:%A} {wish.start.day} {wish.start:%B %Y}{course}"


def _subtitle(wish: Wish, zone: str) -> str:
    shares = wish.shares
    parts = [
        f"{shares.answered:.0%} of prompts answered",
        f"{shares.on_leave:.0%} of people on leave once",
        f"{shares.part_time:.0%} part-time",
        f"{shares.nights:.0%} with nights",
    ]
    parts += [f"{shares.elsewhere:.0%} in other zones"] if shares.elsewhere else []
    parts += [_outage_in_words(one, zone) for one in wish.outages]
    return " · ".join([*parts, f"seed {wish.seed}"])


def _outage_in_words(outage: Outage, zone: str) -> str:
    day, at = local_date(outage.begins_at, zone), local_time(outage.begins_at, zone)
    hours = (outage.ends_at - outage.begins_at) / timedelta(hours=1)
    return f"outage {day:%a} {day.day} {day:%b} {at:%H:%M} for {hours:g} h"
