"""`/shared`: the lines that people offered, one by one, for their tutor to pass on, set aside or answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from html import escape
from typing import Any, Final

from bot.domain.calendar import Occurrence, local_date, local_time
from bot.domain.cohorts import Cohort, CohortStatus
from bot.domain.ids import LineId, PostingId
from bot.domain.lines import LineStatus, Reaction, ReactionKind, SharedLine, mark_of
from bot.domain.people import Participant
from bot.domain.postings import Posting, PostingKind, Recipient
from bot.domain.roles import Act
from bot.domain.runs import Run
from bot.services import access, audit, expanding, line_phrases
from bot.services.desk import Desk
from bot.services.lines_in_words import line_in_html, names_of
from bot.services.messages import Button, text_params

FLOW: Final = "answer_line"
"""The flow in which a tutor writes to a line's author."""

ANSWER_LENGTH: Final = 400
"""Characters of a tutor's answer."""

ANSWER_WAITS: Final = timedelta(days=28)
"""How long an answer waits for its reader to be back; a holiday is over by then."""

MOST_OFFERED: Final = 50
"""Lines of one cohort that wait to be looked at; the next ones come when these are seen to."""

Page = tuple[str, list[list[Button]]]


def begin(desk: Desk, tutor: Participant, _arguments: str) -> None:
    """Show the first line that waits."""
    words, rows = page(desk, tutor, waiting(desk, tutor))
    desk.send(tutor.chat_id, "sendMessage", text_params(words, rows=rows))


def page(
    desk: Desk, tutor: Participant, lines: list[SharedLine], *, after: str = "", has_begun: bool = False
) -> Page:
    """The line behind the one of the mark `after`, else the first one: its words, and nothing of when or by whom."""
    if not lines:
        return line_phrases.NO_MORE_SHARED if has_begun else line_phrases.NOTHING_SHARED, []
    marks = [mark_of(one.id) for one in lines]
    place = (marks.index(after) + 1) % len(lines) if after in marks else 0
    line, mark = lines[place], marks[place]
    cohort = _cohorts(desk, tutor)[line.cohort_id]
    rows: list[list[Button]] = [
        [(line_phrases.HAND_ON, f"l:pass:{mark}")],
        [(line_phrases.ANSWER_AUTHOR, f"l:answer:{mark}")],
        [(line_phrases.SET_ASIDE, f"l:aside:{mark}")],
    ]
    if len(lines) > 1:
        rows[-1].append((line_phrases.NEXT, f"l:next:{mark}"))
    words = line_phrases.OFFERED.format(
        cohort=escape(cohort.name, quote=False),
        number=place + 1,
        count=len(lines),
        line=line_in_html(line, names_of(desk.uow, [line])),
    )
    return words, rows


def waiting(desk: Desk, tutor: Participant) -> list[SharedLine]:
    """The lines that wait to be looked at in the open cohorts of this tutor, oldest first in each."""
    return [
        line
        for cohort_id in _cohorts(desk, tutor)
        for line in desk.uow.lines.in_cohort(cohort_id, LineStatus.OFFERED, limit=MOST_OFFERED)
    ]


def pass_on(desk: Desk, tutor: Participant, line: SharedLine) -> None:
    """It comes to the cohort with the next digest."""
    desk.uow.lines.save([replace(line, status=LineStatus.PASSED, passed_at=desk.now)])
    audit.note(desk, Act.LINE_PASSED, by=tutor, cohort_id=line.cohort_id, line=mark_of(line.id))


def set_aside(desk: Desk, tutor: Participant, line: SharedLine) -> None:
    """Nobody else is shown it."""
    desk.uow.lines.save([replace(line, status=LineStatus.SET_ASIDE)])
    audit.note(desk, Act.LINE_SET_ASIDE, by=tutor, cohort_id=line.cohort_id, line=mark_of(line.id))


def is_answered(desk: Desk, line: SharedLine) -> bool:
    """Whether a tutor has answered its author."""
    said = desk.uow.lines.reactions([line.id]).get(line.id, ())
    return any(one.kind is ReactionKind.ANSWER for one in said)


def take_answer(desk: Desk, tutor: Participant, _run: Run, fields: Mapping[str, Any]) -> None:
    """Send an answer on its way: a posting for the author alone, so that their own calendar decides when it comes.

    The tutor is told the same whether the author can be reached or not.
    """
    line_id, text = LineId(str(fields.get("about"))), str(fields.get("text") or "").strip()[:ANSWER_LENGTH]
    line = desk.uow.lines.by_id([line_id]).get(line_id)
    if line is None or line.status.is_taken_back:
        _say(desk, tutor, line_phrases.NOT_ANSWERED)
        return
    if not text or not access.may_see(desk, tutor, line.cohort_id):
        return  # no tutor of this cohort any more, and told so already
    if is_answered(desk, line):
        _say(desk, tutor, line_phrases.ANSWERED_BEFORE)
        return
    answer = Reaction(
        line_id=line.id, participant_id=tutor.id, kind=ReactionKind.ANSWER, text=text, at=desk.now
    )
    desk.uow.lines.react([answer])
    _post(desk, line)
    _say(desk, tutor, line_phrases.ANSWERED)


def _post(desk: Desk, line: SharedLine) -> None:
    author = desk.somebody(line.participant_id)
    if author is None:
        return
    posting = Posting(
        id=PostingId(desk.means.ids.fresh()),
        kind=PostingKind.ANSWER,
        cohort_id=line.cohort_id,
        prompt=line.id,
        closes_at=desk.now + ANSWER_WAITS,
        created_at=desk.now,
    )
    desk.uow.postings.add([posting])
    clock = local_time(desk.now, author.timezone)
    now = Occurrence(
        local_date=local_date(desk.now, author.timezone),
        slot=time(clock.hour, clock.minute),
        at=desk.now,
    )
    schedule = expanding.once(desk, author, now)
    # Through no cohort: it reaches them also when they have left it.
    recipient = Recipient(posting_id=posting.id, participant_id=author.id, schedule_id=schedule.id)
    if desk.uow.postings.add_recipients([recipient]):
        desk.save_schedule(schedule)


def _cohorts(desk: Desk, tutor: Participant) -> dict[Any, Cohort]:
    found = desk.uow.cohorts.by_id(access.cohorts_of(desk, tutor))
    return {id_: one for id_, one in sorted(found.items()) if one.status is CohortStatus.OPEN}


def _say(desk: Desk, tutor: Participant, words: str) -> None:
    desk.send(tutor.chat_id, "sendMessage", text_params(words))
