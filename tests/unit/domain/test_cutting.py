"""Texts in pieces: nothing is lost, nothing is torn, and each piece fits."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cutting import pieces, units_of

WORDS = st.text(alphabet=st.sampled_from("ab \n🫁é"), max_size=300)


@given(WORDS, st.integers(8, 40), st.integers(8, 40))
def test_pieces_fit_and_hold_every_character_that_is_no_gap(text: str, first: int, units: int) -> None:
    cut = pieces(text, units=units, first=first)
    assert units_of(cut[0]) <= first
    assert all(units_of(piece) <= units for piece in cut[1:])
    assert "".join("".join(cut).split()) == "".join(text.split())


def test_a_piece_ends_at_a_line_or_else_a_word() -> None:
    assert pieces("one two\nthree four", units=12) == ["one two", "three four"]
    assert pieces("one two three four", units=12) == ["one two", "three four"]


def test_what_a_reader_sees_as_one_character_stays_whole() -> None:
    family = "👩🏽‍⚕️"
    assert all(piece == family for piece in pieces(family * 5, units=units_of(family) + 2))


def test_what_hangs_together_for_longer_than_a_piece_is_torn_all_the_same() -> None:
    text = "e" + "\u0301" * 100
    assert "".join(pieces(text, units=10)) == text
