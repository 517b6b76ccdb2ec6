"""How hard a text is to read: the Flesch–Kincaid grade, from words, sentences and counted syllables.

0.39 x (words / sentences) + 11.8 x (syllables / words) - 15.59: J. P. Kincaid, R. P. Fishburne, R. L. Rogers and
B. S. Chissom, "Derivation of new readability formulas for Navy enlisted personnel", Research Branch Report 8-75, 1975.
It was made for passages, so it is taken over all that a flow says and not over one short question.
"""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…:;]+(?:\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$")


def words_of(text: str) -> list[str]:
    """The words of a plain text, without numbers and signs."""
    return _WORD.findall(text)


def grade(text: str) -> float:
    """The school grade (US) at which a plain text is read with ease; 0 for a text without words."""
    words = words_of(text)
    if not words:
        return 0.0
    sentences = sum(1 for part in _SENTENCE.split(text) if words_of(part))
    syllables = sum(syllables_of(word) for word in words)
    return 0.39 * len(words) / max(sentences, 1) + 11.8 * syllables / len(words) - 15.59


def syllables_of(word: str) -> int:
    """Syllables by the groups of vowels, the silent ending left out: right for nine words in ten, which is enough."""
    bare = word.lower()
    groups = len(_VOWELS.findall(bare))
    if groups > 1 and _SILENT_END.search(bare):
        groups -= 1
    return max(groups, 1)
