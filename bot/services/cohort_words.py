"""Cohorts in words: where a course is, how many people, what a change comes to."""

from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort, CohortStatus
from bot.domain.courses import Course
from bot.services import cohort_phrases as phrases
from bot.services.wording import day_in_words

A_WEEK: Final = timedelta(days=7)


def where(cohort: Cohort, course: Course | None, *, now: datetime) -> str:
    """Where the course of a cohort is: `week 2 of 4`."""
    today = local_date(now, cohort.timezone)
    if cohort.status is CohortStatus.ARCHIVED:
        return phrases.IS_ARCHIVED
    if course is None:
        return phrases.NO_COURSE
    if today < cohort.starts:
        return phrases.BEGINS_ON.format(day=day_in_words(cohort.starts))
    week = (today - cohort.starts) // A_WEEK + 1
    return (
        phrases.WEEK_OF.format(week=week, weeks=course.weeks) if week <= course.weeks else phrases.COURSE_OVER
    )


def people(count: int) -> str:
    """`1 person`, `24 people`."""
    return "1 person" if count == 1 else f"{count} people"


def links(count: int) -> str:
    """`1 link`, `3 links`."""
    return "1 link" if count == 1 else f"{count} links"


def weeks(course: Course) -> str:
    """`4 weeks`."""
    return "1 week" if course.weeks == 1 else f"{course.weeks} weeks"


def dates(starts: date, course: Course) -> str:
    """From when on each week is, a line each."""
    return "\n".join(
        phrases.MADE_WEEK.format(number=number + 1, day=day_in_words(starts + A_WEEK * number))
        for number in range(course.weeks)
    )
