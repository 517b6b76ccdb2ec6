"""Mending an entry (or a plan item): a part is chosen by tap, and the next text is its new wording."""

from dataclasses import replace

from bot.domain.entries import Entry, Part
from bot.domain.entry_text import PART_NAMES
from bot.domain.errands import ErrandKind
from bot.domain.identifiers import screen
from bot.domain.ids import EntryId, PlanItemId
from bot.domain.listing import ALL
from bot.domain.people import Participant
from bot.domain.runs import AnswerLink, Run
from bot.engine.events import AnswerRejected
from bot.engine.kept import answer_held_by, fields_holding
from bot.engine.run import AnswerEdited, RunStatus
from bot.services import conversation, phrases, plan_changes
from bot.services.awaiting import await_wording
from bot.services.desk import Desk
from bot.services.entry_messages import parts_message
from bot.services.holding import hold_back, new_hold
from bot.services.keeping import link_name, parts_with, reworded
from bot.services.messages import Button, entry_data, text_params
from bot.services.screens import Screen
from bot.services.settlement import Occasion

Toast = str | None


def choose_part(at: Screen, entry: Entry, _detail: str) -> Toast:
    """Which part shall be written anew."""
    at.show(*parts_message(entry, at.shown))
    return None


def begin(at: Screen, entry: Entry, detail: str) -> Toast:
    """Wait for the new wording of the part that `detail` names."""
    if detail not in set(Part):
        return phrases.OLD_BUTTON
    part = Part(detail)
    await_wording(at, entry.id, part)
    rows: list[list[Button]] = [[(phrases.LEAVE_IT, entry_data("open", entry.id, at.shown))]]
    if part is not Part.TITLE and entry.words[part]:
        rows += [[(phrases.EMPTY_IT, entry_data("clear", entry.id, at.shown, part))]]
    at.show(phrases.WRITE_WORDING.format(part=PART_NAMES[part]), rows)
    return None


def clear(at: Screen, entry: Entry, detail: str) -> Toast:
    """Take the words of a part out; the title stays, an entry needs something to be called by."""
    if detail not in set(Part) or detail == Part.TITLE:
        return phrases.OLD_BUTTON
    at.desk.mend_entry(reworded(entry, [Part(detail)], "", at=at.desk.now))
    at.show(phrases.MENDED, [[(phrases.SEE_ENTRY, entry_data("open", entry.id, at.shown))]])
    return None


def leave(desk: Desk, participant: Participant, *, tapped_id: int | None = None) -> bool:
    """Wait for no new wording any more, and take the buttons off what asked for it; whether one was waited for.

    `tapped_id` is the message that the person tapped, which will show something else anyway.
    """
    errand = desk.errand(participant.id, ErrandKind.MEND)
    if errand is None:
        return False
    desk.end_errand(participant.id, ErrandKind.MEND)
    asked_in = errand.about.rpartition(":")[2]
    if asked_in and asked_in != str(tapped_id):
        desk.send(participant.chat_id, "editMessageReplyMarkup", {"message_id": int(asked_in)})
    return True


def take(desk: Desk, participant: Participant, text: str, *, message_id: int) -> bool:
    """Take a text as the new wording, if one is waited for; a question that was asked since then comes first."""
    errand = desk.errand(participant.id, ErrandKind.MEND)
    if errand is None:
        return False
    run = desk.open_run(participant.id)
    if run is not None and run.updated_at > errand.begun_at:
        leave(desk, participant)
        return False
    findings = screen(text)
    if findings.hard:
        hold = new_hold(desk, participant, text, message_id=message_id)
        hold_back(desk, participant, replace(hold, edit_of=errand.about), findings)
    else:
        put(desk, participant, errand.about, text, message_id=message_id)
    return True


def put(desk: Desk, participant: Participant, about: str, text: str, *, message_id: int) -> None:
    """Write new words into a part: into its answer while its run goes on, else into the entry alone.

    `about` is the errand's: "entry:part:message that asked", or the same of a plan item.
    """
    leave(desk, participant)
    entry_id, name, _ = about.split(":")
    if plan_changes.is_part(name):
        plan_changes.put(desk, participant, PlanItemId(entry_id), name, text)
        return
    entry, part = desk.entry(EntryId(entry_id)), Part(name)
    if entry is None or entry.participant_id != participant.id:
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.ENTRY_GONE))
        return
    answered = _answer(desk, entry, part)
    if answered is not None:
        is_told = _edit_answer(desk, participant, *answered, text=text, message_id=message_id)
    else:
        parts = parts_with(entry, part)
        desk.mend_entry(reworded(entry, parts, text, at=desk.now))
        _link(desk, entry, parts, message_id)
        is_told = False
    if not is_told:
        rows = [[(phrases.SEE_ENTRY, entry_data("open", entry.id, ALL))]]
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.MENDED, rows=rows, is_silent=True))


def _answer(desk: Desk, entry: Entry, part: Part) -> tuple[Run, str] | None:
    """The run that goes on and the one answer that the part holds; a title alone is no answer's business."""
    run = desk.run(entry.run_id) if entry.run_id is not None else None
    if run is None or run.status != RunStatus.WAITING:
        return None
    flow, state = desk.flow_of(run), desk.state_of(run)
    name = answer_held_by(flow, state, part)
    if name is None or (part is Part.TITLE and len(fields_holding(flow, state, name)) > 1):
        return None
    return run, name


def _edit_answer(
    desk: Desk, participant: Participant, run: Run, name: str, *, text: str, message_id: int
) -> bool:
    """Edit an answer in the run, which works its path out again; whether the person has been told."""
    turn = conversation.carry_on(
        desk, participant, run, AnswerEdited(name=name, text=text), occasion=Occasion(message_id=message_id)
    )
    if any(isinstance(event, AnswerRejected) for event in turn.events):
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.EDIT_REJECTED))
        return True
    return turn.state.turn != run.turn  # the next question shows that it was heard


def _link(desk: Desk, entry: Entry, parts: tuple[Part, ...], message_id: int) -> None:
    participant = desk.person(entry.participant_id)
    if participant is not None:
        desk.changes.links.append(
            AnswerLink(
                participant_id=participant.id,
                chat_id=participant.chat_id,
                message_id=message_id,
                run_id=None,
                entry_id=entry.id,
                name=link_name(parts),
                created_at=desk.now,
            )
        )
