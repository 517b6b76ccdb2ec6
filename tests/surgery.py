"""A surgery to test services in: doctors with phones, the fake store, a clock that stands, and no network."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.library import Library
from bot.domain.deliveries import CallResult, Delivery, Outcome
from bot.domain.entries import Entry
from bot.domain.ids import ChatId
from bot.domain.incoming import (
    BotBlocked,
    BotUnblocked,
    ButtonTapped,
    CommandSent,
    Happening,
    Incoming,
    TextEdited,
    TextSent,
)
from bot.domain.people import Participant
from bot.ports import FlowSet, UnitOfWork
from bot.services import digests, due, expanding, figures, inbound, outbox, prompts, summaries
from bot.services.desk import Means
from bot.services.inbound import Received
from bot.services.summaries import Printed
from tests.fakes import CountingIds, FakeStore, FixedClock

BOT = 7
FLOWS = Path(__file__).parent.parent / "flows"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@cache
def shipped_set() -> FlowSet:
    """The flows as they are shipped, read once for all tests."""
    return read_flow_set(FLOWS)


def shipped_flows() -> Library:
    """A library of its own with the shipped flows in it."""
    return Library(shipped_set())


@dataclass(slots=True)
class Message:
    """A message of the bot on somebody's phone."""

    id: int
    method: str
    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)
    is_silent: bool = False

    def data_of(self, label: str) -> str:
        return next(data for shown, data in self.buttons if label in shown)


class Surgery:
    """Everything but the network: updates in by `receive`, messages out by `deliver`, time by `pass_time`."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.store = FakeStore()
        self.clock = FixedClock(now)
        self.means = Means(bot_id=BOT, timezone="Europe/London", ids=CountingIds(), flows=shipped_flows())
        self.doctors: dict[ChatId, Doctor] = {}
        self.numbers = count(1)
        self.deliver_nothing = False
        self.outcome_of: Callable[[Delivery], Outcome] = lambda _delivery: Outcome.SENT

    def doctor(self, name: str = "Ada") -> "Doctor":
        """Somebody new, who has not written yet."""
        doctor = Doctor(self, ChatId(1001 + len(self.doctors)), name)
        self.doctors[doctor.chat_id] = doctor
        return doctor

    def receive(self, *batch: Incoming) -> Received:
        """Take a batch of updates in, and send what it caused."""
        received = self.store.run(
            lambda uow: inbound.receive(uow, batch, means=self.means, now=self.clock.now())
        )
        self.deliver()
        return received

    def deliver(self) -> list[Delivery]:
        """Send all that may go out now; the calls that were made."""
        sent: list[Delivery] = []
        while not self.deliver_nothing and (
            claimed := self.store.run(
                lambda uow: outbox.claim(uow, owner="me", limit=100, now=self.clock.now())
            )
        ):
            results = [(self._result(delivery), delivery) for delivery, _files in claimed]
            self.store.run(
                lambda uow, results=results: outbox.record(  # type: ignore[misc]  # a bound default
                    uow, results, means=self.means, now=self.clock.now()
                )
            )
            sent += [delivery for delivery, _files in claimed]
        return sent

    def tick(self) -> None:
        """One beat: due items, then occurrences, then summaries, then the outbox."""
        while self.store.run(lambda uow: due.attend(uow, means=self.means, now=self.clock.now())):
            pass
        while self.store.run(lambda uow: expanding.expand(uow, means=self.means, now=self.clock.now())):
            pass
        while self.store.run(lambda uow: digests.work_off(uow, means=self.means, now=self.clock.now())):
            pass
        while self.store.run(lambda uow: prompts.decide_due(uow, means=self.means, now=self.clock.now())):
            pass
        self.count_answers()
        self._print()
        self.deliver()

    def count_answers(self) -> None:
        """The beat that closes blocks of figures."""
        for posting_id in self.see(figures.due):
            self.store.run(
                lambda uow, posting_id=posting_id: figures.gather(  # type: ignore[misc]  # a bound default
                    uow, posting_id, means=self.means, now=self.clock.now()
                )
            )

    def pass_time(self, until: datetime | timedelta) -> None:
        """Go to an instant (or by a time) from due instant to due instant, as the metronome would."""
        target = self.clock.now() + until if isinstance(until, timedelta) else until
        while True:
            self.tick()
            instant = self.see(lambda uow: uow.schedules.next_instant())
            if instant is None or instant > target or instant <= self.clock.now():
                break
            self.clock.set(instant)
        self.clock.set(target)
        self.tick()

    def see(self, look: Callable[[UnitOfWork], Any]) -> Any:  # noqa: ANN401 - whatever is looked at
        """Look at what is stored."""
        return self.store.run(look)

    def _result(self, delivery: Delivery) -> CallResult:
        outcome = self.outcome_of(delivery)
        message_id = None
        if outcome is Outcome.SENT:
            message_id = self._show(delivery)
        return CallResult(
            delivery_id=delivery.id, attempt=delivery.attempts, outcome=outcome, message_id=message_id
        )

    def _show(self, delivery: Delivery) -> int:
        doctor, params = self.doctors.get(delivery.chat_id), delivery.params
        number = params.get("message_id") or next(self.numbers)
        if doctor is not None:
            rows = params.get("reply_markup", {}).get("inline_keyboard", [])
            buttons = [(button["text"], button["callback_data"]) for row in rows for button in row]
            text = params.get("text", params.get("caption", ""))
            is_silent = bool(params.get("disable_notification"))
            doctor.phone.append(Message(number, delivery.method, text, buttons, is_silent))
        return int(number)

    def _print(self) -> None:
        for gathered in self.see(lambda uow: summaries.gather(uow, now=self.clock.now(), limit=100)):
            printed = None if gathered.report.is_empty else Printed(card=b"png", pdf=b"pdf")
            self.store.run(
                lambda uow, gathered=gathered, printed=printed: summaries.queue(  # type: ignore[misc]  # bound
                    uow, gathered, printed, means=self.means, now=self.clock.now()
                )
            )


class Doctor:
    """Somebody with a phone. What they do is delivered and answered at once."""

    def __init__(self, surgery: Surgery, chat_id: ChatId, name: str) -> None:
        self.surgery = surgery
        self.chat_id = chat_id
        self.name = name
        self.phone: list[Message] = []

    def update(self, happening: Happening) -> Incoming:
        """An update of this person, not sent yet."""
        number = next(self.surgery.numbers)
        return Incoming(update_id=number, chat_id=self.chat_id, first_name=self.name, happening=happening)

    def does(self, happening: Happening) -> Received:
        return self.surgery.receive(self.update(happening))

    def types(self, text: str) -> int:
        """Type a message (a command, if it begins with a slash); its message id."""
        message_id = next(self.surgery.numbers)
        if text.startswith("/"):
            name, _, arguments = text[1:].partition(" ")
            self.does(CommandSent(message_id=message_id, name=name, arguments=arguments))
        else:
            self.does(TextSent(message_id=message_id, text=text))
        return message_id

    def edits(self, message_id: int, text: str) -> None:
        self.does(TextEdited(message_id=message_id, text=text))

    def taps(self, label: str) -> str | None:
        """Tap the newest button with this label; the toast that answers the tap."""
        message = next(one for one in reversed(self.phone) if any(label in shown for shown, _ in one.buttons))
        return self.taps_data(message.data_of(label), message_id=message.id)

    def taps_data(self, data: str, *, message_id: int | None = None) -> str | None:
        """A tap with any data at all."""
        tap = ButtonTapped(callback_id="tap", message_id=message_id, data=data)
        return self.does(tap).toasts["tap"]

    def blocks(self) -> None:
        self.does(BotBlocked())

    def unblocks(self) -> None:
        self.does(BotUnblocked())

    def joins(self, *, slot: str = "12:45", try_now: bool = False) -> "Doctor":
        """Go through the welcome."""
        self.types("/start")
        for label in ("Yes, keep it", "Don't ask me", "Salaried", "Done", slot):
            self.taps(label)
        self.taps("Yes, now" if try_now else "Later")
        return self

    @property
    def last(self) -> Message:
        return self.phone[-1]

    @property
    def record(self) -> Participant:
        found = self.surgery.see(lambda uow: uow.people.by_chat(BOT, [self.chat_id]))
        participant: Participant = found[self.chat_id]
        return participant

    @property
    def entries(self) -> list[Entry]:
        found: list[Entry] = list(self.surgery.see(lambda uow: tuple(self._entries(uow))))
        return found

    def _entries(self, uow: UnitOfWork) -> Iterator[Entry]:
        day = self.surgery.clock.now().date()
        people = uow.people.by_chat(BOT, [self.chat_id])
        for person in people.values():
            yield from uow.entries.between(person.id, day.replace(year=day.year - 5), day)
