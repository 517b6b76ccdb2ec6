"""Putting a question off: not today, or at one of a few times; it comes back as it stood."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.calendar import SnoozeChoice, local_date, snooze_until
from bot.domain.ids import DueItemId
from bot.domain.people import Participant
from bot.domain.runs import Run
from bot.domain.schedules import DueItem, DueKind
from bot.engine.run import StopAsked
from bot.services import conversation, pacing, phrases, preferences
from bot.services.desk import Desk
from bot.services.messages import Button, keyboard, text_params
from bot.services.wording import day_and_time

ANY_TURN: Final = -1
"""The turn of a due item that is about the run as a whole."""

SNOOZE_BUTTONS: Final = (
    (phrases.IN_AN_HOUR, SnoozeChoice.ONE_HOUR),
    (phrases.TONIGHT, SnoozeChoice.TONIGHT),
    (phrases.TOMORROW, SnoozeChoice.TOMORROW),
    (phrases.NEXT_WORKING_DAY, SnoozeChoice.NEXT_WORKING_DAY),
)


def offer(desk: Desk, participant: Participant, run: Run) -> None:
    """Ask when the open question should come back."""
    words = text_params(phrases.WHEN_AGAIN, rows=_times(run))
    desk.send(participant.chat_id, "sendMessage", words)


def put_off(
    desk: Desk, participant: Participant, run: Run, action: str, *, message_id: int | None
) -> str | None:
    """Not today, or later: what the buttons under a prompt do. Returns the text that answers the tap."""
    if action == "skip":
        conversation.carry_on(desk, participant, run, StopAsked())
        _edit_away(desk, participant, phrases.SKIPPED_TODAY, message_id)
    elif action == "later" and message_id is not None:
        rows = [*_times(run), *pacing.rows()]
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
        week=preferences.working_week(participant, desk.means.holidays),
        slots=preferences.slots_of(participant),
        quiet=preferences.quiet_hours(participant),
    )
    upcoming = desk.uow.schedules.upcoming(participant.id)
    # What was to end or repeat this wait is superseded.
    desk.uow.schedules.drop_due([item.id for item in upcoming if item.run_id == run.id])
    desk.changes.due_items.append(due_item(desk, run, DueKind.REPEAT, turn=run.turn, at=until))
    if run.closes_at is not None:
        closes_at = until + timedelta(hours=desk.means.flows.programme().window_hours)
        run = replace(run, closes_at=closes_at)
        desk.changes.due_items.append(due_item(desk, run, DueKind.EXPIRY, turn=ANY_TURN, at=closes_at))
    desk.save_run(replace(run, updated_at=desk.now))
    when = day_and_time(until, participant.timezone, today=local_date(desk.now, participant.timezone))
    _edit_away(desk, participant, phrases.SNOOZED.format(when=when), message_id)


def _edit_away(desk: Desk, participant: Participant, words: str, message_id: int | None) -> None:
    """Put the words where the prompt stood, so that its buttons are gone."""
    if message_id is not None:
        params = {"message_id": message_id, **text_params(words)}
        desk.send(participant.chat_id, "editMessageText", params)


def due_item(desk: Desk, run: Run, kind: DueKind, *, turn: int, at: datetime) -> DueItem:
    """Something that must happen to a run at a time."""
    return DueItem(
        id=DueItemId(desk.means.ids.fresh()),
        kind=kind,
        participant_id=run.participant_id,
        run_id=run.id,
        turn=turn,
        due_at=at,
    )


def _times(run: Run) -> list[list[Button]]:
    return [[(label, f"p:{run.id}:{choice}")] for label, choice in SNOOZE_BUTTONS]
