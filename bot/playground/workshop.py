"""What the page may ask for an author of flows: to begin, check, play, record, test and publish a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

Files = Mapping[str, str]
"""Texts by their names as in a folder of flows: `evening_line/flow.yaml`, `_shared/gibbs.yaml`, `support.yaml`."""


class WorkshopRefusedError(Exception):
    """What an author asked for can't be done; `reason` is shown to them, with what to do about it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The files on an author's bench; `flow` names the one that is worked on."""

    flow: str
    files: Files = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFlow:
    """A flow that the bot has."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A step type: what it does in a sentence, and a sample to change."""

    type: str
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """The files of what was dropped or begun, the flows among them, and remarks on what was left out."""

    files: Files = field(repr=False)
    flows: Sequence[str]
    remarks: Sequence[str] = ()


class Kind(StrEnum):
    """A fault must be mended before anyone meets the flow; a warning should be."""

    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend: `line` counts from 1, `step` is "" where it concerns the whole flow."""

    kind: Kind
    file: str
    line: int
    step: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that is to be mended; and of a flow that loads, its title, its picture (SVG) and where each step stands."""

    findings: Sequence[Finding]
    title: str = ""
    picture: str = field(default="", repr=False)
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """So many of so many steps, choices or paths (`is_more` when not all were counted), and what is missing."""

    what: str
    walked: int
    whole: int
    is_more: bool
    missing: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One transcript, with the lines that tell how it comes out otherwise; none when it comes out as written."""

    file: str
    differences: Sequence[str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What replaying the transcripts of a draft came to, and how many of them it needs."""

    transcripts: Sequence[Outcome]
    needed: int
    coverage: Sequence[Covered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody's run of a flow stands: `step` is "" once it is over, `path` is what it has come by.

    `status` is the run's own: waiting, completed, expired, stopped or failed.
    """

    status: str
    step: str
    path: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDraft:
    """A draft that is now the bot's own; `command` is what a person sends to come to it, "" if nothing leads there."""

    title: str
    command: str


class Workshop(Protocol):
    """The author's bench behind the page. Every method but `standing` raises `WorkshopRefusedError`."""

    async def flows(self) -> Sequence[OwnFlow]:
        """The flows that the bot has, by title."""
        ...

    async def samples(self) -> Sequence[Sample]:
        """A sample of every step type."""
        ...

    async def begin(self, name: str, like: str) -> TakenIn:
        """A new flow: the small template, or a copy of one of the bot's own."""
        ...

    async def fetch(self, name: str) -> TakenIn:
        """One of the bot's own flows, with its transcripts."""
        ...

    async def take_in(self, parcel: Mapping[str, bytes]) -> TakenIn:
        """The flow files of a folder (contents by path), or of a zip."""
        ...

    async def check(self, draft: Draft) -> Report:
        """Everything that is to be mended, and the picture."""
        ...

    async def test(self, draft: Draft) -> Proof:
        """Replay the transcripts."""
        ...

    async def write_anew(self, draft: Draft) -> TakenIn:
        """The transcripts that come out otherwise, as the flow has them now."""
        ...

    async def play(self, draft: Draft, chat_id: int) -> None:
        """Begin the draft on somebody's phone, in the real bot."""
        ...

    async def standing(self, flow: str, chat_id: int) -> Standing | None:
        """Where somebody's latest run of a flow stands, None before they began one."""
        ...

    async def record(self, draft: Draft, chat_id: int, name: str) -> TakenIn:
        """What somebody said and tapped in their latest run, as a transcript of this name."""
        ...

    async def publish(self, draft: Draft, *, is_offered: bool) -> PublishedDraft:
        """Make the draft the bot's own; `is_offered` puts it among what /reflect offers."""
        ...

    async def pack(self, draft: Draft) -> bytes:
        """The draft as a zip."""
        ...
