"""A draft on somebody's phone, in the running bot: begun, followed step by step, and told as it was played."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.app.program import Program
from bot.app.workshop.recording import Played
from bot.domain.errors import KipicError
from bot.domain.ids import ChatId, ParticipantId, RunId
from bot.domain.people import Consent, Participant, Purpose
from bot.domain.runs import Run
from bot.engine.coverage import walked_path
from bot.engine.definition import Flow
from bot.engine.run import RunStatus
from bot.playground.people import Deed, Person
from bot.playground.workshop import Standing
from bot.playground.world import World
from bot.ports import Clock, StoredFlow, UnitOfWork
from bot.services import conversation
from bot.services.desk import Desk

WORDING: Final = "the playground's workshop"
"""What an author's own phone consented to: nobody else's words lie in a playground."""


class Rehearsal:
    """The runs of drafts on the playground's phones."""

    def __init__(self, running: Callable[[], Program], world: World, clock: Clock) -> None:
        self._running = running
        self._world = world
        self._clock = clock
        self._runs: dict[int, RunId] = {}

    async def begin(self, flow: Flow, chat_id: int, *, given: Mapping[str, Any]) -> None:
        """Begin the flow on somebody's phone; who never wrote to the bot has done so by that."""
        person = self._world.person(chat_id)
        if person.blocked:
            raise KipicError("The bot is blocked on this phone.", remedy="Unblock it, and try again.")
        person.started = True
        now = self._clock.now()
        run = await self._running().parts.store.transact(
            lambda uow: self._begin(uow, flow, person, given=given, now=now)
        )
        self._runs[chat_id] = run.id

    async def standing(self, flow: str, chat_id: int) -> Standing | None:
        """Where somebody's latest run of a flow stands."""
        return await self._running().parts.store.read(lambda uow: self._standing(uow, flow, chat_id))

    async def played(self, flow: str, chat_id: int) -> Played:
        """Somebody's latest run of a flow; raises KipicError if they never began one."""
        return await self._running().parts.store.read(lambda uow: self._played(uow, flow, chat_id))

    def _begin(
        self, uow: UnitOfWork, flow: Flow, person: Person, *, given: Mapping[str, Any], now: datetime
    ) -> Run:
        means = self._running().parts.means
        means.flows.adopt(flow)
        uow.flows.add([StoredFlow(name=flow.name, version=flow.version, files=flow.source)], now=now)
        desk = Desk(uow, means, now=now)
        desk.load_chats([ChatId(person.id)])
        participant = desk.participant(ChatId(person.id)) or self._joined(desk, person)
        run = conversation.begin(desk, participant, flow, given=given)
        desk.write()
        return run

    def _joined(self, desk: Desk, person: Person) -> Participant:
        """A participant without the welcome: an author tries their own flow, and has no wish to be asked in first."""
        participant = Participant(
            id=ParticipantId(desk.means.ids.fresh()),
            bot_id=desk.means.bot_id,
            chat_id=ChatId(person.id),
            timezone=desk.means.timezone,
            profile={"first_name": person.first_name},
            created_at=desk.now,
            last_heard_at=desk.now,
        )
        desk.save_participant(participant)
        consent = Consent(
            participant_id=participant.id,
            purpose=Purpose.STORING,
            is_given=True,
            wording=WORDING,
            at=desk.now,
        )
        desk.changes.consents.append(consent)
        return participant

    def _standing(self, uow: UnitOfWork, flow: str, chat_id: int) -> Standing | None:
        found = self._latest(uow, flow, chat_id)
        if found is None:
            return None
        desk, participant, run = found
        state = desk.state_of(run)
        path = walked_path(desk.flow_of(run), state, conversation.context_for(participant, desk))
        is_open = state.status is RunStatus.WAITING and state.wait is not None
        step = state.wait.step if is_open and state.wait is not None else ""
        return Standing(status=state.status.value, step=step, path=path)

    def _played(self, uow: UnitOfWork, flow: str, chat_id: int) -> Played:
        found = self._latest(uow, flow, chat_id)
        if found is None:
            raise KipicError("Nothing was played yet.", remedy="Press “Try it on the phone” and answer.")
        desk, participant, run = found
        doings = [one for one in self._world.doings if one.person_id == chat_id]
        edits = {(ChatId(chat_id), one.message_id) for one in doings if one.deed is Deed.EDIT}
        links = uow.runs.linked(edits)
        return Played(
            run=run,
            state=desk.state_of(run),
            flow=desk.flow_of(run),
            context=conversation.context_for(participant, desk),
            timezone=participant.timezone,
            doings=doings,
            edited={link.message_id: link.name for link in links.values() if link.run_id == run.id},
            now=self._clock.now(),
        )

    def _latest(self, uow: UnitOfWork, flow: str, chat_id: int) -> tuple[Desk, Participant, Run] | None:
        """The person's open run if it is of this flow, else the last of it that was seen here."""
        desk = Desk(uow, self._running().parts.means, now=self._clock.now())
        desk.load_chats([ChatId(chat_id)])
        participant = desk.participant(ChatId(chat_id))
        if participant is None:
            return None
        run = desk.open_run(participant.id)
        if run is not None and run.flow == flow:
            self._runs[chat_id] = run.id
        else:
            run = desk.run(self._runs[chat_id]) if chat_id in self._runs else None
        return (desk, participant, run) if run is not None and run.flow == flow and run.state else None
