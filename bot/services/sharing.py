"""Sharing a line with one's cohort: offered once a week at most, handed to the tutor, taken back at any time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort, CohortStatus
from bot.domain.entries import Activity
from bot.domain.ids import LineId, PostingId, RunId
from bot.domain.lines import LINE_LENGTH, LineStatus, SharedLine
from bot.domain.people import Participant, Purpose
from bot.domain.runs import Run
from bot.engine.run import RunStatus
from bot.services import line_phrases, reacting
from bot.services.desk import Desk
from bot.services.messages import text_params

FLOW: Final = "share_line"
"""The flow in which a line is written, for the cohort or to the author of another one."""

MOST_OWN: Final = 50
"""Lines of one person that are looked through: a year of one a week."""


def offer(desk: Desk, participant: Participant, before: Run, run: Run) -> None:
    """Ask for a line when the person has just ended what their cohort was asked, and something of it is kept.

    The delivery's key lets one offer a calendar week through. Wellbeing is never asked for.
    """
    has_ended = run.status == RunStatus.COMPLETED and before.status != RunStatus.COMPLETED
    if not has_ended or run.posting_id is None or run.entry_id is None:
        return
    entry = desk.entry(run.entry_id)
    if entry is None or entry.tags.activity is Activity.WELLBEING_PRIVATE:
        return
    if cohort_of(desk, participant, run.posting_id) is None:
        return
    week = local_date(desk.now, participant.timezone).strftime("%G-%V")
    rows = [[(line_phrases.SHARE, f"l:share:{run.posting_id}")]]
    params = text_params(line_phrases.OFFER, rows=rows, is_silent=True)
    desk.send(participant.chat_id, "sendMessage", params, key=f"share:{participant.id}:{week}")


def cohort_of(desk: Desk, participant: Participant, posting_id: PostingId) -> Cohort | None:
    """The open cohort through which a posting reached the person, if they are still in it."""
    recipient = desk.uow.postings.recipient(posting_id, participant.id)
    if recipient is None or recipient.cohort_id is None:
        return None
    enrolments = desk.uow.cohorts.enrolments_of([participant.id]).get(participant.id, ())
    is_in = any(one.cohort_id == recipient.cohort_id and one.is_in for one in enrolments)
    cohort = desk.uow.cohorts.by_id([recipient.cohort_id]).get(recipient.cohort_id)
    return cohort if is_in and cohort is not None and cohort.status is CohortStatus.OPEN else None


def has_consented(desk: Desk, participant: Participant) -> bool:
    """Whether their last answer about sharing was yes."""
    given = [*desk.uow.people.consents(participant.id), *desk.changes.consents]
    answers = [
        one.is_given
        for one in given
        if one.participant_id == participant.id and one.purpose is Purpose.SHARING
    ]
    return bool(answers) and answers[-1]


def take(desk: Desk, participant: Participant, _run: Run, fields: Mapping[str, Any]) -> None:
    """Take a line that was written: it lies with the tutor, or with the author of the line that it is about."""
    text = str(fields.get("text") or "").strip()[:LINE_LENGTH]
    if not text or not has_consented(desk, participant):
        return
    if fields.get("about"):
        reacting.take_other_way(desk, participant, LineId(str(fields["about"])), text)
        return
    posting_id = PostingId(str(fields.get("posting")))
    cohort = cohort_of(desk, participant, posting_id)
    if cohort is None:
        desk.send(participant.chat_id, "sendMessage", text_params(line_phrases.NOT_IN_COHORT))
        return
    recipient = desk.uow.postings.recipient(posting_id, participant.id)
    line = SharedLine(
        id=LineId(desk.means.ids.fresh()),
        cohort_id=cohort.id,
        participant_id=participant.id,
        posting_id=posting_id,
        run_id=recipient.run_id if recipient is not None else None,
        text=text,
        is_named=bool(fields.get("named")),
        created_at=desk.now,
    )
    desk.uow.lines.save([line])
    named = line_phrases.NAMED if line.is_named else line_phrases.UNNAMED
    rows = [[(line_phrases.MY_LINES, "l:mine")]]
    words = line_phrases.SHARED.format(named=named)
    desk.send(participant.chat_id, "sendMessage", text_params(words, rows=rows))


def take_back(desk: Desk, line: SharedLine) -> None:
    """Nobody is shown the line any more, and its words go; so do those that were said to it.

    The beat edits the messages that hold it already (`digests.work_off`).
    """
    status = LineStatus.RECALLED if line.digest_id is not None else LineStatus.TAKEN_BACK
    said = desk.uow.lines.reactions([line.id]).get(line.id, ())
    desk.uow.lines.react([replace(one, text="") for one in said])
    desk.uow.lines.save([replace(line, status=status, text="")])


def take_back_of_run(desk: Desk, participant: Participant, run_id: RunId) -> bool:
    """With what was said in a run goes what was shared of it; whether there was something."""
    lines = [one for one in desk.uow.lines.of(participant.id, limit=MOST_OWN) if one.run_id == run_id]
    standing = [one for one in lines if not one.status.is_taken_back]
    for line in standing:
        take_back(desk, line)
    return bool(standing)
