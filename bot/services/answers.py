"""Typed words: screened, then taken as the answer to the open question, or held until their person says what to do."""

from bot.domain.entries import Part
from bot.domain.identifiers import normalise_text, screen
from bot.domain.ids import EntryId
from bot.domain.people import Participant
from bot.domain.runs import AnswerLink, Hold, Run
from bot.engine import engine
from bot.engine.run import PersonArrived, TextTyped
from bot.services import conversation, mending, phrases, withdrawals
from bot.services.desk import Desk
from bot.services.holding import hold_answer, hold_back, new_hold, offer_to_keep
from bot.services.keeping import entry_from_text, link_name
from bot.services.messages import text_params
from bot.services.settlement import Occasion


def take_text(desk: Desk, participant: Participant, text: str, *, message_id: int) -> None:
    """Take a typed message: nothing is stored of it as typed before the screen has seen it."""
    text = normalise_text(text)
    if not text or mending.take(desk, participant, text, message_id=message_id):
        return
    run = withdrawals.asked_run(desk, participant)
    answered = run if run is not None and _accepts(desk, run, text) else None
    findings = screen(text, allow_links=answered is not None and _allows_links(desk, answered))
    if findings.hard:
        held = new_hold(desk, participant, text, message_id=message_id)
        hold_back(desk, participant, hold_answer(held, answered), findings)
    elif answered is not None:
        occasion = Occasion(message_id=message_id)
        conversation.carry_on(desk, participant, answered, TextTyped(text=text), occasion=occasion)
    else:
        offer_to_keep(desk, participant, text, message_id=message_id)
        if run is not None:
            conversation.carry_on(desk, participant, run, PersonArrived())
        if run is not None and desk.open_run(participant.id) is not None:
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
            name=link_name((Part.TITLE, Part.WHAT)),
            created_at=desk.now,
        )
    )
    return entry_id


def resolve_screened(desk: Desk, participant: Participant, hold: Hold) -> None:
    """Store a held text with its identifying parts masked: as the answer it was, or as a reflection of its own."""
    masked = screen(hold.text).masked(hold.text)
    if hold.edit_of is not None:
        mending.put(desk, participant, hold.edit_of, masked, message_id=hold.message_id)
        return
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
