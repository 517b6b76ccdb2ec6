"""Sending a broadcast: confirmed once, then paused, gone on with, cancelled, reminded of; and the list of the last ones."""

from dataclasses import replace
from datetime import timedelta
from html import escape
from typing import Final

from bot.domain.broadcasts import AnswerKind, Broadcast, BroadcastStatus, Timing
from bot.domain.calendar import OnDate, local_date, start_of_day
from bot.domain.cohorts import CohortStatus
from bot.domain.ids import ParticipantId, ScheduleId
from bot.domain.people import Participant
from bot.domain.postings import Posting, PostingKind, Recipient, RecipientStatus
from bot.domain.roles import Act, Role
from bot.domain.schedules import Schedule, ScheduleKind
from bot.engine.errors import FlowFaults
from bot.engine.filters import shortened
from bot.services import access, audiences, audit, draft_cards, expanding, group_phrases, notes, progress
from bot.services.desk import Desk
from bot.services.messages import text_params

MOST_LISTED: Final = 10
"""Broadcasts in the list: a screenful."""

MOST_CANCELLED: Final = 500
"""Broadcasts of one author that are looked through for those under way: years of them."""

FARTHEST: Final = timedelta(days=60)
"""How far ahead a broadcast may be put; who is in a cohort then is anybody's guess."""

_LISTED_LENGTH: Final = 22
"""Characters of a broadcast in the list: with its status it fits a button on a phone."""

_PAGE: Final = 500
Toast = str | None


def why_not(desk: Desk, author: Participant, draft: Broadcast) -> str | None:
    """What keeps a draft from being sent as it is, in words for its author."""
    cohorts = desk.uow.cohorts.by_id(draft.cohort_ids)
    if not draft.cohort_ids and access.role_of(desk, author) is not Role.OPERATOR:
        return group_phrases.AUDIENCE_TO_CHOOSE
    for cohort_id in draft.cohort_ids:
        cohort = cohorts.get(cohort_id)
        is_open = cohort is not None and cohort.status is CohortStatus.OPEN
        if not is_open or not access.may_see(desk, author, cohort_id):
            return group_phrases.COHORT_GONE
    if draft.timing is Timing.AT and (draft.at is None or draft.at <= desk.now):
        return group_phrases.TOO_LATE_TO_SEND
    if draft.at is not None and draft.at > desk.now + FARTHEST:
        return group_phrases.TOO_FAR_OFF.format(days=FARTHEST.days)
    if audiences.is_for_nobody(desk.uow, draft, at=desk.now):
        return group_phrases.NOBODY
    return None


def ask_to_confirm(desk: Desk, author: Participant, draft: Broadcast, message_id: int | None) -> Toast:
    """Say once more whom it goes to, and how many they are; refused where it can't be sent."""
    refusal = why_not(desk, author, draft)
    if refusal is not None:
        _say(desk, author, refusal)
        return None
    people = audiences.people_in_words(desk.uow, draft, at=desk.now)
    audience = draft_cards.audience_in_words(desk.uow, draft)
    words = group_phrases.REALLY_SEND.format(audience=audience, people=people)
    rows = [[(group_phrases.DO_SEND, f"b:yes:{draft.id}"), (group_phrases.DO_NOT_SEND, f"b:no:{draft.id}")]]
    _show(desk, author, message_id, text_params(words, rows=rows))
    return None


def confirm(desk: Desk, author: Participant, draft: Broadcast, message_id: int | None) -> Toast:
    """Send it: the audience is frozen as of now, and the message that was tapped shows from now on how it goes."""
    refusal = why_not(desk, author, draft)
    if refusal is not None:
        _say(desk, author, refusal)
        return None
    try:
        flow = notes.note_of(draft, desk.means.flows)
    except (KeyError, FlowFaults):
        _say(desk, author, group_phrases.DRAFT_UNFIT)
        return None
    desk.uow.flows.add([notes.stored(flow)], now=desk.now)
    posting = Posting(
        id=draft.id,
        kind=PostingKind.BROADCAST,
        cohort_id=draft.cohort_ids[0] if len(draft.cohort_ids) == 1 else None,
        flow=flow.name,
        version=flow.version,
        closes_at=expanding.closes_at(draft, now=desk.now),
        window_hours=draft.window_hours,
        created_at=desk.now,
    )
    desk.uow.postings.add([posting])
    sent = replace(
        draft, status=BroadcastStatus.SENDING, confirmed_at=desk.now, expanded_to=None, progress_id=message_id
    )
    desk.uow.broadcasts.save([sent])
    # Of those who have not answered something the number would tell how many have.
    _note(desk, Act.BROADCAST_SENT, author, sent, audience=str(audiences.whole(desk.uow, sent, at=desk.now)))
    _show(desk, author, message_id, progress.message(desk, sent))
    return group_phrases.SENDING_NOW


def pause(desk: Desk, author: Participant, broadcast: Broadcast, message_id: int | None) -> Toast:
    """Nothing more goes out until it goes on; what is under way arrives."""
    if broadcast.status is BroadcastStatus.SENDING:
        desk.uow.broadcasts.hold_back(broadcast.id)
        broadcast = _now(desk, broadcast, BroadcastStatus.PAUSED)
    return see(desk, author, broadcast, message_id)


def go_on(desk: Desk, author: Participant, broadcast: Broadcast, message_id: int | None) -> Toast:
    """Everything is as due as it was."""
    if broadcast.status is BroadcastStatus.PAUSED:
        desk.uow.broadcasts.let_go(broadcast.id)
        broadcast = _now(desk, broadcast, BroadcastStatus.SENDING)
    return see(desk, author, broadcast, message_id)


def ask_to_cancel(desk: Desk, author: Participant, broadcast: Broadcast, message_id: int | None) -> Toast:
    """Cancelling can't be undone, so it is asked once more."""
    if not _is_under_way(broadcast):
        return group_phrases.BROADCAST_OVER
    rows = [
        [(group_phrases.DO_CANCEL, f"b:end:{broadcast.id}")],
        [(group_phrases.DO_NOT_CANCEL, f"b:see:{broadcast.id}")],
    ]
    _show(desk, author, message_id, text_params(group_phrases.REALLY_CANCEL, rows=rows))
    return None


def cancel(desk: Desk, author: Participant, broadcast: Broadcast, message_id: int | None) -> Toast:
    """What has not gone out is taken back; not one more than what is under way arrives."""
    if _is_under_way(broadcast):
        broadcast = _take_back(desk, broadcast, by=author)
    return see(desk, author, broadcast, message_id)


def cancel_all(desk: Desk, author: Participant, *, by: Participant) -> None:
    """Whatever is under way of somebody who may send nothing any more is taken back as by `cancel`."""
    found = desk.uow.broadcasts.of(author.id, limit=MOST_CANCELLED)
    under_way = [one.id for one in found if _is_under_way(one)]
    for broadcast in desk.uow.broadcasts.by_id(under_way).values():
        if _is_under_way(broadcast):  # as it stands now that it is locked
            progress.show(desk, _take_back(desk, broadcast, by=by))


def see(desk: Desk, author: Participant, broadcast: Broadcast, message_id: int | None) -> Toast:
    """The message as it stands; from now on this is the one that is kept up to date."""
    if message_id is not None and broadcast.progress_id != message_id:
        broadcast = replace(broadcast, progress_id=message_id)
        desk.uow.broadcasts.save([broadcast])
    _show(desk, author, message_id, progress.message(desk, broadcast))
    return None


def remind(desk: Desk, author: Participant, broadcast: Broadcast, message_id: int | None) -> Toast:
    """Ask those who have it and haven't answered once more: today, or tomorrow where it came only today."""
    if broadcast.reminded_at is not None:
        return group_phrases.REMINDED_BEFORE
    posting = desk.uow.postings.by_id([broadcast.id]).get(broadcast.id)
    is_open = posting is not None and posting.closes_at is not None and posting.closes_at > desk.now
    is_out = broadcast.status in (BroadcastStatus.SENDING, BroadcastStatus.SENT)
    if not is_open or not is_out or broadcast.answer is AnswerKind.NONE:
        return group_phrases.NOBODY_TO_REMIND
    # Of a small group that nobody is left would tell that all have answered.
    if not _remind_all(desk, broadcast) and progress.is_exact(desk.uow, broadcast):
        return group_phrases.NOBODY_TO_REMIND
    broadcast = replace(broadcast, reminded_at=desk.now)
    desk.uow.broadcasts.save([broadcast])
    see(desk, author, broadcast, message_id)
    return group_phrases.REMINDED


def list_last(desk: Desk, author: Participant) -> None:
    """The author's last broadcasts, each a button."""
    last = desk.uow.broadcasts.of(author.id, limit=MOST_LISTED)
    # A draft that was thrown away was never confirmed, and ended.
    found = [one for one in last if one.confirmed_at is not None or one.ended_at is None]
    rows = [[(_label(one), f"b:open:{one.id}")] for one in found]
    words = group_phrases.BROADCASTS if rows else group_phrases.NO_BROADCASTS
    desk.send(author.chat_id, "sendMessage", text_params(words, rows=rows))


def _label(broadcast: Broadcast) -> str:
    status = progress.STATUSES[broadcast.status]
    return f"{status}: {shortened(notes.words_of(broadcast), _LISTED_LENGTH)}"


def _take_back(desk: Desk, broadcast: Broadcast, *, by: Participant) -> Broadcast:
    count = desk.uow.broadcasts.withdraw(broadcast.id)
    broadcast = _now(desk, broadcast, BroadcastStatus.CANCELLED)
    _note(desk, Act.BROADCAST_CANCELLED, by, broadcast, withdrawn=str(count))
    return broadcast


def _is_under_way(broadcast: Broadcast) -> bool:
    return broadcast.status in (BroadcastStatus.SENDING, BroadcastStatus.PAUSED)


def _now(desk: Desk, broadcast: Broadcast, status: BroadcastStatus) -> Broadcast:
    ended_at = desk.now if status is BroadcastStatus.CANCELLED else None
    changed = replace(broadcast, status=status, ended_at=ended_at)
    desk.uow.broadcasts.save([changed])
    return changed


def _remind_all(desk: Desk, broadcast: Broadcast) -> int:
    count = 0
    after: ParticipantId | None = None
    while page := desk.uow.postings.recipients(broadcast.id, after=after, limit=_PAGE):
        desk.load_people([one.participant_id for one in page])
        # Whoever answers holds their own row, so from here on it is known who has: read again.
        page = desk.uow.postings.recipients(broadcast.id, after=after, limit=_PAGE)
        after = page[-1].participant_id
        silent = [one for one in page if one.answered_at is None and one.status is RecipientStatus.SENT]
        reminded = [_reminded(desk, one) for one in silent if desk.person(one.participant_id) is not None]
        desk.uow.postings.save_recipients(reminded)
        count += len(reminded)
    return count


def _reminded(desk: Desk, recipient: Recipient) -> Recipient:
    participant = desk.person(recipient.participant_id)
    if participant is None:
        return recipient
    today = local_date(desk.now, participant.timezone)
    sent_on = local_date(recipient.sent_at or desk.now, participant.timezone)
    tomorrow = start_of_day(today + timedelta(days=1), participant.timezone)
    found = expanding.next_slot(participant, desk, after=desk.now)
    if sent_on >= today and found.local_date <= today:  # nobody is asked the same twice on one day
        found = expanding.next_slot(participant, desk, after=tomorrow)
    schedule = Schedule(
        id=ScheduleId(desk.means.ids.fresh()),
        participant_id=participant.id,
        kind=ScheduleKind.REMINDER,
        rule=OnDate(found.local_date, found.slot),
        next_due_at=found.at,
        next_local_date=found.local_date,
        next_slot=found.slot,
    )
    desk.save_schedule(schedule)
    return replace(recipient, reminder_id=schedule.id)


def _note(desk: Desk, act: Act, author: Participant, broadcast: Broadcast, **facts: str) -> None:
    cohort_id = broadcast.cohort_ids[0] if len(broadcast.cohort_ids) == 1 else None
    facts |= {"broadcast": broadcast.id}
    audit.note(desk, act, by=author, about_id=None, cohort_id=cohort_id, **facts)


def _show(desk: Desk, author: Participant, message_id: int | None, params: dict[str, object]) -> None:
    if message_id is None:
        desk.send(author.chat_id, "sendMessage", params)
    else:
        desk.send(author.chat_id, "editMessageText", {**params, "message_id": message_id})


def _say(desk: Desk, author: Participant, text: str) -> None:
    desk.send(author.chat_id, "sendMessage", text_params(escape(text, quote=False)))
