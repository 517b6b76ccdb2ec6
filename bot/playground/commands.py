"""The bot's command menus: one list per scope and language, the narrowest of which a chat sees."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.playground.errors import bad_request

_NAME: Final = re.compile(r"/?([a-z0-9_]{1,32})")
_MAX_COMMANDS: Final = 100
_MAX_DESCRIPTION: Final = 256
_CHAT_SCOPES: Final = frozenset({"chat", "chat_administrators", "chat_member"})
_SCOPES: Final = _CHAT_SCOPES | {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
}

Command = dict[str, str]


class CommandMenus:
    """What setMyCommands stored."""

    def __init__(self) -> None:
        self._menus: dict[tuple[str, str, str], list[Command]] = {}

    def put(self, commands: object, *, scope: object, language: str) -> None:
        """Keep a menu; raises Telegram's error for a name or description that is not allowed."""
        if not isinstance(commands, Sequence) or isinstance(commands, str):
            raise bad_request("can't parse commands: expected an Array of BotCommand")
        if len(commands) > _MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self._menus[_key(scope, language)] = [_checked(command) for command in commands]

    def get(self, *, scope: object, language: str) -> list[Command]:
        """The menu of exactly this scope and language."""
        return self._menus.get(_key(scope, language), [])

    def drop(self, *, scope: object, language: str) -> None:
        """Forget a menu."""
        self._menus.pop(_key(scope, language), None)

    def seen_by(self, chat_id: int, *, language: str) -> list[Command]:
        """What a person sees in their private chat, by Telegram's order of scopes."""
        scopes = (("chat", str(chat_id)), ("all_private_chats", ""), ("default", ""))
        for kind, chat in scopes:
            for spoken in (language, ""):
                if found := self._menus.get((kind, chat, spoken)):
                    return found
        return []


def _key(scope: object, language: str) -> tuple[str, str, str]:
    if scope is None:
        return "default", "", language
    if not isinstance(scope, Mapping) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    kind = str(scope["type"])
    if kind in _CHAT_SCOPES and scope.get("chat_id") is None:
        raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
    return kind, str(scope["chat_id"]) if kind in _CHAT_SCOPES else "", language


def _checked(command: object) -> Command:
    if not isinstance(command, Mapping):
        raise bad_request("can't parse BotCommand: expected an Object")
    match = _NAME.fullmatch(str(command.get("command", "")))
    if match is None:
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(command.get("description", "")).strip()
    if not 1 <= len(description) <= _MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": match.group(1), "description": description}
