"""What operators read of decisions and of what is coming: plain words, figures that line up, nobody's name."""

from collections.abc import Sequence
from datetime import timedelta

import click
import pytest

from bot.app.overview import coming, decided
from bot.app.overview.coming import Coming
from bot.domain.schedules import DecisionCount, DecisionKind, DueCount, Reason, ScheduleKind
from bot.services.counting import tally
from tests.samples import MINUTE, NOW

LONDON = "Europe/London"


def table(counts: Sequence[DecisionCount]) -> list[str]:
    lines = decided.table(tally(counts), since=NOW, days=7, zone=LONDON)
    return [click.unstyle(line) for line in lines]


def forecast(*counts: DueCount, rate: float = 28, window: timedelta = timedelta(hours=24)) -> list[str]:
    found = Coming(
        counts=counts,
        now=NOW,
        hours=24,
        zone=LONDON,
        spread=10 * MINUTE,
        rate=rate,
        window=window,
    )
    return [click.unstyle(line) for line in coming.lines(found)]


def test_everything_that_is_counted_has_words() -> None:
    assert set(decided.KINDS) == set(ScheduleKind)
    assert set(decided.DECISIONS) == set(DecisionKind)
    assert set(decided.REASONS) == set(Reason)


@pytest.mark.parametrize("reason", list(Reason))
def test_no_reason_is_wider_than_its_column(reason: Reason) -> None:
    assert len(decided.REASONS[reason]) < decided.WHY_WIDTH


def test_decisions_are_told_by_kind_with_their_reasons() -> None:
    own = ScheduleKind.OWN
    counts = [
        DecisionCount(schedule=own, kind=DecisionKind.SENT, reason=Reason.ON_TIME, count=1234),
        DecisionCount(schedule=own, kind=DecisionKind.DEFERRED, reason=Reason.QUIET_HOURS, count=20),
        DecisionCount(schedule=own, kind=DecisionKind.SKIPPED, reason=Reason.ON_LEAVE, count=400),
        DecisionCount(schedule=own, kind=DecisionKind.SKIPPED, reason=Reason.PAUSED, count=1),
    ]
    heading, _, kind, *lines = table(counts)
    assert heading == "Decided in the last 7 days, since Mon 2 Mar at 12:45 (Europe/London)"
    assert kind.split("  ")[0] == "Questions of people's own rotation"
    assert kind.endswith("  1,635 decided, 20 × put off")
    assert [line.split() for line in lines] == [
        ["sent", "it", "was", "time", "1,234", "75", "%"],
        ["put", "off", "their", "quiet", "hours", "20"],
        ["passed", "over", "they", "were", "on", "leave", "400", "24", "%"],
        ["they", "had", "paused", "1", "<", "1", "%"],
    ]
    assert {len(line) for line in [kind, *lines] if line.endswith("%")} == {decided.WIDTH}


def test_days_without_decisions_are_told_so() -> None:
    assert table([])[-1] == "Nothing fell due."


def test_the_peak_is_told_in_words_and_the_times_in_their_order() -> None:
    lines = forecast(
        DueCount(at=NOW + 60 * MINUTE, count=50_000),
        DueCount(at=NOW + 120 * MINUTE, count=10),
        DueCount(at=NOW - MINUTE, count=5),
    )
    assert lines[0] == "At most 50,015 prompts in the next 24 hours (Europe/London)"
    assert max(len(line) for line in lines) <= decided.WIDTH
    assert "The peak is Mon 2 Mar 13:45 with 50,000 due; the last has it at 14:18:20." in lines
    assert "No window closes before." in lines
    times = [line.split()[:5] for line in lines[lines.index("") + 5 :][:3]]
    assert [one[0] for one in times] == ["now", "Mon", "Mon"]
    assert times[1] == ["Mon", "2", "Mar", "13:45", "50,000"]


def test_windows_that_close_unsent_are_told_with_what_to_do() -> None:
    lines = forecast(DueCount(at=NOW, count=5000), rate=4, window=timedelta(minutes=30))
    assert "3,200 windows close before. Spread the slots, or raise KIPIC_SEND_RATE." in lines


def test_of_many_times_the_fullest_are_shown_and_the_others_counted() -> None:
    due = [DueCount(at=NOW + number * MINUTE, count=number) for number in range(1, 21)]
    lines = forecast(*due)
    assert "and 36 at 8 other times" in lines
    assert not any(line.startswith("Mon 2 Mar 12:53 ") for line in lines)
    assert any(line.startswith("Mon 2 Mar 12:54 ") for line in lines)


def test_when_nobody_is_due_that_is_all() -> None:
    assert forecast() == ["Nobody is due in the next 24 hours."]
