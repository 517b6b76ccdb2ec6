"""How a broadcast goes, in six numbers that add up to its audience."""

from dataclasses import dataclass

from bot.domain.postings import RecipientStatus, Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Where everybody of an audience stands; `answered` are some of them, `median_seconds` is how long half took.

    `held`: it didn't come, since their own calendar didn't allow it in time. `taken_back`: the author cancelled before.
    """

    sent: int
    to_come: int
    held: int
    out_of_reach: int
    uncertain: int
    taken_back: int
    answered: int
    median_seconds: float | None

    @property
    def audience(self) -> int:
        """Everybody."""
        return self.sent + self.to_come + self.held + self.out_of_reach + self.uncertain + self.taken_back


def tally(totals: Totals, *, audience: int, is_cancelled: bool) -> Tally:
    """The numbers of a broadcast of which not every recipient may be written yet: the others are still to come.

    Once it is cancelled they are taken back. Whoever had their data deleted since has left the audience.
    """
    counts = {status: totals.counts.get(status, 0) for status in RecipientStatus}
    unwritten = max(audience - totals.audience, 0)
    return Tally(
        sent=counts[RecipientStatus.SENT],
        to_come=counts[RecipientStatus.WAITING]
        + counts[RecipientStatus.QUEUED]
        + (0 if is_cancelled else unwritten),
        held=counts[RecipientStatus.HELD],
        out_of_reach=counts[RecipientStatus.UNDELIVERABLE],
        uncertain=counts[RecipientStatus.UNCERTAIN],
        taken_back=counts[RecipientStatus.WITHDRAWN] + (unwritten if is_cancelled else 0),
        answered=totals.answered,
        median_seconds=totals.median_seconds,
    )
