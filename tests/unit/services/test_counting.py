"""Decisions in sums: by rank of what was due, by decision, the most frequent reason first."""

from bot.domain.schedules import DecisionCount, DecisionKind, Reason, ScheduleKind
from bot.services.counting import tally

OWN, SUMMARY = ScheduleKind.OWN, ScheduleKind.SUMMARY


def row(schedule: ScheduleKind, kind: DecisionKind, reason: Reason, count: int) -> DecisionCount:
    return DecisionCount(schedule=schedule, kind=kind, reason=reason, count=count)


ON_TIME = row(OWN, DecisionKind.SENT, Reason.ON_TIME, 6)
OFFERED = row(OWN, DecisionKind.SENT, Reason.OFFERED_LESS, 1)
AWAY = row(OWN, DecisionKind.SKIPPED, Reason.ON_LEAVE, 1)
BUSY = row(OWN, DecisionKind.DEFERRED, Reason.PROMPT_OPEN, 5)
MONTHLY = row(SUMMARY, DecisionKind.DEFERRED, Reason.QUIET_HOURS, 2)


def test_rows_stand_by_rank_decision_and_frequency() -> None:
    summaries, own = tally([AWAY, OFFERED, BUSY, ON_TIME, MONTHLY])
    assert (summaries.schedule, own.schedule) == (SUMMARY, OWN)
    assert own.lines == (ON_TIME, OFFERED, BUSY, AWAY)


def test_an_occurrence_ends_once_however_often_it_is_put_off() -> None:
    summaries, own = tally([AWAY, OFFERED, BUSY, ON_TIME, MONTHLY])
    assert (own.ended, own.put_off) == (8, 5)
    assert (summaries.ended, summaries.put_off) == (0, 2)


def test_shares_are_those_of_what_has_ended() -> None:
    summaries, own = tally([AWAY, OFFERED, BUSY, ON_TIME, MONTHLY])
    assert [own.share(one) for one in own.lines] == [6 / 8, 1 / 8, None, 1 / 8]
    assert summaries.share(MONTHLY) is None


def test_without_decisions_there_is_nothing_to_tell() -> None:
    assert tally([]) == []
