"""The working set of one transaction: the people and runs at hand, and the rows that are to be written at its end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.calendar import LIBRARY_ONLY, BankHolidays
from bot.domain.deliveries import Delivery, Lane, QuestionTimes
from bot.domain.entries import Entry
from bot.domain.errands import Errand, ErrandKind
from bot.domain.ids import (
    ChatId,
    DeliveryId,
    EntryId,
    ParticipantId,
    PlanItemId,
    PostingId,
    RunId,
    ScheduleId,
)
from bot.domain.people import Participant
from bot.domain.plans import FollowUp, PlanItem
from bot.domain.runs import Hold, Run
from bot.domain.schedules import Schedule
from bot.engine.definition import Flow
from bot.engine.run import RunState, RunStatus, load_state
from bot.ports import Entries, FlowLibrary, Ids, QrCodes, UnitOfWork
from bot.services.changes import Changes
from bot.services.versions import flow_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every use case needs besides the unit of work: who the bot is, the flows, and fresh ids.

    `timezone` is given to people who have not told theirs; `spread` is over how long the messages of one slot go out;
    `holidays` are the bank holidays, with the operator's one-off days. `username` is the bot's own in Telegram, for links
    to it; `operators` are the chats of those who may appoint tutors; `qr_codes` makes pictures of links, where it can.
    """

    bot_id: int
    timezone: str
    ids: Ids
    flows: FlowLibrary
    spread: timedelta = timedelta(0)
    holidays: BankHolidays = LIBRARY_ONLY
    username: str = ""
    operators: frozenset[int] = frozenset()
    qr_codes: QrCodes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a message goes out: in which lane, at the earliest when, until when, and as part of what a group is asked."""

    lane: Lane = Lane.REPLY
    not_before: datetime | None = None
    closes_at: datetime | None = None
    posting_id: PostingId | None = None


AS_A_REPLY: Final = Terms()


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
        self._errands: dict[ErrandKind, dict[ParticipantId, Errand]] = {}
        self._begun: dict[str, Mapping[ParticipantId, int]] = {}

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

    def somebody(self, participant_id: ParticipantId) -> Participant | None:
        """Anybody by id, as changed so far; brought in, with their open run, if this transaction began without them."""
        if self.person(participant_id) is None:
            self.load_people([participant_id])
        return self.person(participant_id)

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

    def begun_before(self, participant_id: ParticipantId, flow: str) -> int:
        """How many runs of a flow the person began before this transaction; read for everybody at hand at once."""
        if flow not in self._begun:
            people = [one.id for one in self._people.values()]
            self._begun[flow] = self.uow.runs.counts_of(people, flow)
        return self._begun[flow].get(participant_id, 0)

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

    def plan(self, item_id: PlanItemId) -> PlanItem | None:
        """Any plan item by id, as changed so far."""
        return self.changes.plans.get(item_id) or self.uow.plans.by_id([item_id]).get(item_id)

    def plan_made_by(self, run_id: RunId, step: str) -> PlanItem | None:
        """The item that this step of a run made, as changed so far."""
        fresh = (one for one in self.changes.plans.values() if (one.run_id, one.made_by) == (run_id, step))
        return next(fresh, None) or self.uow.plans.of_run(run_id).get(step)

    def plans_of(self, participant_id: ParticipantId) -> list[PlanItem]:
        """The person's plan items, as changed so far, oldest first."""
        changed = (one for one in self.changes.plans.values() if one.participant_id == participant_id)
        found = {one.id: one for one in (*self.uow.plans.of(participant_id), *changed)}
        return [found[id_] for id_ in sorted(found)]

    def save_plan(self, item: PlanItem) -> None:
        """The item is now like this."""
        self.changes.plans[item.id] = item

    def follow_up_made_by(self, run_id: RunId, step: str) -> FollowUp | None:
        """What this step of a run put on a later day, as changed so far."""
        changed = self.changes.follow_ups.values()
        fresh = (one for one in changed if (one.run_id, one.made_by) == (run_id, step))
        return next(fresh, None) or self.uow.follow_ups.of_run(run_id).get(step)

    def save_follow_up(self, follow_up: FollowUp) -> None:
        """The follow-up is now like this; its schedule is saved beside it."""
        self.changes.follow_ups[follow_up.schedule_id] = follow_up

    def schedule(self, participant_id: ParticipantId, schedule_id: ScheduleId) -> Schedule | None:
        """One schedule of a person, as changed so far."""
        return next((one for one in self.schedules_of(participant_id) if one.id == schedule_id), None)

    def mend_entry(self, entry: Entry) -> None:
        """The entry is as its writer wants it: its run, while its answers are at hand, leaves that alone from now on."""
        self.save_entry(entry)
        run = self.run(entry.run_id) if entry.run_id is not None else None
        if run is not None and run.state:
            self.save_run(replace(run, entry_mended_at=self.now))

    def entries_written(self) -> Entries:
        """The portfolio with what this batch changed of it so far, for lists and searches."""
        if self.changes.entries:
            self.uow.entries.save(list(self.changes.entries.values()), now=self.now)
            self.changes.entries.clear()
        return self.uow.entries

    def errand(self, participant_id: ParticipantId, kind: ErrandKind) -> Errand | None:
        """What the person set out to do, unless its time is over; read for everybody at hand at once."""
        if kind not in self._errands:
            people = [one.id for one in self._people.values()]
            self._errands[kind] = dict(self.uow.errands.of(people, kind))
        found = self._errands[kind].get(participant_id)
        return found if found is not None and found.expires_at > self.now else None

    def begin_errand(self, errand: Errand) -> None:
        """The person sets out to do this."""
        self.end_errand(errand.participant_id, errand.kind)
        self.uow.errands.begin(errand)
        self._errands[errand.kind][errand.participant_id] = errand

    def end_errand(self, participant_id: ParticipantId, kind: ErrandKind) -> bool:
        """It is done, or given up; whether there was one."""
        if self.errand(participant_id, kind) is None:
            return False
        self.uow.errands.end(participant_id, kind)
        del self._errands[kind][participant_id]
        return True

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
        return flow_at(self.uow, self.means.flows, run.flow, run.version)

    def send(
        self,
        chat_id: ChatId,
        method: str,
        params: Mapping[str, Any],
        *,
        terms: Terms = AS_A_REPLY,
        times: QuestionTimes | None = None,
        key: str | None = None,
    ) -> DeliveryId:
        """Owe a call to a chat; it goes out after the commit, on these terms."""
        participant = self._people.get(chat_id)
        delivery_id = DeliveryId(self.means.ids.fresh())
        self.changes.deliveries.append(
            Delivery(
                id=delivery_id,
                bot_id=self.means.bot_id,
                chat_id=chat_id,
                participant_id=participant.id if participant else None,
                lane=terms.lane,
                method=method,
                params={"chat_id": chat_id, **params},
                key=key,
                not_before=terms.not_before or self.now,
                closes_at=terms.closes_at,
                times=times,
                posting_id=terms.posting_id,
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
        uow.plans.save(list(changes.plans.values()))
        uow.runs.link(changes.links)
        uow.runs.hold(changes.holds)
        uow.schedules.save(list(changes.schedules.values()))
        uow.follow_ups.save(list(changes.follow_ups.values()))
        uow.schedules.decide(changes.decisions)
        uow.schedules.add_due(changes.due_items)
        uow.outbox.add(changes.deliveries)
        uow.outbox.add_documents(changes.documents)
        if changes.reached:
            uow.postings.note_status(changes.reached)

    def _take_in(self, participants: Collection[Participant]) -> None:
        self._people.update((one.chat_id, one) for one in participants)
        if participants:
            self._open.update(self.uow.runs.open_of([one.id for one in participants]))
