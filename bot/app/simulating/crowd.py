"""Everybody's phones: what reached them, and what their owners are about to do, on the simulation's clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Final

from bot.app.simulating.answers import (
    A_MOMENT,
    MINUTES_APART,
    Arrival,
    Intent,
    Question,
    respond,
    tap_on_card,
)
from bot.app.simulating.chance import Chance
from bot.app.simulating.cohorts import Planned, button_of, stays_after
from bot.app.simulating.people import Shares, Somebody
from bot.app.simulating.rows import Away, Contact, ContactKind, Stay
from bot.domain.calendar import instant
from bot.domain.deliveries import Delivery, Lane
from bot.domain.ids import ChatId, PostingId, RunId
from bot.domain.incoming import ButtonTapped, CommandSent, Happening, Incoming, TextSent
from bot.engine.run import Wait
from bot.engine.steps.step import Step

LEAVING: Final = time(9, 0)
"""When people tell that they are away, on the first day of it."""

MOVING: Final = time(9, 0)
MOVING_STEPS: Final = 60
"""People join, rest in and leave cohorts at any ten minutes of a day, also while a question is on its way."""

AFTER_WELCOME: Final = timedelta(hours=1)
"""After this time everybody has been welcomed, and opens their invitation."""

JOINING_STEPS: Final = 6
"""People join within an hour, some of them every ten minutes."""

OWN_MESSAGES_FROM: Final = 10**15
"""Ids of people's own messages, apart from those of the bot's."""

_KINDS: Final = {
    Lane.PROMPT: ContactKind.PROMPT,
    Lane.SUMMARY: ContactKind.SUMMARY,
    Lane.BROADCAST: ContactKind.BROADCAST,
}
_ARRIVED_AS: Final = {Arrival.AGAIN: ContactKind.ASKED_FOR, Arrival.REMINDED: ContactKind.REMINDER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The question at which somebody's run waits."""

    run_id: RunId
    flow: str
    turn: int
    step: Step
    wait: Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message of the bot on a phone, under the id that Telegram gave it, and where its person's run waits."""

    delivery: Delivery
    message_id: int
    found: Open | None
    at: datetime

    def data(self) -> list[str]:
        """What its buttons carry."""
        rows = self.delivery.params.get("reply_markup", {}).get("inline_keyboard", ())
        return [button["callback_data"] for row in rows for button in row]

    def run_id(self) -> RunId | None:
        """The run that it belongs to, as far as its buttons tell."""
        parts = (one.split(":") for one in self.data())
        return next((RunId(one[1]) for one in parts if one[0] in {"r", "p"}), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Something that somebody does. `answers` and `puts_off` name the run that it is about, `moves` their cohort."""

    number: int
    happening: Happening
    answers: RunId | None = None
    puts_off: RunId | None = None
    away: Away | None = None
    moves: Planned | None = None


@dataclass(slots=True)
class _Phone:
    """What somebody has seen and told, as far as it matters for what comes next."""

    asked: set[RunId | PostingId] = field(default_factory=set)
    put_off: set[RunId] = field(default_factory=set)
    away: list[Away] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)


class Crowd:
    """All people of a simulation; they join within the hour after `begins_at`."""

    def __init__(
        self, people: Sequence[Somebody], *, begins_at: datetime, shares: Shares, chance: Chance
    ) -> None:
        self.people = {ChatId(one.number): one for one in people}
        self.sent_at: dict[RunId, datetime] = {}
        self.answered_at: dict[RunId, datetime] = {}
        self._contacts: dict[tuple[ChatId, Lane, datetime], Contact] = {}
        self._phones = {chat_id: _Phone() for chat_id in self.people}
        self._shares = shares
        self._chance = chance
        self._numbers = count(1)
        self._ahead: list[tuple[datetime, int, Doing]] = []
        for one in people:
            self._plan_life(one, begins_at)

    def next_instant(self) -> datetime | None:
        """When somebody does something next."""
        return self._ahead[0][0] if self._ahead else None

    def contacts(self) -> list[Contact]:
        """What reached people unasked so far, in order."""
        return sorted(self._contacts.values(), key=lambda one: (one.sent_at, one.number))

    def leave_of(self, number: int) -> tuple[Away, ...]:
        """The leave that somebody told of."""
        return tuple(self._phones[ChatId(number)].away)

    def stays_of(self, number: int) -> tuple[Stay, ...]:
        """The times in cohorts that the bot was told of."""
        return tuple(self._phones[ChatId(number)].stays)

    def updates(self, now: datetime) -> list[Incoming]:
        """What people have done by now, in order, as updates; what they answered and told is noted."""
        found: list[Incoming] = []
        while self._ahead and self._ahead[0][0] <= now:
            _, update_id, doing = heappop(self._ahead)
            self._note(doing, now)
            found.append(
                Incoming(
                    update_id=update_id,
                    chat_id=ChatId(doing.number),
                    first_name=f"Doctor {doing.number}",
                    happening=doing.happening,
                )
            )
        return found

    def see(self, arrived: Arrived) -> None:
        """A message has reached somebody: they may do something about it after a while."""
        delivery, found, run_id = arrived.delivery, arrived.found, arrived.run_id()
        somebody = self.people[delivery.chat_id]
        arrival = self._arrival(delivery, run_id)
        if delivery.lane is not Lane.REPLY:
            self._note_contact(arrived, arrival, run_id)
        intent: Intent | None = None
        if found is not None and found.run_id == run_id:
            question = Question(
                run_id=run_id,
                flow=found.flow,
                turn=found.turn,
                step=found.step,
                wait=found.wait,
                arrival=arrival,
            )
            intent = respond(question, somebody, shares=self._shares, chance=self._chance)
        elif run_id is not None and delivery.method == "sendMessage":
            intent = tap_on_card(somebody, arrived.data(), chance=self._chance, run_id=run_id)
        elif arrived.data() and arrived.data()[0][0] in "whk":
            # Consent, what to do with a text that holds an identifier, and one that answered nothing: the first button.
            intent = Intent(after=A_MOMENT, tap=arrived.data()[0], is_answer=False)
        if intent is not None:
            self._plan(somebody, intent, arrived, run_id)

    def _arrival(self, delivery: Delivery, run_id: RunId | None) -> Arrival:
        phone = self._phones[delivery.chat_id]
        if run_id is None or delivery.lane is not Lane.PROMPT:
            return Arrival.NEXT
        if run_id in phone.put_off:
            phone.put_off.remove(run_id)
            return Arrival.AGAIN
        posting_id = delivery.posting_id
        is_known = run_id in phone.asked or posting_id in phone.asked
        phone.asked |= {run_id} if posting_id is None else {run_id, posting_id}
        return Arrival.REMINDED if is_known else Arrival.ASKED

    def _note_contact(self, arrived: Arrived, arrival: Arrival, run_id: RunId | None) -> None:
        delivery = arrived.delivery
        key = (delivery.chat_id, delivery.lane, delivery.not_before)
        kind = _ARRIVED_AS.get(arrival, _KINDS[delivery.lane])
        flow = arrived.found.flow if arrived.found is not None and run_id is not None else None
        known = self._contacts.get(key)
        if known is None:
            known = self._contacts[key] = Contact(
                number=delivery.chat_id,
                kind=kind,
                queued_at=delivery.not_before,
                sent_at=arrived.at,
                flow=flow,
                posting=delivery.posting_id,
            )
        elif run_id is not None:  # words that went before the question said nothing about it
            self._contacts[key] = replace(known, kind=kind, flow=flow)
        if run_id is not None:
            self.sent_at.setdefault(run_id, known.sent_at)

    def _note(self, doing: Doing, now: datetime) -> None:
        phone = self._phones[ChatId(doing.number)]
        if doing.answers is not None:
            self.answered_at.setdefault(doing.answers, now)
        if doing.puts_off is not None:
            phone.put_off.add(doing.puts_off)
        if doing.away is not None:
            phone.away.append(replace(doing.away, told_at=now))
        if doing.moves is not None:
            phone.stays = stays_after(phone.stays, doing.moves, now)

    def _plan_life(self, somebody: Somebody, begins_at: datetime) -> None:
        step = int(self._chance.draw("joins", somebody.number) * JOINING_STEPS)
        joins_at = begins_at + step * timedelta(minutes=MINUTES_APART)
        self._add(joins_at, Doing(number=somebody.number, happening=self._command("start")))
        if somebody.leave is not None:
            first, back = somebody.leave
            at = instant(first, LEAVING, somebody.zone)
            command = self._command("pause", f"until {back.isoformat()}")
            away = Away(first=first, back=back, told_at=at)
            self._add(at, Doing(number=somebody.number, happening=command, away=away))
        for one in somebody.course:
            self._add(self._moves_at(one, somebody, joins_at), self._about_cohort(one, somebody))

    def _moves_at(self, planned: Planned, somebody: Somebody, joined_at: datetime) -> datetime:
        if planned.day is None:
            return joined_at + AFTER_WELCOME
        step = int(self._chance.draw("moves at", somebody.number, planned.move) * MOVING_STEPS)
        return instant(planned.day, MOVING, somebody.zone) + step * timedelta(minutes=MINUTES_APART)

    def _about_cohort(self, planned: Planned, somebody: Somebody) -> Doing:
        data = button_of(planned)
        tap = ButtonTapped(callback_id="tap", message_id=self._own_message_id(), data=data)
        return Doing(number=somebody.number, happening=tap, moves=planned)

    def _plan(self, somebody: Somebody, intent: Intent, arrived: Arrived, run_id: RunId | None) -> None:
        happening: Happening
        if intent.tap is not None:
            happening = ButtonTapped(callback_id="tap", message_id=arrived.message_id, data=intent.tap)
        else:
            happening = TextSent(message_id=self._own_message_id(), text=intent.text or "")
        doing = Doing(
            number=somebody.number,
            happening=happening,
            answers=run_id if intent.is_answer else None,
            puts_off=run_id if intent.puts_off else None,
        )
        self._add(_on_the_grid(arrived.at + intent.after, intent.after), doing)

    def _command(self, name: str, arguments: str = "") -> CommandSent:
        return CommandSent(message_id=self._own_message_id(), name=name, arguments=arguments)

    def _own_message_id(self) -> int:
        return OWN_MESSAGES_FROM + next(self._numbers)

    def _add(self, at: datetime, doing: Doing) -> None:
        heappush(self._ahead, (at, next(self._numbers), doing))


def _on_the_grid(at: datetime, after: timedelta) -> datetime:
    """The next instant at which people begin something, or go on with it."""
    apart = timedelta(minutes=MINUTES_APART)
    step = apart if after >= apart else A_MOMENT
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour - (hour - at) // step * step
