"""What every text from outside goes through first: plain line ends, no control characters, no trickery."""

import re

# Line ends of other systems, form feeds and Unicode's separators; a CR LF pair is one end.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# The C0 and C1 controls, bidirectional embeddings, overrides and isolates (they can make a text read as
# another), byte order marks, and halves of surrogate pairs (no database stores them). Joiners and the
# left-to-right and right-to-left marks stay: emoji and scripts need them.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def normalise_text(text: str) -> str:
    """A text as it is screened and stored: newlines as LF, tabs as spaces, no controls, no blank ends."""
    if not text.isprintable():  # a newline, too, leads here: the quick way is for one plain line
        text = _LINE_ENDS.sub("\n", _DROPPED.sub("", text)).replace("\t", " ")
    return text.strip()
