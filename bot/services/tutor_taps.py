"""Taps of tutors who look how their cohorts are doing: such as `t:weeks:cohort` and `t:chosen:posting`."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from html import escape
from typing import Final

from bot.domain.bands import Band
from bot.domain.cutting import shortened, units_of
from bot.domain.errands import Errand, ErrandKind
from bot.domain.ids import PostingId
from bot.domain.people import Participant
from bot.domain.postings import Posting, PostingKind
from bot.domain.roles import Role
from bot.domain.trends import CohortReport, Outcome
from bot.services import access, cohort_reports, cohorts, figure_words, phrases
from bot.services import figure_phrases as words
from bot.services.cohorts import Page
from bot.services.desk import Desk
from bot.services.messages import Button, text_params

PICTURE_WITHIN: Final = timedelta(hours=1)
"""A picture that could not be drawn by then is forgotten: they can tap again."""

BUTTON_UNITS: Final = 24
"""UTF-16 units of a message on a button."""

Toast = str | None


def take(desk: Desk, tutor: Participant, rest: str, message_id: int | None) -> Toast:
    """Show what was tapped, where they look after it."""
    verb, _, about = rest.partition(":")
    handle = _HANDLERS.get(verb)
    return handle(desk, tutor, about, message_id) if handle is not None else phrases.OLD_BUTTON


def _weeks(desk: Desk, tutor: Participant, cohort_id: str, message_id: int | None) -> Toast:
    cohort = cohorts.theirs(desk, tutor, cohort_id)
    if cohort is None:
        return phrases.OLD_BUTTON
    report = cohort_reports.report_of(desk, cohort)
    rows = [[_chosen_button(one)] for one in (*report.weeks, *report.messages) if one.shown]
    if report.is_told:
        rows.append([(words.PICTURE, f"t:picture:{cohort.id}")])
    _show(desk, tutor, (_page(report), [*rows, [(words.BACK, f"g:open:{cohort.id}")]]), message_id)
    return None


def _page(report: CohortReport) -> str:
    page = words.PAGE.format(name=escape(report.name), title=escape(report.title), where=report.where)
    for part in _parts(report):
        if units_of(page) + units_of(part) > figure_words.MESSAGE_UNITS:
            page += words.MORE
            break
        page += part
    return page + (words.FOOTER if report.weeks or report.messages else words.NOTHING)


def _parts(report: CohortReport) -> Iterator[str]:
    for one in report.weeks:
        what = escape(one.what, quote=False)
        prompt = words.WEEK.format(week=one.week, what=what) if one.week is not None else f"<b>{what}</b>"
        yield words.PROMPT.format(prompt=prompt, numbers=_numbers(one).capitalize())
    if report.messages:
        yield words.MESSAGES
    for one in report.messages:
        yield words.MESSAGE.format(what=escape(one.what, quote=False), numbers=_numbers(one))


def _numbers(one: Outcome) -> str:
    if one.is_untold:
        return words.UNTOLD
    if one.asked is None or one.answered is None:
        return words.TO_COME
    return words.NUMBERS.format(asked=_number(one.asked), answered=_number(one.answered))


def _number(number: int | Band) -> str:
    return number.value if isinstance(number, Band) else f"{number:,}"


def _chosen_button(one: Outcome) -> Button:
    if one.week is not None:
        return words.CHOSEN_IN_WEEK.format(week=one.week), f"t:chosen:{one.posting_id}"
    what = shortened(one.what, units=BUTTON_UNITS)
    return words.CHOSEN_IN_MESSAGE.format(what=what), f"t:chosen:{one.posting_id}"


def _chosen(desk: Desk, tutor: Participant, posting_id: str, message_id: int | None) -> Toast:
    """From the weeks: in their place, with the way back."""
    return _show_chosen(desk, tutor, posting_id, message_id, has_back=True)


def _answers(desk: Desk, tutor: Participant, posting_id: str, _message_id: int | None) -> Toast:
    """From a broadcast's report, which stays where it is, since it is kept up to date."""
    return _show_chosen(desk, tutor, posting_id, None, has_back=False)


def _show_chosen(
    desk: Desk, tutor: Participant, posting_id: str, message_id: int | None, *, has_back: bool
) -> Toast:
    posting = desk.uow.postings.by_id([PostingId(posting_id)]).get(PostingId(posting_id))
    if posting is None or not _may_see(desk, tutor, posting):
        return phrases.OLD_BUTTON
    (one,) = cohort_reports.outcomes_of(desk, [posting], None)
    found = figure_words.words_of(desk, posting, one.shown)
    page = words.CHOSEN
    if len(one.shown) != 1 or posting.kind is not PostingKind.BROADCAST:  # else it is the question
        page += words.CHOSEN_OF.format(what=escape(one.what, quote=False))
    page += found + words.CHOSEN_FOOTER if found else words.NOT_YET
    rows = [[(words.BACK, f"t:weeks:{posting.cohort_id}")]] if has_back else []
    _show(desk, tutor, (page, rows), message_id)
    return None


def _may_see(desk: Desk, tutor: Participant, posting: Posting) -> bool:
    """A cohort's tutors see what it was asked; of what several were asked, its author and operators do."""
    if posting.cohort_id is not None:
        return access.may_see(desk, tutor, posting.cohort_id)
    broadcast = desk.uow.broadcasts.by_id([posting.id]).get(posting.id)
    is_own = broadcast is not None and broadcast.author_id == tutor.id
    is_broadcast = posting.kind is PostingKind.BROADCAST
    return is_broadcast and (is_own or access.role_of(desk, tutor) is Role.OPERATOR)


def _picture(desk: Desk, tutor: Participant, cohort_id: str, _message_id: int | None) -> Toast:
    cohort = cohorts.theirs(desk, tutor, cohort_id)
    if cohort is None:
        return phrases.OLD_BUTTON
    if not cohort_reports.report_of(desk, cohort).is_told:
        return words.NO_PICTURE
    desk.begin_errand(
        Errand(
            participant_id=tutor.id,
            kind=ErrandKind.PICTURE,
            about=cohort.id,
            begun_at=desk.now,
            expires_at=desk.now + PICTURE_WITHIN,
        )
    )
    return words.COMING_UP


def _show(desk: Desk, tutor: Participant, page: Page, message_id: int | None) -> None:
    """Put the page where the buttons were."""
    shown, rows = page
    params = text_params(shown, rows=rows)
    if message_id is None:
        desk.send(tutor.chat_id, "sendMessage", params)
    else:
        desk.send(tutor.chat_id, "editMessageText", {**params, "message_id": message_id})


_HANDLERS: Final[Mapping[str, Callable[[Desk, Participant, str, int | None], Toast]]] = {
    "weeks": _weeks,
    "chosen": _chosen,
    "answers": _answers,
    "picture": _picture,
}
