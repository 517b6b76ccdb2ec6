"""E-mail addresses (hard) and links (soft, and allowed where a link is the answer)."""

import re
from collections.abc import Iterator

from bot.domain.identifiers.findings import Finding, IdentifierKind, hard, soft

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)

# RFC 5321: 64 characters before the @, labels of up to 63 behind it.
_LOCAL_LONGEST = 64
_LOCAL_SIGNS = frozenset(".!#$%&'*+/=?^_`{|}~-")
_DOMAIN = re.compile(r" ?(?:[^\W_][\w\-]{0,62}\.){1,8}[^\W\d_]{2,63}")


def find_emails(text: str) -> Iterator[Finding]:
    """The e-mail addresses of a text, a space beside the @ forgiven."""
    at = text.find("@")
    while at >= 0:
        domain, start = _DOMAIN.match(text, at + 1), _start_of_local(text, at)
        if domain and start < at:
            yield hard(IdentifierKind.EMAIL, start, domain.end())
        at = text.find("@", at + 1)


def find_links(text: str) -> Iterator[Finding]:
    """The web addresses of a text."""
    if "://" in text or "ww." in text or "WW." in text:
        for match in _LINK.finditer(text):
            yield soft(IdentifierKind.LINK, match.start(), match.end())


def _start_of_local(text: str, at: int) -> int:
    last = at - 1 if text[max(0, at - 1) : at] == " " else at
    start, first = last, max(0, last - _LOCAL_LONGEST)
    while start > first and (text[start - 1].isalnum() or text[start - 1] in _LOCAL_SIGNS):
        start -= 1
    return start if start < last else at
