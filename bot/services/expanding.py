"""A broadcast on its way: its recipients are written in chunks, each with a schedule of their own, until all is settled."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from bot.domain.broadcasts import Broadcast, BroadcastStatus, Timing
from bot.domain.calendar import Occurrence, OnDate, Weekday, instant, local_date, local_time
from bot.domain.ids import CohortId, ParticipantId, ScheduleId
from bot.domain.people import Participant
from bot.domain.postings import Recipient
from bot.domain.roles import Act
from bot.domain.schedules import Schedule, ScheduleKind
from bot.ports import UnitOfWork
from bot.services import audit, preferences, progress
from bot.services.desk import Desk, Means

CHUNK: Final = 100
"""Recipients written in one transaction: enough to share its cost, few enough to let replies in between."""

MOST_UNDER_WAY: Final = 100
"""Broadcasts looked at in one beat."""

SLOTS_WITHIN: Final = timedelta(days=7)
"""How long what goes out at each one's own time may wait for their next working day: whoever works at all has one."""


def expand(uow: UnitOfWork, *, means: Means, now: datetime, limit: int = CHUNK) -> int:
    """Write the next recipients of one broadcast that is on its way, else end those that are over; how much was done.

    How far it came stands in the broadcast, and nobody is a recipient twice (uq_recipient): whatever ends the process
    in between, the next beat goes on where it was.
    """
    found = uow.broadcasts.in_status(BroadcastStatus.SENDING, limit=MOST_UNDER_WAY)
    desk = Desk(uow, means, now=now)
    growing = next((one for one in found if not one.is_expanded), None)
    if growing is not None:
        _write_next(desk, growing, limit=limit)
        count = 1
    else:
        count = _end_settled(desk, found) + _end_lapsed(desk)
    if count:
        desk.write()
    return count


def closes_at(broadcast: Broadcast, *, now: datetime) -> datetime:
    """When a broadcast that is confirmed now is over for everybody: it isn't sent any more, nor answered."""
    begins = broadcast.at if broadcast.timing is Timing.AT and broadcast.at else now
    wait = SLOTS_WITHIN if broadcast.timing is Timing.SLOT else timedelta(0)
    return begins + wait + timedelta(hours=broadcast.window_hours)


def schedule_for(participant: Participant, broadcast: Broadcast, desk: Desk) -> Schedule:
    """What brings a broadcast to one person: once, at its time, and where their own calendar doesn't allow it, after."""
    return once(desk, participant, _occurrence(participant, broadcast, desk))


def once(desk: Desk, participant: Participant, occurrence: Occurrence) -> Schedule:
    """What brings something to one person this once, and where their own calendar doesn't allow it, after."""
    return Schedule(
        id=ScheduleId(desk.means.ids.fresh()),
        participant_id=participant.id,
        kind=ScheduleKind.BROADCAST,
        rule=OnDate(occurrence.local_date, occurrence.slot),
        next_due_at=occurrence.at,
        next_local_date=occurrence.local_date,
        next_slot=occurrence.slot,
    )


def next_slot(participant: Participant, desk: Desk, *, after: datetime) -> Occurrence:
    """The person's own time on their next working day after an instant; without a working day to come, on the next day."""
    week, zone = preferences.working_week(participant, desk.means.holidays), participant.timezone
    first = local_date(after, zone)
    while True:
        day = week.first_working_day_on_or_after(first) or first
        slot = preferences.slots_of(participant)[Weekday.of(day)]
        at = instant(day, slot, zone)
        if at > after:
            return Occurrence(local_date=day, slot=slot, at=at)
        first = day + timedelta(days=1)


def _occurrence(participant: Participant, broadcast: Broadcast, desk: Desk) -> Occurrence:
    if broadcast.timing is Timing.SLOT:
        # Whose settings can't be read is due at once, and is set aside alone when that is decided.
        with suppress(ValueError, KeyError, TypeError):
            found = next_slot(participant, desk, after=desk.now)
            # Who is away until it is over is judged at once, so that it doesn't count as still to come.
            if found.at < closes_at(broadcast, now=broadcast.confirmed_at or desk.now):
                return found
    at = (
        broadcast.at if broadcast.timing is Timing.AT and broadcast.at else broadcast.confirmed_at or desk.now
    )
    clock = local_time(at, participant.timezone)
    return Occurrence(
        local_date=local_date(at, participant.timezone), slot=time(clock.hour, clock.minute), at=at
    )


def _write_next(desk: Desk, broadcast: Broadcast, *, limit: int) -> None:
    uow = desk.uow
    page = uow.broadcasts.audience(
        broadcast, at=broadcast.confirmed_at or desk.now, after=broadcast.expanded_to, limit=limit
    )
    desk.load_people([person for person, _ in page])
    fresh = dict(filter(None, (_recipient(desk, broadcast, person, cohort) for person, cohort in page)))
    for added in uow.postings.add_recipients(list(fresh)):
        desk.save_schedule(fresh[added])
    uow.broadcasts.save(
        [
            replace(
                broadcast,
                expanded_to=page[-1][0] if page else broadcast.expanded_to,
                is_expanded=len(page) < limit,
            )
        ]
    )


def _recipient(
    desk: Desk, broadcast: Broadcast, person: ParticipantId, cohort_id: CohortId | None
) -> tuple[Recipient, Schedule] | None:
    participant = desk.person(person)
    if participant is None:
        return None
    schedule = schedule_for(participant, broadcast, desk)
    recipient = Recipient(
        posting_id=broadcast.id, participant_id=person, cohort_id=cohort_id, schedule_id=schedule.id
    )
    return recipient, schedule


def _end_settled(desk: Desk, sending: Sequence[Broadcast]) -> int:
    unsettled = desk.uow.postings.unsettled([one.id for one in sending]) if sending else set()
    settled = [one for one in sending if one.id not in unsettled]
    for one in settled:
        _end(desk, replace(one, status=BroadcastStatus.SENT, ended_at=desk.now))
    return len(settled)


def _end_lapsed(desk: Desk) -> int:
    """What stayed paused until its time was over is cancelled: nobody could get or answer it any more."""
    paused = desk.uow.broadcasts.in_status(BroadcastStatus.PAUSED, limit=MOST_UNDER_WAY)
    postings = desk.uow.postings.by_id([one.id for one in paused]) if paused else {}
    count = 0
    for one in paused:
        over_at = postings[one.id].closes_at if one.id in postings else None
        if over_at is None or over_at > desk.now:
            continue
        withdrawn = desk.uow.broadcasts.withdraw(one.id)
        audit.note(
            desk,
            Act.BROADCAST_CANCELLED,
            by=None,
            cohort_id=postings[one.id].cohort_id,
            broadcast=one.id,
            withdrawn=str(withdrawn),
            paused="yes",
        )
        # That it ended just when its time was over tells that nobody cancelled it.
        _end(desk, replace(one, status=BroadcastStatus.CANCELLED, ended_at=over_at))
        count += 1
    return count


def _end(desk: Desk, ended: Broadcast) -> None:
    desk.uow.broadcasts.save([ended])
    progress.show(desk, ended)
