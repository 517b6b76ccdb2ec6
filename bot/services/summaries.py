"""The monthly summary: noted when it falls due, gathered, and queued once its card and PDF are made."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.domain.calendar import end_of_month, last_of_month, local_date, start_of_day
from bot.domain.cutting import shortened
from bot.domain.deliveries import Lane
from bot.domain.entries import Entry
from bot.domain.ids import DeliveryId, DocumentId, SummaryId
from bot.domain.people import Participant
from bot.domain.plans import standing_of
from bot.domain.portfolio import MonthReport, SummaryPeriod, build_report, thin_pillar
from bot.domain.schedules import Schedule
from bot.domain.summaries import Summary, SummaryStatus
from bot.domain.summary_text import card_caption, empty_month_message, summary_message
from bot.domain.tag_names import PILLAR_NAMES
from bot.ports import Document, UnitOfWork
from bot.services import conversation, phrases
from bot.services.desk import Desk, Means, Terms
from bot.services.messages import Params, keyboard, text_params

CARD: Final = "photo"
PDF: Final = "document"
"""The Bot API parameters that the two files fill."""

BUTTON_UNITS: Final = 40
"""UTF-16 units of an entry's title on a button: what a small phone shows of one line."""

MOST_CHOICES: Final = 8
"""Entries offered for the star; more buttons than this no longer fit a screen."""

PUT_OFF_FOR: Final = timedelta(hours=1)
"""How long a summary rests whose files could not be made."""

_AN_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A summary with what it is made of."""

    summary: Summary
    participant: Participant
    report: MonthReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The files of a summary."""

    card: bytes = field(repr=False)
    pdf: bytes = field(repr=False)


def fall_due(desk: Desk, participant: Participant, schedule: Schedule) -> None:
    """The person's summary is due: it covers what was kept since the last one, up to this instant."""
    last = desk.uow.summaries.last_of([participant.id]).get(participant.id)
    since = last.until if last else participant.created_at - _AN_INSTANT
    due_at = schedule.next_due_at or desk.now
    first, today = local_date(since, participant.timezone), local_date(due_at, participant.timezone)
    _note(desk, participant, since=since, until=due_at, first=first, last=today, is_asked_for=False)


def ask_for(desk: Desk, participant: Participant, month: date) -> None:
    """The person wants the summary of the month that holds this day, as far as it has gone."""
    since = start_of_day(month.replace(day=1), participant.timezone) - _AN_INSTANT
    until = min(desk.now, end_of_month(month, participant.timezone))
    last = min(last_of_month(month), local_date(desk.now, participant.timezone))
    first = month.replace(day=1)
    _note(desk, participant, since=since, until=until, first=first, last=last, is_asked_for=True)


def gather(uow: UnitOfWork, *, now: datetime, limit: int) -> Sequence[Gathered]:
    """The next summaries whose files are to be made, with their reports."""
    summaries = uow.summaries.due(now, limit=limit)
    people = uow.people.by_id({one.participant_id for one in summaries})
    return [
        _gathered(uow, one, people[one.participant_id]) for one in summaries if one.participant_id in people
    ]


def put_off(uow: UnitOfWork, summary_id: SummaryId, *, now: datetime) -> None:
    """Let a summary whose files could not be made rest, so that it does not keep the others waiting."""
    summary = uow.summaries.by_id(summary_id)
    if summary is not None and summary.status is SummaryStatus.DUE:
        uow.summaries.save([replace(summary, due_at=now + PUT_OFF_FOR)])


def queue(
    uow: UnitOfWork, gathered: Gathered, printed: Printed | None, *, means: Means, now: datetime
) -> bool:
    """Queue a summary's messages with its files; False if that was done before. Nothing printed: one line."""
    summary = uow.summaries.by_id(gathered.summary.id)
    if summary is None or summary.status is not SummaryStatus.DUE:
        return False
    desk = Desk(uow, means, now=now)
    desk.load_people([gathered.participant.id])
    documents = _deliver(desk, gathered, printed)
    desk.write()
    uow.outbox.add_documents(documents)
    uow.summaries.save([replace(summary, status=SummaryStatus.QUEUED)])
    return True


def begin_review(desk: Desk, participant: Participant, summary_id: SummaryId) -> str | None:
    """Begin the optional review of a summary (flow 19) with its own entries to choose from."""
    summary = desk.uow.summaries.by_id(summary_id)
    if summary is None or summary.participant_id != participant.id:
        return phrases.OLD_BUTTON
    report = _gathered(desk.uow, summary, participant).report
    review = desk.means.flows.programme().review
    if report.is_empty or review is None:
        return phrases.OLD_BUTTON
    flow = desk.means.flows.current(review)
    conversation.begin(desk, participant, flow, given=_given(report))
    return None


def _given(report: MonthReport) -> dict[str, Any]:
    thin = thin_pillar(report)
    newest = report.entries[-MOST_CHOICES:]
    return {
        "month": report.period.title,
        "entries": [{"value": one.id, "label": shortened(one.title, units=BUTTON_UNITS)} for one in newest],
        "thin_pillar": PILLAR_NAMES[thin] if thin else None,
    }


def _note(
    desk: Desk,
    participant: Participant,
    *,
    since: datetime,
    until: datetime,
    first: date,
    last: date,
    is_asked_for: bool,
) -> None:
    summary = Summary(
        id=SummaryId(desk.means.ids.fresh()),
        participant_id=participant.id,
        first=first,
        last=last,
        since=since,
        until=until,
        due_at=desk.now,
        is_asked_for=is_asked_for,
    )
    desk.uow.summaries.add([summary])


def _gathered(uow: UnitOfWork, summary: Summary, participant: Participant) -> Gathered:
    entries = uow.entries.between(participant.id, summary.first, summary.last)
    plan = standing_of(
        uow.plans.of(participant.id), since=summary.since, until=summary.until, zone=participant.timezone
    )
    report = build_report(
        [one for one in entries if _is_within(one, summary)],
        person_name=participant.profile.get("first_name", ""),
        period=SummaryPeriod(first=summary.first, last=summary.last),
        made_on=summary.last,
        plan=plan,
    )
    return Gathered(summary=summary, participant=participant, report=report)


def _is_within(entry: Entry, summary: Summary) -> bool:
    return summary.since < entry.created_at <= summary.until


def _deliver(desk: Desk, gathered: Gathered, printed: Printed | None) -> list[Document]:
    report, chat_id = gathered.report, gathered.participant.chat_id
    terms = Terms(lane=Lane.REPLY if gathered.summary.is_asked_for else Lane.SUMMARY)
    key = gathered.summary.id
    if printed is None:
        words = empty_month_message(report.period)
        desk.send(chat_id, "sendMessage", text_params(words), terms=terms, key=f"{key}:empty")
        return []
    desk.send(chat_id, "sendMessage", text_params(summary_message(report)), terms=terms, key=f"{key}:text")
    card_params = {
        **_captioned(card_caption(report)),
    }
    card = desk.send(chat_id, "sendPhoto", card_params, terms=terms, key=f"{key}:card")
    rows = [[(phrases.REVIEW, f"s:review:{key}")]]
    pdf_params = {
        **_captioned(phrases.PDF_CAPTION),
        "reply_markup": keyboard(rows),
    }
    pdf = desk.send(chat_id, "sendDocument", pdf_params, terms=terms, key=f"{key}:pdf")
    last = report.period.last
    return [
        _document(desk, gathered, card, CARD, f"kipic-{last:%Y-%m}.png", printed.card),
        _document(desk, gathered, pdf, PDF, f"kipic-{last:%Y-%m}.pdf", printed.pdf),
    ]


def _captioned(caption: str) -> Params:
    """A file's parameters: its caption, and no sound, since the message before it had one."""
    return {"caption": caption, "parse_mode": "HTML", "disable_notification": True}


def _document(
    desk: Desk, gathered: Gathered, delivery_id: DeliveryId, parameter: str, name: str, content: bytes
) -> Document:
    return Document(
        id=DocumentId(desk.means.ids.fresh()),
        participant_id=gathered.participant.id,
        delivery_id=delivery_id,
        parameter=parameter,
        name=name,
        content=content,
    )
