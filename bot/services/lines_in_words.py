"""A shared line as others see it: the same words in the digest, for tutors, and in its author's own list."""

from collections.abc import Mapping, Sequence
from html import escape

from bot.domain.ids import ParticipantId
from bot.domain.lines import SharedLine
from bot.ports import UnitOfWork
from bot.services import line_phrases

Names = Mapping[ParticipantId, str]


def names_of(uow: UnitOfWork, lines: Sequence[SharedLine]) -> Names:
    """The first names of those who want theirs beside their line; nobody else is looked up."""
    people = uow.people.by_id({one.participant_id for one in lines if one.is_named})
    return {id_: str(one.profile.get("first_name") or "") for id_, one in people.items()}


def line_in_html(line: SharedLine, names: Names) -> str:
    """The line in quotation marks, with its author's first name where they chose so."""
    name = names.get(line.participant_id, "") if line.is_named else ""
    words = line_phrases.A_NAMED_LINE if name else line_phrases.A_LINE
    return words.format(text=escape(line.text, quote=False), name=escape(name, quote=False))
