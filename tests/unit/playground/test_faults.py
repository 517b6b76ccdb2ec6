import pytest
from pydantic import ValidationError

from bot.playground.faults import FaultKind, FaultRule, Faults


def _hits(faults: Faults, calls: int, *, method: str = "sendMessage", chat_id: int | None = 7) -> list[bool]:
    return [faults.hitting(method, chat_id=chat_id) is not None for _ in range(calls)]


def test_a_rule_hits_as_often_as_it_says() -> None:
    faults = Faults()
    faults.put([FaultRule(method="sendMessage", kind=FaultKind.SERVER_ERROR, times=2)])
    assert _hits(faults, 4) == [True, True, False, False]


def test_a_rule_is_for_its_method_and_its_chat() -> None:
    faults = Faults()
    faults.put([FaultRule(method="sendMessage", kind=FaultKind.FORBIDDEN, chat_id=7)])
    assert _hits(faults, 1, method="sendPhoto") == [False]
    assert _hits(faults, 1, chat_id=8) == [False]
    assert _hits(faults, 1) == [True]


def test_a_share_is_about_that_share_and_the_same_every_time() -> None:
    first, second = Faults(), Faults()
    rule = FaultRule(kind=FaultKind.LOST, share=0.2)
    first.put([rule])
    second.put([rule])
    hits = _hits(first, 1000)
    assert hits == _hits(second, 1000)
    assert 150 < sum(hits) < 250


def test_the_first_rule_that_hits_decides() -> None:
    faults = Faults()
    faults.put([FaultRule(kind=FaultKind.TOO_MANY, times=1, retry_after=9), FaultRule(kind=FaultKind.HANG)])
    found = [faults.hitting("getMe", chat_id=None) for _ in range(2)]
    assert [rule.kind for rule in found if rule] == [FaultKind.TOO_MANY, FaultKind.HANG]
    faults.clear()
    assert faults.hitting("getMe", chat_id=None) is None


def test_an_error_has_telegrams_shape() -> None:
    error = FaultRule(kind=FaultKind.TOO_MANY, retry_after=9).to_error()
    assert error is not None
    assert (error.code, error.description, error.retry_after) == (429, "Too Many Requests: retry after 9", 9)
    assert FaultRule(kind=FaultKind.HANG).to_error() is None


@pytest.mark.parametrize(
    "bad", [{"kind": "never"}, {"kind": "hang", "seconds": 3600}, {"kind": "403", "shares": 1}]
)
def test_a_rule_that_makes_no_sense_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FaultRule.model_validate(bad)
