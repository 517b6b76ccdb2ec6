"""Passed lines come to the cohort once a week, in chunks, and only as far as they still stand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.cohorts import EnrolmentStatus
from bot.domain.ids import LineId
from bot.domain.lines import LineStatus
from bot.domain.postings import PostingKind, RecipientStatus
from bot.domain.schedules import DecisionKind, Reason
from bot.services import digests as beat
from bot.services.digests import MOST_LINES
from tests.sharers import (
    FRIDAY_EVENING,
    LINE,
    Group,
    digests,
    recipients,
    statuses,
    take_back,
)


@pytest.fixture
def group() -> Group:
    return Group()


def test_passed_lines_come_to_everybody_on_friday_at_their_own_time(group: Group) -> None:
    group.shares(group.ada)
    group.shares(group.ben, "Ask what they fear")
    group.passes()
    group.passes()
    group.until(FRIDAY_EVENING)
    for doctor in group.doctors:
        (digest,) = digests(doctor)
        assert f"1. “{LINE}”\n\n2. “Ask what they fear”" in digest.text
        labels = [label for label, _ in digest.buttons]
        assert labels == ["1 · Me too", "1 · Differently …", "2 · Me too", "2 · Differently …"]
    assert not digests(group.tam)
    assert set(recipients(group, PostingKind.DIGEST).values()) == {RecipientStatus.SENT}


def test_what_is_passed_on_the_day_itself_waits_for_the_next_week(group: Group) -> None:
    group.shares(group.ada)
    group.until(FRIDAY_EVENING - timedelta(hours=10))
    group.passes()
    group.until(timedelta(days=5))
    assert not digests(group.ben)
    group.until(timedelta(days=3))
    assert len(digests(group.ben)) == 1


def test_a_digest_holds_no_more_than_a_handful_and_the_rest_comes_a_week_later(group: Group) -> None:
    group.shares(group.ada)
    (line,) = group.lines
    more = [replace(line, id=LineId(f"{number:026}"), text=f"Line {number}") for number in range(90, 96)]
    group.surgery.store.run(lambda uow: uow.lines.save(more))
    for _ in range(7):
        group.passes()
    group.until(FRIDAY_EVENING)
    assert digests(group.ben)[0].text.count("“") == MOST_LINES
    group.until(timedelta(days=7))
    assert [one.text.count("“") for one in digests(group.ben)] == [MOST_LINES, 2]


def test_whoever_rests_or_left_gets_no_digest_and_whoever_is_on_leave_gets_it_in_time_or_not_at_all(
    group: Group,
) -> None:
    group.shares(group.ada)
    group.leaves(group.cyn, status=EnrolmentStatus.PAUSED)
    group.passes()
    group.leaves(group.ben)
    group.ada.types("/pause until 30 March")
    group.until(timedelta(days=30))
    assert not any(digests(one) for one in group.doctors)
    assert recipients(group, PostingKind.DIGEST) == {"Ada": RecipientStatus.HELD, "Ben": RecipientStatus.HELD}


def test_a_digest_of_which_nothing_is_left_is_called_off(group: Group) -> None:
    group.shares(group.ada)
    group.passes()
    take_back(group.ada)
    group.until(FRIDAY_EVENING)
    assert not any(digests(one) for one in group.doctors)
    ben = group.ben.record.id
    decided = group.surgery.see(lambda uow: uow.schedules.decisions(ben, limit=99))
    assert (DecisionKind.SKIPPED, Reason.CALLED_OFF) in {(one.kind, one.reason) for one in decided}
    assert statuses(group) == [LineStatus.TAKEN_BACK]


def test_a_digest_that_a_pause_takes_back_comes_when_they_are_back(group: Group) -> None:
    group.shares(group.ada)
    group.passes()
    group.surgery.deliver_nothing = True
    group.until(FRIDAY_EVENING)
    group.surgery.deliver_nothing = False
    group.ben.types("/pause")
    assert recipients(group, PostingKind.DIGEST)["Ben"] is RecipientStatus.WAITING
    group.until(timedelta(hours=12))
    group.ben.types("/resume")
    group.until(timedelta(days=4))
    assert len(digests(group.ben)) == 1


def test_recipients_are_written_in_chunks_and_a_beat_goes_on_where_the_last_one_was(group: Group) -> None:
    group.shares(group.ada)
    group.leaves(group.ada)
    group.tam.types("/shared")
    group.tam.taps("Pass to the cohort")
    surgery, steps = group.surgery, 0
    while surgery.store.run(
        lambda uow: beat.work_off(uow, means=surgery.means, now=surgery.clock.now(), limit=1)
    ):
        steps += 1
        assert group.lines[0].digest_id is None or steps > 2
    assert set(recipients(group, PostingKind.DIGEST)) == {"Ben", "Cyn"}
    assert len(surgery.store.tables.postings) == 2
