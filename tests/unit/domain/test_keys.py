"""Master keys as an operator writes them down."""

from base64 import b64encode

import pytest

from bot.domain.errors import KeyProblem
from bot.domain.keys import format_master_keys, master_key, parse_master_keys

FIRST = bytes(range(32))
SECOND = bytes(range(224, 256))


def test_keys_are_read_back_in_their_order() -> None:
    keys = (master_key(SECOND), master_key(FIRST))
    assert parse_master_keys(format_master_keys(keys)) == keys


def test_spaces_line_ends_and_the_url_alphabet_are_accepted() -> None:
    written = f" k1:{b64encode(SECOND, altchars=b'-_').decode()} ,\nk2:{b64encode(FIRST).decode()}\n"
    assert [(key.id, key.secret) for key in parse_master_keys(written)] == [("k1", SECOND), ("k2", FIRST)]


def test_two_fresh_keys_have_two_ids() -> None:
    assert master_key(FIRST).id != master_key(SECOND).id


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(KeyProblem, match=f"Master key 1 has {size} bytes"):
        parse_master_keys(f"k1:{b64encode(bytes(size)).decode()}")


@pytest.mark.parametrize("key_id", ["", "a b", "a" * 17, "é"])
def test_an_id_that_would_not_fit_in_front_of_a_field_is_refused(key_id: str) -> None:
    with pytest.raises(KeyProblem, match="Master key 1 has no id"):
        parse_master_keys(f"{key_id}:{b64encode(FIRST).decode()}")


def test_no_repr_shows_the_secret() -> None:
    assert repr(master_key(FIRST)) == f"MasterKey(id='{master_key(FIRST).id}')"
