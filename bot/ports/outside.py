"""The outside world but for the store: time, ids, authored content, documents, and the way to people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.courses import Course
from bot.domain.deliveries import CallResult, Delivery
from bot.domain.portfolio import MonthReport
from bot.domain.programme import Programme
from bot.domain.trends import CohortReport
from bot.engine.definition import Flow
from bot.ports.publishing import FlowSet
from bot.ports.values import Document


class Clock(Protocol):
    """Domain time: schedules, windows and summaries read it, and it may be virtual."""

    def now(self) -> datetime:
        """The present instant, in UTC."""


class Ids(Protocol):
    """Fresh identifiers: 26 letters and digits that sort by the time of their making; and secrets, which nobody guesses."""

    def fresh(self) -> str:
        """An identifier that was never given before."""

    def secret(self) -> str:
        """32 letters, digits, dashes and underlines drawn from 192 bits."""


class FlowLibrary(Protocol):
    """The authored flows: the current ones by name, and any version that a live run may still need."""

    def names(self) -> Sequence[str]:
        """The names of all current flows."""

    def current(self, name: str) -> Flow:
        """The version that new runs begin with; KeyError for an unknown name."""

    def version(self, name: str, version: str) -> Flow | None:
        """One version by its content hash, None when it is not known here."""

    def adopt(self, flow: Flow) -> None:
        """Know an earlier version too, which a live run still needs."""

    def programme(self) -> Programme:
        """What is asked when."""

    def courses(self) -> Mapping[str, Course]:
        """The courses that cohorts can take, by their names."""

    def take_up(self, flow_set: FlowSet) -> None:
        """From now on these are the current flows; what was current before is known as earlier versions are."""

    def read_programme(self, text: str) -> Programme:
        """The programme of a published text; raises `FlowFaults`."""

    def read_course(self, text: str, name: str) -> Course:
        """The course of a published text; raises `FlowFaults`."""


class Documents(Protocol):
    """Turns reports into files; the same report gives the same bytes."""

    async def portfolio_pdf(self, report: MonthReport) -> bytes:
        """The month as a PDF for an appraiser."""

    async def month_card(self, report: MonthReport) -> bytes:
        """The month as a picture (PNG) without anyone's words."""

    async def cohort_card(self, report: CohortReport) -> bytes:
        """How a cohort is doing as a picture (PNG): nobody's name and nobody's words."""

    async def close(self) -> None:
        """Let the workers go."""


class QrCodes(Protocol):
    """Turns links into pictures that a phone's camera reads."""

    def png(self, text: str) -> bytes:
        """The QR code of a text, as PNG; the same text gives the same bytes."""


class Messenger(Protocol):
    """The Bot API, for calls whose outcome is recorded."""

    async def call(self, delivery: Delivery, files: Sequence[Document]) -> CallResult:
        """Make the call of a claimed delivery; never raises for what the network or the API answers."""
