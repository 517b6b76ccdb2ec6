"""Looking through one's own entries: lists, filters, one entry with its marks and tags, searches, and old buttons."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.cutting import units_of
from bot.domain.entries import Activity, Entry, Pillar, Source, Stage, Tags, Visibility
from bot.domain.ids import EntryId
from bot.domain.incoming import ButtonTapped
from bot.domain.listing import PAGE_SIZE
from bot.services import phrases
from bot.services.menus import EVERYBODYS
from bot.services.messages import entry_data
from tests.samples import an_entry, sample_id
from tests.surgery import MONDAY, Doctor, Surgery

FIRST = "A picture of beads moved him where numbers had not"
MOST_DATA = 64
"""Bytes of callback data that Telegram takes."""


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def keeps(doctor: Doctor, *entries: Entry) -> None:
    """Put entries into the doctor's portfolio."""
    own = [replace(entry, participant_id=doctor.record.id, run_id=None) for entry in entries]
    doctor.surgery.store.run(lambda uow: uow.entries.save(own, now=MONDAY))


def entry_on(number: int, day: date, **other: Any) -> Entry:  # noqa: ANN401 - the fields of an Entry
    fields: dict[str, Any] = {"local_date": day, "title": f"Entry {number}", "created_at": MONDAY}
    return an_entry(900 + number, **(fields | other))


def titles(doctor: Doctor) -> list[str]:
    """The entries on the list that is shown, as their buttons name them."""
    return [label for label, data in doctor.last.buttons if data.startswith("e:open:")]


def opens(doctor: Doctor, title: str) -> None:
    doctor.types("/entries")
    doctor.taps(title)


def test_the_list_shows_a_month_newest_first_and_no_words_in_its_text(ada: Doctor) -> None:
    days = (date(2026, 2, 3), date(2026, 2, 17), date(2026, 1, 5))
    keeps(ada, *(entry_on(number, day) for number, day in enumerate(days, start=1)))
    ada.types("/entries")
    assert (ada.last.method, ada.last.text) == ("sendMessage", "<b>February 2026</b>\n2 entries")
    assert titles(ada) == ["17 Feb · Entry 2", "3 Feb · Entry 1"]


def test_taps_turn_to_older_and_newer_months_that_have_entries_in_the_same_message(ada: Doctor) -> None:
    keeps(ada, entry_on(1, date(2026, 2, 3)), entry_on(2, date(2025, 11, 28)))
    ada.types("/entries")
    first = ada.last
    ada.taps("November 2025 ›")
    assert (ada.last.id, ada.last.method) == (first.id, "editMessageText")
    assert titles(ada) == ["28 Nov · Entry 2"]
    ada.taps("‹ February 2026")
    assert (ada.last.text, ada.last.buttons) == (first.text, first.buttons)


def test_three_hundred_entries_are_all_met_once_by_turning_pages(ada: Doctor) -> None:
    days = [date(2025, 3, 1) + timedelta(days=number) for number in range(300)]
    keeps(ada, *(entry_on(number, day) for number, day in enumerate(days)))
    ada.types("/entries")
    met = titles(ada)
    while any(label.endswith("›") for label, _ in ada.last.buttons):
        ada.taps("›")
        assert len(titles(ada)) <= PAGE_SIZE
        met += titles(ada)
    assert [title.split(" · ")[1] for title in met] == [f"Entry {number}" for number in reversed(range(300))]
    for _ in range(500):
        if not any(label.startswith("‹") for label, _ in ada.last.buttons):
            break
        ada.taps("‹")
    assert titles(ada) == met[:PAGE_SIZE][: len(titles(ada))]


def test_a_long_month_says_which_part_of_it_is_shown(ada: Doctor) -> None:
    keeps(ada, *(entry_on(number, date(2026, 2, 1) + timedelta(days=number)) for number in range(10)))
    ada.types("/entries")
    assert ada.last.text == "<b>February 2026</b>\n10 entries, 1 to 8"
    ada.taps("older ›")
    assert ada.last.text == "<b>February 2026</b>\n10 entries, 9 to 10"
    assert len(titles(ada)) == 2


def test_the_list_can_be_narrowed_by_star_portfolio_and_kind(ada: Doctor) -> None:
    day = date(2026, 2, 3)
    keeps(
        ada,
        entry_on(1, day, starred=True),
        entry_on(2, day, visibility=Visibility.PORTFOLIO),
        entry_on(3, day, tags=Tags(activity=Activity.PUN_DEN)),
    )
    ada.types("/entries")
    ada.taps("★ Starred")
    assert titles(ada) == ["3 Feb · ★ Entry 1"]
    assert "• ★ Starred" in [label for label, _ in ada.last.buttons]
    ada.taps("Portfolio")
    assert titles(ada) == ["3 Feb · Entry 2"]
    ada.taps("Kind…")
    assert [label for label, _ in ada.last.buttons][:2] == ["Case review (2)", "PUN and DEN (1)"]
    ada.taps("PUN and DEN")
    assert titles(ada) == ["3 Feb · Entry 3"]
    ada.taps("Entry 3")
    ada.taps(phrases.TO_LIST)
    assert titles(ada) == ["3 Feb · Entry 3"]


def test_an_empty_portfolio_and_an_empty_list_are_kind(ada: Doctor) -> None:
    ada.types("/entries")
    assert ada.last.text == phrases.NO_ENTRIES
    keeps(ada, entry_on(1, date(2026, 2, 3)))
    ada.types("/entries")
    ada.taps("Starred")
    assert ada.last.text == phrases.NONE_OF_THESE
    ada.taps("All")
    assert titles(ada) == ["3 Feb · Entry 1"]


def test_an_entry_shows_its_words_tags_and_marks(ada: Doctor) -> None:
    entry = entry_on(
        1,
        date(2026, 2, 3),
        title="Beads",
        what="A jar of <beads> & numbers",
        so_what="He counts",
        now_what="Keep a jar",
        follow_up="in May",
        minutes=10,
        starred=True,
        tags=Tags(
            activity=Activity.CPD,
            pillars=(Pillar.INNOVATION,),
            stage=Stage.EXPLAIN,
            sources=(Source.PATIENT, Source.EVIDENCE),
        ),
    )
    keeps(ada, entry)
    opens(ada, "Beads")
    assert ada.last.text == (
        "<b>Beads</b>\n3 February 2026 · CPD · 10 min · ★ starred · private\n\n"
        "<b>What</b>\nA jar of &lt;beads&gt; &amp; numbers\n\n<b>So what</b>\nHe counts\n\n"
        "<b>Now what</b>\nKeep a jar\n\n<b>Follow-up</b>\nin May\n\n"
        "<b>Pillar:</b> innovation\n<b>Step:</b> explain\n<b>Drew on:</b> patient, evidence"
    )
    assert ada.last.method == "editMessageText"


def test_star_and_portfolio_are_switched_by_taps_and_a_second_tap_changes_nothing(ada: Doctor) -> None:
    keeps(ada, entry_on(1, date(2026, 2, 3)))
    opens(ada, "Entry 1")
    opened = ada.last
    ada.taps(phrases.STAR)
    ada.taps(phrases.TO_PORTFOLIO)
    ada.taps_data(opened.data_of(phrases.STAR), message_id=opened.id)
    (entry,) = ada.entries
    assert (entry.starred, entry.visibility) == (True, Visibility.PORTFOLIO)
    ada.taps(phrases.UNSTAR)
    ada.taps(phrases.TO_PRIVATE)
    (entry,) = ada.entries
    assert (entry.starred, entry.visibility) == (False, Visibility.PRIVATE)
    assert {one.id for one in ada.phone if "Entry 1" in one.text} == {opened.id}


def test_tags_are_changed_by_taps_within_their_limits(ada: Doctor) -> None:
    keeps(ada, entry_on(1, date(2026, 2, 3)))
    opens(ada, "Entry 1")
    ada.taps(phrases.TAGS)
    ada.taps(phrases.FACET_KIND)
    ada.taps("learning event")
    assert "✓ learning event" in [label for label, _ in ada.last.buttons]
    assert "wellbeing" not in [label for label, _ in ada.last.buttons]
    ada.taps(phrases.TO_TAGS)
    ada.taps(phrases.FACET_PILLARS)
    for label in ("learning", "innovation"):
        ada.taps(label)
    assert ada.taps("integration") == "2 at most. Tap a ticked one to take it off."
    ada.taps(phrases.TO_TAGS)
    ada.taps(phrases.FACET_STEP)
    for label in ("explore", "implement"):
        ada.taps(label)
    ada.taps(phrases.TO_TAGS)
    ada.taps(phrases.FACET_SOURCES)
    for label in ("patient", "context", "evidence", "patient"):
        ada.taps(label)
    ada.taps(phrases.TO_TAGS)
    assert ada.last.text.endswith(
        "<b>Kind:</b> learning event\n<b>Pillar:</b> innovation, learning\n"
        "<b>Step:</b> implement\n<b>Drew on:</b> evidence, context"
    )
    (entry,) = ada.entries
    assert entry.tags == Tags(
        activity=Activity.LEARNING_EVENT,
        pillars=(Pillar.INNOVATION, Pillar.LEARNING),
        stage=Stage.IMPLEMENT,
        sources=(Source.EVIDENCE, Source.CONTEXT),
    )
    ada.taps(phrases.FACET_STEP)
    ada.taps("implement")
    ada.taps(phrases.TO_TAGS)
    ada.taps(phrases.FACET_KIND)
    ada.taps("learning event")
    (entry,) = ada.entries
    assert (entry.tags.stage, entry.tags.activity) == (None, Activity.LEARNING_EVENT)


def test_an_entry_of_many_messages_is_read_page_by_page_and_complete(ada: Doctor) -> None:
    what = " ".join(f"word{number}👩🏽‍⚕️" for number in range(1500))
    keeps(ada, entry_on(1, date(2026, 2, 3), what=what, so_what="x" * 4096))
    opens(ada, "Entry 1")
    shown = [ada.last.text]
    while any(label.startswith("More") for label, _ in ada.last.buttons):
        ada.taps("More")
        shown.append(ada.last.text)
    assert len(shown) > 4
    assert all(units_of(text) <= 4096 for text in shown)
    words = " ".join(shown).split()
    assert [word for word in words if word.startswith("word")] == what.split()
    assert "".join(shown).count("x") == 4096
    ada.taps(phrases.PAGE_BEFORE)
    assert ada.last.text == shown[-2]


def test_find_forgives_forms_and_slips_and_leads_back_to_what_was_found(ada: Doctor) -> None:
    day = date(2026, 2, 3)
    keeps(
        ada,
        entry_on(1, day, title="Explaining risk with beads"),
        entry_on(2, day, title="An explanation that landed"),
        entry_on(3, day, title="Nothing of the kind"),
    )
    ada.types("/find explained")
    assert ada.last.text == "<b>Found</b>\n2 entries"
    assert len(titles(ada)) == 2
    ada.taps("beads")
    ada.taps(phrases.TO_LIST)
    assert len(titles(ada)) == 2
    ada.types("/find explnation landed")
    assert titles(ada) == ["3 Feb · An explanation that landed"]
    ada.types("/find deprescribing")
    assert ada.last.text == phrases.FOUND_NOTHING
    ada.types("/find")
    assert ada.last.text == phrases.SEARCH_FOR_WHAT


def test_a_search_is_forgotten_after_a_day_and_never_remembered_with_an_identifier(
    surgery: Surgery, ada: Doctor
) -> None:
    keeps(ada, entry_on(1, date(2026, 2, 3)))
    ada.types("/find entry")
    ada.taps("Entry 1")
    surgery.clock.move(timedelta(hours=25))
    assert ada.taps(phrases.TO_LIST) == phrases.SEARCH_OVER
    surgery.store.tables.errands.clear()
    ada.types("/find 943 476 5919")
    assert ada.last.text == phrases.FOUND_NOTHING
    assert surgery.store.tables.errands == {}


def test_a_change_and_the_list_after_it_in_one_batch_agree(surgery: Surgery, ada: Doctor) -> None:
    keeps(ada, entry_on(1, date(2026, 2, 3)))
    id_ = sample_id(901)
    taps = (entry_data("star", id_, "all", "on"), entry_data("list", "starred"))
    surgery.receive(*(ada.update(ButtonTapped(callback_id=data, message_id=5, data=data)) for data in taps))
    assert titles(ada) == ["3 Feb · ★ Entry 1"]


@pytest.mark.parametrize(
    "verb", ["open", "star", "portfolio", "edit", "part", "clear", "tags", "delete", "undo", "old"]
)
def test_somebody_else_s_entry_is_as_unknown_as_one_that_never_was(
    surgery: Surgery, ada: Doctor, verb: str
) -> None:
    keeps(ada, entry_on(1, date(2026, 2, 3)))
    eve = surgery.doctor("Eve").joins()
    before, seen = ada.entries, len(eve.phone)
    for detail in ("", "on", "yes", "what", "a3", "1.0"):
        for id_ in (sample_id(901), sample_id(999), ""):
            toast = eve.taps_data(entry_data(verb, id_, "all", detail), message_id=5)
            assert toast == phrases.ENTRY_GONE
    assert len(eve.phone) == seen
    assert ada.entries == before


@pytest.mark.parametrize(
    "data",
    [
        *("e", "e:", "e:open", "e:::::::::", "e:list:everything", "e:dance:1:all", "e:open:{id}:nothing"),
        *("e:tags:{id}:all:a99", "e:tags:{id}:all:ax", "e:part:{id}:all:secrets", "e:clear:{id}:all:title"),
    ],
)
def test_data_that_no_button_has_are_refused(ada: Doctor, data: str) -> None:
    keeps(ada, entry_on(1, date(2026, 2, 3)))
    before = ada.entries
    toast = ada.taps_data(data.format(id=sample_id(901)), message_id=5)
    assert toast in {phrases.OLD_BUTTON, phrases.ENTRY_GONE}
    assert ada.entries == before


def test_an_old_list_answers_kindly_and_a_page_that_went_is_found_by_its_age(ada: Doctor) -> None:
    keeps(
        ada,
        *(
            entry_on(number, date(2026, 2, 3), created_at=MONDAY + timedelta(hours=number))
            for number in range(20)
        ),
    )
    ada.types("/entries")
    ada.taps("older ›")
    middle = titles(ada)
    ada.taps("Entry 11")
    ada.taps(phrases.DELETE)
    ada.taps(phrases.DO_DELETE)
    ada.taps(phrases.TO_LIST)
    assert titles(ada)[0] == middle[1]
    assert ada.taps_data(entry_data("open", sample_id(911), "all"), message_id=5) == phrases.ENTRY_GONE
    ada.taps_data(entry_data("list", "all", sample_id(5)), message_id=None)
    assert ada.last.method == "sendMessage"


def test_every_button_is_short_enough_for_telegram_and_leads_somewhere(ada: Doctor) -> None:
    kinds = [*Activity]
    keeps(
        ada,
        *(
            entry_on(number, date(2026, 2, 1), tags=Tags(activity=kind), what="w" * 9000, so_what="s")
            for number, kind in enumerate(kinds)
        ),
    )
    ada.types("/entries")
    tried: set[str] = set()
    ahead = [data for _, data in ada.last.buttons]
    while ahead:
        data = ahead.pop()
        kind = data.rpartition(":")[0]
        if data in tried or (len(tried) > 400 and any(kind == one.rpartition(":")[0] for one in tried)):
            continue
        tried.add(data)
        assert len(data.encode()) < MOST_DATA, data
        assert ada.taps_data(data, message_id=5) != phrases.OLD_BUTTON, data
        ahead += [data for _, data in ada.last.buttons if data.startswith("e:")]
        assert units_of(ada.last.text) <= 4096
    assert {data.split(":")[1] for data in tried} >= {
        *("list", "kinds", "open", "star", "portfolio", "edit", "part", "clear", "tags", "delete", "undo")
    }


def test_the_menu_is_short_and_help_tells_of_entries_and_search(ada: Doctor) -> None:
    assert [name for name, _ in EVERYBODYS] == ["reflect", "entries", "summary", "pause", "settings", "help"]
    ada.types("/help")
    assert "/entries" in ada.last.text
    assert "/find" in ada.last.text


def test_the_longest_buttons_that_can_be_fit() -> None:
    id_, shown = EntryId(sample_id(1)), Activity.COLLEAGUE_FEEDBACK
    for data in (
        entry_data("part", id_, shown, "follow_up"),
        entry_data("clear", id_, shown, "follow_up"),
        entry_data("portfolio", id_, shown, "off"),
        entry_data("old", id_, shown, "999.99"),
    ):
        assert len(data.encode()) < MOST_DATA
