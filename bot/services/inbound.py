"""Taking in what people send: each update once, in order per chat, with everything it causes in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.incoming import (
    BotBlocked,
    BotUnblocked,
    ButtonTapped,
    CommandSent,
    GroupEntered,
    Incoming,
    NothingKnown,
    TextEdited,
    TextSent,
    UnkeptSent,
)
from bot.domain.people import Participant, ParticipantStatus
from bot.ports import ParkedUpdate, UnitOfWork
from bot.services import answers, commands, doorstep, edits, opening, phrases, taps
from bot.services.desk import Desk, Means
from bot.services.messages import text_params

HEARD_TO_WITHIN: Final = timedelta(hours=1)
"""How exactly it is kept when a person was last heard: silence is counted in weeks, and each change is a write."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a batch came to: how many updates were new, and the short text, if any, that each tap is answered with."""

    count: int
    toasts: dict[str, str | None] = field(default_factory=dict)


def receive(uow: UnitOfWork, batch: Sequence[Incoming], *, means: Means, now: datetime) -> Received:
    """Take in a batch: updates seen before are passed over, the others handled by rising update id."""
    new = uow.updates.add_new(means.bot_id, [one.update_id for one in batch], now=now)
    by_id = {one.update_id: one for one in batch if one.update_id in new}
    fresh = [by_id[update_id] for update_id in sorted(by_id)]
    desk = Desk(uow, means, now=now)
    desk.load_chats({one.chat_id for one in fresh if one.chat_id is not None})
    # A tap on an update that was seen before gets its answer too: the first may have died with the process.
    toasts: dict[str, str | None] = {
        one.happening.callback_id: None for one in batch if isinstance(one.happening, ButtonTapped)
    }
    for one in fresh:
        toast = _handle(desk, one)
        if isinstance(one.happening, ButtonTapped):
            toasts[one.happening.callback_id] = toast
    desk.write()
    return Received(len(fresh), toasts)


def park(
    uow: UnitOfWork, incoming: Incoming, payload: bytes, *, error: str, means: Means, now: datetime
) -> None:
    """Set aside an update that fails even alone, and tell its person kindly; the others go on."""
    if not uow.updates.add_new(means.bot_id, [incoming.update_id], now=now):
        return
    desk = Desk(uow, means, now=now)
    participant = None
    if incoming.chat_id is not None:
        desk.load_chats([incoming.chat_id])
        participant = desk.participant(incoming.chat_id)
        desk.send(incoming.chat_id, "sendMessage", text_params(phrases.POISON))
    if participant is not None:  # nothing is stored of people who did not consent
        uow.updates.park(
            ParkedUpdate(
                bot_id=means.bot_id,
                update_id=incoming.update_id,
                participant_id=participant.id,
                payload=payload,
                error=error,
                at=now,
            )
        )
    desk.write()


def _handle(desk: Desk, incoming: Incoming) -> str | None:
    """Do what one update asks; the text that answers a tap, if it needs one."""
    chat_id, happening = incoming.chat_id, incoming.happening
    if chat_id is None or isinstance(happening, NothingKnown):
        return None
    if isinstance(happening, GroupEntered):
        desk.send(chat_id, "leaveChat", {})
        return None
    participant = desk.participant(chat_id)
    if participant is None:
        return doorstep.answer(desk, chat_id, incoming)
    was_being_welcomed = doorstep.is_being_welcomed(desk, participant)
    toast = _handle_participant(desk, _heard_from(desk, participant, incoming), incoming)
    if was_being_welcomed and not doorstep.is_being_welcomed(desk, participant):
        opening.open_kept(desk, desk.participant(chat_id) or participant)
    return toast


def _handle_participant(desk: Desk, participant: Participant, incoming: Incoming) -> str | None:
    match incoming.happening:
        case TextSent(message_id=message_id, text=text):
            answers.take_text(desk, participant, text, message_id=message_id)
        case CommandSent() as command:
            commands.obey(desk, participant, command)
        case TextEdited(message_id=message_id, text=text):
            edits.follow(desk, participant, text, message_id=message_id)
        case ButtonTapped(data=data, message_id=message_id):
            return taps.take(desk, participant, data, message_id=message_id)
        case UnkeptSent(kind=kind):
            desk.send(participant.chat_id, "sendMessage", text_params(phrases.UNKEPT[kind]))
        case _:
            pass
    return None


def _heard_from(desk: Desk, participant: Participant, incoming: Incoming) -> Participant:
    """The participant as this update shows them: there again, or gone."""
    status, blocked_at = participant.status, participant.blocked_at
    is_paused = status is ParticipantStatus.PAUSED  # a pause outlives a block
    if isinstance(incoming.happening, BotBlocked):
        status, blocked_at = status if is_paused else ParticipantStatus.BLOCKED, desk.now
    elif blocked_at is not None or status is ParticipantStatus.BLOCKED:
        # Whoever writes, or unblocks, lets the bot in again.
        status, blocked_at = status if is_paused else ParticipantStatus.ACTIVE, None
    heard_at = participant.last_heard_at
    if (
        not isinstance(incoming.happening, (BotBlocked, BotUnblocked))
        and desk.now - heard_at >= HEARD_TO_WITHIN
    ):
        heard_at = desk.now
    was = (participant.status, participant.blocked_at, participant.last_heard_at)
    if (status, blocked_at, heard_at) == was:
        return participant
    changed = replace(participant, status=status, blocked_at=blocked_at, last_heard_at=heard_at)
    desk.save_participant(changed)
    return changed
