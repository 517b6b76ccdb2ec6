"""Finding one's own words again, forgiving of their form ("explained", "explaining") and of a slip in typing."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, partial
from typing import Final

from bot.domain.entries import Entry
from bot.domain.ids import EntryId

MOST_WORDS: Final = 8
"""Words of a search that count; a sentence is not searched for better by its ninth."""

_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_WORD: Final = re.compile(r"[^\W_]+")
_SHORTEST_STEM: Final = 3
_SHORTEST_BEGINNING: Final = 3
_SHORTEST_MISTYPED: Final = 5
"""Shorter words differ by one letter and mean something else: dose, nose."""

_ENDINGS: Final = frozenset(
    re.split(
        r"\s+",
        """ s es is e d ed r er rs ers ing ings ion ions ation ations y ies ied ier ly al ally ic ics ical tic ment ments ness
        able ance ence ant ent ive or ors in ins ined ining nation nations be bes bed bing ption ptions""",
    )
)
"""Endings of English words that leave their meaning, among them none at all; the last ones for explain and
explanation, prescribe and prescription, whose stems change too."""

EXACT, OTHER_FORM, BEGINNING, SLIP, UNFIT = range(5)
"""How well a word fits, best first."""


def find(entries: Sequence[Entry], words: str) -> list[EntryId]:
    """The entries that hold all of these words, those that fit best first and then the newest.

    Slips are looked for only where nothing is found without. Costs some 5 µs an entry that holds none of them.
    """
    wanted = words_of(words)[:MOST_WORDS]
    if not wanted:
        return []
    texts = [(entry, _folded("\n".join(entry.words.values()))) for entry in entries]
    found = _found(texts, wanted, worst=BEGINNING) or _found(texts, wanted, worst=SLIP)
    newest_first = sorted(found, key=lambda pair: (pair[1].local_date, pair[1].created_at), reverse=True)
    return [entry.id for _, entry in sorted(newest_first, key=lambda pair: pair[0])]


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: without case and accents."""
    return _WORD.findall(_folded(text))


def fit(sought: str, held: str) -> int:
    """How well a word that an entry holds fits the one sought."""
    if sought == held:
        return EXACT
    if _is_other_form(sought, held):
        return OTHER_FORM
    if len(sought) >= _SHORTEST_BEGINNING and held.startswith(sought):
        return BEGINNING
    return SLIP if _is_slip(sought, held) else UNFIT


def _found(
    texts: Sequence[tuple[Entry, str]], wanted: Sequence[str], *, worst: int
) -> list[tuple[int, Entry]]:
    """The entries in which each word fits this badly at most, with how badly all of them do."""
    fits = [cache(partial(fit, one)) for one in wanted]
    hints = [_hints(one, worst=worst) for one in wanted]
    found: list[tuple[int, Entry]] = []
    for entry, text in texts:
        # Most entries hold no trace of a word, which is quickly seen.
        if all(any(hint in text for hint in of_word) for of_word in hints):
            held = set(_WORD.findall(text))
            best = [min(map(how, held), default=UNFIT) for how in fits]
            if max(best) <= worst:
                found.append((sum(best), entry))
    return found


def _hints(sought: str, *, worst: int) -> tuple[str, ...]:
    """Parts of a word, one of which stands in every word that fits it this badly at most."""
    endings = [ending for ending in _ENDINGS if sought.endswith(ending)]
    stem = sought[: max(_SHORTEST_STEM, len(sought) - max(map(len, endings)))]
    if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2]:
        stem = stem[:-1]
    if worst < SLIP or len(sought) < _SHORTEST_MISTYPED - 1:
        return (stem,)
    whole = (len(sought) - 1) // 2  # a slip touches two letters beside each other at most
    return (stem, sought[:whole], sought[-whole:])


def _folded(text: str) -> str:
    folded = text.casefold()
    return folded if folded.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))


def _is_other_form(sought: str, held: str) -> bool:
    """Whether two words are forms of one: the same beginning, and endings that leave the meaning."""
    shared = _shared(sought, held)
    left, right = sought[shared:], held[shared:]
    if shared < _SHORTEST_STEM or (left and right and shared == _SHORTEST_STEM):
        return False
    doubled = sought[shared - 1]  # plan, planned
    return all(rest in _ENDINGS or rest.removeprefix(doubled) in _ENDINGS for rest in (left, right))


def _is_slip(sought: str, held: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two have changed places."""
    if min(len(sought), len(held)) < _SHORTEST_MISTYPED or abs(len(sought) - len(held)) > 1:
        return False
    shared = _shared(sought, held)
    left, right = sought[shared:], held[shared:]
    if left[1:] == right[1:] or left[1:] == right or left == right[1:]:
        return True
    return left[:2] == right[1::-1] and left[2:] == right[2:]


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with in common."""
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared
