"""Entries from what a run says it keeps, and from text that came by itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.calendar import local_date
from bot.domain.entries import (
    Activity,
    Entry,
    EntryStatus,
    Pillar,
    Source,
    Stage,
    Tags,
    Visibility,
)
from bot.domain.ids import EntryId
from bot.domain.people import Participant
from bot.domain.runs import Run

TITLE_LENGTH = 80
"""Characters of a title made from a text: one line on a phone, and in the summary's list."""


def entry_from_fields(
    fields: Mapping[str, Any], *, entry_id: EntryId, participant: Participant, run: Run, now: datetime
) -> Entry:
    """The entry that a run keeps; the day and instant of its first saving stay (see `Entries.save`)."""
    stage = fields.get("stage")
    return Entry(
        id=entry_id,
        participant_id=participant.id,
        run_id=run.id,
        flow=run.flow,
        local_date=local_date(now, participant.timezone),
        created_at=now,
        edited_at=now,
        title=fields["title"],
        what=fields.get("what") or "",
        so_what=fields.get("so_what") or "",
        now_what=fields.get("now_what") or "",
        follow_up=fields.get("follow_up") or "",
        minutes=fields.get("minutes"),
        tags=Tags(
            activity=Activity(fields.get("activity") or Activity.CASE_REVIEW),
            pillars=tuple(Pillar(one) for one in fields.get("pillars") or ()),
            stage=Stage(stage) if stage else None,
            sources=tuple(Source(one) for one in fields.get("sources") or ()),
            more=fields.get("more") or {},
        ),
        starred=bool(fields.get("starred")),
        visibility=Visibility.PORTFOLIO if fields.get("portfolio") else Visibility.PRIVATE,
        status=EntryStatus(fields.get("status") or EntryStatus.CAPTURE),
    )


def entry_from_text(text: str, *, entry_id: EntryId, participant: Participant, at: datetime) -> Entry:
    """A reflection that the person typed without being asked, on the day on which they typed it."""
    return Entry(
        id=entry_id,
        participant_id=participant.id,
        run_id=None,
        flow="",
        local_date=local_date(at, participant.timezone),
        created_at=at,
        title=title_of(text),
        what=text,
    )


def title_of(text: str) -> str:
    """The first line of a text, cut at a word so that it fits a list."""
    line = text.strip().split("\n", 1)[0]
    if len(line) <= TITLE_LENGTH:
        return line
    head = line[: TITLE_LENGTH - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(",;:- ") + "…"
