"""The one error tree: whatever stops Kipic says what is wrong and what to do about it.

    KipicError                 what is wrong (its text) and the remedy
    ├── SettingsError          the environment or the .env file; lists all faults at once
    ├── StoreError             the database can't be used
    │   ├── DatabaseUnavailable    not there, not open to us, or gone
    │   └── DatabaseNewer          made by a later version of Kipic
    ├── KeyProblem             a master key is missing, broken or not the one that sealed the data
    └── UnknownZone            a time zone that tzdata doesn't know

`FlowError` (a fault in an authored flow, with its line) stands in `bot/engine/errors.py`, because the engine
knows neither people nor time. The command line prints "what / remedy" and leaves with exit code 2.
No message holds a participant's words or a secret.
"""


class KipicError(Exception):
    """Something that a person has to mend; `str()` says what is wrong, `remedy` what to do."""

    remedy: str

    def __init__(self, what: str, *, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class SettingsError(KipicError):
    """The settings can't be used; the text has one line for each fault."""


class StoreError(KipicError):
    """The database can't be used."""


class DatabaseUnavailable(StoreError):  # noqa: N818 - the name says what is wrong, as the log prints it
    """The database can't be reached or opened."""


class DatabaseNewer(StoreError):  # noqa: N818 - the name says what is wrong, as the log prints it
    """The database was made by a later version of Kipic, which this one must not touch."""


class KeyProblem(KipicError):  # noqa: N818 - the name says what is wrong, as the log prints it
    """A master key is missing, can't be read, or isn't the one that the data was sealed with."""


class UnknownZone(KipicError):  # noqa: N818 - the name says what is wrong, as the log prints it
    """A name that is no IANA time zone."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"I don't know a time zone called {name[:64]!r}.",
            remedy="Use a name such as Europe/London, spelt as in the IANA time zone list.",
        )
