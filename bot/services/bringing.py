"""What a schedule brings when its occurrence was decided as sent: a summary, a flow, or a second ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.calendar import Occurrence, window_close
from bot.domain.deliveries import Lane
from bot.domain.fading import IGNORED_BEFORE_OFFER
from bot.domain.ids import RunId
from bot.domain.programme import own_flow
from bot.domain.runs import Run
from bot.domain.schedules import DueKind, Reason, Schedule, ScheduleKind
from bot.engine.definition import Flow
from bot.engine.run import RepeatAsked
from bot.services import conversation, digests, fading, plans, summaries
from bot.services.conversation import Source
from bot.services.desk import Desk, Terms
from bot.services.history import skips_in_a_row
from bot.services.judging import Case
from bot.services.posted import Asked
from bot.services.putting_off import ANY_TURN, due_item
from bot.services.settlement import Occasion
from bot.services.versions import flow_at


def closes_at(
    desk: Desk,
    schedule: Schedule,
    occurrence: Occurrence,
    *,
    following: Occurrence | None,
    asked: Asked | None,
) -> datetime | None:
    """When the occurrence's prompt closes; a summary is owed however late it comes."""
    if schedule.kind is ScheduleKind.SUMMARY:
        return None
    if asked is None:
        hours = desk.means.flows.programme().window_hours
        return window_close(occurrence, next_occurrence=following, hours=hours)
    closes = max(occurrence.at, desk.now) + timedelta(hours=asked.posting.window_hours)
    return min(closes, asked.posting.closes_at) if asked.posting.closes_at else closes


def bring(desk: Desk, case: Case) -> tuple[RunId | None, Reason]:
    """Send what is due, or what is said in its place to somebody who doesn't answer; its run, and why that was sent."""
    participant, schedule = case.participant, case.schedule
    ends = _ends(case) if schedule.kind is ScheduleKind.OWN else ()
    instead = fading.instead_of(case.schedule.kind, participant, ends, now=desk.now)
    if instead is not None:
        fading.say(desk, participant, instead, not_before=case.sends_at, closes_at=case.closes_at)
        return None, instead.reason
    if schedule.kind is ScheduleKind.SUMMARY:
        summaries.fall_due(desk, participant, schedule)
        return None, Reason.ON_TIME
    asked = case.expected.asked_by(schedule)
    if asked is not None:
        return _ask_of_group(desk, case, asked)
    flow, given = _brought_by(desk, case, ends)
    return _begin(desk, case, flow, given=given), Reason.ON_TIME


def _ask_of_group(desk: Desk, case: Case, asked: Asked) -> tuple[RunId | None, Reason]:
    """Begin what is asked of the person's group, or say what asks nothing; of a reminder, ask again what is open."""
    run = case.open_run
    if run is not None and case.is_second_ask_of(run):
        occasion = Occasion(lane=Lane.PROMPT, not_before=case.sends_at, begins_wait_anew=True)
        conversation.carry_on(desk, case.participant, run, RepeatAsked(), occasion=occasion)
        return run.id, Reason.ON_TIME
    name, version = asked.posting.flow, asked.posting.version
    if name is None:
        _say_to_group(desk, case, asked)
        return None, Reason.SHARED_LINES
    flows = desk.means.flows
    flow = flow_at(desk.uow, flows, name, version) if version else flows.current(name)
    return _begin(desk, case, flow, asked=asked), Reason.ON_TIME


def _say_to_group(desk: Desk, case: Case, asked: Asked) -> None:
    """What asks nothing is one message, with what it holds by now."""
    terms = Terms(
        lane=Lane.BROADCAST,
        not_before=case.sends_at,
        closes_at=case.closes_at,
        posting_id=asked.posting.id,
    )
    digests.send(desk, case.participant, asked, terms=terms)


def _begin(
    desk: Desk,
    case: Case,
    flow: Flow,
    *,
    given: Mapping[str, Any] | None = None,
    asked: Asked | None = None,
) -> RunId:
    source = Source(
        schedule_id=case.schedule.id,
        posting_id=asked.posting.id if asked else None,
        closes_at=case.closes_at,
    )
    is_broadcast = case.schedule.kind is ScheduleKind.BROADCAST
    occasion = Occasion(lane=Lane.BROADCAST if is_broadcast else Lane.PROMPT, not_before=case.sends_at)
    run = conversation.begin(desk, case.participant, flow, given=given, occasion=occasion, source=source)
    if case.closes_at is not None:
        desk.changes.due_items.append(due_item(desk, run, DueKind.EXPIRY, turn=ANY_TURN, at=case.closes_at))
    return run.id


def _brought_by(desk: Desk, case: Case, ends: Sequence[Run]) -> tuple[Flow, Mapping[str, Any] | None]:
    """The flow that a schedule brings now, and what it is handed."""
    flows = desk.means.flows
    found = case.expected.follow_up(case.schedule)
    if found is not None:
        follow_up, item = found
        flow = flows.current(follow_up.flow)
        return flow, plans.given_of(follow_up, item, flow)
    rotation = desk.means.flows.programme().rotation
    name = own_flow(
        rotation,
        participant_id=case.participant.id,
        occurrence=case.schedule.count,
        skips_in_a_row=skips_in_a_row(ends),
    )
    return flows.current(name), None


def _ends(case: Case) -> Sequence[Run]:
    """How the person's last prompts ended, newest first: as many as the rotation and the offer to ask less look at."""
    looked_at = max(case.programme.rotation.light_after_skips, IGNORED_BEFORE_OFFER)
    return case.expected.last_ends(case.participant.id, limit=looked_at)
