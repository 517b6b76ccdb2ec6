"""Cases of Telegram's own parser: `check_parse_html` in TDLib's test/message_entities.cpp says what is right."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import trimmed, utf16_length
from bot.playground.errors import BotApiError
from bot.playground.markup import parse_html

_FLAGS = "🏟 🏟&lt;"

_FAULTS = [
    ("&#57311;", "Text contains invalid Unicode characters after decoding HTML entities"),
    (f"{_FLAGS}<abacaba", "Unclosed start tag at byte offset 13"),
    (f"{_FLAGS}<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
    (f"{_FLAGS}<abac>", 'Unsupported start tag "abac" at byte offset 13'),
    (f"{_FLAGS}<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    (f"{_FLAGS}<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
    (f"{_FLAGS}<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    (f"{_FLAGS}<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
    (f'{_FLAGS}<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    (f"{_FLAGS}</", "Unexpected end tag at byte offset 13"),
    (f"{_FLAGS}<b></b></", "Unexpected end tag at byte offset 20"),
    (f"{_FLAGS}<i>a</i   ", "Unclosed end tag at byte offset 17"),
    (f"{_FLAGS}<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("3 < 4", 'Unsupported start tag "" at byte offset 2'),
]

_TEXTS = [
    ("", "", []),
    ("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;", '&ge;<>&"&laquo;&#12345678;', []),
    ("➡️ ➡️<em>➡️ ➡️</em>", "➡️ ➡️➡️ ➡️", [("italic", 5, 5)]),
    ("➡️ ➡️<strong>➡️ ➡️</strong>", "➡️ ➡️➡️ ➡️", [("bold", 5, 5)]),
    ("➡️ ➡️<ins>➡️ ➡️</ins>", "➡️ ➡️➡️ ➡️", [("underline", 5, 5)]),
    ("➡️ ➡️<strike>➡️ ➡️</strike>", "➡️ ➡️➡️ ➡️", [("strikethrough", 5, 5)]),
    ("➡️ ➡️<blockquote>➡️ ➡️</blockquote>", "➡️ ➡️➡️ ➡️", [("blockquote", 5, 5)]),
    ("<blockquote expandable>ab</blockquote>", "ab", [("expandable_blockquote", 0, 2)]),
    ("➡️ ➡️<i>➡️ ➡️</i><b>➡️ ➡️</b>", "➡️ ➡️➡️ ➡️➡️ ➡️", [("italic", 5, 5), ("bold", 10, 5)]),
    ("🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", [("italic", 5, 6)]),
    ("🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟", [("italic", 5, 7), ("bold", 9, 3)]),
    (f"{_FLAGS}<i    aba  =  190azAz-.   >a</i>", "🏟 🏟<a", [("italic", 6, 1)]),
    (f"{_FLAGS}<i aba = '&lt;&gt;&quot;'>a</>", "🏟 🏟<a", [("italic", 6, 1)]),
    (f"{_FLAGS}<i>a</i   >", "🏟 🏟<a", [("italic", 6, 1)]),
    (f"{_FLAGS}<b></b>", "🏟 🏟<", []),
    ('<span class = "tg-spoiler">ab</span><b>c</b>', "abc", [("spoiler", 0, 2), ("bold", 2, 1)]),
    ("<tg-spoiler>ab</tg-spoiler>", "ab", [("spoiler", 0, 2)]),
    ("<a> </a>", " ", []),
    (f"{_FLAGS}<pre  >🏟 🏟&lt;</>", "🏟 🏟<🏟 🏟<", [("pre", 6, 6)]),
]


@pytest.mark.parametrize(("source", "complaint"), _FAULTS)
def test_a_fault_is_named_in_telegrams_words_with_its_byte(source: str, complaint: str) -> None:
    with pytest.raises(BotApiError) as caught:
        parse_html(source)
    assert caught.value.code == 400
    assert caught.value.description.startswith(f"Bad Request: can't parse entities: {complaint}")


@pytest.mark.parametrize(("source", "text", "entities"), _TEXTS)
def test_markup_becomes_text_and_entities(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    found = parse_html(source)
    assert found.text == text
    assert [(entity.type, entity.offset, entity.length) for entity in found.entities] == entities


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("<a href=telegram.org>x</a>", "http://telegram.org"),
        ("<a   href=  'https://example.org/?a=1&amp;b=2'   >x</a>", "https://example.org/?a=1&b=2"),
        ("<a>telegram.org</a>", "http://telegram.org"),
    ],
)
def test_a_link_carries_its_address(source: str, url: str) -> None:
    (entity,) = parse_html(source).entities
    assert (entity.type, entity.url) == ("text_link", url)


def test_code_inside_pre_names_its_language() -> None:
    found = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert [entity.to_json() for entity in found.entities] == [
        {"type": "pre", "offset": 0, "length": 5, "language": "python"}
    ]


def test_white_space_at_the_ends_goes_and_entities_move_with_it() -> None:
    found = trimmed(parse_html("  \n<b> one </b>  two <i>  </i>"))
    assert found.text == "one   two"
    assert [(entity.type, entity.offset, entity.length) for entity in found.entities] == [("bold", 0, 4)]


@given(st.text())
def test_any_escaped_text_comes_back_unchanged(text: str) -> None:
    assert parse_html(escape(text)).text == text


@given(st.text())
def test_entities_of_any_input_stay_inside_its_text(source: str) -> None:
    try:
        found = parse_html(f"<b>{source}</b>")
    except BotApiError:
        return
    assert all(0 <= entity.offset < entity.end <= utf16_length(found.text) for entity in found.entities)
