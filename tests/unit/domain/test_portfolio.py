"""What a month adds up to, and what is said of it in the chat."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cutting import shortened
from bot.domain.entries import Activity, Entry, EntryStatus, Pillar, Tags
from bot.domain.ids import EntryId, ParticipantId
from bot.domain.plans import DoneItem, PlanStanding
from bot.domain.portfolio import MonthReport, SummaryPeriod, build_report, thin_pillar
from bot.domain.summary_text import (
    card_caption,
    counts_line,
    duration,
    empty_month_message,
    summary_message,
)

PERIOD = SummaryPeriod(first=date(2026, 10, 1), last=date(2026, 10, 30))

BASE = Entry(
    id=EntryId("e1"),
    participant_id=ParticipantId("p1"),
    run_id=None,
    flow="knowledge_today",
    local_date=date(2026, 10, 6),
    created_at=datetime(2026, 10, 6, 12, 45, tzinfo=UTC),
    title="A drawing of two taps",
    tags=Tags(activity=Activity.CASE_REVIEW, pillars=(Pillar.APPLICATION,)),
    minutes=5,
)


def entry(
    number: int,
    *,
    day: int = 6,
    title: str = "",
    now_what: str = "",
    follow_up: str = "",
    tags: Tags | None = None,
) -> Entry:
    return replace(
        BASE,
        id=EntryId(f"e{number:03d}"),
        local_date=date(2026, 10, day),
        title=title or f"Title {number}",
        now_what=now_what,
        follow_up=follow_up,
        tags=tags or BASE.tags,
    )


def report_of(entries: Sequence[Entry]) -> MonthReport:
    return build_report(entries, person_name="Dr Ada", period=PERIOD, made_on=PERIOD.last)


def as_read(message: str) -> str:
    """The text that Telegram shows once the HTML is parsed."""
    return unescape(re.sub(r"<[^>]*>", "", message))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_counts_cover_pillars_activities_minutes_and_days() -> None:
    both = Tags(activity=Activity.CPD, pillars=(Pillar.LEARNING, Pillar.APPLICATION))
    report = report_of([entry(1), entry(2), entry(3, day=7, tags=both)])

    assert report.pillars == (
        (Pillar.INNOVATION, 0),
        (Pillar.INTEGRATION, 0),
        (Pillar.APPLICATION, 3),
        (Pillar.LEARNING, 1),
    )
    assert report.activities == ((Activity.CASE_REVIEW, 2), (Activity.CPD, 1))
    assert report.days == ((date(2026, 10, 6), 2), (date(2026, 10, 7), 1))
    assert report.minutes == 15


def test_wellbeing_is_left_out_of_everything() -> None:
    private = entry(2, title="Low", now_what="Rest", tags=Tags(activity=Activity.WELLBEING_PRIVATE))
    report = report_of([entry(1), replace(private, starred=True)])

    assert report == report_of([entry(1)])
    assert report_of([private]).is_empty


def test_the_order_in_which_entries_come_in_makes_no_difference() -> None:
    entries = [entry(3, day=2), entry(1, day=9), entry(2, day=9), entry(4, day=1)]

    assert report_of(entries) == report_of(entries[::-1])
    assert [each.id for each in report_of(entries).entries] == ["e004", "e003", "e001", "e002"]


def test_equally_frequent_activities_keep_the_order_of_the_glossary() -> None:
    tags = [Tags(activity=activity) for activity in (Activity.TEACHING, Activity.CPD, Activity.QIA)]
    report = report_of([entry(n, tags=tag) for n, tag in enumerate(tags)])

    assert [activity for activity, _ in report.activities] == [Activity.CPD, Activity.QIA, Activity.TEACHING]


def test_an_action_is_open_until_its_change_was_checked() -> None:
    planned = entry(1, now_what=" Keep a pad on the desk ", follow_up="In four weeks")
    checked = replace(entry(2, now_what="Done"), status=EntryStatus.CHANGE_CHECKED)
    only_follow_up = entry(3, follow_up="Ask the pharmacist")
    nothing_written = replace(entry(4), status=EntryStatus.CHANGE_PLANNED)

    lines = report_of([planned, checked, only_follow_up, nothing_written]).open_actions

    assert [(line.text, line.by_when) for line in lines] == [
        ("Keep a pad on the desk", "In four weeks"),
        ("Ask the pharmacist", ""),
    ]


def test_the_thin_pillar_is_the_first_of_the_rarest() -> None:
    assert thin_pillar(report_of([entry(1)])) is Pillar.INNOVATION
    three = [Pillar.INNOVATION, Pillar.APPLICATION, Pillar.LEARNING]
    assert (
        thin_pillar(report_of([entry(n, tags=Tags(pillars=(p,))) for n, p in enumerate(three)]))
        is Pillar.INTEGRATION
    )


def test_no_pillar_is_thin_when_all_are_alike() -> None:
    assert thin_pillar(report_of([])) is None
    assert thin_pillar(report_of([entry(n, tags=Tags(pillars=(p,))) for n, p in enumerate(Pillar)])) is None


@pytest.mark.parametrize(
    ("first", "last", "title", "days"),
    [
        (date(2026, 10, 1), date(2026, 10, 30), "October 2026", "1–30 October 2026"),
        (date(2026, 10, 31), date(2026, 11, 30), "November 2026", "31 October – 30 November 2026"),
        (date(2026, 10, 1), date(2026, 11, 3), "October 2026", "1 October – 3 November 2026"),
        (date(2026, 12, 1), date(2027, 1, 4), "December 2026", "1 December 2026 – 4 January 2027"),
        (date(2026, 8, 1), date(2026, 10, 30), "August to October 2026", "1 August – 30 October 2026"),
        (
            date(2026, 11, 1),
            date(2027, 1, 29),
            "November 2026 to January 2027",
            "1 November 2026 – 29 January 2027",
        ),
        (date(2026, 10, 6), date(2026, 10, 6), "October 2026", "6 October 2026"),
    ],
)
def test_a_period_is_named_by_the_month_that_it_mostly_covers(
    first: date, last: date, title: str, days: str
) -> None:
    period = SummaryPeriod(first=first, last=last)

    assert (period.title, period.days) == (title, days)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="can't end"):
        SummaryPeriod(first=PERIOD.last, last=PERIOD.first)


def test_own_words_stand_inside_spoilers_and_after_the_counts() -> None:
    message = summary_message(report_of([entry(1, title="Two taps", now_what="Draw first")]))
    outside = re.sub(r"<tg-spoiler>.*?</tg-spoiler>", "", message, flags=re.DOTALL)

    assert message.startswith("<b>October 2026</b>\n1–30 October 2026\n1 entry on 1 day · 5 min\n")
    assert "Two taps" in message
    assert "Draw first" in message
    assert "Two taps" not in outside
    assert "Draw first" not in outside


def test_markup_in_a_title_is_shown_as_typed() -> None:
    message = summary_message(report_of([entry(1, title="</tg-spoiler><b>A & B</b>")]))

    assert "&lt;/tg-spoiler&gt;&lt;b&gt;A &amp; B&lt;/b&gt;" in message


def test_long_lists_are_cut_with_what_is_left() -> None:
    message = as_read(summary_message(report_of([entry(n, now_what=f"Action {n}") for n in range(25)])))

    assert "Title 19" in message
    assert "Title 20" not in message
    assert "and 5 more in the PDF" in message
    assert "and 20 more in the PDF" in message


def test_what_was_done_of_the_plan_stands_behind_a_spoiler_and_how_much_is_open_outside() -> None:
    done = tuple(DoneItem(day=date(2026, 10, day), title=f"Item <{day}>") for day in range(1, 8))
    plan = PlanStanding(done=done, open_count=3)
    report = build_report([entry(1)], person_name="", period=PERIOD, made_on=PERIOD.last, plan=plan)
    message = summary_message(report)

    lines = "\n".join(f"{day} Oct · Item &lt;{day}&gt;" for day in range(1, 6))
    assert f"<tg-spoiler>{lines}</tg-spoiler>\nand 2 more in the PDF" in message
    assert message.endswith("\n\nOpen in your plan: 3. /plan shows them.")
    assert "your plan" not in summary_message(report_of([entry(1)]))


def test_a_month_of_the_longest_texts_in_every_activity_fits_one_message() -> None:
    activities = [activity for activity in Activity if activity is not Activity.WELLBEING_PRIVATE]
    entries = [
        replace(
            entry(n, day=28, title="😀" * 4_096, now_what="&" * 4_096, tags=Tags(activity=activity)),
            starred=True,
        )
        for n, activity in enumerate(activities * 80)
    ]
    long_ago = SummaryPeriod(first=date(2025, 9, 30), last=date(2026, 12, 30))
    done = tuple(DoneItem(day=date(2026, 10, 28), title="😀" * 4_096) for _ in range(1_000))
    plan = PlanStanding(done=done, open_count=1_000)
    report = build_report(entries, person_name="x" * 200, period=long_ago, made_on=long_ago.last, plan=plan)

    assert units(as_read(summary_message(report))) <= 4_096
    assert units(as_read(card_caption(report))) <= 1_024


def test_an_empty_month_is_one_line() -> None:
    message = empty_month_message(PERIOD)

    assert message.startswith("October 2026: no entries")
    assert "\n" not in message


def test_minutes_are_left_out_when_none_were_recorded() -> None:
    assert counts_line(report_of([replace(entry(1), minutes=None)])) == "1 entry on 1 day"


@pytest.mark.parametrize(("minutes", "words"), [(45, "45 min"), (120, "2 h"), (155, "2 h 35 min")])
def test_a_duration_reads_as_people_say_it(minutes: int, words: str) -> None:
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short", 5, "short"),
        ("two\n lines\x00 here", 40, "two lines here"),
        ("abcdef", 5, "abcd…"),
        ("ab👨‍👩‍👧 and more", 8, "ab…"),
        ("a🇬🇧🇫🇷🇩🇪", 8, "a🇬🇧…"),
        ("cafe\u0301s in town", 6, "cafe\u0301…"),
        ("cafe\u0301s in town", 5, "caf…"),
        ("👍🏽👍🏽👍🏽", 7, "👍🏽…"),
    ],
)
def test_a_cut_never_tears_a_character(text: str, limit: int, cut: str) -> None:
    assert shortened(text, units=limit) == cut


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_a_shortened_text_is_a_beginning_that_fits(text: str, limit: int) -> None:
    cut = shortened(text, units=limit)

    assert units(cut.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")) <= limit
    line = shortened(text, units=10_000)
    assert cut == line or (cut.endswith("…") and line.startswith(cut[:-1]))


def test_no_own_words_show_in_a_repr() -> None:
    report = report_of([entry(1, title="Two taps", now_what="Draw first")])

    assert "Two taps" not in repr(report)
    assert "Draw first" not in repr(report)
    assert "Dr Ada" not in repr(report)
