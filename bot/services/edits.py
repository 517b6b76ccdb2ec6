"""An edited Telegram message changes what was kept of it; an unchanged or unfit edit leaves the old."""

from typing import Final

from bot.domain.entries import Part
from bot.domain.identifiers import normalise_text, screen
from bot.domain.people import Participant
from bot.domain.runs import AnswerLink
from bot.engine.events import AnswerRejected
from bot.engine.run import AnswerEdited, RunStatus
from bot.services import conversation, line_phrases, phrases, reviewing, sharing
from bot.services.answers import take_text
from bot.services.desk import Desk
from bot.services.holding import kinds_in_words
from bot.services.keeping import linked_parts, reworded
from bot.services.messages import text_params
from bot.services.settlement import Occasion

_HANDED_ON: Final = frozenset({sharing.FLOW, reviewing.FLOW})
"""Flows whose answers are with somebody else by the end."""


def follow(desk: Desk, participant: Participant, text: str, *, message_id: int) -> None:
    """Let the kept answer follow an edit of the message that it came in."""
    text = normalise_text(text)
    link = _link(desk, participant, message_id)
    if not text:
        return
    if link is None:
        _follow_unlinked(desk, participant, text, message_id=message_id)
        return
    if _kept(desk, link) == text:  # Telegram also tells of edits that changed nothing
        return
    findings = screen(text)
    if findings.hard:
        words = phrases.EDIT_SCREENED.format(kinds=kinds_in_words(findings))
        desk.send(participant.chat_id, "sendMessage", text_params(words))
        return
    if link.run_id is not None:
        _change_answer(desk, participant, link, text)
    else:
        _change_entry(desk, participant, link, text)


def _link(desk: Desk, participant: Participant, message_id: int) -> AnswerLink | None:
    in_this_batch = (one for one in reversed(desk.changes.links) if one.chat_id == participant.chat_id)
    fresh = next((one for one in in_this_batch if one.message_id == message_id), None)
    key = (participant.chat_id, message_id)
    link = fresh or desk.uow.runs.linked([key]).get(key)
    return link if link is not None and link.participant_id == participant.id else None


def _follow_unlinked(desk: Desk, participant: Participant, text: str, *, message_id: int) -> None:
    """The message was never kept: it still waits for a word, or was refused; its new wording takes its place."""
    waiting = desk.held_for(participant.id, message_id)
    if waiting is None:
        return
    desk.release(waiting)
    take_text(desk, participant, text, message_id=message_id)


def _kept(desk: Desk, link: AnswerLink) -> str | None:
    """The words as they are kept now."""
    if link.run_id is None:
        entry = desk.entry(link.entry_id) if link.entry_id is not None else None
        parts = [part for part in linked_parts(link.name) if part is not Part.TITLE]
        return entry.words[parts[0]] if entry is not None and parts else None
    run = desk.run(link.run_id)
    answer = desk.state_of(run).answers.get(link.name) if run is not None and run.state else None
    return answer.value if answer is not None and isinstance(answer.value, str) else None


def _change_answer(desk: Desk, participant: Participant, link: AnswerLink, text: str) -> None:
    run = desk.run(link.run_id) if link.run_id is not None else None
    if run is None or not run.state or (run.entry_id is not None and desk.entry(run.entry_id) is None):
        return  # the entry was deleted: nothing of it changes any more
    if run.flow in _HANDED_ON and run.status == RunStatus.COMPLETED:
        desk.send(participant.chat_id, "sendMessage", text_params(line_phrases.STAYS_AS_IT_WAS))
        return
    turn_before = run.turn
    turn = conversation.carry_on(
        desk,
        participant,
        run,
        AnswerEdited(name=link.name, text=text),
        occasion=Occasion(message_id=link.message_id),
    )
    if any(isinstance(event, AnswerRejected) for event in turn.events):
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.EDIT_REJECTED))
    elif turn.state.turn == turn_before:  # else the next question shows that the edit was heard
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.EDITED, is_silent=True))


def _change_entry(desk: Desk, participant: Participant, link: AnswerLink, text: str) -> None:
    entry = desk.entry(link.entry_id) if link.entry_id is not None else None
    if entry is None or entry.participant_id != participant.id:
        return
    parts = linked_parts(link.name)
    if not parts:
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.EDIT_TOO_LATE))
        return
    desk.mend_entry(reworded(entry, parts, text, at=desk.now))
    desk.send(participant.chat_id, "sendMessage", text_params(phrases.EDITED, is_silent=True))
