"""One instant of the bot in one transaction: what came in, what fell due, and what goes out, by the real services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Final

from bot.app.simulating.crowd import Arrived, Open
from bot.domain.deliveries import CallResult, Delivery, Outcome
from bot.domain.ids import ChatId
from bot.domain.incoming import Incoming
from bot.engine.run import load_state
from bot.ports import UnitOfWork
from bot.services import due, enrolments, inbound, outbox, prompts, summaries
from bot.services.desk import Desk, Means
from bot.services.prompts import BATCH
from bot.services.summaries import Printed

OWNER: Final = "simulation"
UPDATES_AT_ONCE: Final = 100
"""As many as Telegram gives in one answer."""
SUMMARIES_AT_ONCE: Final = 100

UNPRINTED: Final = Printed(card=b"", pdf=b"")
"""A summary's card and PDF are not made: they are the costliest part of a month, and change no decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an instant brings: updates with the zone of who sent them, and how many messages may go out."""

    now: datetime
    updates: Sequence[tuple[str, Incoming]]
    slots: int
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What an instant came to: the messages that arrived, and when there is something to do or to send next."""

    arrived: Sequence[Arrived]
    next_due: datetime | None
    next_to_send: datetime | None


def live_through(uow: UnitOfWork, given: Given, *, means: Means) -> Outcomes:
    """Let one instant happen."""
    for zone, group in groupby(given.updates, key=lambda pair: pair[0]):
        # The zone of the bot is what newcomers get, so somebody elsewhere joins a bot that is there.
        local, updates = replace(means, timezone=zone), [one for _, one in group]
        for first in range(0, len(updates), UPDATES_AT_ONCE):
            batch = updates[first : first + UPDATES_AT_ONCE]
            inbound.receive(uow, batch, means=local, now=given.now)
    if given.is_due:
        _attend(uow, means=means, now=given.now)
    claimed = [delivery for delivery, _ in outbox.claim(uow, owner=OWNER, limit=given.slots, now=given.now)]
    outbox.record(uow, [(_sent(one), one) for one in claimed], means=means, now=given.now)
    found = _open(uow, claimed, means=means)
    return Outcomes(
        arrived=[
            Arrived(delivery=one, message_id=_message_id(one), found=found.get(one.chat_id), at=given.now)
            for one in claimed
        ],
        next_due=uow.schedules.next_instant(),
        next_to_send=uow.outbox.next_instant(),
    )


def work_at_night(
    uow: UnitOfWork, nights: Mapping[ChatId, Sequence[str]], *, means: Means, now: datetime
) -> None:
    """Some work at night too; they say so by the service behind /settings."""
    desk = Desk(uow, means, now=now)
    desk.load_chats(list(nights))
    for chat_id, days in nights.items():
        participant = desk.participant(chat_id)
        if participant is not None:
            changed = enrolments.set_field(desk, participant, "nights", days)
            enrolments.bring_in_line(desk, changed)
    desk.write()


def _attend(uow: UnitOfWork, *, means: Means, now: datetime) -> None:
    """The beats of one instant, in their order."""
    while due.attend(uow, means=means, now=now) == BATCH:
        pass
    while prompts.decide_due(uow, means=means, now=now) == BATCH:
        pass
    while gathered := summaries.gather(uow, now=now, limit=SUMMARIES_AT_ONCE):
        for one in gathered:
            printed = None if one.report.is_empty else UNPRINTED
            summaries.queue(uow, one, printed, means=means, now=now)


def _open(uow: UnitOfWork, sent: Sequence[Delivery], *, means: Means) -> dict[ChatId, Open]:
    """Where the runs wait of the people who see a message with buttons."""
    chats = {one.participant_id: one.chat_id for one in sent if "reply_markup" in one.params}
    runs = uow.runs.open_of([one for one in chats if one is not None]) if chats else {}
    found: dict[ChatId, Open] = {}
    for person, run in runs.items():
        wait, flow = load_state(run.state).wait, means.flows.version(run.flow, run.version)
        if wait is not None and flow is not None:
            step = flow.steps[flow.index[wait.step]]
            found[chats[person]] = Open(run_id=run.id, flow=run.flow, turn=run.turn, step=step, wait=wait)
    return found


def _sent(delivery: Delivery) -> CallResult:
    return CallResult(
        delivery_id=delivery.id,
        attempt=delivery.attempts,
        outcome=Outcome.SENT,
        message_id=_message_id(delivery),
    )


def _message_id(delivery: Delivery) -> int:
    """The message that a call changed, or a new one under the number of its delivery."""
    return int(delivery.params.get("message_id") or int(delivery.id))
