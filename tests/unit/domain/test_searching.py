"""Finding one's own words: forms and slips are forgiven, other words are not, and the order is plain."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import Entry
from bot.domain.searching import BEGINNING, EXACT, OTHER_FORM, SLIP, UNFIT, find, fit, words_of
from tests.samples import an_entry


@pytest.mark.parametrize(
    ("sought", "held", "how"),
    [
        ("beads", "beads", EXACT),
        ("bead", "beads", OTHER_FORM),
        ("explaining", "explained", OTHER_FORM),
        ("explanation", "explain", OTHER_FORM),
        ("plan", "planned", OTHER_FORM),
        ("dosed", "dose", OTHER_FORM),
        ("studies", "study", OTHER_FORM),
        ("diagnosis", "diagnoses", OTHER_FORM),
        ("prescription", "prescribed", OTHER_FORM),
        ("deprescribe", "deprescribing", OTHER_FORM),
        ("anticoag", "anticoagulation", BEGINNING),
        ("recieve", "receive", SLIP),
        ("metformn", "metformin", SLIP),
        ("metforrmin", "metformin", SLIP),
        ("warfalin", "warfarin", SLIP),
        ("dose", "nose", UNFIT),
        ("medic", "medal", UNFIT),
        ("cat", "car", UNFIT),
        ("metformin", "metronidazole", UNFIT),
        ("explanation", "exploration", UNFIT),
    ],
)
def test_words_fit_in_other_forms_and_with_one_slip(sought: str, held: str, how: int) -> None:
    assert fit(sought, held) == how


def test_case_accents_and_signs_make_no_difference() -> None:
    assert words_of("Café—NAÏVE “Ærø”, it's 2nd") == ["cafe", "naive", "ærø", "it", "s", "2nd"]


def entry(number: int, title: str, **other: object) -> Entry:
    return replace(an_entry(number), title=title, **other)  # type: ignore[arg-type]  # the fields of an Entry


def found(entries: list[Entry], words: str) -> list[int]:
    return [int(id_) for id_ in find(entries, words)]


def test_all_words_must_be_there_in_any_part_and_the_best_fit_comes_first() -> None:
    entries = [
        entry(1, "Beads for numbers", local_date=date(2026, 3, 1)),
        entry(2, "One bead", follow_up="count the numbers", local_date=date(2026, 3, 2)),
        entry(3, "Beads", local_date=date(2026, 3, 3)),
        entry(4, "The same", what="beads\nnumbers", local_date=date(2026, 3, 4)),
    ]
    assert found(entries, "BEADS, numbers!") == [4, 1, 2]
    assert found(entries, "beads jar") == []
    assert found([entry(1, "A plan"), entry(2, "It was planned")], "planned") == [2, 1]
    assert found(entries, " — ") == []


@given(st.text(), st.text(min_size=1))
def test_any_text_can_be_searched_for_and_in_and_finds_itself(words: str, held: str) -> None:
    find([entry(1, held)], words)
    assert not words_of(held) or found([entry(1, held)], held) == [1]


@given(
    st.text(alphabet="abens", min_size=1, max_size=9),
    st.sampled_from(["", "s", "ed", "ned", "sing", "nation", "in", "ption"]),
    st.sampled_from(["", "s", "ed", "ned", "sing", "nation", "in", "ption"]),
    st.integers(0, 8),
)
def test_no_entry_is_passed_over_that_holds_a_word_which_fits(
    stem: str, one: str, other: str, slip: int
) -> None:
    sought = stem + one
    for held in (stem + other, sought[:slip] + sought[slip + 1 :], sought[:slip] + "x" + sought[slip:]):
        if fit(sought, held) < UNFIT:
            assert found([entry(1, f"and {held} too")], sought) == [1]
