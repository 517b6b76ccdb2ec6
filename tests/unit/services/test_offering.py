"""A published draft is put among what /reflect offers, whatever way the programme is written."""

import pytest

from bot.engine.document import read_document
from bot.services.offering import offering


@pytest.mark.parametrize(
    "programme",
    [
        "own: {usual: a}\nreflect:            # in this order\n  - a\n  - b   # the second\ndays: 2\n",
        "own: {usual: a}\nreflect:\n- a\n- b\n",
        "own: {usual: a}\nreflect: [a, b]   # in this order\ndays: 2\n",
        "reflect:\n  - a\n  # then\n  - b",
    ],
)
def test_the_flow_becomes_the_last_that_is_offered(programme: str) -> None:
    before = read_document(programme, "programme.yaml").value
    after = read_document(offering(programme, "mine"), "programme.yaml").value
    assert after == {**before, "reflect": ["a", "b", "mine"]}


@pytest.mark.parametrize("programme", ["days: 2\n", "days: 2\nreflect: []\n"])
def test_a_programme_that_offers_nothing_offers_the_flow_alone(programme: str) -> None:
    after = read_document(offering(programme, "mine"), "programme.yaml").value
    assert after == {"days": 2, "reflect": ["mine"]}
