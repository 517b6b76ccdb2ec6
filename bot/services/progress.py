"""How a broadcast goes, for its author: one message that is kept up to date, and the report as a file."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Final

from bot.domain import bands
from bot.domain.broadcasts import AnswerKind, Broadcast, BroadcastStatus
from bot.domain.calendar import local_date, local_time
from bot.domain.deliveries import Lane
from bot.domain.ids import DocumentId, ParticipantId
from bot.domain.people import Participant
from bot.domain.postings import Recipient
from bot.domain.tallies import Tally, tally
from bot.engine.filters import shortened
from bot.ports import Document, UnitOfWork
from bot.services import audiences, draft_cards, figure_phrases, group_phrases, notes
from bot.services.audiences import Scope
from bot.services.desk import Desk, Means
from bot.services.messages import Button, Params, text_params

MOST_WATCHED: Final = 50
"""Broadcasts whose message is kept up to date in one beat."""

_PAGE: Final = 500
_KEY_LENGTH: Final = 16
_A_MINUTE, _AN_HOUR = 60, 3600
_UNTOLD_MEDIAN: Final = 5
"""Answers below which not even half of them are told about."""

STATUSES: Final = {
    BroadcastStatus.DRAFT: group_phrases.STATUS_DRAFT,
    BroadcastStatus.SENDING: group_phrases.STATUS_SENDING,
    BroadcastStatus.PAUSED: group_phrases.STATUS_PAUSED,
    BroadcastStatus.SENT: group_phrases.STATUS_SENT,
    BroadcastStatus.CANCELLED: group_phrases.STATUS_CANCELLED,
}


def refresh(uow: UnitOfWork, *, means: Means, now: datetime) -> int:
    """Edit the messages of those under way that show something else by now; how many.

    An edit that is still to go out is enough: what it shows is old, and the next beat brings what is new.
    """
    desk, count = Desk(uow, means, now=now), 0
    statuses = (BroadcastStatus.SENDING, BroadcastStatus.PAUSED)
    found = [one for status in statuses for one in uow.broadcasts.in_status(status, limit=MOST_WATCHED)]
    for broadcast in found:
        desk.load_people([broadcast.author_id])
        author = desk.person(broadcast.author_id)
        if author is not None and not uow.outbox.is_owed(author.chat_id, Lane.REPLY):
            show(desk, broadcast)
            count += 1
    desk.write()
    return count


def show(desk: Desk, broadcast: Broadcast) -> None:
    """Edit the message in the author's chat, unless it shows just this already."""
    if broadcast.progress_id is None:
        return
    if desk.person(broadcast.author_id) is None:
        desk.load_people([broadcast.author_id])
    author = desk.person(broadcast.author_id)
    if author is None:
        return
    params = message(desk, broadcast)
    digest = sha256(str(params).encode()).hexdigest()[:_KEY_LENGTH]
    params = {**params, "message_id": broadcast.progress_id}
    desk.send(author.chat_id, "editMessageText", params, key=f"progress:{broadcast.id}:{digest}")


def message(desk: Desk, broadcast: Broadcast) -> Params:
    """The numbers with the buttons that fit where it stands."""
    words = _words(desk.uow, broadcast)
    return text_params(words, rows=_rows(broadcast))


def tally_of(uow: UnitOfWork, broadcast: Broadcast) -> Tally:
    """The numbers of a broadcast that was confirmed; what is not written of its audience yet counts with them."""
    totals = uow.postings.totals([broadcast.id])[broadcast.id]
    audience = totals.audience
    if not broadcast.is_expanded and broadcast.confirmed_at is not None:
        audience = uow.broadcasts.audience_size(broadcast, at=broadcast.confirmed_at)
    return tally(totals, audience=audience, is_cancelled=broadcast.status is BroadcastStatus.CANCELLED)


def is_exact(uow: UnitOfWork, broadcast: Broadcast) -> bool:
    """Whether its numbers are told as they are."""
    return _scope(uow, broadcast, tally_of(uow, broadcast)).is_exact


def send_report(desk: Desk, author: Participant, broadcast: Broadcast) -> None:
    """The numbers by status, and by hour where there are enough people, as a CSV file; no person has a line in it."""
    found = tally_of(desk.uow, broadcast)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["what", "people"])
    scope = _scope(desk.uow, broadcast, found)
    writer.writerows(_numbers(found, scope).items())
    if scope.is_exact:
        writer.writerows(_by_hour(desk.uow, broadcast, author.timezone))
    name = f"kipic-{local_date(broadcast.created_at, author.timezone):%Y-%m-%d}.csv"
    delivery_id = desk.send(
        author.chat_id, "sendDocument", {"caption": _what(broadcast), "parse_mode": "HTML"}
    )
    desk.changes.documents.append(
        Document(
            id=DocumentId(desk.means.ids.fresh()),
            participant_id=author.id,
            delivery_id=delivery_id,
            parameter="document",
            name=name,
            content=lines.getvalue().encode(),
        )
    )


def _words(uow: UnitOfWork, broadcast: Broadcast) -> str:
    found = tally_of(uow, broadcast)
    scope = _scope(uow, broadcast, found)
    names = {
        "status": group_phrases.STATUS_LAPSED if _has_lapsed(uow, broadcast) else STATUSES[broadcast.status],
        "what": _what(broadcast),
        "audience": draft_cards.audience_in_words(uow, broadcast),
    }
    if not scope.is_told:
        return group_phrases.PROGRESS_FEW.format(**names)
    numbers = _numbers(found, scope)
    words = group_phrases.PROGRESS.format(
        **names, **{name: numbers[name] for name in numbers if name != "audience"}
    )
    if scope.is_exact and found.answered >= _UNTOLD_MEDIAN and found.median_seconds is not None:
        words += group_phrases.HALF_WITHIN.format(time=_lasting(found.median_seconds))
    has_uncertain = scope.is_exact and found.uncertain
    return words + group_phrases.UNCERTAIN_NOTE if has_uncertain else words


def _has_lapsed(uow: UnitOfWork, broadcast: Broadcast) -> bool:
    """Whether it was paused until its time was over; nobody cancels at just that instant."""
    if broadcast.status is not BroadcastStatus.CANCELLED:
        return False
    posting = uow.postings.by_id([broadcast.id]).get(broadcast.id)
    return posting is not None and posting.closes_at == broadcast.ended_at


def _scope(uow: UnitOfWork, broadcast: Broadcast, found: Tally) -> Scope:
    at = broadcast.confirmed_at or broadcast.created_at
    return audiences.scope_of(uow, broadcast, audience=found.audience, at=at)


def _numbers(found: Tally, scope: Scope) -> dict[str, str]:
    counts = {
        "sent": found.sent,
        "to_come": found.to_come,
        "held": found.held,
        "out_of_reach": found.out_of_reach,
        "uncertain": found.uncertain,
        "taken_back": found.taken_back,
        "answered": found.answered,
    }
    return {"audience": scope.people, **{name: scope.told(count) for name, count in counts.items()}}


def _rows(broadcast: Broadcast) -> list[list[Button]]:
    own = f"{broadcast.id}"
    match broadcast.status:
        case BroadcastStatus.SENDING:
            first = [(group_phrases.PAUSE, f"b:pause:{own}"), (group_phrases.CANCEL, f"b:stop:{own}")]
        case BroadcastStatus.PAUSED:
            first = [(group_phrases.GO_ON, f"b:on:{own}"), (group_phrases.CANCEL, f"b:stop:{own}")]
        case _:
            first = []
    may_remind = broadcast.answer is not AnswerKind.NONE and broadcast.reminded_at is None
    is_out = broadcast.status in (BroadcastStatus.SENDING, BroadcastStatus.SENT)
    second = [(group_phrases.REMIND, f"b:remind:{own}")] if may_remind and is_out else []
    third = [(group_phrases.REFRESH, f"b:see:{own}"), (group_phrases.REPORT, f"b:csv:{own}")]
    has_choices = broadcast.answer not in (AnswerKind.NONE, AnswerKind.TEXT)
    fourth = [(figure_phrases.WHAT_THEY_CHOSE, f"t:answers:{own}")] if has_choices else []
    return [row for row in (first, second, third, fourth) if row]


def _what(broadcast: Broadcast) -> str:
    return escape(shortened(notes.words_of(broadcast), draft_cards.LABEL_LENGTH), quote=False)


def _lasting(seconds: float) -> str:
    """`40 minutes` or `3 hours`."""
    if seconds < _AN_HOUR:
        minutes = max(1, round(seconds / _A_MINUTE))
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    hours = round(seconds / _AN_HOUR)
    return f"{hours} hour{'' if hours == 1 else 's'}"


def _by_hour(uow: UnitOfWork, broadcast: Broadcast, zone: str) -> Iterator[list[str]]:
    """How many got it, and answered it, in each hour of the author's clock; a few in an hour are not counted out."""
    sent: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for one in _recipients(uow, broadcast):
        for counter, at in ((sent, one.sent_at), (answered, one.answered_at)):
            if at is not None:
                counter[f"{local_date(at, zone)} {local_time(at, zone):%H}:00"] += 1
    yield []
    yield ["hour", "sent", "answered"]
    for hour in sorted({*sent, *answered}):
        yield [hour, _cell(sent[hour]), _cell(answered[hour])]


def _cell(count: int) -> str:
    return bands.FEW if 0 < count < bands.BANDS_FROM else str(count)


def _recipients(uow: UnitOfWork, broadcast: Broadcast) -> Iterator[Recipient]:
    after: ParticipantId | None = None
    while page := uow.postings.recipients(broadcast.id, after=after, limit=_PAGE):
        yield from page
        after = page[-1].participant_id
