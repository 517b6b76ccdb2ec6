"""Everything that the playground holds in memory: people, chats, files, waiting updates, and what the bot did."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.playground.commands import CommandMenus
from bot.playground.errors import PlayError, bad_request, forbidden
from bot.playground.faults import Faults
from bot.playground.messages import JsonObject, Message, StoredFile, message_json
from bot.playground.people import FIRST_ADDED_ID, Doing, Person, Role, named, seeded_people
from bot.playground.updates import PendingUpdates

_TOKEN: Final = re.compile(r"(\d{1,19}):[A-Za-z0-9_-]+")
_UNKNOWN_BOT: Final = 1
_FIRST_GROUP_ID: Final = -400_001
_FIRST_TAP_ID: Final = 900_000_000_001

Watcher = Callable[[str, JsonObject], None]


@dataclass(slots=True, kw_only=True)
class BotProfile:
    """How the bot shows itself to people."""

    name: str = "Kipic"
    username: str = "kipic_playground_bot"
    description: str = ""
    short_description: str = ""


@dataclass(slots=True, kw_only=True)
class Group:
    """A group that somebody added the bot to."""

    id: int
    title: str
    left: bool = False

    def chat_json(self) -> JsonObject:
        """The group as a Bot API `Chat`."""
        return {"id": self.id, "type": "group", "title": self.title}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that was accepted and carried out, for tests to judge by."""

    n: int
    method: str
    chat_id: int | None
    text: str | None = field(repr=False)
    message_id: int | None
    at: datetime


@dataclass(slots=True, kw_only=True)
class Tap:
    """Somebody's tap on a button, which waits for the bot's answerCallbackQuery."""

    id: str
    person_id: int
    toast: str | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """What setWebhook stored; updates are not pushed to it."""

    url: str
    secret: str | None = field(repr=False)
    max_connections: int = 40


class World:
    """The playground's state. `now` is the bot's clock; without a `token` the first that is seen is taken.

    `timezone` is the one in which the page shows times.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        token: str | None = None,
        *,
        people: Sequence[Person] | None = None,
        profile: BotProfile | None = None,
        timezone: str = "Europe/London",
    ) -> None:
        self.now = now
        self.timezone = timezone
        self.profile = profile or BotProfile()
        self.people = {person.id: person for person in (seeded_people() if people is None else people)}
        self.groups: dict[int, Group] = {}
        self.updates = PendingUpdates()
        self.menus = CommandMenus()
        self.faults = Faults()
        self.webhook: Webhook | None = None
        self.record: list[Call] = []
        self.doings: list[Doing] = []
        self.taps: dict[str, Tap] = {}
        self.files: dict[str, StoredFile] = {}
        self.closing = asyncio.Event()
        self._token = token
        self._chats: dict[int, dict[int, Message]] = {}
        self._next_message = 1
        self._next_person = FIRST_ADDED_ID
        self._next_tap = _FIRST_TAP_ID
        self._watchers: list[Watcher] = []

    # The bot

    @property
    def bot_id(self) -> int:
        """The digits of the token."""
        match = _TOKEN.fullmatch(self._token or "")
        return int(match.group(1)) if match else _UNKNOWN_BOT

    def accepts(self, token: str) -> bool:
        """Whether calls with this token are the bot's; the first token of a right shape becomes it."""
        if self._token is None and _TOKEN.fullmatch(token):
            self._token = token
        return self._token == token

    def bot_json(self) -> JsonObject:
        """The bot as a Bot API `User`."""
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": self.profile.name,
            "username": self.profile.username,
        }

    # People and groups

    def add_person(
        self, name: str, *, person_id: int | None = None, role: Role = Role.GP, started: bool = False
    ) -> Person:
        """Give somebody a phone. `started` is for people whom the bot knows from before."""
        if person_id is None:
            while self._next_person in self.people:
                self._next_person += 1
            person_id = self._next_person
        if not name.strip() or person_id in self.people or person_id <= 0:
            raise PlayError("a person needs a name, and an id above 0 that nobody has")
        person = named(name, person_id=person_id, role=role)
        person.started = started
        self.people[person.id] = person
        self.tell_chat(person.id)
        return person

    def person(self, person_id: int) -> Person:
        """The person; raises if there is nobody with this id."""
        if person_id not in self.people:
            raise PlayError("there is nobody with this id", status=404)
        return self.people[person_id]

    def add_group(self, title: str) -> Group:
        """A group with the bot in it."""
        group = Group(id=_FIRST_GROUP_ID - len(self.groups), title=title)
        self.groups[group.id] = group
        return group

    def reachable_chat(self, chat_id: int | None) -> int:
        """The chat, if the bot may write there; raises Telegram's 400 or 403."""
        if chat_id is None:
            raise bad_request("chat_id is empty")
        if chat_id in self.groups:
            if self.groups[chat_id].left:
                raise forbidden("bot is not a member of the group chat")
            return chat_id
        person = self.people.get(chat_id)
        if person is None or not person.started:
            raise bad_request("chat not found")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        return chat_id

    def chat_json(self, chat_id: int) -> JsonObject:
        """The chat as a Bot API `Chat`."""
        return (self.groups.get(chat_id) or self.people[chat_id]).chat_json()

    # Messages and files

    def new_message(self, chat_id: int, *, sender: int | None) -> Message:
        """An empty message with an id of its own, not yet in the chat."""
        message = Message(id=self._next_message, chat_id=chat_id, sender=sender, date=self.now())
        self._next_message += 1
        return message

    def put(self, message: Message) -> None:
        """Add a message to its chat, or put it in the place of the one with its id."""
        chat = self._chats.setdefault(message.chat_id, {})
        person = self.people.get(message.chat_id)
        if message.id not in chat and message.sender is None and person is not None:
            person.unread += 1
        chat[message.id] = message
        self.tell_chat(message.chat_id)

    def delete(self, message: Message) -> None:
        """Take a message's words away and mark it deleted."""
        self.put(replace(message, deleted=True, keyboard=()))

    def find(self, chat_id: int, message_id: int | None) -> Message | None:
        """The message with this id in this chat, deleted or not."""
        return None if message_id is None else self._chats.get(chat_id, {}).get(message_id)

    def messages(self, chat_id: int) -> list[Message]:
        """The chat from its beginning, with deleted messages."""
        return list(self._chats.get(chat_id, {}).values())

    def message_json(self, message: Message, *, with_reply: bool = True) -> JsonObject:
        """The message as a Bot API `Message`."""
        answered = self.find(message.chat_id, message.reply_to) if with_reply else None
        return message_json(
            message,
            chat=self.chat_json(message.chat_id),
            sender=self.bot_json() if message.sender is None else self.people[message.sender].user_json(),
            reply_to=self.message_json(answered, with_reply=False) if answered else None,
        )

    def keep_file(self, file: StoredFile) -> StoredFile:
        """Keep a file's bytes under its id."""
        self.files[file.id] = file
        return file

    def next_file_id(self) -> str:
        """An id for the next file that is kept."""
        return f"playground-file-{len(self.files) + 1}"

    def open_tap(self, person: Person) -> Tap:
        """A tap that waits for its answer."""
        tap = Tap(id=str(self._next_tap), person_id=person.id)
        self._next_tap += 1
        self.taps[tap.id] = tap
        return tap

    # What happened

    def note(self, method: str, *, chat_id: int | None, text: str | None, message_id: int | None) -> None:
        """Write down an accepted call."""
        self.record.append(
            Call(
                n=len(self.record) + 1,
                method=method,
                chat_id=chat_id,
                text=text,
                message_id=message_id,
                at=self.now(),
            )
        )

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Be told of every change as (event, data); the result ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def tell(self, event: str, data: JsonObject) -> None:
        """Tell those who watch."""
        for watcher in self._watchers:
            watcher(event, data)

    def tell_chat(self, chat_id: int = 0) -> None:
        """Tell those who watch that a chat or its person changed; 0 stands for what concerns everybody."""
        self.tell("chat", {"person": chat_id})

    def close(self) -> None:
        """Let everything that waits go: the server is about to stop."""
        self.closing.set()
        self.updates.close()
        self.tell("closing", {})
