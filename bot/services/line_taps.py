"""Taps about shared lines, `l:verb:…`: offering one, one's own, those of a digest, and those that a tutor looks at.

A line is called by its mark (`lines.mark_of`), since an id tells when it was made.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.domain.ids import PostingId
from bot.domain.lines import SharedLine, mark_of
from bot.domain.people import Participant
from bot.services import conversation, line_phrases, own_lines, phrases, reacting, reviewing, sharing
from bot.services.desk import Desk
from bot.services.messages import Button, text_params

Toast = str | None
Page = tuple[str, list[list[Button]]]


def take(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """Do what a button says; that a tutor's button is a tutor's, `access` has seen."""
    verb, _, about = rest.partition(":")
    if verb in ("mine", "list"):  # the first stands under messages that are to stay as they are
        _show(
            desk, participant, own_lines.overview(desk, participant), message_id if verb == "list" else None
        )
        return None
    if verb == "share":
        return _share(desk, participant, PostingId(about))
    if verb in _OWN:
        line = own_lines.own(desk, participant, about)
        if line is None:
            return phrases.OLD_BUTTON
        _show(desk, participant, _OWN[verb](desk, line), message_id)
        return None
    if verb in _READERS:
        return _read(desk, participant, verb, about)
    return _review(desk, participant, verb, about, message_id) if verb in _TUTORS else phrases.OLD_BUTTON


def _share(desk: Desk, participant: Participant, posting_id: PostingId) -> Toast:
    if sharing.cohort_of(desk, participant, posting_id) is None:
        return line_phrases.NOT_IN_COHORT
    given = {"posting": posting_id, "consented": sharing.has_consented(desk, participant)}
    _begin(desk, participant, sharing.FLOW, given)
    return None


def _read(desk: Desk, reader: Participant, verb: str, about: str) -> Toast:
    digest_id, _, mark = about.partition(":")
    line = reacting.read_by(desk, reader, PostingId(digest_id), mark)
    return line_phrases.LINE_GONE if line is None else _READERS[verb](desk, reader, line)


def _differ(desk: Desk, reader: Participant, line: SharedLine) -> Toast:
    if line.participant_id == reader.id:
        return line_phrases.THAT_IS_YOURS
    consented = sharing.has_consented(desk, reader)
    given = {"about": line.id, "words": line.text, "consented": consented}
    _begin(desk, reader, sharing.FLOW, given)
    return None


def _review(desk: Desk, tutor: Participant, verb: str, mark: str, message_id: int | None) -> Toast:
    lines = reviewing.waiting(desk, tutor)
    line = next((one for one in lines if mark_of(one.id) == mark), None)
    toast = line_phrases.SEEN_TO if line is None else _TUTORS[verb](desk, tutor, line)
    if line is not None and verb == "answer":
        return toast
    left = lines if verb == "next" else reviewing.waiting(desk, tutor)
    page = reviewing.page(desk, tutor, left, after=mark if verb == "next" else "", has_begun=True)
    _show(desk, tutor, page, message_id)
    return toast


def _next(_desk: Desk, _tutor: Participant, _line: SharedLine) -> Toast:
    return None


def _pass(desk: Desk, tutor: Participant, line: SharedLine) -> Toast:
    reviewing.pass_on(desk, tutor, line)
    return line_phrases.PASSED


def _set_aside(desk: Desk, tutor: Participant, line: SharedLine) -> Toast:
    reviewing.set_aside(desk, tutor, line)
    return line_phrases.PUT_ASIDE


def _answer(desk: Desk, tutor: Participant, line: SharedLine) -> Toast:
    if reviewing.is_answered(desk, line):
        return line_phrases.ANSWERED_BEFORE
    _begin(desk, tutor, reviewing.FLOW, {"about": line.id, "words": line.text})
    return None


def _begin(desk: Desk, participant: Participant, flow: str, given: Mapping[str, Any]) -> None:
    if conversation.has_kept(desk, participant):
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.EARLIER_RUN_KEPT))
    conversation.begin(desk, participant, desk.means.flows.current(flow), given=given)


def _show(desk: Desk, participant: Participant, page: Page, message_id: int | None) -> None:
    """Put the page where the buttons were."""
    words, rows = page
    params = text_params(words, rows=rows)
    if message_id is None:
        desk.send(participant.chat_id, "sendMessage", params)
    else:
        desk.send(participant.chat_id, "editMessageText", {**params, "message_id": message_id})


_OWN: Final[Mapping[str, Callable[[Desk, SharedLine], Page]]] = {
    "see": own_lines.card,
    "back": own_lines.ask_to_take_back,
    "gone": own_lines.take_back,
}

_READERS: Final[Mapping[str, Callable[[Desk, Participant, SharedLine], Toast]]] = {
    "too": reacting.say_me_too,
    "other": _differ,
}

_TUTORS: Final[Mapping[str, Callable[[Desk, Participant, SharedLine], Toast]]] = {
    "next": _next,
    "pass": _pass,
    "aside": _set_aside,
    "answer": _answer,
}
