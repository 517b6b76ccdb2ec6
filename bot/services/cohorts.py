"""`/cohorts`: the cohorts that somebody looks after, how many are in each, and where its course is."""

from collections.abc import Sequence
from html import escape
from typing import Final

from bot.domain.cohorts import Cohort, CohortStatus
from bot.domain.courses import Course
from bot.domain.cutting import shortened
from bot.domain.ids import CohortId
from bot.domain.listing import page_of
from bot.domain.people import Participant
from bot.services import access, cohort_words
from bot.services import cohort_phrases as phrases
from bot.services.desk import Desk
from bot.services.entry_messages import beside_row
from bot.services.messages import Button, text_params
from bot.services.wording import day_in_words, zone_in_words

MAKING: Final = "cohort"
"""The flow that gathers what a new cohort needs."""

OPEN, ENDED = "open", "ended"
"""The two lists."""

NEWEST: Final = CohortId("")
"""The anchor of a list that is shown from its beginning."""

NAME_UNITS: Final = 24
"""UTF-16 units of a cohort's name on a button that tells more than that."""

Page = tuple[str, list[list[Button]]]


def overview(desk: Desk, participant: Participant, shown: str = OPEN, *, anchor: CohortId = NEWEST) -> Page:
    """The page on which the anchor stands of those that are open, or of those that are archived, newest first."""
    cohorts = _theirs(desk, participant)
    open_ones = [one for one in cohorts if one.status is CohortStatus.OPEN]
    ended = [one for one in cohorts if one.status is CohortStatus.ARCHIVED]
    place, rows = _lines(desk, ended if shown == ENDED else open_ones, shown, anchor)
    if shown == ENDED:
        return phrases.ENDED + place, [*rows, [(phrases.BACK, "g:list")]]
    if ended:
        rows.append([(phrases.ENDED_COHORTS.format(count=len(ended)), "g:list:ended")])
    words = phrases.COHORTS + place if open_ones else phrases.NO_COHORTS
    return words, [*rows, [(phrases.NEW_COHORT, "g:new")]]


def card(desk: Desk, cohort: Cohort) -> Page:
    """One cohort, with what can be done about it."""
    course = course_of(desk, cohort)
    words = phrases.CARD.format(
        name=escape(cohort.name),
        title=escape(course.title if course is not None else cohort.course),
        where=cohort_words.where(cohort, course, now=desk.now),
        starts=f"{day_in_words(cohort.starts)} {cohort.starts:%Y}",
        zone=zone_in_words(cohort.timezone, desk.now),
        size=desk.uow.cohorts.sizes([cohort.id])[cohort.id],
        places="" if cohort.capacity is None else phrases.PLACES.format(capacity=cohort.capacity),
        joining=phrases.JOININGS[cohort.joining],
    )
    # What the weeks came to is another part's, as its kind of button says.
    rows: list[list[Button]] = [[(phrases.SHOW_WEEKS, f"t:weeks:{cohort.id}")]]
    if cohort.status is CohortStatus.OPEN:
        rows[:0] = [
            [(phrases.INVITE, f"g:invite:{cohort.id}")],
            [(phrases.TAKE_BACK, f"g:recall:{cohort.id}")],
        ]
        rows += [
            [(phrases.CHANGE_START, f"g:when:{cohort.id}"), (phrases.CHANGE_PLACES, f"g:room:{cohort.id}")],
            [
                (phrases.CHANGE_JOINING, f"g:late:{cohort.id}"),
                (phrases.ANOTHER_TUTOR, f"g:tutor:{cohort.id}"),
            ],
            [(phrases.ARCHIVE, f"g:end:{cohort.id}")],
        ]
    shown = OPEN if cohort.status is CohortStatus.OPEN else ENDED
    return words, [*rows, [(phrases.BACK, f"g:list:{shown}:{cohort.id}")]]


def begin(desk: Desk, participant: Participant) -> None:
    """Show the list as a message of its own."""
    words, rows = overview(desk, participant)
    desk.send(participant.chat_id, "sendMessage", text_params(words, rows=rows))


def course_of(desk: Desk, cohort: Cohort) -> Course | None:
    """The course that a cohort takes; None if it is there no longer."""
    return desk.means.flows.courses().get(cohort.course)


def theirs(desk: Desk, participant: Participant, cohort_id: str) -> Cohort | None:
    """A cohort that somebody looks after; None for any other."""
    found = CohortId(cohort_id)
    if not access.may_see(desk, participant, found):
        return None
    return desk.uow.cohorts.by_id([found]).get(found)


def _theirs(desk: Desk, participant: Participant) -> Sequence[Cohort]:
    cohorts = desk.uow.cohorts.by_id(access.cohorts_of(desk, participant))
    return sorted(cohorts.values(), key=lambda one: one.id, reverse=True)


def _lines(desk: Desk, listed: Sequence[Cohort], shown: str, anchor: CohortId) -> Page:
    """A page's cohorts as buttons; which ones of how many they are, where it isn't all."""
    cohorts = {one.id: one for one in listed}
    page = page_of(list(cohorts), anchor)
    if page is None:
        return "", []
    sizes = desk.uow.cohorts.sizes(page.ids)
    rows: list[list[Button]] = [
        [(_line(desk, cohorts[id_], sizes[id_]), f"g:open:{id_}")] for id_ in page.ids
    ]
    if len(page.ids) == page.count:
        return "", rows
    last = page.first + len(page.ids) - 1
    place = phrases.PLACE_IN_LIST.format(count=page.count, first=page.first, last=last)
    return place, [*rows, beside_row(page, lambda anchor: f"g:list:{shown}:{anchor}")]


def _line(desk: Desk, cohort: Cohort, size: int) -> str:
    return phrases.COHORT_LINE.format(
        name=shortened(cohort.name, units=NAME_UNITS),
        size=size,
        where=cohort_words.where(cohort, course_of(desk, cohort), now=desk.now),
    )
