"""Runs of a person: begun, carried on with what came in, or put away; one is open at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bot.domain.calendar import Weekday, local_date, local_time
from bot.domain.entries import Entry
from bot.domain.ids import PostingId, RunId, ScheduleId
from bot.domain.people import Participant
from bot.domain.portfolio import MONTH_NAMES
from bot.domain.runs import Run
from bot.domain.schedules import Reason
from bot.engine import engine
from bot.engine.definition import Flow
from bot.engine.kept import fields_of
from bot.engine.run import Context, Resume, RunStatus, Turn
from bot.services import candidates, sharing, withdrawals
from bot.services.course_view import CourseView
from bot.services.desk import Desk
from bot.services.history import History
from bot.services.keeping import after_turn, entry_from_fields
from bot.services.profile import Profile
from bot.services.settlement import BY_THEMSELVES, Occasion, settle, with_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What brought a run that nobody asked for: its schedule, what it asks of a group, and when its window ends."""

    schedule_id: ScheduleId | None = None
    posting_id: PostingId | None = None
    closes_at: datetime | None = None


THEMSELVES = Source()
"""A run that the person began."""


def context_for(participant: Participant, desk: Desk, *, posting_id: PostingId | None = None) -> Context:
    """What texts and conditions may read of this person and this day, and of the course that began the run."""
    return Context(
        profile=Profile(participant, desk.means.flows.programme(), cohort=lambda: _cohort(desk, participant)),
        calendar=_calendar(desk.now, participant.timezone),
        history=History(desk, participant),
        course=CourseView(desk, participant, posting_id) if posting_id else {},
        locale=participant.locale,
    )


def _cohort(desk: Desk, participant: Participant) -> str | None:
    """The name of the cohort that the person joined last, of those that they are in."""
    enrolments = desk.uow.cohorts.enrolments_of([participant.id]).get(participant.id, ())
    theirs = sorted((one for one in enrolments if one.is_in), key=lambda one: one.joined_at)
    if not theirs:
        return None
    return desk.uow.cohorts.by_id([theirs[-1].cohort_id])[theirs[-1].cohort_id].name


@lru_cache(maxsize=64)
def _calendar(now: datetime, zone: str) -> Mapping[str, Any]:
    """The day on the person's own clock; a batch shares its instant, and most people their zone."""
    today = local_date(now, zone)
    weekday, hour = Weekday.of(today).value, local_time(now, zone).hour
    month = MONTH_NAMES[today.month - 1]
    return MappingProxyType({"date": today.isoformat(), "weekday": weekday, "month": month, "hour": hour})


def begin(
    desk: Desk,
    participant: Participant,
    flow: Flow,
    *,
    given: Mapping[str, Any] | None = None,
    occasion: Occasion = BY_THEMSELVES,
    source: Source = THEMSELVES,
) -> Run:
    """Start a run; one that is still open is stopped first, with what was said in it kept."""
    put_away(desk, participant)
    occurrence = desk.begun_before(participant.id, flow.name)
    handed = candidates.handed(desk, participant, flow, given)
    context = context_for(participant, desk, posting_id=source.posting_id)
    turn = engine.start(flow, context=context, given=handed, occurrence=occurrence)
    return adopt(desk, participant, turn, occasion=occasion, source=source)


def adopt(
    desk: Desk,
    participant: Participant,
    turn: Turn,
    *,
    occasion: Occasion = BY_THEMSELVES,
    source: Source = THEMSELVES,
) -> Run:
    """Keep a run that has just taken its first turn, and do what the turn says."""
    run = Run(
        id=RunId(desk.means.ids.fresh()),
        participant_id=participant.id,
        flow=turn.state.flow,
        version=turn.state.version,
        status=turn.state.status,
        turn=turn.state.turn,
        state=b"",
        schedule_id=source.schedule_id,
        posting_id=source.posting_id,
        closes_at=source.closes_at,
        started_at=desk.now,
        updated_at=desk.now,
    )
    return _settle(desk, participant, run, turn, occasion=occasion)


def put_away(desk: Desk, participant: Participant) -> bool:
    """Stop the person's open run, keeping what was said in it, and what is still to go out of it; whether there was one."""
    if desk.open_run(participant.id) is None:
        return False
    withdrawals.take_back(desk, participant, Reason.BEGAN_OTHER)
    current = desk.open_run(participant.id)
    if current is None:
        return True
    state = replace(desk.state_of(current), status=RunStatus.STOPPED, wait=None)
    with_state(desk, current, state)
    return True


def has_kept(desk: Desk, participant: Participant) -> bool:
    """Whether something of what the person said in their open run is kept as an entry."""
    current = desk.open_run(participant.id)
    return current is not None and current.entry_id is not None


def carry_on(
    desk: Desk, participant: Participant, run: Run, resume: Resume, *, occasion: Occasion = BY_THEMSELVES
) -> Turn:
    """Continue a run with what ended its wait."""
    flow, state = desk.flow_of(run), desk.state_of(run)
    context = context_for(participant, desk, posting_id=run.posting_id)
    mended = desk.entry(run.entry_id) if run.entry_mended_at and run.entry_id else None
    turn = engine.resume(flow, state, resume, context=context)
    _settle(desk, participant, run, turn, occasion=occasion)
    if mended is not None:
        before = fields_of(flow, state, context=context)
        _leave_mended(desk, participant, run, mended, before)
    return turn


def _leave_mended(
    desk: Desk, participant: Participant, run: Run, mended: Entry, before: Mapping[str, Any] | None
) -> None:
    """Take back what the turn wrote over an entry that its writer had changed, but for what it changed itself."""
    after = desk.changes.entries.get(mended.id)
    if before is None or after is None:
        return
    was = entry_from_fields(before, entry_id=mended.id, participant=participant, run=run, now=desk.now)
    desk.save_entry(after_turn(mended, before=was, after=after))


def _settle(desk: Desk, participant: Participant, run: Run, turn: Turn, *, occasion: Occasion) -> Run:
    """Settle a turn, then begin the flows that it asked for."""
    before = run
    run, requested = settle(desk, participant, run, turn, occasion=occasion)
    if not requested:
        sharing.offer(desk, participant, before, run)
    for request in requested:
        now_like = desk.person(participant.id) or participant
        begin(desk, now_like, desk.means.flows.current(request.flow), given=request.given)
    return run
