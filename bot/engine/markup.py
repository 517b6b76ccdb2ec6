"""The tags that a text may hold: those that Telegram shows, each closed and none inside out."""

from html import escape, unescape
from html.parser import HTMLParser
from typing import NoReturn

from bot.engine.errors import Misauthored, suggest

TAGS = frozenset({"b", "i", "u", "s", "a", "code", "tg-spoiler"})


def check_tags(text: str) -> None:
    """Refuse whatever Telegram would refuse; raises `Misauthored` with what is wrong and a remedy."""
    _read(_TagChecker(), text)


class _TagChecker(HTMLParser):
    """Refuses whatever Telegram would refuse: unknown tags, wrong nesting, attributes, stray angle brackets."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise Misauthored(f"<{tag}> is not known.", suggest(tag, TAGS))
        allowed = {"href"} if tag == "a" else set()
        if {name for name, _ in attrs} != allowed:
            raise Misauthored(f"<{tag}> has the wrong attributes.", 'Only <a href="…"> has one.')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Misauthored(
                f"</{tag}> closes nothing.", "Close tags in the order in which they were opened."
            )

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise Misauthored("A bare '<' can't be sent.", "Write &lt; instead.")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - the name is html.parser's
        raise Misauthored("A text holds no <!-- comment -->.", "Write a # comment in the file.")

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002 - the name is html.parser's
        self._refuse_sign()

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002 - the name is html.parser's
        self._refuse_sign()

    def handle_pi(self, data: str) -> None:  # noqa: ARG002 - the name is html.parser's
        self._refuse_sign()

    def _refuse_sign(self) -> NoReturn:
        raise Misauthored("A text holds no <! or <? declaration.", "Write &lt; for the sign itself.")


class _Rewriter(_TagChecker):
    """Writes a checked text anew: only the tags and entities that Telegram knows, and the words without them."""

    def __init__(self) -> None:
        super().__init__()
        self.html: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        link = next((value or "" for _, value in attrs), None)
        if link is not None and not link.startswith(("https://", "http://")):
            raise Misauthored("That link leads nowhere.", 'Write it like <a href="https://…">words</a>.')
        self.html.append(f"<{tag}>" if link is None else f'<a href="{escape(link)}">')

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self.html.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._write(unescape(f"&#{name};"))

    def _write(self, words: str) -> None:
        self.words.append(words)
        self.html.append(escape(words, quote=False))


def rewritten(text: str) -> tuple[str, str]:
    """A text that somebody typed with tags, as Telegram takes it, and its words alone; raises `Misauthored`."""
    rewriter = _Rewriter()
    _read(rewriter, text.strip())
    return "".join(rewriter.html), "".join(rewriter.words)


def _read(checker: _TagChecker, text: str) -> None:
    checker.feed(text)
    checker.close()
    if checker.open:
        raise Misauthored(f"<{checker.open[-1]}> is never closed.", f"Add </{checker.open[-1]}>.")
