"""Taps about cohorts, `g:what:cohort:detail`: first those of whoever joins or leaves one, then those of its tutors."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from html import escape
from typing import Final

from bot.domain.cohorts import Cohort, CohortStatus, Joining
from bot.domain.ids import CohortId
from bot.domain.incoming import CommandSent
from bot.domain.people import Participant
from bot.domain.roles import LinkKind
from bot.services import (
    cohort_phrases,
    cohorts,
    commands,
    conversation,
    group_phrases,
    inviting,
    joining,
    leaving,
    links,
    phrases,
    rearranging,
)
from bot.services.cohorts import Page
from bot.services.desk import Desk
from bot.services.messages import Button, text_params

Toast = str | None

MOST_PLACES: Final = 10_000
"""More places than this are a slip, or not from a button of ours."""


def take(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """Do what a button says. That a tutor's button is a tutor's, `access` has seen; whose cohort it is, is seen here."""
    verb, _, about = rest.partition(":")
    cohort_id, _, detail = about.partition(":")
    if verb in _ANYBODYS:
        words = _ANYBODYS[verb](desk, participant, CohortId(cohort_id))
        _show(desk, participant, (words, []), message_id)
        return None
    if verb in _WITHOUT_COHORT:
        return _WITHOUT_COHORT[verb](desk, participant, about, message_id)
    return _look_after(desk, participant, verb, cohort_id, detail=detail, message_id=message_id)


def _look_after(
    desk: Desk, tutor: Participant, verb: str, cohort_id: str, *, detail: str, message_id: int | None
) -> Toast:
    cohort = cohorts.theirs(desk, tutor, cohort_id)
    handle = _TUTORS.get(verb)
    if cohort is None or handle is None:
        return phrases.OLD_BUTTON
    if cohort.status is CohortStatus.ARCHIVED and verb != "open":
        return cohort_phrases.GONE
    page = handle(desk, tutor, cohort, detail)
    if page is not None:
        _show(desk, tutor, page, message_id)
    return phrases.OLD_BUTTON if page is None and detail else None


def _show(desk: Desk, participant: Participant, page: Page, message_id: int | None) -> None:
    """Put the page where the buttons were."""
    words, rows = page
    params = text_params(words, rows=rows)
    if message_id is None:
        desk.send(participant.chat_id, "sendMessage", params)
    else:
        desk.send(participant.chat_id, "editMessageText", {**params, "message_id": message_id})


def _list(desk: Desk, tutor: Participant, rest: str, message_id: int | None) -> Toast:
    """`g:list:which:cohort`: the page with this cohort, or the first, of those that are open, or `ended`."""
    which, _, anchor = rest.partition(":")
    shown = cohorts.ENDED if which == cohorts.ENDED else cohorts.OPEN
    _show(desk, tutor, cohorts.overview(desk, tutor, shown, anchor=CohortId(anchor)), message_id)
    return None


def _make(desk: Desk, participant: Participant, _rest: str, _message_id: int | None) -> Toast:
    if conversation.has_kept(desk, participant):
        desk.send(participant.chat_id, "sendMessage", text_params(phrases.EARLIER_RUN_KEPT))
    conversation.begin(desk, participant, desk.means.flows.current(cohorts.MAKING))
    return None


def _join(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """`g:join:cohort:link`: the link by which they came must still stand."""
    cohort_id, _, link = rest.partition(":")
    if not links.is_standing(desk, LinkKind.INVITE, CohortId(cohort_id), link):
        words = group_phrases.LINK_REVOKED
    else:
        words = joining.join(desk, participant, CohortId(cohort_id))
    _show(desk, participant, (words, []), message_id)
    return None


def _really_leave(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    cohort_id = CohortId(rest)
    cohort = desk.uow.cohorts.by_id([cohort_id]).get(cohort_id)
    if cohort is None or joining.enrolment_in(desk, participant, cohort_id) is None:
        return cohort_phrases.NOT_IN_IT
    rows: list[list[Button]] = [
        [(cohort_phrases.DO_LEAVE, f"g:left:{cohort_id}"), (cohort_phrases.STAY, "g:stay")]
    ]
    _show(desk, participant, (cohort_phrases.REALLY_LEAVE.format(name=escape(cohort.name)), rows), message_id)
    return None


def _away(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """`g:away`: until when; `g:away:2w`: two weeks."""
    if rest in cohort_phrases.HOLIDAYS:
        _show(desk, participant, (cohort_phrases.HOLIDAYS[rest] + ".", []), message_id)
        commands.obey(
            desk, participant, CommandSent(message_id=message_id or 0, name="pause", arguments=rest)
        )
        return None
    rows: list[list[Button]] = [
        [(words, f"g:away:{length}") for length, words in cohort_phrases.HOLIDAYS.items()],
        [(cohort_phrases.NEITHER, "g:stay")],
    ]
    _show(desk, participant, (cohort_phrases.HOLIDAY_UNTIL, rows), message_id)
    return None


def _card(desk: Desk, _tutor: Participant, cohort: Cohort, _detail: str) -> Page:
    return cohorts.card(desk, cohort)


def _invite(desk: Desk, tutor: Participant, cohort: Cohort, _detail: str) -> None:
    inviting.invite(desk, tutor, cohort)


def _recall(desk: Desk, _tutor: Participant, cohort: Cohort, _detail: str) -> Page:
    return inviting.take_back_page(desk, cohort)


def _revoke(desk: Desk, tutor: Participant, cohort: Cohort, _detail: str) -> Page:
    return _done(cohort, inviting.take_back(desk, tutor, cohort))


def _invite_tutor(desk: Desk, tutor: Participant, cohort: Cohort, _detail: str) -> None:
    inviting.invite_tutor(desk, tutor, cohort)


def _when(desk: Desk, _tutor: Participant, cohort: Cohort, detail: str) -> Page | None:
    day = _day(detail) if detail else cohort.starts
    is_fine = day is not None and (day == cohort.starts or rearranging.is_near(desk, cohort, day))
    return rearranging.start_page(desk, cohort, day) if day is not None and is_fine else None


def _move(desk: Desk, tutor: Participant, cohort: Cohort, detail: str) -> Page | None:
    day = _day(detail)
    if day is None:
        return None
    if not rearranging.is_near(desk, cohort, day):
        return _done(cohort, cohort_phrases.TOO_FAR)
    return _done(cohort, rearranging.move_start(desk, tutor, cohort.id, day))


def _places(desk: Desk, _tutor: Participant, cohort: Cohort, _detail: str) -> Page:
    return rearranging.places_page(desk, cohort)


def _change_places(desk: Desk, tutor: Participant, cohort: Cohort, detail: str) -> Page | None:
    if not (detail.isascii() and detail.isdigit()) or int(detail) > MOST_PLACES:
        return None
    return _done(cohort, rearranging.change_places(desk, tutor, cohort.id, int(detail)))


def _joining(desk: Desk, _tutor: Participant, cohort: Cohort, _detail: str) -> Page:
    return rearranging.joining_page(desk, cohort)


def _change_joining(desk: Desk, tutor: Participant, cohort: Cohort, detail: str) -> Page | None:
    if detail not in set(Joining):
        return None
    return _done(cohort, rearranging.change_joining(desk, tutor, cohort.id, Joining(detail)))


def _end(desk: Desk, _tutor: Participant, cohort: Cohort, _detail: str) -> Page:
    return rearranging.end_page(desk, cohort)


def _archive(desk: Desk, tutor: Participant, cohort: Cohort, _detail: str) -> Page:
    return _done(cohort, rearranging.archive(desk, tutor, cohort.id))


def _done(cohort: Cohort, words: str) -> Page:
    return words, [[(cohort_phrases.BACK, f"g:open:{cohort.id}")]]


def _day(detail: str) -> date | None:
    try:
        return datetime.strptime(detail, "%Y%m%d").date()  # noqa: DTZ007 - a date alone
    except ValueError:
        return None


def _stay(_desk: Desk, _participant: Participant, _cohort_id: CohortId) -> str:
    return cohort_phrases.STAYED


def _not_now(_desk: Desk, _participant: Participant, _cohort_id: CohortId) -> str:
    return cohort_phrases.NOT_JOINED


_ANYBODYS: Final[Mapping[str, Callable[[Desk, Participant, CohortId], str]]] = {
    "not": _not_now,
    "rest": leaving.rest,
    "on": leaving.go_on,
    "left": leaving.leave,
    "stay": _stay,
}

_WITHOUT_COHORT: Final[Mapping[str, Callable[[Desk, Participant, str, int | None], Toast]]] = {
    "join": _join,
    "away": _away,
    "leave": _really_leave,
    "list": _list,
    "new": _make,
}

_TUTORS: Final[Mapping[str, Callable[[Desk, Participant, Cohort, str], Page | None]]] = {
    "open": _card,
    "invite": _invite,
    "recall": _recall,
    "revoke": _revoke,
    "tutor": _invite_tutor,
    "when": _when,
    "move": _move,
    "room": _places,
    "size": _change_places,
    "late": _joining,
    "policy": _change_joining,
    "end": _end,
    "archive": _archive,
}
