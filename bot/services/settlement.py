"""What an engine turn means for the store: messages owed, answers linked, the entry kept, the person's settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from bot.domain.deliveries import Lane, QuestionTimes
from bot.domain.ids import EntryId
from bot.domain.people import Consent, Participant, Purpose
from bot.domain.runs import AnswerLink, Run
from bot.engine import events
from bot.engine.run import RunState, RunStatus, Turn, dump_state
from bot.engine.steps.ask import SKIP
from bot.ports import Remark
from bot.services import confirming, drafts, enrolments, handing, phrases, plans
from bot.services.desk import AS_A_REPLY, Desk, Terms
from bot.services.keeping import entry_from_fields
from bot.services.messages import keyboard, option_rows, prompt_buttons, run_prefix, text_params


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What brought a turn about, as far as its messages must know.

    `message_id` is the person's own message (an answer) and `tapped_id` the bot's message under which they tapped.
    `lane` is the queue of its messages: what nobody asked for doesn't hold up replies, and its question can be put off.
    `not_before`: when its messages may go out at the earliest. `begins_wait_anew`: the question is asked again and its times begin again; a reminder leaves them.
    """

    message_id: int | None = None
    tapped_id: int | None = None
    lane: Lane = Lane.REPLY
    not_before: datetime | None = None
    begins_wait_anew: bool = False

    @property
    def is_prompt(self) -> bool:
        """Whether nobody asked for it."""
        return self.lane is not Lane.REPLY


BY_THEMSELVES = Occasion()
"""A run that the person began, or an answer that came without a message."""


def settle(
    desk: Desk, participant: Participant, run: Run, turn: Turn, *, occasion: Occasion
) -> tuple[Run, list[events.FlowRequested]]:
    """Write a turn's state and carry out its events, in order; the run, and the flows that are to begin next."""
    begins_wait = turn.state.turn != run.turn or not run.state or occasion.begins_wait_anew
    saved = with_state(desk, run, turn.state)
    settlement = _Settlement(desk, participant, saved, turn.state, occasion, begins_wait=begins_wait)
    return settlement.carry_out(turn)


def with_state(desk: Desk, run: Run, state: RunState) -> Run:
    """The run in a new state, saved."""
    is_waiting = state.status is RunStatus.WAITING and state.wait is not None
    changed = replace(
        run,
        status=state.status,
        turn=state.turn,
        state=dump_state(state),
        waiting_at=state.wait.step if is_waiting and state.wait else None,
        updated_at=desk.now,
    )
    if run.flow == drafts.FLOW and state.status is not RunStatus.WAITING:
        drafts.keep_unfinished(desk, run, state)
    desk.save_run(changed)
    return changed


def consent_of(
    desk: Desk, participant: Participant, event: events.ConsentAnswered, *, wording: str
) -> Consent:
    """An answer to a consent question with the wording that it was given to."""
    return Consent(
        participant_id=participant.id,
        purpose=Purpose(event.purpose),
        is_given=event.is_given,
        wording=wording,
        at=desk.now,
    )


class _Settlement:
    """One turn being carried out; what an event changes is there for the next."""

    def __init__(
        self,
        desk: Desk,
        participant: Participant,
        run: Run,
        state: RunState,
        occasion: Occasion,
        *,
        begins_wait: bool,
    ) -> None:
        self.desk = desk
        self.participant = participant
        self.run = run
        self.state = state
        self.occasion = occasion
        self.begins_wait = begins_wait
        self.calendar_changed = False
        self.requested: list[events.FlowRequested] = []

    def carry_out(self, turn: Turn) -> tuple[Run, list[events.FlowRequested]]:
        for event in turn.events:
            handle = self._HANDLERS.get(type(event))
            if handle is not None:
                handle(self, event)
        self._confirm_calendar()
        self._note_answered(turn)
        return self.run, self.requested

    def _say(self, event: events.MessageSaid) -> None:
        self._confirm_calendar()
        rows = option_rows(event.rows, run_prefix(self.run.id, self.state.turn))
        is_question = event.kind is events.MessageKind.QUESTION
        if is_question and self.occasion.is_prompt:
            rows.append(prompt_buttons(self.run.id, has_skip=SKIP in self._options()))
        self.desk.send(
            self.participant.chat_id,
            "sendMessage",
            text_params(event.text, rows=rows),
            terms=self._terms(),
            times=self._times() if is_question and self.begins_wait else None,
        )

    def _terms(self) -> Terms:
        if not self.occasion.is_prompt:
            return AS_A_REPLY
        return Terms(
            lane=self.occasion.lane,
            not_before=self.occasion.not_before,
            closes_at=self.run.closes_at,
            posting_id=self.run.posting_id,
        )

    def _note_answered(self, turn: Turn) -> None:
        posting_id = self.run.posting_id
        if posting_id is not None and any(isinstance(event, events.AnswerGiven) for event in turn.events):
            person, now = self.participant.id, self.desk.now
            self.desk.uow.postings.note_answer(posting_id, person, run_id=self.run.id, at=now)

    def _options(self) -> tuple[str, ...]:
        return self.state.wait.options if self.state.wait is not None else ()

    def _times(self) -> QuestionTimes | None:
        wait = self.state.wait
        if wait is None or (wait.remind_after is None and wait.give_up_after is None):
            return None
        return QuestionTimes(
            run_id=self.run.id,
            turn=self.state.turn,
            remind_after=wait.remind_after,
            give_up_after=wait.give_up_after,
        )

    def _change_buttons(self, event: events.ButtonsChanged) -> None:
        if self.occasion.tapped_id is None:
            return
        rows = option_rows(event.rows, run_prefix(self.run.id, self.state.turn))
        params = {"message_id": self.occasion.tapped_id, "reply_markup": keyboard(rows)}
        self.desk.send(self.participant.chat_id, "editMessageReplyMarkup", params)

    def _link_answer(self, event: events.AnswerGiven) -> None:
        if self.occasion.message_id is None:
            return
        self.desk.changes.links.append(
            AnswerLink(
                participant_id=self.participant.id,
                chat_id=self.participant.chat_id,
                message_id=self.occasion.message_id,
                run_id=self.run.id,
                entry_id=None,
                name=event.name,
                created_at=self.desk.now,
            )
        )

    def _keep_entry(self, event: events.EntrySaved) -> None:
        entry_id = self.run.entry_id or EntryId(self.desk.means.ids.fresh())
        entry = entry_from_fields(
            event.fields, entry_id=entry_id, participant=self.participant, run=self.run, now=self.desk.now
        )
        self.desk.save_entry(entry)
        self.run = replace(self.run, entry_id=entry_id)
        self.desk.save_run(self.run)

    def _star(self, event: events.EntryStarred) -> None:
        entry = self.desk.entry(EntryId(event.entry))
        if entry is not None and entry.participant_id == self.participant.id:
            self.desk.mend_entry(replace(entry, starred=True))

    def _set_profile(self, event: events.ProfileSet) -> None:
        self.calendar_changed |= event.name in enrolments.CALENDAR_FIELDS
        self.participant = enrolments.set_field(self.desk, self.participant, event.name, event.value)

    def _confirm_calendar(self) -> None:
        if self.calendar_changed:
            self.calendar_changed = False
            enrolments.bring_in_line(self.desk, self.participant)
            confirming.confirm(self.desk, self.participant)

    def _note_consent(self, event: events.ConsentAnswered) -> None:
        wording = f"{self.run.flow}@{self.run.version}"
        self.desk.changes.consents.append(consent_of(self.desk, self.participant, event, wording=wording))
        if event.purpose == Purpose.WELLBEING:
            # Flows read it as profile.wellbeing, so that nobody is asked for the same consent twice.
            self.participant = enrolments.set_field(
                self.desk, self.participant, Purpose.WELLBEING.value, event.is_given
            )

    def _make_plan(self, event: events.PlanMade) -> None:
        plans.make(self.desk, self.participant, self.run, event, state=self.state)

    def _change_plan(self, event: events.PlanChanged) -> None:
        plans.change(self.desk, self.participant, event)

    def _follow_up(self, event: events.FollowUpScheduled) -> None:
        plans.follow_up(self.desk, self.participant, self.run, event)

    def _hand_over(self, event: events.HandedOver) -> None:
        handing.RECEIVERS[event.to](self.desk, self.participant, self.run, event.fields)

    def _request(self, event: events.FlowRequested) -> None:
        self.requested.append(event)

    def _own_up(self, event: events.RunFailed) -> None:
        facts = {"flow": self.run.flow, "version": self.run.version, "run": self.run.id}
        facts |= {"step": event.step, "reason": event.reason.value}
        self.desk.uow.remark(Remark(event="run.failed", facts=facts))
        self.desk.send(self.participant.chat_id, "sendMessage", text_params(phrases.RUN_FAILED))

    _HANDLERS: ClassVar[Mapping[type, Callable[["_Settlement", Any], None]]] = {
        events.MessageSaid: _say,
        events.ButtonsChanged: _change_buttons,
        events.AnswerGiven: _link_answer,
        events.EntrySaved: _keep_entry,
        events.EntryStarred: _star,
        events.ProfileSet: _set_profile,
        events.ConsentAnswered: _note_consent,
        events.PlanMade: _make_plan,
        events.PlanChanged: _change_plan,
        events.FollowUpScheduled: _follow_up,
        events.HandedOver: _hand_over,
        events.FlowRequested: _request,
        events.RunFailed: _own_up,
    }
