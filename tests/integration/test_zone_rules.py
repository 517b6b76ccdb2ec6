"""Time zone rules: every process reads those of the locked package, and a start with others brings instants in line."""

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version

import pytest

from bot.adapters.documents.render import start_worker
from bot.app.zones import FACT, follow_zone_rules
from bot.domain.calendar.zone_rules import VERSION
from bot.domain.schedules import Schedule, ScheduleKind
from tests.surgery import Doctor, Surgery


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def own(doctor: Doctor) -> Schedule:
    person = doctor.record.id
    held = doctor.surgery.see(lambda uow: uow.schedules.of([person])[person])
    found: Schedule = next(one for one in held if one.kind is ScheduleKind.OWN)
    return found


def spoil(doctor: Doctor) -> Schedule:
    """The instant as rules of another release had worked it out; the schedule as it should be."""
    right = own(doctor)
    assert right.next_due_at is not None
    wrong = replace(right, next_due_at=right.next_due_at + timedelta(hours=1))
    doctor.surgery.store.run(lambda uow: uow.schedules.save([wrong]))
    return right


async def start(surgery: Surgery) -> int:
    return await follow_zone_rules(surgery.store, means=surgery.means, clock=surgery.clock)


async def test_a_start_with_other_rules_brings_instants_in_line_and_notes_them(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.store.run(lambda uow: uow.facts.note(FACT, "2020a"))
    right = spoil(ada)
    assert await start(surgery) == 1
    assert own(ada) == right
    assert surgery.see(lambda uow: uow.facts.value(FACT)) == VERSION


async def test_a_start_with_the_same_rules_looks_at_nothing(surgery: Surgery, ada: Doctor) -> None:
    assert await start(surgery) == 0
    right = spoil(ada)
    assert await start(surgery) == 0
    assert own(ada) != right


def test_the_version_is_that_of_the_locked_package() -> None:
    year, letter = VERSION[:4], ord(VERSION[4]) - ord("a") + 1
    assert version("tzdata").split(".")[:2] == [year, str(letter)]


def test_the_command_reads_no_zone_of_the_machine() -> None:
    program = (
        "import sys, zoneinfo, bot.cli\n"
        "sys.argv = ['kipic', '--help']\n"
        "try: bot.cli.main()\n"
        "finally: print(zoneinfo.TZPATH)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stdout.splitlines()[-1] == "()"


def zone_path() -> tuple[str, ...]:
    """Where this process looks for zones first."""
    import zoneinfo  # noqa: PLC0415 - its path is looked up in the worker

    return tuple(zoneinfo.TZPATH)


def test_a_worker_that_prints_reads_no_zone_of_the_machine() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=start_worker) as pool:
        assert pool.submit(zone_path).result() == ()
