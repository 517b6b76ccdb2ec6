"""Drafts of broadcasts: what the flow gathered, kept until it is sent or thrown away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final

from bot.domain.broadcasts import AnswerKind, Broadcast, BroadcastStatus, Timing
from bot.domain.calendar import instant
from bot.domain.cohorts import Cohort, CohortStatus
from bot.domain.ids import CohortId, PostingId
from bot.domain.people import Participant
from bot.domain.runs import Run
from bot.engine.filters import lines_of
from bot.engine.markup import rewritten
from bot.engine.run import RunState
from bot.services import access, draft_cards, group_phrases
from bot.services.desk import Desk
from bot.services.messages import text_params

FLOW: Final = "broadcast"
"""The flow in which a tutor writes one."""

EVERYBODY: Final = "everybody"
ALL_OF_THEM: Final = "all_of_them"
"""What the flow calls an operator's audience of all, and an audience that is not narrowed down."""

_HANDED_OVER: Final = "made#"
_SCALES: Final = {"scale_10": ("0", "10"), "scale_5": ("1", "5")}
_ANSWERS: Final = {
    "words": "text",
    "cohorts": "cohorts",
    "unanswered": "unanswered",
    "answered_by": "answered_by",
    "buttons": "choices",
    "library": "flow",
    "timing": "timing",
    "date": "date",
    "time": "time",
    "window": "window",
}
"""The questions of the flow, and the fields that it hands over of them."""


def take(desk: Desk, author: Participant, _run: Run, fields: Mapping[str, Any]) -> None:
    """Keep what the flow gathered as a draft, and show it with what can be done with it."""
    draft = _drafted(desk, author, fields)
    desk.uow.broadcasts.save([draft])
    draft_cards.show(desk, author, draft)


def keep_unfinished(desk: Desk, run: Run, state: RunState) -> None:
    """What was written of a broadcast is not lost when its run ends before it was handed over."""
    author = desk.person(run.participant_id)
    answers = {name: one.value for name, one in state.answers.items() if not one.is_skipped}
    words = answers.get("words")
    if not isinstance(words, str):
        words = state.given.get("words")
    if author is None or not access.may_send(desk, author, FLOW):
        return  # who is no tutor any more was told so
    if not words or any(token.startswith(_HANDED_OVER) for token in state.done):
        return
    changed = _own_draft(desk, author, state.given.get("draft"))
    if changed is not None:  # all but its words is as it was: half of a change would be nobody's wish
        draft = replace(changed, text=rewritten(words)[0])
    else:
        draft = _drafted(
            desk, author, {field: answers.get(name) for name, field in _ANSWERS.items()} | {"text": words}
        )
    desk.uow.broadcasts.save([draft])
    desk.send(author.chat_id, "sendMessage", text_params(group_phrases.DRAFT_KEPT, is_silent=True))


def open_cohorts(desk: Desk, author: Participant) -> list[Cohort]:
    """The cohorts that an author may write to, newest first: of many, the oldest find no room among the buttons."""
    found = desk.uow.cohorts.by_id(access.cohorts_of(desk, author)).values()
    return sorted(
        (one for one in found if one.status is CohortStatus.OPEN), key=lambda one: one.id, reverse=True
    )


def _drafted(desk: Desk, author: Participant, fields: Mapping[str, Any]) -> Broadcast:
    """The draft of what was gathered; one that is changed stays the same one."""
    html = rewritten(str(fields["text"]))[0]
    kept = _own_draft(desk, author, fields.get("draft"))
    if kept is None:
        fresh = PostingId(desk.means.ids.fresh())
        kept = Broadcast(id=fresh, author_id=author.id, text=html, created_at=desk.now)
    answer, choices = _answer(fields)
    unanswered = fields.get("unanswered")
    timing = Timing(fields.get("timing") or Timing.NOW)
    return replace(
        kept,
        text=html,
        cohort_ids=_cohorts(desk, author, fields.get("cohorts")),
        unanswered=PostingId(unanswered) if unanswered and unanswered != ALL_OF_THEM else None,
        answer=answer,
        choices=choices,
        flow=fields.get("flow") if answer is AnswerKind.FLOW else None,
        timing=timing,
        at=_instant(fields, author) if timing is Timing.AT else None,
        window_hours=int(fields.get("window") or 24),
    )


def _own_draft(desk: Desk, author: Participant, draft_id: Any) -> Broadcast | None:  # noqa: ANN401 - a flow's value
    """The draft that is changed; None where none is, or it was sent meanwhile."""
    found = desk.uow.broadcasts.by_id([PostingId(draft_id)]).get(PostingId(draft_id)) if draft_id else None
    is_own = found is not None and found.author_id == author.id and found.status is BroadcastStatus.DRAFT
    return found if is_own else None


def _cohorts(desk: Desk, author: Participant, chosen: Any) -> tuple[CohortId, ...]:  # noqa: ANN401 - a flow's value
    """The cohorts that were ticked, else the only one that there is; none is everybody, which only an operator may send to."""
    if isinstance(chosen, list | tuple) and chosen:
        return () if EVERYBODY in chosen else tuple(CohortId(one) for one in chosen)
    found = open_cohorts(desk, author)
    return (found[0].id,) if len(found) == 1 else ()


def _answer(fields: Mapping[str, Any]) -> tuple[AnswerKind, tuple[str, ...]]:
    wanted = fields.get("answered_by") or AnswerKind.NONE
    if wanted in _SCALES:
        return AnswerKind.SCALE, _SCALES[wanted]
    kind = AnswerKind(wanted)
    if kind is not AnswerKind.CHOICES:
        # A flow that was not chosen yet is no answer yet.
        return (AnswerKind.NONE if kind is AnswerKind.FLOW and not fields.get("flow") else kind), ()
    written = fields.get("choices")
    return kind, tuple(lines_of(written)) if isinstance(written, str) else ("Yes", "No")


def _instant(fields: Mapping[str, Any], author: Participant) -> datetime | None:
    day, clock = fields.get("date"), fields.get("time")
    if not day or not clock:
        return None
    return instant(date.fromisoformat(day), time.fromisoformat(clock), author.timezone)
