"""The rules of copy and length that warnings speak of, each with its reason (docs: the authoring reference)."""

import re
from enum import IntEnum

PROMPT_LIMIT = 160
"""Characters of a question: what a phone's notification shows, and one breath."""

READING_GRADE = 9.0
"""Flesch–Kincaid grade that a flow should not pass: plain English for a tired reader at the end of a surgery. Health
text for the public aims at about 6; "guideline", "explanation" and "colleague" cost three grades here and stay."""

READING_WORDS = 30
"""Words below which a flow says too little to be graded."""

WORDS_A_SECOND = 4.0
"""Silent reading of English: 238 words a minute (M. Brysbaert, Journal of Memory and Language 109, 2019)."""

SLACK = 1.5
"""How far declared seconds may lie from the estimate, up and down: four for a tap and twenty for a sentence are rules
of thumb."""


class Rhythm(IntEnum):
    """How often a flow may be asked, as the most questions that it may then hold (a probe counts with its question)."""

    DAILY = 3
    OTHERWISE = 6


APPLAUSE = (
    "well done",
    "good job",
    "great job",
    "good work",
    "great work",
    "nice work",
    "keep it up",
    "keep going",
    "congratulations",
    "amazing",
    "awesome",
    "brilliant",
    "fantastic",
    "excellent",
    "good for you",
    "proud of you",
    "you rock",
    "hooray",
    "superb",
)
"""Cheerleading: praise for answering reads as a game, and rewards lower the quality of reflection."""

GRADING = (
    "you missed",
    "you forgot",
    "you failed",
    "you should have",
    "you haven't",
    "you have not answered",
    "not good enough",
    "streak",
    "in a row",
    "leaderboard",
    "points",
    "score",
    "badge",
    "level up",
    "correct answer",
    "wrong answer",
)
"""Grading and guilt: people leave over a broken streak."""


def found_in(text: str, phrases: tuple[str, ...]) -> str | None:
    """The first of these phrases that stands in a text as whole words, or None."""
    plain = text.casefold().replace("’", "'")
    return next((phrase for phrase in phrases if re.search(rf"\b{re.escape(phrase)}\b", plain)), None)
