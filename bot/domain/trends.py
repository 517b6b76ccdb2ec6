"""How a cohort is doing, as its tutors may see it: how many were asked and answered, and what was chosen, never by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.bands import BANDS_FROM, Band, told
from bot.domain.figures import Figure
from bot.domain.ids import PostingId
from bot.domain.postings import RecipientStatus, Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one thing went that a group was asked; `week` is None for what is no part of a course.

    `asked` and `answered` are None while it is still to come to everybody. `shown` are its figures, by question.
    """

    posting_id: PostingId
    what: str
    week: int | None = None
    asked: int | Band | None = None
    answered: int | Band | None = None
    shown: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def is_untold(self) -> bool:
        """Whether there are too few people to tell how many answered."""
        return self.answered is Band.UNTOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortReport:
    """How a cohort is doing on a day; `weeks` are the prompts of its course in their order, `messages` the last broadcasts."""

    name: str
    title: str
    where: str
    made_on: date
    weeks: tuple[Outcome, ...] = ()
    messages: tuple[Outcome, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether a picture of it would show anything."""
        return any(one.answered is not None and not one.is_untold for one in self.weeks)


def asked_and_answered(totals: Totals) -> tuple[int | Band | None, int | Band | None]:
    """How many got it and how many answered, as far as it may be told of so many people; None for what is to come.

    Whoever it was taken back from, or left before it came, is not of the group.
    """
    counts = totals.counts
    group = totals.audience - counts.get(RecipientStatus.WITHDRAWN, 0)
    to_come = counts.get(RecipientStatus.WAITING, 0)
    if group < BANDS_FROM:
        # Also while it is to come: of one person "still to come" on its day would tell that they are away.
        return (Band.UNTOLD, Band.UNTOLD) if group else (None, None)
    if to_come == group and not totals.answered:
        return None, None
    asked = counts.get(RecipientStatus.SENT, 0) + counts.get(RecipientStatus.UNCERTAIN, 0)
    return told(asked, of=group), told(min(totals.answered, group), of=group)
