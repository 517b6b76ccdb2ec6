"""A simulation as one SVG: the weeks as columns of shares, and below them people as rows and days as columns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from html import escape
from typing import Final

from bot.app.simulating.marks import COLOURS, Became, became, ink_on, mark
from bot.app.simulating.rows import Decided, Ledger, Person
from bot.domain.calendar import local_date
from bot.domain.schedules import DecisionKind

FONT: Final = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK, MUTED, LINE, AWAY, OUTAGE = "#1d2b2a", "#4f5d5c", "#dfe5e4", "#eef1f0", "#fbe3cf"

MOST_ROWS: Final = 60
"""People who are drawn one by one; the shares above count everybody."""

LEFT, RIGHT = 92.0, 28.0
LEGEND_TOP, LEGEND_LINE = 62.0, 22.0
SHARES_HEIGHT: Final = 150.0
BETWEEN: Final = 72.0
ROW: Final = 11.0
WIDEST_DAY, NARROWEST_DAY = 22.0, 3.0
WIDTH_OF_DAYS: Final = 1000.0
WORDS_HEIGHT, WORDS_WIDTH = 16.0, 34.0
"""What a share in words needs of its column."""
MARGIN, LETTER_WIDTH = 24.0, 6.6
FULL_TIME_DAYS: Final = 5
_A_WEEK: Final = 7
_DAY: Final = timedelta(days=1)


def picture(ledger: Ledger, *, title: str, outages: Sequence[tuple[datetime, datetime]] = ()) -> str:
    """The picture, without any outside part; it prints on white."""
    zone = ledger.people[0].zone if ledger.people else "UTC"
    first, last = (
        local_date(ledger.period.begins_at, zone),
        local_date(ledger.period.ends_at - timedelta(seconds=1), zone),
    )
    days = (last - first).days + 1
    drawn = _Drawing(ledger, first=first, days=days, outages=outages)
    height = drawn.bottom + 40
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width:g} {height:g}"'
            f' width="{drawn.width:g}" height="{height:g}" role="img" aria-label="{escape(title)}"'
            f' font-family="{escape(FONT)}">'
        ),
        f'<rect width="{drawn.width:g}" height="{height:g}" fill="#ffffff"/>',
        _text(title, MARGIN, 34, size=18, weight=600),
        *drawn.legend(),
        *drawn.weeks(),
        *drawn.shares(),
        *drawn.rows(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class Pattern(StrEnum):
    """How somebody works, in the order in which people are drawn."""

    FULL_TIME = "full-time"
    PART_TIME = "part-time"
    NIGHTS = "with nights"


_ORDER: Final = list(Pattern)


def _pattern(person: Person) -> Pattern:
    if person.rota is not None:
        return Pattern.NIGHTS
    return Pattern.FULL_TIME if len(person.days) >= FULL_TIME_DAYS else Pattern.PART_TIME


class _Drawing:
    """The two panels over one scale of days."""

    def __init__(
        self, ledger: Ledger, *, first: date, days: int, outages: Sequence[tuple[datetime, datetime]]
    ) -> None:
        self._ledger = ledger
        self._first = first
        self._days = days
        self._outages = outages
        self._zones = {one.number: one.zone for one in ledger.people}
        self._every = max(1, -(-len(ledger.people) // MOST_ROWS))
        self._people = sorted(
            ledger.people[:: self._every], key=lambda one: (_ORDER.index(_pattern(one)), one.number)
        )
        self._day = min(max(WIDTH_OF_DAYS / max(days, 1), NARROWEST_DAY), WIDEST_DAY)
        self.width = max(LEFT + days * self._day + RIGHT, 760.0)
        self._legend = list(self._legend_places())
        self._top = max((y for _, _, y in self._legend), default=LEGEND_TOP) + 26
        self._rows_top = self._top + SHARES_HEIGHT + BETWEEN
        self.bottom = self._rows_top + len(self._people) * ROW

    def legend(self) -> Iterator[str]:
        """The marks and what they mean."""
        for kind, x, y in self._legend:
            yield mark(kind, x + 6, y - 4, 5)
            yield _text(kind.value, x + 18, y, size=12, fill=INK)

    def _legend_places(self) -> Iterator[tuple[Became, float, float]]:
        """Where the marks stand that are in the picture, in as many lines as they need."""
        present = {became(one, self._ledger.period.ends_at) for one in self._ledger.decided}
        x, y = MARGIN, LEGEND_TOP
        for kind in (one for one in Became if one in present):
            width = 36 + len(kind.value) * LETTER_WIDTH
            if x + width > self.width - RIGHT:
                x, y = MARGIN, y + LEGEND_LINE
            yield kind, x, y
            x += width

    def weeks(self) -> Iterator[str]:
        """The lines between weeks with their dates, and what happened to all."""
        for begins_at, ends_at in self._outages:
            left, right = self._at(begins_at), self._at(ends_at)
            width = max(right - left, 3.0)
            yield _rect(left, self._top, width, self.bottom - self._top, OUTAGE)
            yield _text(
                "outage", left + width / 2, self.bottom + 16, size=11, fill="#8a4a12", anchor="middle"
            )
        for number in range(0, self._days, _A_WEEK):
            x, monday = LEFT + number * self._day, self._first + number * _DAY
            yield f'<path d="M{x:g} {self._top:g} V{self.bottom:g}" stroke="{LINE}"/>'
            below = self._top + SHARES_HEIGHT
            yield _text(f"{monday.day} {monday:%b}", x + 3, below + 18, size=12, fill=MUTED)
            if (week := self._course_week(monday)) is not None:
                colour = COLOURS[Became.REMINDED]
                yield _text(week, x + 3, below + 33, size=11, fill=colour)

    def shares(self) -> Iterator[str]:
        """A column for each week: of all occurrences that were decided, what became of them."""
        counts: dict[int, Counter[Became]] = {}
        for one in self._ledger.decided:
            found = became(one, self._ledger.period.ends_at)
            if found is not None:
                counts.setdefault(self._number(one) // _A_WEEK, Counter())[found] += 1
        for share in (0, 50, 100):
            y = self._top + SHARES_HEIGHT * (1 - share / 100)
            yield f'<path d="M{LEFT:g} {y:g} H{self.width - RIGHT:g}" stroke="{LINE}"/>'
            yield _text(f"{share} %", LEFT - 8, y + 4, size=11, fill=MUTED, anchor="end")
        for week, kinds in sorted(counts.items()):
            x, width = LEFT + week * _A_WEEK * self._day + 3, _A_WEEK * self._day - 6
            yield from self._column(kinds, x, width)

    def _column(self, found: Counter[Became], x: float, width: float) -> Iterator[str]:
        everything, y = sum(found.values()), self._top + SHARES_HEIGHT
        for kind in Became:
            height = SHARES_HEIGHT * found[kind] / everything
            if not height:
                continue
            y -= height
            title = f"{kind.value}: {found[kind]:,} of {everything:,}"
            yield f"<g><title>{escape(title)}</title>{_rect(x, y, width, height, COLOURS[kind])}</g>"
            share = f"{found[kind] / everything:.0%}"
            if height >= WORDS_HEIGHT and width >= WORDS_WIDTH:
                fill = ink_on(kind)
                yield _text(share, x + width / 2, y + height / 2 + 4, size=11, fill=fill, anchor="middle")

    def rows(self) -> Iterator[str]:
        """A row for each person, or for every so-manieth of many."""
        by_person: dict[int, list[Decided]] = {}
        for one in self._ledger.decided:
            by_person.setdefault(one.number, []).append(one)
        drawn = "everybody is drawn" if self._every == 1 else f"one in {self._every} is drawn"
        words = f"Each row is a person ({drawn}), each column a day."
        yield _text(words, LEFT, self._rows_top - 14, size=12, fill=MUTED)
        before = None
        for place, person in enumerate(self._people):
            y = self._rows_top + place * ROW
            if (pattern := _pattern(person)) is not before:
                yield _text(pattern.value, LEFT - 8, y + ROW - 2, size=11, fill=MUTED, anchor="end")
            before = pattern
            yield from self._row(person, by_person.get(person.number, ()), y)

    def _row(self, person: Person, decided: Sequence[Decided], y: float) -> Iterator[str]:
        for away in person.leave:
            left = LEFT + (away.first - self._first).days * self._day
            right = min(LEFT + (away.back - self._first).days * self._day, LEFT + self._days * self._day)
            yield _rect(left, y + 1, right - left, ROW - 2, AWAY)
            yield _text("leave", (left + right) / 2, y + ROW - 2.5, size=8, fill=MUTED, anchor="middle")
        # What gave way lies under what it gave way to.
        for one in sorted(decided, key=lambda one: one.decision is not DecisionKind.DISPLACED):
            kind = became(one, self._ledger.period.ends_at)
            if kind is not None:
                x = LEFT + (self._number(one) + 0.5) * self._day
                title = f"person {person.number}, {one.local_date}: {one.decision.value}, {one.reason.value}"
                drawn = mark(kind, x, y + ROW / 2, min(self._day, ROW) / 2 - 0.75)
                yield f"<g><title>{escape(title.replace('_', ' '))}</title>{drawn}</g>"

    def _course_week(self, monday: date) -> str | None:
        """Which week of the course this is, in words."""
        course, starts = self._ledger.course, self._ledger.course_starts
        if course is None or starts is None:
            return None
        week = (monday - starts).days // _A_WEEK + 1
        return f"week {week} of {course.weeks}" if 1 <= week <= course.weeks else None

    def _number(self, one: Decided) -> int:
        """The day, from 0, on which a decision fell."""
        return (local_date(one.decided_at, self._zones[one.number]) - self._first).days

    def _at(self, instant: datetime) -> float:
        zone = self._ledger.people[0].zone if self._ledger.people else "UTC"
        day = local_date(instant, zone)
        begins = (day - self._first).days * self._day
        return LEFT + begins


def _rect(x: float, y: float, width: float, height: float, fill: str, *, more: str = "") -> str:
    return f'<rect x="{x:.5g}" y="{y:.5g}" width="{width:.4g}" height="{height:.4g}" fill="{fill}"{more}/>'


def _text(  # how words are set
    words: str,
    x: float,
    y: float,
    *,
    size: float,
    fill: str = INK,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}" font-weight="{weight}"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )
