"""Entries from what a run says it keeps and from text that came by itself, and entries with other words."""

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.domain.calendar import local_date
from bot.domain.entries import (
    Activity,
    Entry,
    EntryStatus,
    Part,
    Pillar,
    Source,
    Stage,
    Tags,
    Visibility,
)
from bot.domain.ids import EntryId
from bot.domain.people import Participant
from bot.domain.runs import Run

T = TypeVar("T", Entry, Tags)

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


def reworded(entry: Entry, parts: Collection[Part], text: str, *, at: datetime) -> Entry:
    """The entry with these words in those parts; a title is one line of them."""
    words = {part.value: title_of(text) if part is Part.TITLE else text for part in parts}
    return replace(entry, **words, edited_at=at)  # type: ignore[arg-type]  # each part is a field of words


def parts_with(entry: Entry, part: Part) -> tuple[Part, ...]:
    """The part, and the title with it where that was made from the part's words."""
    line = entry.words[part].split("\n", 1)[0]
    is_cut = entry.title.endswith("…") and line.startswith(entry.title[:-1])
    follows = part is not Part.TITLE and entry.title and (entry.title == line or is_cut)
    return (Part.TITLE, part) if follows else (part,)


def link_name(parts: Collection[Part]) -> str:
    """The name of a link to these parts of an entry."""
    return ",".join(parts)


def linked_parts(name: str) -> tuple[Part, ...]:
    """The parts that such a name lists."""
    return tuple(Part(part) for part in name.split(",") if part)


def after_turn(kept: Entry, *, before: Entry, after: Entry) -> Entry:
    """An entry that its writer changed, after a turn of its run: what the turn changed is as the run says now.

    `before` and `after` are what the run alone made of it.
    """
    tags = _followed(kept.tags, before.tags, after.tags)
    return replace(_followed(kept, before, after), tags=tags, edited_at=after.edited_at)


def _followed(kept: T, before: T, after: T) -> T:
    names = [one.name for one in fields(after)]
    new = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
    return replace(kept, **new)


def title_of(text: str) -> str:
    """The first line of a text, cut at a word so that it fits a list."""
    line = text.strip().split("\n", 1)[0]
    if len(line) <= TITLE_LENGTH:
        return line
    head = line[: TITLE_LENGTH - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(",;:- ") + "…"
