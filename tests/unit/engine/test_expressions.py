import pytest

from bot.engine.errors import Misauthored
from bot.engine.expressions import Expression
from bot.engine.limits import EXPRESSION_LIMIT

SCOPE = {
    "change": "Ask earlier",
    "drew_on": ["patient", "evidence"],
    "confidence": 6,
    "profile": {"role": "locum"},
    "chose": {"knowledge": "nothing"},
    "label": {"reflection.kind": "Kind"},
    "reflection.what": "Something",
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("change", "Ask earlier"),
        ("absent", None),
        ("absent or change", "Ask earlier"),
        ("not absent and confidence < 7", True),
        ("'patient' in drew_on", True),
        ("'patient' in absent", False),
        ("'patient' not in absent", True),
        ("absent > 3", False),
        ("confidence < 'x'", False),
        ("5 < confidence <= 6", True),
        ("profile.role == 'locum'", True),
        ("profile.slot", None),
        ("history.entries > 3", False),
        ("chose.knowledge == 'nothing'", True),
        ("'a' if confidence == 6 else 'b'", "a"),
        ("profile.role in ['locum', 'partner']", True),
        ("drew_on | list", "patient and evidence"),
        ("change | lower", "ask earlier"),
        ("-1", -1),
        ("reflection.what", "Something"),
        ("label.reflection.kind", "Kind"),
        ("drew_on | length", 2),
        ("change | length > 200", False),
        ("'2026-01-12' | day", "Mon 12 Jan"),
        ("change | day", "Ask earlier"),
    ],
)
def test_expression_has_this_value(source: str, value: object) -> None:
    assert Expression(source).value(dict(SCOPE)) == value


@pytest.mark.parametrize("source", ["profile.__class__", "change.upper", "change.__class__.__bases__"])
def test_name_that_would_reach_into_python_is_a_name_like_any_other_and_finds_nothing(source: str) -> None:
    assert Expression(source).value(dict(SCOPE)) is None


@pytest.mark.parametrize(
    "source",
    [
        "__import__('os')",
        "profile.role.x",
        "'a'.upper",
        "(change or x).upper",
        "chose",
        "round.number",
        "().__class__.__bases__",
        "'a' * 10**9",
        "2 ** 99",
        "[x for x in drew_on]",
        "lambda: 1",
        "f'{change}'",
        "change[0]",
        "change | eval",
        "change | (lower)()",
        "profile",
        "b'x'",
        "...",
        "a := 1",
        "'\\x41'",
        "(" * 150,
        "x" * (EXPRESSION_LIMIT + 1),
        " and ".join(["a"] * 60),
        "",
        "1 is 1",
        "a +",
        "a\x00b",
        "*a",
        "await a",
        "~1",
    ],
)
def test_expression_that_could_do_harm_is_refused(source: str) -> None:
    with pytest.raises(Misauthored):
        Expression(source)


def test_expression_tells_the_names_that_it_reads() -> None:
    assert Expression("change and profile.role == given.x").names == {
        ("", "change"),
        ("profile", "role"),
        ("given", "x"),
    }
