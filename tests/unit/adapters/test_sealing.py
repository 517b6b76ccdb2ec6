"""Sealed texts: they open where they were sealed, with the keys they were sealed with, and nowhere else."""

import pytest

from bot.adapters.db.sealing import OwnerKeys
from bot.domain.errors import KeyProblem

_PLACE = "entry|body|00000000000000000000000001"
_WORDS = "Ménière’s, worked out aloud 🩺".encode()


def _keys(*generations: int) -> OwnerKeys:
    return OwnerKeys({number: bytes([number]) * 32 for number in generations})


def test_what_was_sealed_opens_in_its_place() -> None:
    keys = _keys(1)
    assert keys.open(_PLACE, keys.seal(_PLACE, _WORDS)) == _WORDS
    assert keys.open(_PLACE, keys.seal(_PLACE, b"")) == b""


def test_the_same_words_never_look_the_same() -> None:
    keys = _keys(1)
    sealed = {keys.seal(_PLACE, _WORDS) for _ in range(100)}
    assert len(sealed) == 100
    assert not any(_WORDS[:8] in value for value in sealed)


@pytest.mark.parametrize("place", ["entry|body|2", "run|state|00000000000000000000000001", ""])
def test_it_opens_in_no_other_place(place: str) -> None:
    keys = _keys(1)
    with pytest.raises(KeyProblem) as caught:
        keys.open(place, keys.seal(_PLACE, _WORDS))
    assert "aloud" not in f"{caught.value!r}"


def test_another_persons_keys_do_not_open_it() -> None:
    sealed = OwnerKeys({1: b"x" * 32}).seal(_PLACE, _WORDS)
    with pytest.raises(KeyProblem):
        _keys(1).open(_PLACE, sealed)


@pytest.mark.parametrize("at", [0, 1, 2, 13, 14, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    keys = _keys(1)
    sealed = bytearray(keys.seal(_PLACE, _WORDS))
    sealed[at] ^= 1
    with pytest.raises(KeyProblem):
        keys.open(_PLACE, bytes(sealed))


def test_the_newest_generation_seals_and_earlier_ones_still_open() -> None:
    old = _keys(1).seal(_PLACE, _WORDS)
    keys = _keys(1, 2)
    new = keys.seal(_PLACE, _WORDS)
    assert (old[1], new[1]) == (1, 2)
    assert keys.open(_PLACE, old) == keys.open(_PLACE, new) == _WORDS
    with pytest.raises(KeyProblem):
        _keys(1).open(_PLACE, new)
