"""The working set of one transaction: the people and runs at hand, and the rows that are to be written at its end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.deliveries import Delivery, Lane, QuestionTimes
from bot.domain.entries import Entry
from bot.domain.ids import ChatId, DeliveryId, EntryId, ParticipantId, RunId, ScheduleId
from bot.domain.people import Consent, Participant
from bot.domain.runs import AnswerLink, Hold, Run
from bot.domain.schedules import Decision, DueItem, Schedule
from bot.engine.definition import Flow
from bot.engine.loading import load_flow
from bot.engine.run import RunState, RunStatus, load_state
from bot.ports import FlowLibrary, Ids, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every use case needs besides the unit of work: who the bot is, the flows, and fresh ids.

    `timezone` is given to people who have not told theirs.
    """

    bot_id: int
    timezone: str
    ids: Ids
    flows: FlowLibrary


@dataclass(slots=True)
class Changes:
    """Rows to be written, in the order in which they came about."""

    participants: dict[ParticipantId, Participant] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)
    runs: dict[RunId, Run] = field(default_factory=dict)
    links: list[AnswerLink] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    entries: dict[EntryId, Entry] = field(default_factory=dict)
    schedules: dict[ScheduleId, Schedule] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    due_items: list[DueItem] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)


class Desk:
    """Where a use case works: it loads in sets, plans with pure functions, and writes everything at the end."""

    def __init__(self, uow: UnitOfWork, means: Means, *, now: datetime) -> None:
        self.uow = uow
        self.means = means
        self.now = now
        self.changes = Changes()
        self._people: dict[ChatId, Participant] = {}
        self._open: dict[ParticipantId, Run] = {}
        self._states: dict[RunId, tuple[bytes, RunState]] = {}

    def load_chats(self, chats: Collection[ChatId]) -> None:
        """Bring in the participants of these chats and their open runs."""
        self._take_in(self.uow.people.by_chat(self.means.bot_id, chats).values())

    def load_people(self, ids: Collection[ParticipantId]) -> None:
        """Bring in these participants and their open runs."""
        self._take_in(self.uow.people.by_id(ids).values())

    def participant(self, chat_id: ChatId) -> Participant | None:
        """The participant of a chat, as changed so far."""
        return self._people.get(chat_id)

    def person(self, participant_id: ParticipantId) -> Participant | None:
        """A participant by id, as changed so far."""
        return next((one for one in self._people.values() if one.id == participant_id), None)

    def save_participant(self, participant: Participant) -> None:
        """The participant is now like this."""
        self._people[participant.chat_id] = participant
        self.changes.participants[participant.id] = participant

    def open_run(self, participant_id: ParticipantId) -> Run | None:
        """The person's waiting run, as changed so far."""
        return self._open.get(participant_id)

    def run(self, run_id: RunId) -> Run | None:
        """Any run by id, as changed so far."""
        return self.changes.runs.get(run_id) or self.uow.runs.by_id([run_id]).get(run_id)

    def save_run(self, run: Run) -> None:
        """The run is now like this."""
        self.changes.runs[run.id] = run
        if run.status == RunStatus.WAITING:
            self._open[run.participant_id] = run
        elif (current := self._open.get(run.participant_id)) is not None and current.id == run.id:
            del self._open[run.participant_id]

    def state_of(self, run: Run) -> RunState:
        """The engine's state of a run, read once however often it is asked for."""
        known = self._states.get(run.id)
        if known is None or known[0] is not run.state:
            known = self._states[run.id] = (run.state, load_state(run.state))
        return known[1]

    def entry(self, entry_id: EntryId) -> Entry | None:
        """Any entry by id, as changed so far."""
        return self.changes.entries.get(entry_id) or self.uow.entries.by_id([entry_id]).get(entry_id)

    def save_entry(self, entry: Entry) -> None:
        """The entry is now like this."""
        self.changes.entries[entry.id] = entry

    def schedules_of(self, participant_id: ParticipantId) -> list[Schedule]:
        """The person's schedules, as changed so far."""
        stored = self.uow.schedules.of([participant_id]).get(participant_id, ())
        changed = [one for one in self.changes.schedules.values() if one.participant_id == participant_id]
        return list({one.id: one for one in (*stored, *changed)}.values())

    def save_schedule(self, schedule: Schedule) -> None:
        """The schedule is now like this."""
        self.changes.schedules[schedule.id] = schedule

    def held_for(self, participant_id: ParticipantId, message_id: int) -> Hold | None:
        """The text that this message of the person brought, if it still waits."""
        fresh = (one for one in self.changes.holds if one.participant_id == participant_id)
        return next(
            (one for one in fresh if one.message_id == message_id),
            None,
        ) or self.uow.runs.held_for(participant_id, message_id)

    def release(self, hold: Hold) -> None:
        """Let a held text go: decided."""
        if hold in self.changes.holds:
            self.changes.holds.remove(hold)
        else:
            self.uow.runs.release([hold.id])

    def flow_of(self, run: Run) -> Flow:
        """The version of the flow that the run began with; KeyError when it was never kept."""
        found = self.means.flows.version(run.flow, run.version)
        if found is not None:
            return found
        stored = self.uow.flows.get(run.flow, run.version)
        if stored is None:
            raise KeyError(run.flow, run.version)
        flow = load_flow(stored.files, stored.name)
        self.means.flows.adopt(flow)
        return flow

    def send(
        self,
        chat_id: ChatId,
        method: str,
        params: Mapping[str, Any],
        *,
        lane: Lane = Lane.REPLY,
        times: QuestionTimes | None = None,
        key: str | None = None,
        closes_at: datetime | None = None,
    ) -> DeliveryId:
        """Owe a call to a chat; it goes out after the commit."""
        participant = self._people.get(chat_id)
        delivery_id = DeliveryId(self.means.ids.fresh())
        self.changes.deliveries.append(
            Delivery(
                id=delivery_id,
                bot_id=self.means.bot_id,
                chat_id=chat_id,
                participant_id=participant.id if participant else None,
                lane=lane,
                method=method,
                params={"chat_id": chat_id, **params},
                key=key,
                not_before=self.now,
                closes_at=closes_at,
                times=times,
            )
        )
        return delivery_id

    def write(self) -> None:
        """Write all changes, owners before what they own."""
        changes, uow = self.changes, self.uow
        uow.people.save(list(changes.participants.values()))
        uow.people.add_consents(changes.consents)
        uow.entries.save(list(changes.entries.values()), now=self.now)
        uow.runs.save(list(changes.runs.values()))
        uow.runs.link(changes.links)
        uow.runs.hold(changes.holds)
        uow.schedules.save(list(changes.schedules.values()))
        uow.schedules.decide(changes.decisions)
        uow.schedules.add_due(changes.due_items)
        uow.outbox.add(changes.deliveries)

    def _take_in(self, participants: Collection[Participant]) -> None:
        self._people.update((one.chat_id, one) for one in participants)
        if participants:
            self._open.update(self.uow.runs.open_of([one.id for one in participants]))
