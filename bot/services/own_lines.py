"""The lines that somebody shared: where each stands, what was said to it, and taking it back."""

from html import escape
from typing import Final

from bot.domain.cutting import shortened
from bot.domain.lines import ReactionKind, SharedLine, mark_of
from bot.domain.people import Participant
from bot.services import line_phrases, sharing
from bot.services.desk import Desk
from bot.services.lines_in_words import line_in_html, names_of
from bot.services.messages import Button

Page = tuple[str, list[list[Button]]]

SHOWN: Final = 10
"""Lines in the list: a screenful."""

OTHER_WAYS_SHOWN: Final = 10
"""Of what readers would do differently, the newest; a message takes no more than 4,096 characters."""

LABEL_UNITS: Final = 40
"""UTF-16 units of a line on its button."""


def overview(desk: Desk, author: Participant) -> Page:
    """The list, newest first."""
    lines = _standing(desk, author)[:SHOWN]
    rows: list[list[Button]] = [
        [(shortened(one.text, units=LABEL_UNITS), f"l:see:{mark_of(one.id)}")] for one in lines
    ]
    return (line_phrases.OWN_LINES, rows) if rows else (line_phrases.NO_OWN_LINES, [])


def card(desk: Desk, line: SharedLine) -> Page:
    """One line with what was said to it."""
    rows: list[list[Button]] = [
        [(line_phrases.TAKE_BACK, f"l:back:{mark_of(line.id)}")],
        [(line_phrases.TO_LINES, "l:list")],
    ]
    words = line_phrases.OWN_LINE.format(
        line=_quoted(desk, line),
        named=line_phrases.NAMED if line.is_named else line_phrases.UNNAMED,
        stands=line_phrases.STANDS[line.status],
    )
    return "\n".join([words, *_said(desk, line)]), rows


def ask_to_take_back(desk: Desk, line: SharedLine) -> Page:
    """Taking back can't be undone, so it is asked once more."""
    mark = mark_of(line.id)
    rows: list[list[Button]] = [
        [(line_phrases.DO_TAKE_BACK, f"l:gone:{mark}")],
        [(line_phrases.DO_NOT_TAKE_BACK, f"l:see:{mark}")],
    ]
    return line_phrases.REALLY_TAKE_BACK.format(line=_quoted(desk, line)), rows


def take_back(desk: Desk, line: SharedLine) -> Page:
    """Take it back, wherever it is by now."""
    sharing.take_back(desk, line)
    return line_phrases.TAKEN_BACK, [[(line_phrases.TO_LINES, "l:list")]]


def own(desk: Desk, author: Participant, mark: str) -> SharedLine | None:
    """The person's line of this mark; read again under its lock, since a tutor may be passing it."""
    line_id = next((one.id for one in _standing(desk, author) if mark_of(one.id) == mark), None)
    return desk.uow.lines.by_id([line_id])[line_id] if line_id is not None else None


def _standing(desk: Desk, author: Participant) -> list[SharedLine]:
    lines = desk.uow.lines.of(author.id, limit=sharing.MOST_OWN)
    return [one for one in lines if not one.status.is_taken_back]


def _quoted(desk: Desk, line: SharedLine) -> str:
    return line_in_html(line, names_of(desk.uow, [line]))


def _said(desk: Desk, line: SharedLine) -> list[str]:
    """What was said to it, nobody's name beside it; people are not told apart by the order either."""
    reactions = desk.uow.lines.reactions([line.id]).get(line.id, ())
    of: dict[ReactionKind, list[str]] = {kind: [] for kind in ReactionKind}
    for one in reactions:
        of[one.kind].append(escape(one.text, quote=False))
    said = [line_phrases.TUTOR_SAID.format(text=text) for text in of[ReactionKind.ANSWER]]
    if of[ReactionKind.ME_TOO]:
        said.append(line_phrases.ME_TOO_COUNT.format(count=len(of[ReactionKind.ME_TOO])))
    ways = of[ReactionKind.DIFFERENTLY][-OTHER_WAYS_SHOWN:]
    said += [line_phrases.DIFFERENTLY_SAID.format(text=text) for text in ways]
    return ["", *said] if said else []
