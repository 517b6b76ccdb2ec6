"""Whatever a flow may hand over is taken by somebody."""

from bot.engine.vocabulary import RECEIVERS
from bot.services import handing


def test_everything_that_authors_may_hand_over_has_a_receiver() -> None:
    assert set(handing.RECEIVERS) == set(RECEIVERS)
