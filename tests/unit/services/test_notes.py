"""What recipients get of a broadcast: the tutor's words as they are, whatever they hold, and never more than words."""

from html import unescape
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.broadcasts import AnswerKind
from bot.engine import engine
from bot.engine.errors import Misauthored
from bot.engine.events import EntrySaved, MessageSaid
from bot.engine.filters import FILTERS
from bot.engine.loading import load_flow
from bot.engine.markup import rewritten
from bot.engine.run import Context, OptionTapped
from bot.services import notes
from tests.posting_samples import a_broadcast
from tests.surgery import shipped_flows

FLOWS = shipped_flows()
NOBODY = Context(profile={}, calendar={})


def said(text: str, **other: Any) -> list[str]:  # noqa: ANN401 - the fields of a Broadcast
    flow = notes.note_of(a_broadcast(text=text, **other), FLOWS)
    turn = engine.start(flow, context=NOBODY)
    return [event.text for event in turn.events if isinstance(event, MessageSaid)]


SIGNS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], whitelist_characters="\n\x85\u2028{}%#'\"\\:&-|>*!@`")
)


@given(SIGNS.filter(lambda text: text.strip() and "<" not in text))
def test_words_arrive_as_they_were_typed(text: str) -> None:
    html, words = rewritten(text)
    assume(words.strip())
    (shown,) = said(html)
    assert unescape(shown).split() == words.split()


@given(SIGNS.filter(lambda text: text.strip() and "<" not in text))
def test_a_note_is_the_same_when_it_is_read_again_from_the_store(text: str) -> None:
    html, words = rewritten(text)
    assume(words.strip())
    flow = notes.note_of(a_broadcast(text=html, answer=AnswerKind.TEXT), FLOWS)
    kept = notes.stored(flow)
    assert load_flow(kept.files, kept.name).version == kept.version == flow.version


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ profile.first_name }}",
        "{% if x %}",
        "x\nsteps: []",
        '", "end": "note',
        "&#123;&#123; profile.role }}",
        "- end: x",
    ],
)
def test_what_looks_like_a_flow_is_only_words(hostile: str) -> None:
    html, words = rewritten(hostile)
    (shown,) = said(html)
    assert unescape(shown).split() == words.split()


@given(st.text(max_size=700))
def test_whatever_is_typed_is_either_rewritten_to_what_is_safe_or_told_to_be_wrong(text: str) -> None:
    try:
        html, _ = rewritten(text)
    except Misauthored:
        assert FILTERS["wrong_words"](text)
        return
    assert rewritten(html)[0] == html.strip()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("A <b>bold", "never closed"),
        ("</i>", "closes nothing"),
        ("<b><i>x</b></i>", "closes nothing"),
        ("<img src=x>", "not known"),
        ("<a href='javascript:alert(1)'>x</a>", "leads nowhere"),
        ("<a href='tg://user?id=7'>x</a>", "leads nowhere"),
        ("<b onclick='x'>y</b>", "wrong attributes"),
        ("x" * 700, "Please shorten it by 100."),
        ("<b> </b>", "no words"),
        ("<b>" + "x" * 600 + "</b>", ""),
        ("Tea & cake, <a href='https://a.example/?b=1&c=2'>here</a>", ""),
    ],
)
def test_what_is_wrong_with_a_text_is_said(typed: str, told: str) -> None:
    found = FILTERS["wrong_words"](typed)
    assert told in found
    assert bool(found) == bool(told)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("One", "these are 1"),
        ("\n".join(map(str, range(9))), "these are 9"),
        ("Yes\n yes ", "say the same"),
        ("Yes\n" + "n" * 41, "41 characters"),
        ("Yes\n\nNo", ""),
    ],
)
def test_what_is_wrong_with_buttons_is_said(typed: str, told: str) -> None:
    found = FILTERS["wrong_lines"](typed)
    assert told in found
    assert bool(found) == bool(told)


@pytest.mark.parametrize("name", FLOWS.programme().reflect)
def test_every_flow_that_may_follow_words_can_be_read_behind_them(name: str) -> None:
    first, *_ = said("For Thursday:", answer=AnswerKind.FLOW, flow=name)
    assert first == "For Thursday:"


def test_trying_it_keeps_no_entry() -> None:
    kept, tried = (
        notes.note_of(a_broadcast(answer=AnswerKind.SCALE, choices=("1", "5")), FLOWS, is_kept=is_kept)
        for is_kept in (True, False)
    )
    for flow, count in ((kept, 1), (tried, 0)):
        turn = engine.start(flow, context=NOBODY)
        answered = engine.resume(flow, turn.state, OptionTapped(position=2), context=NOBODY)
        assert sum(isinstance(event, EntrySaved) for event in answered.events) == count
