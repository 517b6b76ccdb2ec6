"""What a choice comes to, in one line: when the person is asked from now on, with the next three times on their clock."""

from collections.abc import Sequence
from datetime import datetime, time
from itertools import islice
from typing import Final

from bot.domain.calendar import QuietHours, local_date
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.programme import Programme
from bot.domain.schedules import ScheduleKind
from bot.services import enrolments, phrases, preferences
from bot.services.desk import Desk
from bot.services.messages import text_params
from bot.services.preferences import Rhythm
from bot.services.wording import days_and_times, slot_in_words, weekdays_at

SHOWN: Final = 3
"""Times that are named: enough to see the rhythm, few enough for one line."""


def confirm(desk: Desk, participant: Participant) -> None:
    """Say when the person is asked from now on, and at once if what they chose leaves nothing to come."""
    desk.send(participant.chat_id, "sendMessage", text_params(_line(desk, participant)))


def asked_on(participant: Participant, programme: Programme) -> str:
    """When the person's own rotation comes, in words: `Monday and Tuesday at 12:45, Thursday at 18:30`."""
    days = weekdays_at(preferences.asked_at(participant, programme))
    is_fortnightly = preferences.rhythm_of(participant) is Rhythm.FORTNIGHTLY
    return phrases.EVERY_SECOND.format(day=days) if is_fortnightly else days


def quiet_in_words(quiet: QuietHours) -> str:
    """`20:30 to 08:00`, or that there are none."""
    if quiet.begins == quiet.ends:
        return phrases.NEVER_QUIET
    return phrases.FROM_TO.format(begins=slot_in_words(quiet.begins), ends=slot_in_words(quiet.ends))


def next_times(desk: Desk, participant: Participant, kind: ScheduleKind = ScheduleKind.OWN) -> str | None:
    """The next three times at which this comes, on the person's clock; None if it doesn't."""
    found = _next(desk, participant, kind)
    today = local_date(desk.now, participant.timezone)
    return days_and_times(found, participant.timezone, today=today) if found else None


def _next(desk: Desk, participant: Participant, kind: ScheduleKind) -> Sequence[datetime]:
    schedules = desk.schedules_of(participant.id)
    schedule = next((one for one in schedules if one.kind is kind and one.is_active), None)
    return [*islice(enrolments.upcoming(desk, participant, schedule), SHOWN)] if schedule else []


def _line(desk: Desk, participant: Participant) -> str:
    if participant.status is ParticipantStatus.PAUSED:
        return phrases.CHANGED_WHILE_PAUSED
    if not preferences.is_reached_by(participant, ScheduleKind.OWN):
        summaries = next_times(desk, participant, ScheduleKind.SUMMARY)
        return phrases.SUMMARY_ALONE.format(next=summaries) if summaries else phrases.NOTHING_COMES
    coming, programme = next_times(desk, participant), desk.means.flows.programme()
    scheduled = phrases.SCHEDULED.format(days=asked_on(participant, programme), next=coming)
    objection = _objection(participant, [*preferences.asked_at(participant, programme)])
    if objection is None:
        return scheduled if coming else phrases.NOTHING_SOON
    return f"{scheduled} {objection}" if coming else objection


def _objection(participant: Participant, slots: Sequence[time]) -> str | None:
    """What stands between the person's times and a question, with the way out."""
    quiet = preferences.quiet_hours(participant)
    if not preferences.has_day(participant):
        return phrases.NO_DAY_AT_SLOT.format(slot=" or ".join(map(slot_in_words, slots)))
    covered = [slot for slot in slots if quiet.covers(slot)]
    if not covered:
        return None
    # What falls into quiet hours waits for their end, but not until another day.
    objection = phrases.SLOT_IS_QUIET if max(covered) >= quiet.ends else phrases.SLOT_PUT_OFF
    return objection.format(slot=slot_in_words(max(covered)), quiet=quiet_in_words(quiet))
