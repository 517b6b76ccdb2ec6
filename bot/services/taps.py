"""Taps on buttons: their data comes from outside, so each is looked up and checked against who tapped."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.ids import HoldId, RunId
from bot.domain.people import Participant
from bot.domain.runs import Hold, Run
from bot.engine.run import OptionTapped, RunStatus
from bot.services import (
    access,
    admin,
    answers,
    cohort_taps,
    commands,
    composing,
    conversation,
    entry_taps,
    line_taps,
    mending,
    pacing,
    phrases,
    plan_taps,
    putting_off,
    tutor_taps,
)
from bot.services.desk import Desk
from bot.services.messages import text_params
from bot.services.settlement import Occasion

MOST_DIGITS: Final = 15
"""Telegram's numbers stay below 2**52; a longer one was never on a button of ours."""

Toast = str | None


def take(desk: Desk, participant: Participant, data: str, *, message_id: int | None) -> Toast:
    """Do what a button says; returns the short text that answers the tap, None for a silent answer."""
    kind, _, rest = data.partition(":")
    handle = _HANDLERS.get(kind)
    if handle is None or not access.may_tap(desk, participant, data):
        return phrases.OLD_BUTTON
    if kind != "h":  # whoever taps something else no longer writes a new wording
        mending.leave(desk, participant, tapped_id=message_id)
    return handle(desk, participant, rest, message_id)


def _answer(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """`r:run:turn:position`: an option of a question, or of a closing card."""
    run_id, _, place = rest.partition(":")
    turn, _, position = place.partition(":")
    run = _own_run(desk, participant, run_id)
    if run is None or not (position.isascii() and position.isdigit()) or str(run.turn) != turn:
        return phrases.OLD_BUTTON
    if not run.state or desk.state_of(run).wait is None:
        return phrases.OLD_BUTTON
    occasion = Occasion(tapped_id=message_id)
    conversation.carry_on(desk, participant, run, OptionTapped(position=int(position)), occasion=occasion)
    return None


def _on_prompt(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """`p:run:action`: not today, or later."""
    run_id, _, action = rest.partition(":")
    run = _own_run(desk, participant, run_id)
    if run is None or run.status != RunStatus.WAITING:
        return phrases.TOO_LATE
    return putting_off.put_off(desk, participant, run, action, message_id=message_id)


def _on_screened(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """`h:hold:action`: what to do with a text that the screen held back."""
    hold, action = _own_hold(desk, participant, rest)
    if hold is None:
        return phrases.HOLD_ENDED
    words = {
        "mask": phrases.STORED_MASKED,
        "anew": phrases.WRITE_ANEW_NOW,
        "drop": phrases.DISCARDED,
    }.get(action)
    if words is None:
        return phrases.OLD_BUTTON
    desk.release(hold)
    if action == "mask":
        answers.resolve_screened(desk, participant, hold)
    elif action == "drop":
        mending.leave(desk, participant)
    if message_id is not None:
        rows = [[(phrases.DELETE_MESSAGE, f"d:{hold.message_id}")]]
        params = text_params(f"{words}\n\n{phrases.TELEGRAM_COPY}", rows=rows)
        desk.send(participant.chat_id, "editMessageText", {**params, "message_id": message_id})
    return None


def _on_free_text(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """`k:hold:action`: keep a text that answered nothing, or let it go."""
    hold, action = _own_hold(desk, participant, rest)
    if hold is None or action not in ("keep", "drop"):
        return phrases.HOLD_ENDED
    desk.release(hold)
    if action == "keep":
        answers.keep(desk, participant, hold.text, message_id=hold.message_id)
    if message_id is not None:
        words = phrases.KEPT if action == "keep" else phrases.LET_GO
        params = {"message_id": message_id, **text_params(words)}
        desk.send(participant.chat_id, "editMessageText", params)
    return None


def _delete_message(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """`d:message`: take the person's own message out of the chat; Telegram allows it for 48 hours."""
    if not (rest.isascii() and rest.isdigit() and len(rest) <= MOST_DIGITS):
        return phrases.OLD_BUTTON
    desk.send(participant.chat_id, "deleteMessage", {"message_id": int(rest)})
    if message_id is not None:
        desk.send(participant.chat_id, "editMessageReplyMarkup", {"message_id": message_id})
    return None


def _begin_flow(desk: Desk, participant: Participant, rest: str, _message_id: int | None) -> Toast:
    """`f:flow`: begin a flow from the list."""
    return commands.begin_flow(desk, participant, rest)


def _summarise(desk: Desk, participant: Participant, rest: str, _message_id: int | None) -> Toast:
    """`s:year-month`: any month on demand; `s:review:summary`: the review after a summary."""
    return commands.summarise(desk, participant, rest)


def _own_run(desk: Desk, participant: Participant, run_id: str) -> Run | None:
    run = desk.run(RunId(run_id))
    return run if run is not None and run.participant_id == participant.id else None


def _own_hold(desk: Desk, participant: Participant, rest: str) -> tuple[Hold | None, str]:
    hold_id, _, action = rest.partition(":")
    hold = desk.uow.runs.held([HoldId(hold_id)]).get(HoldId(hold_id))
    is_own = hold is not None and hold.participant_id == participant.id and hold.expires_at > desk.now
    return (hold if is_own else None), action


_HANDLERS: Final[Mapping[str, Callable[[Desk, Participant, str, int | None], Toast]]] = {
    "r": _answer,
    "p": _on_prompt,
    "h": _on_screened,
    "k": _on_free_text,
    "d": _delete_message,
    "f": _begin_flow,
    "s": _summarise,
    "e": entry_taps.take,
    "c": pacing.take,
    "a": admin.take,
    "b": composing.take,
    "g": cohort_taps.take,
    "t": tutor_taps.take,
    "l": line_taps.take,
    "n": plan_taps.take,
}
