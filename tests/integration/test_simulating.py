"""The simulator against the real services and a real SQLite store, in a short form here and in full with `make faults`."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import click
import pytest
from typer.testing import CliRunner

from bot.adapters.content.library import Library
from bot.adapters.db.opening import open_store
from bot.app.simulating import report
from bot.app.simulating.chance import Chance
from bot.app.simulating.command import Lived, live, live_through_spike, parse_outage, tell, tell_spike
from bot.app.simulating.invariants import check
from bot.app.simulating.living import UnknownCourse, Wish
from bot.app.simulating.people import Shares
from bot.app.simulating.report import as_csv
from bot.app.simulating.spike import Course, live_through
from bot.app.simulating.weeks import CountedIds
from bot.cli import cli
from bot.config import Settings, load_settings
from bot.domain.errors import DatabaseUnavailable
from bot.domain.keys import master_key
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import Reason, ScheduleKind
from bot.services.desk import Means
from bot.services.forecasting import forecast

LONDON = "Europe/London"
RUNNER = CliRunner()
WISH = Wish(
    people=20,
    weeks=3,
    start=date(2026, 3, 16),
    seed=7,
    shares=Shares(on_leave=0.3, nights=0.1, elsewhere=0.2),
    outages=(parse_outage("2026-03-24 09:00 +9h", LONDON), parse_outage("2026-03-31 12:00 +10h", LONDON)),
)


IN_COHORTS = replace(WISH, people=28, weeks=7, start=date(2026, 3, 2), course="course", cohorts=2)
PROMPTS = {"knowledge_work", "not_enough", "too_much", "wider_role"}


@pytest.fixture
def settings() -> Settings:
    return load_settings({}, None)


def broken(lived: Lived) -> list[str]:
    return [f"{one.invariant}: {row}" for one in lived.findings for row in one.violations]


async def test_weeks_with_leave_nights_and_an_outage_break_no_rule(settings: Settings) -> None:
    lived = await live(settings, WISH)
    assert broken(lived) == []
    decided = lived.ledger.decided
    assert len(lived.ledger.people) == WISH.people
    assert {one.number for one in decided} == set(range(1, 21))
    answered = sum(one.answered_at is not None for one in decided)
    assert answered > len(decided) / 3
    assert {"on_leave"} <= {one.reason.value for one in decided}
    asked_late = [
        one for one in decided if one.sent_at is not None and one.sent_at >= one.due_at + timedelta(hours=1)
    ]
    assert asked_late  # what fell due while the bot was away


async def test_the_same_seed_gives_the_same_rows(settings: Settings) -> None:
    wish = replace(WISH, people=8, weeks=2)
    first, again, other = [
        as_csv((await live(settings, one)).ledger) for one in (wish, wish, replace(wish, seed=8))
    ]
    assert first == again
    assert first != other


async def test_a_course_in_cohorts_breaks_no_rule(settings: Settings) -> None:
    lived = await live(settings, IN_COHORTS)
    assert broken(lived) == []
    ledger = lived.ledger
    asked = [one for one in ledger.decided if one.posting is not None and one.sent_at is not None]
    assert {one.kind for one in asked} == {ScheduleKind.COURSE, ScheduleKind.REMINDER}
    assert {one.prompt for one in ledger.received} == PROMPTS
    assert {one.status for one in ledger.received} >= {RecipientStatus.SENT, RecipientStatus.WITHDRAWN}
    assert {one.reason for one in ledger.decided} >= {
        Reason.ANSWERED_ALREADY,
        Reason.COURSE_TODAY,
        Reason.COURSE_WEEK,
    }
    led_to = {one.flow for one in ledger.decided if one.kind is ScheduleKind.FOLLOW_UP}
    assert {"week_end", "action_plan", "plan_check_in"} <= led_to


async def test_a_course_is_told_prompt_by_prompt(settings: Settings) -> None:
    lived = await live(settings, replace(IN_COHORTS, people=10, weeks=2))
    lines = [click.unstyle(line) for line in report.course(lived.ledger)]
    assert lines[1].startswith("  week 1, knowledge work ")
    rows = list(csv.DictReader(StringIO(as_csv(lived.ledger))))
    assert {(one["kind"], one["cohort"]) for one in rows if one["prompt"] == "knowledge_work"} >= {
        ("course", "1"),
        ("course", "2"),
    }


async def test_an_unknown_course_is_told_before_anything_happens(settings: Settings) -> None:
    for people in (2, 200):
        with pytest.raises(UnknownCourse, match="no course 'nothing'"):
            await live(settings, replace(WISH, people=people, course="nothing"))


def test_the_command_takes_its_options_and_refuses_what_makes_no_sense(tmp_path: Path) -> None:
    few = ["simulate", "--people", "2", "--weeks", "1", "--csv", f"{tmp_path}/rows.csv"]
    lived = RUNNER.invoke(cli, [*few, "--course", "course", "--cohorts", "1"])
    assert lived.exit_code == 0, lived.output
    assert "2 people over 1 week from Monday 2 March 2026, 1 cohort in 'course'" in lived.output
    assert (tmp_path / "rows.csv").exists()
    for wrong, said in (
        (["--cohorts", "2"], "--course"),
        (["--outage", "soon"], "no outage"),
        (["--svg", "/nowhere/a.svg"], "There is no folder"),
    ):
        refused = RUNNER.invoke(cli, [*few, *wrong])
        assert refused.exit_code == 2
        assert said in refused.output


async def test_nothing_happens_while_the_bot_is_away(settings: Settings) -> None:
    lived = await live(settings, WISH)
    for outage in WISH.outages:
        away = [at for at in lived.ledger.minutes if outage.begins_at <= at < outage.ends_at]
        assert away == []


async def test_many_people_live_in_parts_and_come_together_in_order(settings: Settings) -> None:
    lived = await live(settings, replace(WISH, people=100, weeks=1))
    ledger = lived.ledger
    assert [one.number for one in ledger.people] == list(range(1, 101))
    assert {one.number for one in ledger.decided} == set(range(1, 101))
    assert [one.decided_at for one in ledger.decided] == sorted(one.decided_at for one in ledger.decided)
    assert len({one.schedule for one in ledger.pending}) == len(ledger.pending)


async def test_what_is_told_names_each_rule_and_saves_the_files(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lived = await live(settings, replace(WISH, people=5, weeks=1))
    code = tell(lived, WISH, settings, csv=tmp_path / "rows.csv", svg=tmp_path / "weeks.svg")
    said = capsys.readouterr().out
    assert (code, "All rules hold" in said) == (0, True)
    assert "outage Tue 24 Mar 09:00 for 9 h" in said
    assert (tmp_path / "rows.csv").read_text().count("\n") == len(lived.ledger.decided) + 1
    assert (tmp_path / "weeks.svg").read_text().startswith("<svg")


async def test_a_broken_rule_is_told_and_leaves_with_1(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    lived = await live(settings, replace(WISH, people=5, weeks=1))
    twice = [*lived.ledger.decided, lived.ledger.decided[-1]]
    spoilt = replace(lived.ledger, decided=twice)
    assert tell(replace(lived, ledger=spoilt, findings=check(spoilt)), WISH, settings) == 1
    assert "1 rule broken" in capsys.readouterr().out


async def test_the_store_can_be_kept_but_not_begun_with(settings: Settings, tmp_path: Path) -> None:
    wish = replace(WISH, people=2, weeks=1, store=tmp_path / "kept")
    await live(settings, wish)
    assert (tmp_path / "kept" / "1" / "kipic.db").stat().st_size > 0
    with pytest.raises(DatabaseUnavailable):
        await live(settings, wish)


def slow_reply(course: Course) -> timedelta:
    return sorted(course.replies)[int(len(course.replies) * 0.99)]


async def test_a_spike_goes_out_at_the_pace_and_replies_stay_quick(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    fast = settings.model_copy(update={"send_rate": 5.0})
    spike, course = await live_through_spike(fast, WISH, people=2000)
    foretold = forecast(spike)
    assert (len(course.sent_at), course.closed) == (2000, 0)
    assert foretold.last_at > spike.begins_at + spike.spread  # the rate is what holds it up
    assert abs(course.sent_at[-1] - foretold.last_at) < timedelta(seconds=60)
    assert slow_reply(course) < timedelta(seconds=2)
    assert tell_spike(spike, course) == 0
    said = capsys.readouterr().out
    assert "2,000 people are due from 12:45 to 12:55 UTC, at 5 messages a second." in said
    assert "0 windows closed unsent" in said


async def test_what_a_spike_can_not_send_in_time_closes_as_foretold(
    settings: Settings, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path}/kipic.db", [master_key(bytes(32))], is_throwaway=True)
    await store.start()
    some, _ = await live_through_spike(settings, WISH, people=1)
    hopeless = replace(some, people=600, rate=5.0, spread=timedelta(0), window=timedelta(minutes=2))
    means = Means(bot_id=1, timezone=LONDON, ids=CountedIds(), flows=Library.bare())
    course = await live_through(store, hopeless, means=means, chance=Chance(7))
    await store.close()
    foretold = forecast(hopeless)
    assert foretold.closing == 600 - 2 * 60 * 2  # two a second beside three replies
    assert abs(course.closed - foretold.closing) < 40


@pytest.mark.faults
@pytest.mark.timeout(900)
async def test_a_thousand_people_over_twelve_weeks_break_no_rule(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = Wish(
        people=1000,
        weeks=12,
        start=date(2026, 3, 2),
        seed=7,
        shares=Shares(elsewhere=0.1),
        outages=(parse_outage("2026-04-07 09:00 +9h", LONDON),),
    )
    lived = await live(settings, wish)
    with capsys.disabled():
        rows = f"{len(lived.ledger.decided):,} decisions, {sum(lived.ledger.minutes.values()):,} messages"
        print(f"\n1,000 people over 12 weeks: {rows} in {lived.seconds:.0f} s")  # noqa: T201 - the figure is the point
    assert broken(lived) == []


@pytest.mark.faults
@pytest.mark.timeout(900)
async def test_a_thousand_people_in_cohorts_through_a_course_and_its_check_ins_break_no_rule(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = Wish(
        people=1000,
        weeks=17,
        start=date(2026, 3, 2),
        seed=7,
        shares=Shares(elsewhere=0.1),
        outages=(parse_outage("2026-03-23 09:00 +9h", LONDON),),
        course="course",
    )
    lived = await live(settings, wish)
    with capsys.disabled():
        tell(lived, wish, settings)
    assert broken(lived) == []


@pytest.mark.faults
@pytest.mark.timeout(900)
async def test_fifty_thousand_due_at_once_all_get_it_and_replies_wait_a_tenth_of_a_second(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    spike, course = await live_through_spike(settings, WISH, people=50_000)
    with capsys.disabled():
        tell_spike(spike, course)
    assert course.closed == 0
    assert slow_reply(course) < timedelta(milliseconds=100)
