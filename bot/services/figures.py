"""What the answers of a group came to: gathered by a beat in blocks of five, whether or not anybody looks.

Nothing but choices is counted (buttons, ticks, scales, yes or no) and the pillars of entries: no words, no consent,
nothing of flows about wellbeing (domain.md §3). Somebody is counted once, when their run has ended. Whoever may see
figures is in none, since they could take their own answer away from them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from bot.domain.entries import Activity, Entry
from bot.domain.figures import BLOCK, PILLARS, Answers, with_block
from bot.domain.ids import ChatId, EntryId, ParticipantId, PostingId
from bot.domain.postings import Recipient
from bot.domain.runs import Run
from bot.engine.run import load_state
from bot.engine.steps.ask_choice import AskChoice
from bot.engine.steps.ask_choices import AskChoices
from bot.engine.steps.ask_consent import AskConsent
from bot.engine.steps.ask_scale import AskScale
from bot.engine.steps.ask_yes_no import AskYesNo
from bot.engine.steps.step import Step
from bot.ports import UnitOfWork
from bot.services.desk import Means
from bot.services.versions import readable_at

UNCOUNTED: Final = frozenset({Activity.WELLBEING_PRIVATE.value, Activity.SIGNIFICANT_EVENT.value})
"""Flows that may keep such entries are in no figure: how somebody is, and whether a patient came to harm."""

POSTINGS_AT_ONCE: Final = 100
"""Postings looked at in one beat, one in each transaction."""

PEOPLE_AT_ONCE: Final = 200
"""People counted of one posting in one transaction: each of their runs is opened."""


def due(uow: UnitOfWork) -> Sequence[PostingId]:
    """The postings that may have a full block."""
    return uow.postings.to_count(least=BLOCK, limit=POSTINGS_AT_ONCE)


def gather(uow: UnitOfWork, posting_id: PostingId, *, means: Means, now: datetime) -> None:
    """Close the blocks of a posting that are full."""
    onlookers = _onlookers(uow, means)
    found = uow.postings.uncounted(posting_id, limit=PEOPLE_AT_ONCE)
    answers = _answers(uow, [one for one in found if one.participant_id not in onlookers], means=means)
    ready = sorted(answers, key=lambda one: (one.answered_at or now, one.participant_id))
    block = ready[: len(ready) // BLOCK * BLOCK]
    done = [one.participant_id for one in found if one in block or one not in answers]
    uow.postings.note_counted(posting_id, done, at=now)
    if block:
        before = uow.postings.figures([posting_id]).get(posting_id)
        chosen = [answers[one] for one in block]
        uow.postings.keep_figures(with_block(before, posting_id, chosen, now=now))


def _onlookers(uow: UnitOfWork, means: Means) -> set[ParticipantId]:
    """Everybody who may see figures of some group; tutors talk to each other."""
    operators = (
        uow.people.by_chat(means.bot_id, [ChatId(one) for one in sorted(means.operators)])
        if means.operators
        else {}
    )
    return {one.participant_id for one in uow.roles.all_tutors()} | {one.id for one in operators.values()}


def _answers(uow: UnitOfWork, recipients: Sequence[Recipient], *, means: Means) -> dict[Recipient, Answers]:
    """What each of these people chose; left out are those whose answers are at hand no longer, or were deleted."""
    runs = uow.runs.by_id([one.run_id for one in recipients if one.run_id is not None])
    entries = uow.entries.by_id([run.entry_id for run in runs.values() if run.entry_id is not None])
    found = {}
    for one in recipients:
        run = runs.get(one.run_id) if one.run_id is not None else None
        if run is not None and run.state and (run.entry_id is None or run.entry_id in entries):
            entry = entries.get(run.entry_id or EntryId(""))
            found[one] = _answers_of(uow, run, entry, means=means)
    return found


def _answers_of(uow: UnitOfWork, run: Run, entry: Entry | None, *, means: Means) -> Answers:
    flow = readable_at(uow, means.flows, run.flow, run.version)
    if flow is None or (flow.entry is not None and UNCOUNTED & flow.entry.activity.keys()):
        return {}
    found: dict[str, Sequence[str]] = {}
    for name, answer in load_state(run.state).answers.items():
        step = flow.step_of(name)
        chosen = _chosen(step, answer.value) if step is not None else ()
        if chosen and answer.applies and not answer.is_skipped:
            found[name] = chosen
    if entry is not None and entry.tags.pillars:
        found[PILLARS] = [pillar.value for pillar in entry.tags.pillars]
    return found


def _chosen(step: Step, value: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON value
    """Which of the author's own choices an answer is; what was typed, or handed over to the flow, is none."""
    match step:
        case AskConsent():
            return ()
        case AskYesNo():
            return ("yes" if value else "no",)
        case AskScale():
            return (str(value),)
        case AskChoice():
            # A lone button, such as one that shows who helps, is no choice.
            return (str(value),) if value in step.choices and len(step.choices) > 1 else ()
        case AskChoices():
            return [str(one) for one in value or () if one in step.choices]
        case _:
            return ()
