"""Texts that are held until their person says what to do: the screen found something, or they answer nothing."""

import html
from dataclasses import replace
from datetime import timedelta

from bot.domain.identifiers import Findings
from bot.domain.identifiers.findings import LABELS
from bot.domain.ids import HoldId
from bot.domain.people import Participant
from bot.domain.runs import Hold, Run
from bot.services import phrases
from bot.services.desk import Desk
from bot.services.messages import Button, text_params

SCREENED_OUT_FOR = timedelta(hours=1)
"""How long a text with an identifier in it may wait for its person's decision (domain.md §3)."""

FREE_TEXT_FOR = timedelta(days=7)
"""How long a text that answered nothing is held; the question says so."""

PREVIEW_LENGTH = 700
"""Characters of a held text that are shown again."""


def new_hold(
    desk: Desk, participant: Participant, text: str, *, message_id: int, lasts: timedelta = SCREENED_OUT_FOR
) -> Hold:
    """A text of this person that is to be held so long."""
    return Hold(
        id=HoldId(desk.means.ids.fresh()),
        participant_id=participant.id,
        text=text,
        message_id=message_id,
        created_at=desk.now,
        expires_at=desk.now + lasts,
    )


def hold_back(desk: Desk, participant: Participant, hold: Hold, findings: Findings) -> None:
    """Hold a text in which the screen found something, and ask what to do, with the found parts masked."""
    desk.changes.holds.append(replace(hold, is_screened_out=True))
    rows: list[list[Button]] = [
        [(phrases.STORE_MASKED, f"h:{hold.id}:mask")],
        [(phrases.WRITE_ANEW, f"h:{hold.id}:anew"), (phrases.DISCARD, f"h:{hold.id}:drop")],
    ]
    preview = html.escape(_cut(findings.masked(hold.text)), quote=False)
    words = phrases.SCREENED.format(
        kinds=kinds_in_words(findings), preview=f"<tg-spoiler>{preview}</tg-spoiler>"
    )
    desk.send(participant.chat_id, "sendMessage", text_params(words, rows=rows))


def hold_answer(hold: Hold, run: Run | None) -> Hold:
    """The hold as that of an answer to the run's open question, if it was one."""
    return hold if run is None else replace(hold, run_id=run.id, turn=run.turn)


def offer_to_keep(desk: Desk, participant: Participant, text: str, *, message_id: int) -> None:
    """Hold a text that answers nothing, and ask whether it is a reflection."""
    hold = new_hold(desk, participant, text, message_id=message_id, lasts=FREE_TEXT_FOR)
    desk.changes.holds.append(hold)
    rows = [[(phrases.KEEP_IT, f"k:{hold.id}:keep"), (phrases.LET_IT_GO, f"k:{hold.id}:drop")]]
    desk.send(participant.chat_id, "sendMessage", text_params(phrases.KEEP_THIS, rows=rows))


def kinds_in_words(findings: Findings) -> str:
    """What was found, by kind and never by content: `NHS number, postcode`."""
    return ", ".join(dict.fromkeys(LABELS[finding.kind].strip("[]") for finding in findings.hard))


def _cut(text: str) -> str:
    return text if len(text) <= PREVIEW_LENGTH else text[:PREVIEW_LENGTH].rstrip() + "…"
