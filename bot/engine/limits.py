"""How large and how long anything in a flow may be, each with its reason."""

FILE_LIMIT = 1024 * 1024
"""Bytes of one content file; a real one has a few thousand."""

NODE_LIMIT = 10_000
"""Values in one content file, so that reading a hostile one ends within a second."""

LINES_LIMIT = 20_000
WORDS_LIMIT = 50_000
"""Lines and words of one content file, counted before it is parsed, for the same reason; real ones have hundreds."""

DEPTH_LIMIT = 12
"""Nesting in a content file; the language needs 6."""

FAULTS_LIMIT = 100
"""Faults after which reading a flow ends; nobody mends more in one go, and each costs the time to word it."""

STEPS_LIMIT = 200
"""Steps of one flow, sub-flows and repeats included."""

CHECKS_LIMIT = 8
"""Checks of one answer."""

CONTACTS_LIMIT = 12
"""Contacts on one card."""

LOCALES_LIMIT = 8
"""Languages of one flow."""

ADDRESS_LIMIT = 64
"""Characters of a step's name with the sub-flows and rounds that it stands in: a column is that wide."""

ROUNDS_LIMIT = 12
"""Rounds of one repeat; nobody answers the same question oftener in one sitting."""

CALLS_LIMIT = 4
"""Sub-flows inside each other."""

EXPRESSION_LIMIT = 300
"""Characters of one condition or of one `{{ … }}`."""

EXPRESSION_NODES = 60
"""Operands and operators of one condition."""

TEXT_LIMIT = 1500
"""Characters that an author writes for one message; with the values below it stays under Telegram's 4,096."""

MANY_TEXT_LIMIT = 600
"""Characters, tags left out, of what a person writes for many to read: what a phone shows without scrolling."""

MANY_CHOICES = 8
MANY_LABEL_LIMIT = 40
"""Buttons that a person writes under it, and the characters of each: what a small phone shows of one line."""

VALUES_LIMIT = 4
"""Values printed in one message."""

SOURCE_LIMIT = TEXT_LIMIT + VALUES_LIMIT * (EXPRESSION_LIMIT + 4)
"""Characters of one text as written, values and their braces included."""

VALUE_LIMIT = 500
"""Characters of one value printed in a message; what is longer ends in an ellipsis."""

LABEL_LIMIT = 60
"""Characters on a button; phones cut longer ones."""

CHOICES_LIMIT = 24
"""Buttons of one question; Telegram allows 100, a thumb far fewer."""

ROTATION_LIMIT = 12
"""Wordings that take turns."""

TITLE_LIMIT = 80
"""Characters of an entry's title: its first line, shortened."""

FIELD_LIMIT = 16_000
"""Characters of any other field of an entry: four full Telegram messages."""

ANSWER_LIMIT = 4096
"""Characters of one answer, Telegram's own limit for a message."""

STEP_LIMIT = 100
"""Steps visited in one turn."""

TURN_LIMIT = 500
"""Turns of one run."""

STATE_LIMIT = 64 * 1024
"""Bytes of a run's state as JSON."""

SHORT_LENGTH = 60
"""Characters that the `short` filter leaves."""
