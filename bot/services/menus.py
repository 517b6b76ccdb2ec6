"""Telegram's menu of commands: short on purpose, the rest is in /help; tutors and operators have theirs in their chat."""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.ids import ChatId
from bot.domain.people import Participant
from bot.domain.roles import Role
from bot.services.desk import Desk

EVERYBODYS: Final[tuple[tuple[str, str], ...]] = (
    ("reflect", "Choose a question to think about"),
    ("entries", "What you kept: read, change, star"),
    ("summary", "A month as message, card and PDF"),
    ("pause", "Take a break"),
    ("settings", "Days and time"),
    ("help", "What I do"),
)

TUTORS: Final[tuple[tuple[str, str], ...]] = (
    ("broadcast", "Ask a cohort something"),
    ("cohorts", "Your cohorts"),
    ("shared", "Lines that people share"),
)

OPERATORS: Final[tuple[tuple[str, str], ...]] = (("admin", "Tutors and links"),)

_MORE: Final[Mapping[Role, tuple[tuple[str, str], ...]]] = {
    Role.PARTICIPANT: (),
    Role.TUTOR: TUTORS,
    Role.OPERATOR: (*TUTORS, *OPERATORS),
}


def menu_of(role: Role) -> list[dict[str, str]]:
    """The menu of a role, as the Bot API takes it."""
    return [
        {"command": command, "description": description}
        for command, description in (*_MORE[role], *EVERYBODYS)
    ]


def scope_of(chat_id: ChatId) -> dict[str, Any]:
    """One chat alone, as the Bot API takes it."""
    return {"type": "chat", "chat_id": chat_id}


def show(desk: Desk, participant: Participant, role: Role) -> None:
    """From now on somebody's chat has the menu of this role; that of a participant is everybody's."""
    chat_id = participant.chat_id
    if role is Role.PARTICIPANT:
        desk.send(chat_id, "deleteMyCommands", {"scope": scope_of(chat_id)})
    else:
        desk.send(chat_id, "setMyCommands", {"commands": menu_of(role), "scope": scope_of(chat_id)})
