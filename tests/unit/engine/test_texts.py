import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.errors import Misauthored
from bot.engine.filters import printed, shortened
from bot.engine.limits import TEXT_LIMIT, VALUE_LIMIT, VALUES_LIMIT
from bot.engine.texts import Template, parse_wording

TELEGRAM_LIMIT = 4096


def test_words_of_a_person_are_escaped_and_the_tags_of_the_author_are_not() -> None:
    template = Template("You said <b>{{ x }}</b> & more", is_html=True)
    assert template.render({"x": '<i>"a" & b'}) == "You said <b>&lt;i&gt;&quot;a&quot; &amp; b</b> & more"


def test_words_of_an_entry_stay_as_they_are() -> None:
    assert Template("{{ x }}", is_html=False).render({"x": "<i> & {{ y }}"}) == "<i> & {{ y }}"


def test_line_of_an_entry_whose_values_print_nothing_is_left_out() -> None:
    template = Template(
        "{{ a }}\n{{ b and 'B: ' or '' }}{{ b }}\n\nAlways\n{{ c }} and {{ a }}", is_html=False
    )
    assert template.render({"a": "one\n\ntwo"}) == "one\n\ntwo\n\nAlways\n and one\n\ntwo"
    assert template.render({"b": "two"}) == "B: two\n\nAlways\n and "


def test_absent_answer_prints_as_nothing() -> None:
    assert Template("a{{ x }}b{{ profile.role }}c", is_html=True).render({}) == "abc"


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (7.0, "7"), (["a", "b", "c"], "a, b and c"), ([], ""), (["a"], "a"), (0, "0")],
)
def test_value_reads_as_a_person_would_write_it(value: object, text: str) -> None:
    assert printed(value) == text


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<script>x</script>",
        "<b>open",
        "open</b>",
        "<b><i>crossed</b></i>",
        "<a>no address</a>",
        '<b class="x">x</b>',
        "1 < 2",
        "<!-- x -->",
        "<?php ?>",
        "{% for x in y %}",
        "{{ x",
        "x }}",
        "{# x #}",
        "{{ }}",
        "{{ x() }}",
        "{{ x | loud }}",
        "x" * (TEXT_LIMIT + 1),
        "{{ x }}" * (VALUES_LIMIT + 1),
    ],
)
def test_text_that_could_not_be_sent_is_refused(source: str) -> None:
    with pytest.raises(Misauthored):
        Template(source, is_html=True)


@given(value=st.text(max_size=5000))
def test_no_value_makes_a_message_too_long_for_telegram(value: str) -> None:
    source = "{{ x }}" * VALUES_LIMIT + "a" * TEXT_LIMIT
    seen = Template(source, is_html=True).render({"x": value.replace("&", "+").replace("<", "+")})
    assert len(seen.replace("&quot;", '"').replace("&#x27;", "'").replace("&gt;", ">")) <= TELEGRAM_LIMIT
    assert len(shortened(value, VALUE_LIMIT)) <= VALUE_LIMIT


def test_wordings_take_turns_by_occurrence() -> None:
    wording = parse_wording({"rotate": ["one", "two"]})
    assert [wording.render({}, occurrence) for occurrence in range(4)] == ["one", "two", "one", "two"]


@pytest.mark.parametrize(
    "value", [5, None, [], {}, {"rotate": []}, {"rotate": [1]}, {"rotate": "x"}, {"a": "b"}]
)
def test_wording_that_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(Misauthored):
        parse_wording(value)
