"""A draft as its author sees it: what people will get, with buttons that do nothing yet, and what can be done with it."""

from html import escape
from typing import Final

from bot.domain.broadcasts import AnswerKind, Broadcast, Timing
from bot.domain.calendar import local_date
from bot.domain.ids import PostingId
from bot.domain.people import Participant
from bot.domain.roles import Role
from bot.engine import engine
from bot.engine.errors import FlowFaults
from bot.engine.events import MessageKind, MessageSaid
from bot.engine.filters import shortened
from bot.engine.run import Context
from bot.engine.steps.ask import SKIP
from bot.ports import UnitOfWork
from bot.services import access, group_phrases, notes, phrases
from bot.services.desk import Desk
from bot.services.messages import Button, Params, text_params
from bot.services.profile import Profile
from bot.services.wording import day_and_time

LABEL_LENGTH: Final = 40
"""Characters of a broadcast on a button, or in a line about it."""

_INERT: Final = "b:look"


def show(desk: Desk, author: Participant, draft: Broadcast) -> None:
    """Send what people will get, and below it the card."""
    for params in preview(desk, author, draft):
        desk.send(author.chat_id, "sendMessage", params)
    desk.send(author.chat_id, "sendMessage", card(desk, author, draft))


def preview(desk: Desk, author: Participant, draft: Broadcast) -> list[Params]:
    """The messages that a recipient gets first, with the same buttons; a tap on them does nothing."""
    try:
        flow = notes.note_of(draft, desk.means.flows)
    except (KeyError, FlowFaults):
        return [text_params(group_phrases.DRAFT_UNFIT)]
    context = Context(profile=Profile(author, desk.means.flows.programme()), locale=author.locale)
    turn = engine.start(flow, context=context)
    has_skip = turn.state.wait is not None and SKIP in turn.state.wait.options
    found = []
    for said in turn.events:
        if isinstance(said, MessageSaid):
            rows: list[list[Button]] = [[(one.label, _INERT) for one in row] for row in said.rows]
            if said.kind is MessageKind.QUESTION:
                skip = [] if has_skip else [(phrases.SKIP_TODAY, _INERT)]
                rows.append([*skip, (phrases.LATER, _INERT)])
            found.append(text_params(said.text, rows=rows))
    return found


def card(desk: Desk, author: Participant, draft: Broadcast) -> Params:
    """Whom it goes to, when, and how they answer, with the buttons of a draft."""
    is_unset = not draft.cohort_ids and access.role_of(desk, author) is not Role.OPERATOR
    audience = group_phrases.AUDIENCE_UNSET if is_unset else audience_in_words(desk.uow, draft)
    words = group_phrases.DRAFT_CARD.format(
        audience=audience, when=_when(desk, author, draft), how=_how(desk, draft)
    )
    rows = [
        [(group_phrases.DRAFT_TEST, f"b:test:{draft.id}"), (group_phrases.DRAFT_WHO, f"b:who:{draft.id}")],
        [
            (group_phrases.DRAFT_CHANGE, f"b:change:{draft.id}"),
            (group_phrases.DRAFT_DROP, f"b:drop:{draft.id}"),
        ],
        [(group_phrases.DRAFT_SEND, f"b:send:{draft.id}")],
    ]
    return text_params(words, rows=rows)


def audience_in_words(uow: UnitOfWork, broadcast: Broadcast) -> str:
    """Whom it is for: the names of cohorts, and what they haven't answered."""
    cohorts = uow.cohorts.by_id(broadcast.cohort_ids)
    names = [cohorts[id_].name for id_ in broadcast.cohort_ids if id_ in cohorts]
    audience = _safe(", ".join(names)) or group_phrases.AUDIENCE_GONE
    if not broadcast.cohort_ids:
        audience = group_phrases.AUDIENCE_ALL
    if broadcast.unanswered is None:
        return audience
    what = asked_in_words(uow, broadcast.unanswered)
    return group_phrases.AUDIENCE_UNANSWERED.format(audience=audience, what=_safe(what))


def asked_in_words(uow: UnitOfWork, posting_id: PostingId) -> str:
    """What a posting asked, in a few words: a broadcast's own, else the key of the course's prompt."""
    broadcast = uow.broadcasts.by_id([posting_id]).get(posting_id)
    if broadcast is not None:
        return shortened(notes.words_of(broadcast), LABEL_LENGTH)
    posting = uow.postings.by_id([posting_id]).get(posting_id)
    return (posting.prompt or "").replace("_", " ") if posting is not None else ""


def _when(desk: Desk, author: Participant, draft: Broadcast) -> str:
    match draft.timing:
        case Timing.NOW:
            return group_phrases.AT_ONCE
        case Timing.SLOT:
            return group_phrases.AT_SLOTS
        case Timing.AT:
            today = local_date(desk.now, author.timezone)
            return day_and_time(draft.at, author.timezone, today=today) if draft.at else "–"


def _how(desk: Desk, draft: Broadcast) -> str:
    hours = draft.window_hours
    match draft.answer:
        case AnswerKind.NONE:
            return group_phrases.ANSWERS_NONE
        case AnswerKind.TEXT:
            return group_phrases.ANSWERS_TEXT.format(hours=hours)
        case AnswerKind.CHOICES:
            return group_phrases.ANSWERS_CHOICES.format(count=len(draft.choices), hours=hours)
        case AnswerKind.SCALE:
            least, most = draft.choices
            return group_phrases.ANSWERS_SCALE.format(least=least, most=most, hours=hours)
        case AnswerKind.FLOW:
            name = draft.flow or ""
            title = desk.means.flows.current(name).title if name in desk.means.flows.names() else name
            return group_phrases.ANSWERS_FLOW.format(title=_safe(title), hours=hours)


def _safe(words: str) -> str:
    return escape(words, quote=False)
