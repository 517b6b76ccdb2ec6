"""The weekly digest of the lines that a tutor passed on, and whatever else a posting without a flow says as it goes out."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Final

from bot.domain.calendar import Occurrence, Weekday, instant, local_date, start_of_day
from bot.domain.cohorts import Cohort, EnrolmentStatus
from bot.domain.ids import PostingId
from bot.domain.lines import LineStatus, ReactionKind, SharedLine, mark_of
from bot.domain.people import Participant
from bot.domain.postings import Posting, PostingKind, Recipient, RecipientStatus
from bot.domain.schedules import Schedule
from bot.ports import UnitOfWork
from bot.services import expanding, line_phrases, preferences
from bot.services.desk import Desk, Means, Terms
from bot.services.lines_in_words import Names, line_in_html, names_of
from bot.services.messages import Button, Params, text_params
from bot.services.posted import Asked

MOST_LINES: Final = 5
"""Lines of one digest; the next ones wait a week, so that each is read."""

FRIDAY: Final = timedelta(days=Weekday.FRI.number)
"""When in its week a digest comes: with the week behind them people know whether a line is theirs too."""

NOON: Final = time(12)

OPEN_FOR: Final = timedelta(days=6)
"""How long after its Friday a digest may still come to whoever doesn't work then; before the next one in any case."""

EDITABLE_FOR: Final = timedelta(hours=47)
"""A bot can edit its messages for 48 hours; the last one is for the edit to get there."""

MOST_LOOKED_AT: Final = 50
"""Lines looked at in one beat."""

_A_WEEK: Final = timedelta(days=7)


def work_off(uow: UnitOfWork, *, means: Means, now: datetime, limit: int = expanding.CHUNK) -> int:
    """Do the next step for one line: write recipients of its digest, or edit the messages that hold it; how much was done.

    A line is in a digest once all recipients are written, and nobody is one twice (uq_recipient): whatever ends the
    process in between, the next beat goes on where it was.
    """
    desk, count = Desk(uow, means, now=now), 0
    for line in uow.lines.unfinished(limit=MOST_LOOKED_AT):
        if line.status is not LineStatus.RECALLED:
            _gather(desk, line, limit=limit)
            count = 1
        elif line.digest_id is not None:
            count = int(_recall(desk, line, line.digest_id))
        if count:
            break
    desk.write()
    return count


def send(desk: Desk, participant: Participant, asked: Asked, *, terms: Terms) -> None:
    """Say what a posting without a flow holds by now: the lines that still stand, or a tutor's answer to one's own."""
    names = names_of(desk.uow, asked.lines)
    if asked.posting.kind is PostingKind.ANSWER:
        params = _answer(desk, asked.lines[0], names)
    else:
        params = message(asked.posting.id, asked.lines, names)
    desk.send(participant.chat_id, "sendMessage", params, terms=terms)


def message(digest_id: PostingId, lines: Sequence[SharedLine], names: Names) -> Params:
    """The digest with these lines; those of it that were taken back are told of, in their places."""
    own = [one for one in lines if one.digest_id == digest_id]
    shown = [
        line_phrases.WAS_TAKEN_BACK if one.status.is_taken_back else line_in_html(one, names) for one in own
    ]
    if len(own) > 1:
        shown = [
            line_phrases.NUMBERED.format(number=number, line=words)
            for number, words in enumerate(shown, start=1)
        ]
    if any(one.told_in == digest_id for one in lines):
        shown.append(line_phrases.EARLIER_TAKEN_BACK)
    rows = _rows(digest_id, own)
    parts = [line_phrases.DIGEST, *shown, *([line_phrases.SAY_SOMETHING] if rows else [])]
    return text_params("\n\n".join(parts), rows=rows)


def _rows(digest_id: PostingId, lines: Sequence[SharedLine]) -> list[list[Button]]:
    """Two buttons a line: side by side with its number, or below each other in full where there is one line alone."""
    rows: list[list[Button]] = []
    for number, one in enumerate(lines, start=1):
        too, other = (f"l:{verb}:{digest_id}:{mark_of(one.id)}" for verb in ("too", "other"))
        if one.status.is_taken_back:
            continue
        if len(lines) == 1:
            return [[(line_phrases.ME_TOO, too)], [(line_phrases.DIFFERENTLY, other)]]
        labels = line_phrases.ME_TOO_OF, line_phrases.DIFFERENTLY_OF
        rows.append(
            [(label.format(number=number), data) for label, data in zip(labels, (too, other), strict=True)]
        )
    return rows


def _answer(desk: Desk, line: SharedLine, names: Names) -> Params:
    said = desk.uow.lines.reactions([line.id]).get(line.id, ())
    text = next(one.text for one in said if one.kind is ReactionKind.ANSWER)
    words = line_phrases.ANSWER.format(line=line_in_html(line, names), text=escape(text, quote=False))
    told = words if line.is_named else f"{words}\n\n{line_phrases.THEY_DO_NOT_KNOW}"
    return text_params(told, rows=[[(line_phrases.MY_LINES, "l:mine")]])


def _gather(desk: Desk, line: SharedLine, *, limit: int) -> None:
    """Write the next recipients of the digest with room for a line; when there are no more, the line is in it."""
    cohort = desk.uow.cohorts.by_id([line.cohort_id])[line.cohort_id]
    digest, friday = _with_room(desk, cohort)
    if not _write_next(desk, cohort, digest, friday, limit=limit):
        return
    if line.status is LineStatus.UNTOLD:
        line = replace(line, told_in=digest.id, status=LineStatus.TAKEN_BACK)
    else:
        line = replace(line, digest_id=digest.id)
    desk.uow.lines.save([line])


def _with_room(desk: Desk, cohort: Cohort) -> tuple[Posting, date]:
    """The cohort's first digest to come that has room, made if it isn't there, and its Friday.

    One that comes today may have gone out to somebody already; what is passed on now waits for the next.
    """
    today = local_date(desk.now, cohort.timezone)
    monday = today - timedelta(days=today.weekday())
    if monday + FRIDAY <= today:
        monday += _A_WEEK
    known = {one.prompt: one for one in desk.uow.postings.of_cohort(cohort.id, PostingKind.DIGEST)}
    while (digest := known.get(monday.isoformat())) is not None and _is_full(desk, digest):
        monday += _A_WEEK
    friday = monday + FRIDAY
    if digest is None:
        digest = Posting(
            id=PostingId(desk.means.ids.fresh()),
            kind=PostingKind.DIGEST,
            cohort_id=cohort.id,
            prompt=monday.isoformat(),
            closes_at=start_of_day(friday + OPEN_FOR, cohort.timezone),
            window_hours=int(OPEN_FOR / timedelta(hours=1)),
            created_at=desk.now,
        )
        desk.uow.postings.add([digest])
    return digest, friday


def _is_full(desk: Desk, digest: Posting) -> bool:
    lines = desk.uow.lines.in_digests([digest.id])
    return sum(one.digest_id == digest.id for one in lines) >= MOST_LINES


def _write_next(desk: Desk, cohort: Cohort, digest: Posting, friday: date, *, limit: int) -> bool:
    """Write the next recipients behind the last one: whoever takes part now. Whether they were the last."""
    after = desk.uow.postings.last_recipient(digest.id)
    while True:
        page = desk.uow.cohorts.enrolments_in(cohort.id, after=after, limit=limit)
        joined = [one.participant_id for one in page if one.status is EnrolmentStatus.JOINED]
        if joined or len(page) < limit:
            break
        after = page[-1].participant_id
    desk.load_people(joined)
    people = [found for one in joined if (found := desk.person(one)) is not None]
    fresh = dict(_recipient(desk, one, digest, friday) for one in people)
    for added in desk.uow.postings.add_recipients(list(fresh)):
        desk.save_schedule(fresh[added])
    return len(page) < limit


def _recipient(
    desk: Desk, participant: Participant, digest: Posting, friday: date
) -> tuple[Recipient, Schedule]:
    slot = NOON
    # Whose settings can't be read is set aside alone when it is decided.
    with suppress(ValueError, KeyError, TypeError):
        slot = preferences.slots_of(participant)[Weekday.FRI]
    at = instant(friday, slot, participant.timezone)
    schedule = expanding.once(desk, participant, Occurrence(local_date=friday, slot=slot, at=at))
    recipient = Recipient(
        posting_id=digest.id,
        participant_id=participant.id,
        cohort_id=digest.cohort_id,
        schedule_id=schedule.id,
    )
    return recipient, schedule


def _recall(desk: Desk, line: SharedLine, digest_id: PostingId) -> bool:
    """Edit the messages that hold a line, once none is on its way any more; whoever's is too old is told in a digest."""
    if desk.uow.postings.totals([digest_id])[digest_id].counts.get(RecipientStatus.QUEUED, 0):
        return False
    lines = desk.uow.lines.in_digests([digest_id])
    params = message(digest_id, lines, names_of(desk.uow, lines))
    key, untold = f"recall:{line.id}", False
    after = None
    while page := desk.uow.postings.recipients(digest_id, after=after, limit=expanding.CHUNK):
        after = page[-1].participant_id
        had = [one for one in page if one.status in (RecipientStatus.SENT, RecipientStatus.UNCERTAIN)]
        untold |= _edit(desk, digest_id, had, params, key=key) < len(had)
    status = LineStatus.UNTOLD if untold else LineStatus.TAKEN_BACK
    desk.uow.lines.save([replace(line, status=status)])
    return True


def _edit(desk: Desk, digest_id: PostingId, had: Sequence[Recipient], params: Params, *, key: str) -> int:
    """Edit the messages of those whose message can still be edited; how many they are."""
    oldest = desk.now - EDITABLE_FOR
    young = [one.participant_id for one in had if one.sent_at is not None and one.sent_at > oldest]
    desk.load_people(young)
    chats = [found.chat_id for one in young if (found := desk.person(one)) is not None]
    messages = desk.uow.outbox.messages_of(digest_id, chats)
    for chat_id, message_id in messages.items():
        desk.send(chat_id, "editMessageText", {**params, "message_id": message_id}, key=f"{key}:{chat_id}")
    return len(messages)
