"""What is said in place of a prompt to people who don't answer, and that it was said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.deliveries import Lane
from bot.domain.fading import IGNORED_BEFORE_OFFER, Silence, silence
from bot.domain.people import Participant
from bot.domain.runs import Run
from bot.domain.schedules import Reason, ScheduleKind
from bot.engine.run import RunStatus
from bot.services import pacing, phrases, preferences
from bot.services.desk import Desk, Terms
from bot.services.messages import text_params
from bot.services.preferences import Rhythm

_OFTENER_THAN_WEEKLY: Final = frozenset({Rhythm.DAILY, Rhythm.USUAL})


class Said(StrEnum):
    """What took a prompt's place; the values name the settings that remember when."""

    OFFER = "offered_less_at"
    LAST_LINE = "last_line_at"

    @property
    def reason(self) -> Reason:
        """How the decision is told."""
        return Reason.LAST_LINE if self is Said.LAST_LINE else Reason.OFFERED_LESS


def has_had(participant: Participant, said: Said) -> bool:
    """Whether the person was told this since they were last heard."""
    at = participant.settings.get(said.value)
    return at is not None and datetime.fromisoformat(at) >= participant.last_heard_at


def instead_of(
    kind: ScheduleKind, participant: Participant, ends: Sequence[Run], *, now: datetime
) -> Said | None:
    """What to say in place of a prompt of this kind; `ends` are the last ones, newest first."""
    if kind not in (ScheduleKind.OWN, ScheduleKind.SUMMARY):
        return None
    is_long = silence(heard_at=participant.last_heard_at, now=now) is Silence.LONG
    if is_long and not has_had(participant, Said.LAST_LINE):
        return Said.LAST_LINE
    is_offered = (
        kind is ScheduleKind.OWN
        and sum(_is_ignored(run, participant) for run in ends) >= IGNORED_BEFORE_OFFER
        and preferences.rhythm_of(participant) in _OFTENER_THAN_WEEKLY
        and not has_had(participant, Said.OFFER)
    )
    return Said.OFFER if is_offered else None


def _is_ignored(run: Run, participant: Participant) -> bool:
    """Whether it asked something, and there was no sign of the person from before the prompt until now."""
    return (
        run.status != RunStatus.COMPLETED
        and run.entry_id is None
        and run.started_at > participant.last_heard_at
    )


def say(
    desk: Desk, participant: Participant, said: Said, *, not_before: datetime, closes_at: datetime | None
) -> None:
    """Say it in the prompt's place, and remember that."""
    is_last = said is Said.LAST_LINE
    words = phrases.LAST_LINE if is_last else phrases.WEEKLY_INSTEAD
    rows = pacing.last_rows() if is_last else pacing.offer_rows()
    desk.send(
        participant.chat_id,
        "sendMessage",
        text_params(words, rows=rows),
        terms=Terms(lane=Lane.PROMPT, not_before=not_before, closes_at=closes_at),
    )
    settings = {**participant.settings, said.value: desk.now.isoformat()}
    desk.save_participant(replace(participant, settings=settings))
