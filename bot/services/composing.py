"""`/broadcast` and a draft's buttons: begin it, go on with it, try it on oneself, see who would get it, throw it away."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from bot.domain.broadcasts import AnswerKind, Broadcast, BroadcastStatus
from bot.domain.calendar import local_date
from bot.domain.ids import PostingId
from bot.domain.people import Participant
from bot.domain.postings import PostingKind
from bot.domain.roles import Role
from bot.engine.errors import FlowFaults
from bot.services import (
    access,
    audiences,
    broadcasting,
    conversation,
    draft_cards,
    drafts,
    group_phrases,
    notes,
    phrases,
    progress,
    reckoning,
)
from bot.services.cohort_words import A_WEEK
from bot.services.cohorts import course_of
from bot.services.desk import Desk
from bot.services.messages import text_params

MOST_POSTINGS: Final = 4
"""Earlier questions to choose from whose silent ones a message may be for."""

Toast = str | None
Verb = Callable[[Desk, Participant, Broadcast, int | None], Toast]


def begin(desk: Desk, author: Participant, _arguments: str = "", *, draft: Broadcast | None = None) -> None:
    """Begin to write one, or to change a draft; whoever looks after nobody is told so."""
    cohorts = drafts.open_cohorts(desk, author)
    is_operator = access.role_of(desk, author) is Role.OPERATOR
    if not cohorts and not is_operator:
        _say(desk, author, group_phrases.NO_COHORT)
        return
    flows = desk.means.flows
    given: dict[str, Any] = {
        "cohorts": [{"value": one.id, "label": one.name} for one in cohorts],
        "everybody": is_operator,
        "postings": _postings(desk, author, draft),
        "library": [
            {"value": name, "label": flows.current(name).title} for name in flows.programme().reflect
        ],
        "draft": draft.id if draft else None,
        "words": draft.text if draft else None,
    }
    conversation.begin(desk, author, flows.current(drafts.FLOW), given=given)


def list_last(desk: Desk, author: Participant, _arguments: str) -> None:
    """`/broadcasts`."""
    broadcasting.list_last(desk, author)


def take(desk: Desk, author: Participant, rest: str, message_id: int | None) -> Toast:
    """`b:verb:broadcast`: a button of a draft or of a broadcast; only its author's tap does anything."""
    verb, _, posting_id = rest.partition(":")
    if verb == "look":
        return group_phrases.DRAFT_LOOK
    handle = _OF_DRAFTS.get(verb) or _OF_SENT.get(verb)
    found = desk.uow.broadcasts.by_id([PostingId(posting_id)]).get(PostingId(posting_id))
    if handle is None:
        return phrases.OLD_BUTTON
    if found is None:
        return group_phrases.DRAFT_GONE
    if found.author_id != author.id:
        return group_phrases.NOT_YOURS
    is_draft = found.status is BroadcastStatus.DRAFT
    if verb in _OF_DRAFTS and not is_draft:
        return group_phrases.DRAFT_GONE
    return handle(desk, author, found, message_id)


def _postings(desk: Desk, author: Participant, draft: Broadcast | None) -> list[dict[str, str]]:
    """The last questions of the author, and of the courses of their cohorts; the newest first.

    They are listed once their time has come, whoever got them: of one person alone that would tell whether they did.
    """
    own = [
        one.id
        for one in desk.uow.broadcasts.of(author.id, limit=broadcasting.MOST_LISTED)
        if one.answer is not AnswerKind.NONE
        and one.confirmed_at is not None
        and (one.at or one.confirmed_at) <= desk.now
        and (draft is None or one.id != draft.id)
    ]
    return [
        {
            "value": one,
            "label": group_phrases.CHOICE_UNANSWERED.format(what=draft_cards.asked_in_words(desk.uow, one)),
        }
        for one in (*own, *_asked_by_courses(desk, author))[:MOST_POSTINGS]
    ]


def _asked_by_courses(desk: Desk, author: Participant) -> list[PostingId]:
    """What the author's cohorts are asked in the weeks of their courses that have begun, the newest first."""
    found = []
    for cohort in drafts.open_cohorts(desk, author)[:MOST_POSTINGS]:
        course, today = course_of(desk, cohort), local_date(desk.now, cohort.timezone)
        for posting in desk.uow.postings.of_cohort(cohort.id, PostingKind.COURSE):
            prompt = course.prompt(posting.prompt or "") if course is not None else None
            if prompt is not None:
                begins = cohort.starts + A_WEEK * (prompt.week - 1)
                found += [(begins, posting.id)] if begins <= today else []
    return [posting_id for _, posting_id in sorted(found, reverse=True)]


def _test(desk: Desk, author: Participant, draft: Broadcast, _message_id: int | None) -> Toast:
    """As a recipient gets it, in the author's own chat: it is no posting's, and keeps no entry."""
    try:
        flow = notes.note_of(draft, desk.means.flows, is_kept=False)
    except (KeyError, FlowFaults):
        _say(desk, author, group_phrases.DRAFT_UNFIT)
        return None
    desk.uow.flows.add([notes.stored(flow)], now=desk.now)
    _say(desk, author, group_phrases.TESTING)
    conversation.begin(desk, author, flow)
    return None


def _who(desk: Desk, author: Participant, draft: Broadcast, _message_id: int | None) -> Toast:
    """The dry run, in totals alone."""
    refusal = broadcasting.why_not(desk, author, draft)
    if refusal is not None:
        _say(desk, author, refusal)
        return None
    found = reckoning.reckon(desk, draft)
    scope = audiences.scope_of(desk.uow, draft, audience=found.audience, at=desk.now)
    if not scope.is_told:
        _offer_to_send(desk, author, draft, group_phrases.WHO_FEW)
        return None
    words = group_phrases.WHO.format(people=f"{scope.people} people", **reckoning.in_words(found, scope))
    if found.looked_at < found.audience:
        words += group_phrases.WHO_SAMPLE.format(count=found.looked_at)
    _offer_to_send(desk, author, draft, words)
    return None


def _offer_to_send(desk: Desk, author: Participant, draft: Broadcast, words: str) -> None:
    """What was found out, with the next steps below it: the draft's own card may be far up by now."""
    rows = [
        [(group_phrases.DRAFT_TEST, f"b:test:{draft.id}"), (group_phrases.DRAFT_SEND, f"b:send:{draft.id}")]
    ]
    desk.send(author.chat_id, "sendMessage", text_params(words, rows=rows))


def _change(desk: Desk, author: Participant, draft: Broadcast, _message_id: int | None) -> Toast:
    begin(desk, author, draft=draft)
    return None


def _drop(desk: Desk, author: Participant, draft: Broadcast, message_id: int | None) -> Toast:
    """It stays as a cancelled one that nobody ever got, without its words."""
    gone = replace(draft, status=BroadcastStatus.CANCELLED, text="–", ended_at=desk.now)
    desk.uow.broadcasts.save([gone])
    if message_id is not None:
        params = text_params(group_phrases.DRAFT_DROPPED)
        desk.send(author.chat_id, "editMessageText", {**params, "message_id": message_id})
    return None


def _not_yet(desk: Desk, author: Participant, draft: Broadcast, message_id: int | None) -> Toast:
    params = draft_cards.card(desk, author, draft)
    desk.send(author.chat_id, "editMessageText", {**params, "message_id": message_id})
    return None


def _open(desk: Desk, author: Participant, broadcast: Broadcast, _message_id: int | None) -> Toast:
    if broadcast.status is BroadcastStatus.DRAFT:
        draft_cards.show(desk, author, broadcast)
    else:
        desk.send(author.chat_id, "sendMessage", progress.message(desk, broadcast))
    return None


def _report(desk: Desk, author: Participant, broadcast: Broadcast, _message_id: int | None) -> Toast:
    progress.send_report(desk, author, broadcast)
    return None


def _say(desk: Desk, author: Participant, text: str) -> None:
    desk.send(author.chat_id, "sendMessage", text_params(text))


_OF_DRAFTS: Final[Mapping[str, Verb]] = {
    "test": _test,
    "who": _who,
    "change": _change,
    "drop": _drop,
    "send": broadcasting.ask_to_confirm,
    "yes": broadcasting.confirm,
    "no": _not_yet,
}

_OF_SENT: Final[Mapping[str, Verb]] = {
    "open": _open,
    "see": broadcasting.see,
    "pause": broadcasting.pause,
    "on": broadcasting.go_on,
    "stop": broadcasting.ask_to_cancel,
    "end": broadcasting.cancel,
    "remind": broadcasting.remind,
    "csv": _report,
}
