"""Prompts: each occurrence that falls due is decided once, with its reason, and the next one is worked out."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final

from bot.domain.calendar import (
    LocalSlot,
    Occurrence,
    SnoozeChoice,
    following_occurrence,
    local_date,
    snooze_until,
    window_close,
)
from bot.domain.ids import DecisionId, DueItemId, ParticipantId, RunId
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.programme import pick_flow
from bot.domain.runs import Run
from bot.domain.schedules import Decision, DecisionKind, DueItem, DueKind, Reason, Schedule, ScheduleKind
from bot.engine.run import RunStatus, StopAsked
from bot.ports import UnitOfWork
from bot.services import conversation, enrolments, phrases, summaries
from bot.services.desk import Desk, Means
from bot.services.messages import keyboard, text_params
from bot.services.settlement import Occasion
from bot.services.wording import day_and_time

BATCH: Final = 64
"""Occurrences decided in one transaction: large enough to share its cost, small enough to let replies in."""

ANY_TURN: Final = -1
"""The turn of a due item that is about the run as a whole."""

IN_CONVERSATION: Final = timedelta(minutes=30)
"""Whoever wrote in a run this recently is in the middle of it, and is not interrupted."""

SUMMARY_DEFERRED: Final = timedelta(days=1)
"""How long a paused person's summary is put off at a time; `/resume` brings it on the first working day."""

SNOOZE_BUTTONS: Final = (
    (phrases.IN_AN_HOUR, SnoozeChoice.ONE_HOUR),
    (phrases.TONIGHT, SnoozeChoice.TONIGHT),
    (phrases.TOMORROW, SnoozeChoice.TOMORROW),
    (phrases.NEXT_WORKING_DAY, SnoozeChoice.NEXT_WORKING_DAY),
)


def decide_due(uow: UnitOfWork, *, means: Means, now: datetime, limit: int = BATCH) -> int:
    """Decide the occurrences whose instant has come, earliest first; how many there were."""
    schedules = uow.schedules.due(now, limit=limit)
    if not schedules:
        return 0
    desk = Desk(uow, means, now=now)
    people = {one.participant_id for one in schedules}
    desk.load_people(people)
    day = Day(uow, people)
    for schedule in schedules:
        participant = desk.person(schedule.participant_id)
        if participant is None:
            desk.save_schedule(replace(schedule, is_active=False, next_due_at=None))
        else:
            _decide(desk, participant, schedule, day)
    desk.write()
    return len(schedules)


class Day:
    """What else reaches these people today: at most one unasked contact a day, a summary before a prompt."""

    def __init__(self, uow: UnitOfWork, people: Collection[ParticipantId]) -> None:
        self._schedules = uow.schedules.of(people)
        self._last_sent = uow.schedules.last_sent(people)

    def note_sent(self, participant: Participant, at: datetime) -> None:
        """Something was just sent."""
        self._last_sent[participant.id] = at

    def taken_by(self, participant: Participant, day: date) -> Reason | None:
        """What takes the place of a prompt on this local day, if anything does."""
        for schedule in self._schedules.get(participant.id, ()):
            due_at = schedule.next_due_at if schedule.kind is ScheduleKind.SUMMARY else None
            if due_at is not None and local_date(due_at, participant.timezone) == day:
                return Reason.SUMMARY_TODAY
        last = self._last_sent.get(participant.id)
        if last is not None and local_date(last, participant.timezone) == day:
            return Reason.CONTACT_TODAY
        return None


def put_off(
    desk: Desk, participant: Participant, run: Run, action: str, *, message_id: int | None
) -> str | None:
    """Not today, or later: what the buttons under a prompt do. Returns the text that answers the tap."""
    if action == "skip":
        conversation.carry_on(desk, participant, run, StopAsked())
        _edit_away(desk, participant, phrases.SKIPPED_TODAY, message_id)
    elif action == "later" and message_id is not None:
        rows = [[(label, f"p:{run.id}:{choice}")] for label, choice in SNOOZE_BUTTONS]
        params = {"message_id": message_id, "reply_markup": keyboard(rows)}
        desk.send(participant.chat_id, "editMessageReplyMarkup", params)
    elif action in set(SnoozeChoice):
        _snooze(desk, participant, run, SnoozeChoice(action), message_id=message_id)
    else:
        return phrases.OLD_BUTTON
    return None


def _snooze(
    desk: Desk, participant: Participant, run: Run, choice: SnoozeChoice, *, message_id: int | None
) -> None:
    until = snooze_until(
        choice,
        now=desk.now,
        zone=participant.timezone,
        week=enrolments.working_week(participant),
        slot=enrolments.slot_of(participant),
    )
    window = timedelta(hours=desk.means.flows.programme().window_hours)
    upcoming = desk.uow.schedules.upcoming(
        participant.id
    )  # what was to end or repeat this wait is superseded
    desk.uow.schedules.drop_due([item.id for item in upcoming if item.run_id == run.id])
    desk.save_run(replace(run, closes_at=until + window, updated_at=desk.now))
    desk.changes.due_items.append(_due_item(desk, run, DueKind.REPEAT, turn=run.turn, at=until))
    desk.changes.due_items.append(_due_item(desk, run, DueKind.EXPIRY, turn=ANY_TURN, at=until + window))
    when = day_and_time(until, participant.timezone, today=local_date(desk.now, participant.timezone))
    _edit_away(desk, participant, phrases.SNOOZED.format(when=when), message_id)


def _edit_away(desk: Desk, participant: Participant, words: str, message_id: int | None) -> None:
    """Put the words where the prompt stood, so that its buttons are gone."""
    if message_id is not None:
        params = {"message_id": message_id, **text_params(words)}
        desk.send(participant.chat_id, "editMessageText", params)


def _decide(desk: Desk, participant: Participant, schedule: Schedule, day: Day) -> None:
    if schedule.next_due_at is None or schedule.next_local_date is None or schedule.next_slot is None:
        desk.save_schedule(
            replace(schedule, is_active=False, next_due_at=None)
        )  # else it would be due for ever
        return
    occurrence = Occurrence(
        local_date=schedule.next_local_date, slot=schedule.next_slot, at=schedule.next_due_at
    )
    following = following_occurrence(
        schedule.rule,
        decided=LocalSlot(occurrence.local_date, occurrence.slot),
        zone=participant.timezone,
        week=enrolments.working_week(participant),
    )
    closes = _closes_at(desk, schedule, occurrence, following)
    kind, reason, until = _judge(desk, participant, schedule, closes_at=closes, day=day)
    run_id = None
    if kind is DecisionKind.SENT:
        run_id = _carry_out(desk, participant, schedule, closes_at=closes)
        day.note_sent(participant, desk.now)
    desk.changes.decisions.append(
        Decision(
            id=DecisionId(desk.means.ids.fresh()),
            schedule_id=schedule.id,
            participant_id=participant.id,
            local_date=occurrence.local_date,
            slot=occurrence.slot,
            due_at=occurrence.at,
            kind=kind,
            reason=reason,
            decided_at=desk.now,
            until=until,
            run_id=run_id,
        )
    )
    desk.save_schedule(
        replace(schedule, next_due_at=until)
        if kind is DecisionKind.DEFERRED
        else _advanced(schedule, following)
    )


def _advanced(schedule: Schedule, following: Occurrence | None) -> Schedule:
    return replace(
        schedule,
        count=schedule.count + 1,
        is_active=following is not None,
        next_due_at=following.at if following else None,
        next_local_date=following.local_date if following else None,
        next_slot=following.slot if following else None,
    )


def _closes_at(
    desk: Desk, schedule: Schedule, occurrence: Occurrence, following: Occurrence | None
) -> datetime | None:
    """When the occurrence's prompt closes; a summary is owed however late it comes."""
    if schedule.kind is ScheduleKind.SUMMARY:
        return None
    hours = desk.means.flows.programme().window_hours
    return window_close(occurrence, next_occurrence=following, hours=hours)


Verdict = tuple[DecisionKind, Reason, datetime | None]
"""How an occurrence is decided, why, and for a deferred one until when."""


def _judge(
    desk: Desk, participant: Participant, schedule: Schedule, *, closes_at: datetime | None, day: Day
) -> Verdict:
    """The guards, in their order: blocked, paused, a day off, in the middle of something, taken, too late."""
    is_summary = schedule.kind is ScheduleKind.SUMMARY
    if verdict := _judge_person(participant, is_summary=is_summary, now=desk.now):
        return verdict
    if not is_summary and (verdict := _judge_day(participant, schedule, day)):
        return verdict
    if closes_at is not None and desk.now >= closes_at:
        return DecisionKind.MISSED, Reason.WINDOW_CLOSED, None
    run = desk.open_run(participant.id)
    if run is not None and desk.now - run.updated_at < IN_CONVERSATION:
        return DecisionKind.DEFERRED, Reason.PROMPT_OPEN, run.updated_at + IN_CONVERSATION
    return DecisionKind.SENT, Reason.ON_TIME, None


def _judge_person(participant: Participant, *, is_summary: bool, now: datetime) -> Verdict | None:
    """Whether the person wants nothing, or can't be reached; a summary waits for somebody who paused."""
    match participant.status:
        case ParticipantStatus.BLOCKED:
            return DecisionKind.SKIPPED, Reason.BLOCKED, None
        case ParticipantStatus.PAUSED if is_summary:
            return DecisionKind.DEFERRED, Reason.PAUSED, now + SUMMARY_DEFERRED
        case ParticipantStatus.PAUSED:
            return DecisionKind.SKIPPED, Reason.PAUSED, None
        case ParticipantStatus.ACTIVE:
            return None


def _judge_day(participant: Participant, schedule: Schedule, day: Day) -> Verdict | None:
    """Whether the day itself speaks against a prompt; a summary finds its working day by its own rule."""
    if schedule.next_local_date is None:
        return None
    day_off = enrolments.working_week(participant).day_off(schedule.next_local_date)
    if day_off is not None:
        return DecisionKind.SKIPPED, Reason(day_off.value), None
    taken = day.taken_by(participant, schedule.next_local_date)
    return (DecisionKind.DISPLACED, taken, None) if taken else None


def _carry_out(
    desk: Desk, participant: Participant, schedule: Schedule, *, closes_at: datetime | None
) -> RunId | None:
    if schedule.kind is ScheduleKind.SUMMARY:
        summaries.fall_due(desk, participant, schedule)
        return None
    flow = desk.means.flows.current(_flow_for(desk, participant, schedule))
    window = closes_at - desk.now if closes_at else None
    run = conversation.begin(
        desk,
        participant,
        flow,
        occasion=Occasion(is_prompt=True),
        schedule_id=schedule.id,
        window=window,
    )
    if closes_at is not None:
        desk.changes.due_items.append(_due_item(desk, run, DueKind.EXPIRY, turn=ANY_TURN, at=closes_at))
    return run.id


def _flow_for(desk: Desk, participant: Participant, schedule: Schedule) -> str:
    programme = desk.means.flows.programme()
    ends = desk.uow.runs.recent_ends(participant.id, limit=programme.rotation.light_after_skips)
    return pick_flow(
        programme,
        participant_id=participant.id,
        occurrence=schedule.count,
        skips_in_a_row=len(list(takewhile(_was_passed_over, ends))),
    ).flow


def _was_passed_over(run: Run) -> bool:
    return run.entry_id is None and run.status in (RunStatus.EXPIRED, RunStatus.STOPPED)


def _due_item(desk: Desk, run: Run, kind: DueKind, *, turn: int, at: datetime) -> DueItem:
    return DueItem(
        id=DueItemId(desk.means.ids.fresh()),
        kind=kind,
        participant_id=run.participant_id,
        run_id=run.id,
        turn=turn,
        due_at=at,
    )
