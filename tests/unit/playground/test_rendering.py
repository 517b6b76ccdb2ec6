from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import FormattedText, with_detected
from bot.playground.markup import parse_html
from bot.playground.rendering import to_html


def test_entities_become_tags_and_line_ends_breaks() -> None:
    found = to_html(parse_html("<b>Ada &amp; <i>Ben</i></b>\n🏟 <code>a&lt;b</code>"))
    assert found == "<b>Ada &amp; <i>Ben</i></b><br>🏟 <code>a&lt;b</code>"


def test_line_ends_in_a_block_of_code_stay() -> None:
    assert to_html(parse_html("<pre>a\nb</pre>")) == "<pre>a\nb</pre>"


def test_links_open_elsewhere_and_dangerous_ones_are_plain() -> None:
    safe = to_html(parse_html('<a href="https://example.org/?a=&quot;x">there</a>'))
    assert safe == (
        '<a href="https://example.org/?a=&quot;x" target="_blank" rel="noopener noreferrer">there</a>'
    )
    assert "javascript" not in to_html(parse_html('<a href="javascript:alert(1)">there</a>'))
    assert to_html(parse_html('<a href="tg://user?id=1">there</a>')) == "<span>there</span>"


def test_commands_addresses_and_links_in_plain_text_are_marked() -> None:
    text = with_detected(FormattedText(text="🏟 /start or https://example.org. a@b.org and/or 1/2"))
    found = [(entity.type, entity.offset, entity.length) for entity in text.entities]
    assert found == [("bot_command", 3, 6), ("url", 13, 19), ("email", 34, 7)]
    assert '<span class="command" data-command="/start">/start</span>' in to_html(text)


@given(st.text())
def test_plain_text_can_never_become_a_tag_of_its_own(text: str) -> None:
    shown = to_html(FormattedText(text=text))
    assert "<" not in shown.replace("<br>", "")
    assert unescape(shown.replace("<br>", "\n")) == text
