"""Typed words: screened, then taken as the answer to the open question, or held until their person says what to do."""

import html
from dataclasses import replace
from datetime import timedelta

from bot.domain.identifiers import Findings, normalise_text, screen
from bot.domain.identifiers.findings import LABELS
from bot.domain.ids import EntryId, HoldId
from bot.domain.people import Participant
from bot.domain.runs import AnswerLink, Hold, Run
from bot.engine import engine
from bot.engine.run import PersonArrived, TextTyped
from bot.services import conversation, phrases
from bot.services.desk import Desk
from bot.services.keeping import entry_from_text
from bot.services.messages import Button, text_params
from bot.services.settlement import Occasion

SCREENED_OUT_FOR = timedelta(hours=1)
"""How long a text with an identifier in it may wait for its person's decision (domain.md §3)."""

FREE_TEXT_FOR = timedelta(days=7)
"""How long a text that answered nothing is held; the question says so."""

PREVIEW_LENGTH = 700
"""Characters of a held text that are shown again."""


def take_text(desk: Desk, participant: Participant, text: str, *, message_id: int) -> None:
    """Take a typed message: nothing is stored of it as typed before the screen has seen it."""
    text = normalise_text(text)
    if not text:
        return
    run = desk.open_run(participant.id)
    answered = run if run is not None and _accepts(desk, run, text) else None
    findings = screen(text, allow_links=answered is not None and _allows_links(desk, answered))
    if findings.hard:
        _hold_back(desk, participant, text, findings, message_id=message_id, run=answered)
    elif answered is not None:
        occasion = Occasion(message_id=message_id)
        conversation.carry_on(desk, participant, answered, TextTyped(text=text), occasion=occasion)
    else:
        _offer_to_keep(desk, participant, text, message_id=message_id)
        if run is not None:
            conversation.carry_on(desk, participant, run, PersonArrived())
        if desk.open_run(participant.id) is not None:
            desk.send(
                participant.chat_id, "sendMessage", text_params(phrases.QUESTION_STILL_OPEN, is_silent=True)
            )


def keep(desk: Desk, participant: Participant, text: str, *, message_id: int) -> EntryId:
    """Keep a text as an entry of its own, linked to the message that holds it."""
    entry_id = EntryId(desk.means.ids.fresh())
    desk.save_entry(entry_from_text(text, entry_id=entry_id, participant=participant, at=desk.now))
    desk.changes.links.append(
        AnswerLink(
            participant_id=participant.id,
            chat_id=participant.chat_id,
            message_id=message_id,
            run_id=None,
            entry_id=entry_id,
            name="",
            created_at=desk.now,
        )
    )
    return entry_id


def resolve_screened(desk: Desk, participant: Participant, hold: Hold) -> None:
    """Store a held text with its identifying parts masked: as the answer it was, or as a reflection of its own."""
    masked = screen(hold.text).masked(hold.text)
    run = desk.run(hold.run_id) if hold.run_id is not None else None
    is_current = run is not None and desk.open_run(participant.id) == run and run.turn == hold.turn
    # Masks can make a text longer than the question takes; it is kept all the same.
    if run is not None and is_current and _accepts(desk, run, masked):
        occasion = Occasion(message_id=hold.message_id)
        conversation.carry_on(desk, participant, run, TextTyped(text=masked), occasion=occasion)
    else:
        keep(desk, participant, masked, message_id=hold.message_id)


def _accepts(desk: Desk, run: Run, text: str) -> bool:
    return engine.accepts(desk.flow_of(run), desk.state_of(run), text)


def _allows_links(desk: Desk, run: Run) -> bool:
    wait = desk.state_of(run).wait
    return wait is not None and wait.allows_links


def _hold_back(
    desk: Desk, participant: Participant, text: str, findings: Findings, *, message_id: int, run: Run | None
) -> None:
    hold = _hold(desk, participant, text, message_id=message_id, lasts=SCREENED_OUT_FOR)
    if run is not None:
        hold = replace(hold, run_id=run.id, turn=run.turn)
    desk.changes.holds.append(replace(hold, is_screened_out=True))
    rows: list[list[Button]] = [
        [(phrases.STORE_MASKED, f"h:{hold.id}:mask")],
        [(phrases.WRITE_ANEW, f"h:{hold.id}:anew"), (phrases.DISCARD, f"h:{hold.id}:drop")],
    ]
    preview = html.escape(_cut(findings.masked(text)), quote=False)
    words = phrases.SCREENED.format(
        kinds=kinds_in_words(findings), preview=f"<tg-spoiler>{preview}</tg-spoiler>"
    )
    desk.send(participant.chat_id, "sendMessage", text_params(words, rows=rows))


def _offer_to_keep(desk: Desk, participant: Participant, text: str, *, message_id: int) -> None:
    hold = _hold(desk, participant, text, message_id=message_id, lasts=FREE_TEXT_FOR)
    desk.changes.holds.append(hold)
    rows = [[(phrases.KEEP_IT, f"k:{hold.id}:keep"), (phrases.LET_IT_GO, f"k:{hold.id}:drop")]]
    desk.send(participant.chat_id, "sendMessage", text_params(phrases.KEEP_THIS, rows=rows))


def _hold(desk: Desk, participant: Participant, text: str, *, message_id: int, lasts: timedelta) -> Hold:
    return Hold(
        id=HoldId(desk.means.ids.fresh()),
        participant_id=participant.id,
        text=text,
        message_id=message_id,
        created_at=desk.now,
        expires_at=desk.now + lasts,
    )


def kinds_in_words(findings: Findings) -> str:
    """What was found, by kind and never by content: `NHS number, postcode`."""
    return ", ".join(dict.fromkeys(LABELS[finding.kind].strip("[]") for finding in findings.hard))


def _cut(text: str) -> str:
    return text if len(text) <= PREVIEW_LENGTH else text[:PREVIEW_LENGTH].rstrip() + "…"
