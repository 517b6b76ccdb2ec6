"""Changing a cohort: its start, places and late joiners, and its end; whom it concerns is said before it is done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from typing import Final

from bot.domain.bands import BANDS_FROM, EXACT_FROM
from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort, CohortStatus, Joining
from bot.domain.ids import CohortId
from bot.domain.people import Participant
from bot.domain.postings import PostingKind, RecipientStatus
from bot.domain.roles import Act
from bot.services import audit, cohort_words
from bot.services import cohort_phrases as phrases
from bot.services.cohorts import Page, course_of
from bot.services.desk import Desk
from bot.services.wording import day_in_words

FURTHEST: Final = timedelta(days=366)
"""How far from today a cohort may begin: further is a slip."""

PLACES: Final = ((6, 8, 10, 12), (15, 20, 25, 30), (40, 60, 100, 200))
"""Sizes of groups that are offered."""

_HAD: Final = (RecipientStatus.QUEUED, RecipientStatus.SENT, RecipientStatus.UNCERTAIN)


def start_page(desk: Desk, cohort: Cohort, day: date) -> Page:
    """Another start, day by day or week by week, with what it would come to."""
    name, was = escape(cohort.name), day_in_words(cohort.starts)
    steps = [
        (label, f"g:when:{cohort.id}:{day + timedelta(days=by):%Y%m%d}")
        for by, label in phrases.DAYS.items()
        if is_near(desk, cohort, day + timedelta(days=by))
    ]
    back = [(phrases.BACK, f"g:open:{cohort.id}")]
    if day == cohort.starts:
        return phrases.WHEN_SAME.format(name=name, day=was), [steps, back]
    words = phrases.WHEN.format(name=name, was=was, day=day_in_words(day), effect=effect(desk, cohort))
    move = [(phrases.MOVE.format(day=day_in_words(day)), f"g:move:{cohort.id}:{day:%Y%m%d}")]
    return words, [steps, move, back]


def is_near(desk: Desk, cohort: Cohort, day: date) -> bool:
    """Whether a cohort may begin on that day."""
    return abs(day - local_date(desk.now, cohort.timezone)) <= FURTHEST


def effect(desk: Desk, cohort: Cohort) -> str:
    """Whom a change of what is to come concerns, and what they keep: "24 people; 3 have had week 1 already".

    Of very few people not even that somebody had it is told: of one who is away it would be missing.
    """
    size = desk.uow.cohorts.sizes([cohort.id])[cohort.id]
    if not size:
        return phrases.NOBODY_AFFECTED
    words = phrases.AFFECTED.format(people=cohort_words.people(size))
    course = course_of(desk, cohort)
    postings = {one.prompt: one for one in desk.uow.postings.of_cohort(cohort.id, PostingKind.COURSE)}
    totals = desk.uow.postings.totals([one.id for one in postings.values()])
    for prompt in course.prompts if course is not None else ():
        posting = postings.get(prompt.key)
        had = sum(totals[posting.id].counts[one] for one in _HAD) if posting is not None else 0
        if had and size >= BANDS_FROM:
            words += phrases.HAD.format(count=_some(had, size), week=f"week {prompt.week}")
    return words


def move_start(desk: Desk, tutor: Participant, cohort_id: CohortId, day: date) -> str:
    """The course begins on another day; what is still to come follows. What to say."""
    cohort = _change(desk, tutor, cohort_id, lambda one: replace(one, starts=day), starts=day.isoformat())
    return (
        phrases.GONE
        if cohort is None
        else phrases.MOVED.format(name=escape(cohort.name), day=day_in_words(day))
    )


def places_page(desk: Desk, cohort: Cohort) -> Page:
    """How many may be in it."""
    size = desk.uow.cohorts.sizes([cohort.id])[cohort.id]
    rows = [[(str(count), f"g:size:{cohort.id}:{count}") for count in row] for row in PLACES]
    rows += [[(phrases.AS_MANY, f"g:size:{cohort.id}:0")], [(phrases.BACK, f"g:open:{cohort.id}")]]
    words = phrases.HOW_MANY.format(name=escape(cohort.name), size=cohort_words.people(size))
    return words, rows


def change_places(desk: Desk, tutor: Participant, cohort_id: CohortId, count: int) -> str:
    """So many may be in it, 0 for any number; who is in it stays. What to say."""
    cohort = _change(
        desk, tutor, cohort_id, lambda one: replace(one, capacity=count or None), capacity=str(count)
    )
    if cohort is None:
        return phrases.GONE
    places = phrases.PLACES_FOR.format(count=count) if count else phrases.PLACES_FOR_ALL
    return phrases.PLACES_CHANGED.format(name=escape(cohort.name), places=places)


def joining_page(desk: Desk, cohort: Cohort) -> Page:
    """What becomes of the weeks that late joiners missed."""
    rows = [
        [
            (
                f"{'✓ ' if one is cohort.joining else ''}{words[0].upper()}{words[1:]}",
                f"g:policy:{cohort.id}:{one}",
            )
        ]
        for one, words in phrases.JOININGS.items()
    ]
    words = phrases.WHICH_JOINING.format(effect=effect(desk, cohort))
    return words, [*rows, [(phrases.BACK, f"g:open:{cohort.id}")]]


def change_joining(desk: Desk, tutor: Participant, cohort_id: CohortId, policy: Joining) -> str:
    """Late joiners are treated so from now on, those who are in it already too; what to say."""
    cohort = _change(desk, tutor, cohort_id, lambda one: replace(one, joining=policy), joining=policy.value)
    return (
        phrases.GONE if cohort is None else phrases.JOINING_CHANGED.format(joining=phrases.JOININGS[policy])
    )


def end_page(desk: Desk, cohort: Cohort) -> Page:
    """What stops when a cohort is archived."""
    size = desk.uow.cohorts.sizes([cohort.id])[cohort.id]
    words = phrases.REALLY_ARCHIVE.format(name=escape(cohort.name), people=cohort_words.people(size))
    return words, [[(phrases.DO_ARCHIVE, f"g:archive:{cohort.id}"), (phrases.BACK, f"g:open:{cohort.id}")]]


def archive(desk: Desk, tutor: Participant, cohort_id: CohortId) -> str:
    """Nothing more comes of the cohort, and nobody joins it; what to say."""
    cohort = _change(
        desk,
        tutor,
        cohort_id,
        lambda one: replace(one, status=CohortStatus.ARCHIVED, archived_at=desk.now),
        act=Act.COHORT_ARCHIVED,
    )
    return phrases.GONE if cohort is None else phrases.ARCHIVED.format(name=escape(cohort.name))


def _change(
    desk: Desk,
    tutor: Participant,
    cohort_id: CohortId,
    change: Callable[[Cohort], Cohort],
    *,
    act: Act = Act.COHORT_CHANGED,
    **facts: str,
) -> Cohort | None:
    """The cohort as it is now; None if it was archived meanwhile. Who is in it follows in batches (`replanning`)."""
    cohort = desk.uow.cohorts.locked(cohort_id)
    if cohort is None or cohort.status is CohortStatus.ARCHIVED:
        return None
    changed = change(cohort)
    desk.uow.cohorts.save([changed])
    audit.note(desk, act, by=tutor, about_id=None, cohort_id=cohort_id, **facts)
    return changed


def _some(count: int, size: int) -> str:
    """How many had something, for a tutor: of a small cohort only that somebody had."""
    if size < EXACT_FROM:
        return phrases.HAD_SOME
    return phrases.HAD_ONE if count == 1 else phrases.HAD_MANY.format(count=count)
