"""Prompts that were decided and have not gone out: nobody can answer what they have not read, and it can be taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.calendar import Occurrence, local_date, still_owed
from bot.domain.deliveries import Delivery, Lane
from bot.domain.people import Participant
from bot.domain.postings import RecipientStatus
from bot.domain.runs import Run
from bot.domain.schedules import Decision, DecisionKind, Reason, Schedule
from bot.engine.run import RunStatus
from bot.services import enrolments, preferences
from bot.services.desk import Desk
from bot.services.settlement import with_state

_UNASKED: Final = (Lane.PROMPT, Lane.BROADCAST)
"""Lanes of what nobody asked for and may be taken back; a summary that is made is theirs."""

_IN_PLACE: Final = frozenset({Reason.OFFERED_LESS, Reason.LAST_LINE, Reason.SHARED_LINES})
"""What goes out as a prompt without a run."""


def asked_run(desk: Desk, participant: Participant) -> Run | None:
    """The open run, if its question has really gone out."""
    run = standing_run(desk, participant)
    if run is not None and _is_untouched(run) and _is_unsent(desk, participant, run):
        return None
    return run


def standing_run(desk: Desk, participant: Participant) -> Run | None:
    """The open run, unless it is that of a broadcast which was cancelled before it reached them."""
    run = desk.open_run(participant.id)
    if run is None or run.posting_id is None or not _is_untouched(run):
        return run
    recipient = desk.uow.postings.recipient(run.posting_id, participant.id)
    is_taken_back = recipient is not None and recipient.status is RecipientStatus.WITHDRAWN
    return None if is_taken_back else run


def _is_unsent(desk: Desk, participant: Participant, run: Run) -> bool:
    if run.posting_id is None:
        return any(desk.uow.outbox.is_owed(participant.chat_id, one) for one in _UNASKED)
    # What is held while its broadcast is paused is owed too.
    recipient = desk.uow.postings.recipient(run.posting_id, participant.id)
    return recipient is not None and recipient.status is RecipientStatus.QUEUED


def take_back(desk: Desk, participant: Participant, reason: Reason) -> None:
    """Nothing unasked that still waits goes out; a prompt that nobody has read ends, and counts as never made.

    What has one chance only is put off, as for somebody who had paused before.
    What may have arrived already (`doubts`) is not sent again, but stays open and decided as it was.
    """
    withdrawn = _withdrawn(desk, participant)
    if not withdrawn or any(one.doubts for one in withdrawn):
        return
    _note(desk, participant, withdrawn, RecipientStatus.WITHDRAWN)
    decision = _unread(desk, participant)
    if decision is None:
        return
    run = desk.open_run(participant.id)
    if run is not None:
        ended = with_state(desk, run, replace(desk.state_of(run), status=RunStatus.STOPPED, wait=None))
        # Without its schedule it is no prompt that was passed over, whoever counts those.
        desk.save_run(replace(ended, schedule_id=None, closes_at=None))
    _note(desk, participant, withdrawn, RecipientStatus.WAITING)
    schedule = desk.schedule(participant.id, decision.schedule_id)
    instead = replace(decision, kind=DecisionKind.WITHDRAWN, reason=reason, decided_at=desk.now)
    if schedule is not None and schedule.kind.is_owed:
        instead = _put_off(desk, participant, schedule, instead)
    _decide_anew(desk, instead)


def _withdrawn(desk: Desk, participant: Participant) -> Sequence[Delivery]:
    """Take back what the outbox holds, and what this transaction was about to put there."""
    chat_id = participant.chat_id
    fresh = [one for one in desk.changes.deliveries if one.chat_id == chat_id and one.lane in _UNASKED]
    desk.changes.deliveries = [one for one in desk.changes.deliveries if one not in fresh]
    stored = [one for lane in _UNASKED for one in desk.uow.outbox.withdraw(chat_id, lane=lane)]
    return [*stored, *fresh]


def _unread(desk: Desk, participant: Participant) -> Decision | None:
    """The last occurrence that was to be sent, if it is what was taken back: neither answered, put off nor reminded of."""
    stored = desk.uow.schedules.decisions(participant.id, limit=enrolments.RECENT_DECISIONS)
    fresh = (one for one in reversed(desk.changes.decisions) if one.participant_id == participant.id)
    last = next((one for one in (*fresh, *stored) if _is_prompt(one)), None)
    if last is None:
        return None
    current = desk.open_run(participant.id)
    if current is not None and current.id != last.run_id:
        return None
    run = current or (desk.run(last.run_id) if last.run_id else None)
    return last if run is None or _is_untouched(run) else None


def _is_prompt(decision: Decision) -> bool:
    return decision.kind is DecisionKind.SENT and (
        decision.run_id is not None or decision.reason in _IN_PLACE
    )


def _is_untouched(run: Run) -> bool:
    """Whether nothing has happened to a prompt's run since it began."""
    return run.schedule_id is not None and run.turn == 1 and run.updated_at == run.started_at


def _note(
    desk: Desk, participant: Participant, withdrawn: Sequence[Delivery], status: RecipientStatus
) -> None:
    """Where the person stands with what a group is asked or told, and was taken back here; the last word counts."""
    postings = dict.fromkeys(one.posting_id for one in withdrawn if one.posting_id is not None)
    desk.changes.reached += [(id_, participant.id, status, desk.now) for id_ in postings]


def _decide_anew(desk: Desk, decision: Decision) -> None:
    ids = [one.id for one in desk.changes.decisions]
    if decision.id in ids:
        desk.changes.decisions[ids.index(decision.id)] = decision
    else:
        desk.uow.schedules.decide_anew(decision)


def _put_off(desk: Desk, participant: Participant, schedule: Schedule, withdrawn: Decision) -> Decision:
    """What has one chance only keeps it: the same occurrence is pending again, and the guards look at it tomorrow."""
    tomorrow = local_date(desk.now, participant.timezone) + timedelta(days=1)
    until = still_owed(
        Occurrence(local_date=tomorrow, slot=withdrawn.slot, at=desk.now),
        now=desk.now,
        zone=participant.timezone,
        week=preferences.working_week(participant, desk.means.holidays),
    ).at
    pending = replace(
        schedule,
        is_active=True,
        next_due_at=until,
        next_local_date=withdrawn.local_date,
        next_slot=withdrawn.slot,
        count=schedule.count - 1,
    )
    desk.save_schedule(pending)
    # Also at once: whoever begins the very flow that it brings looks for what is still to come of it.
    desk.uow.schedules.save([pending])
    return replace(withdrawn, kind=DecisionKind.DEFERRED, until=until)
