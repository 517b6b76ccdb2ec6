"""The author's bench of a playground: drafts are checked, played, recorded, tested, published and packed."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.app.authoring.chatting import beginning
from bot.app.authoring.checking import findings_of
from bot.app.authoring.folder import FlowsFolder
from bot.app.authoring.replaying import Replay, replayed, written_anew
from bot.app.program import Program
from bot.app.workshop.drafts import begun, files_of, flows_of, folder_of, require_content
from bot.app.workshop.parcels import is_flow_file, opened, packed, remarks, shown
from bot.app.workshop.publishing import publish_draft
from bot.app.workshop.recording import transcript_of
from bot.app.workshop.rehearsal import Rehearsal
from bot.app.workshop.samples import samples
from bot.domain.errors import KipicError
from bot.engine.coverage import Part
from bot.engine.definition import Flow
from bot.engine.graph import chart_of, svg
from bot.engine.inspection import Severity
from bot.engine.transcript import TRANSCRIPT_SUFFIX, write_transcript
from bot.playground.backstage import JumpRefusedError
from bot.playground.workshop import (
    Covered,
    Draft,
    Files,
    Finding,
    Kind,
    Outcome,
    OwnFlow,
    Proof,
    PublishedDraft,
    Report,
    Sample,
    Standing,
    TakenIn,
    WorkshopRefusedError,
)
from bot.playground.world import World
from bot.ports import Clock

T = TypeVar("T")


class AuthorsBench:
    """`bot.playground.workshop.Workshop`, on the flows of a folder and the program that runs."""

    def __init__(self, own: Path, running: Callable[[], Program], world: World, clock: Clock) -> None:
        self._own = own
        self._running = running
        self._clock = clock
        self._rehearsal = Rehearsal(running, world, clock)

    async def flows(self) -> Sequence[OwnFlow]:
        """The flows that the bot has, by title."""
        with _kindly():
            flows = self._running().parts.means.flows
            own = [OwnFlow(name=name, title=flows.current(name).title) for name in flows.names()]
            return sorted(own, key=lambda flow: flow.title)

    async def samples(self) -> Sequence[Sample]:
        """A sample of every step type."""
        return samples()

    async def begin(self, name: str, like: str) -> TakenIn:
        """A new flow: the small template, or a copy of one of the bot's own."""
        with _kindly():
            copied = self._files_of(like) if like else None
            return TakenIn(files=begun(name, like, copied), flows=[name])

    async def fetch(self, name: str) -> TakenIn:
        """One of the bot's own flows, with its transcripts."""
        with _kindly():
            return TakenIn(files=self._files_of(name), flows=[name])

    async def take_in(self, parcel: Mapping[str, bytes]) -> TakenIn:
        """The flow files of a folder (contents by path), or of a zip."""
        with _kindly():
            found = await asyncio.to_thread(opened, parcel)
            return TakenIn(files=found.files, flows=found.flows, remarks=remarks(found.left_out))

    async def check(self, draft: Draft) -> Report:
        """Everything that is to be mended, and the picture."""
        with _kindly():
            return await self._on(draft, _report)

    async def test(self, draft: Draft) -> Proof:
        """Replay the transcripts."""
        with _kindly():
            return _proof(await self._on(draft, _replayed))

    async def write_anew(self, draft: Draft) -> TakenIn:
        """The transcripts that come out otherwise, as the flow has them now."""
        with _kindly():
            anew = await self._on(draft, lambda folder: written_anew(folder, _sound(folder).name))
            return TakenIn(files=anew, flows=[draft.flow])

    async def play(self, draft: Draft, chat_id: int) -> None:
        """Begin the draft on somebody's phone, in the real bot."""
        with _kindly():
            flow, given = await self._on(draft, _beginning)
            await self._rehearsal.begin(flow, chat_id, given=given)

    async def standing(self, flow: str, chat_id: int) -> Standing | None:
        """Where somebody's latest run of a flow stands."""
        with _kindly():
            return await self._rehearsal.standing(flow, chat_id)

    async def record(self, draft: Draft, chat_id: int, name: str) -> TakenIn:
        """What somebody said and tapped in their latest run, as a transcript of this name."""
        file = f"{draft.flow}/{name}{TRANSCRIPT_SUFFIX}"
        with _kindly():
            _require_new(draft, file, name)
            flow = await self._on(draft, _sound)
            played = await self._rehearsal.played(draft.flow, chat_id)
            transcript = transcript_of(played, flow, file=file)
            return TakenIn(files={file: write_transcript(transcript)}, flows=[draft.flow])

    async def publish(self, draft: Draft, *, is_offered: bool) -> PublishedDraft:
        """Make the draft the bot's own; `is_offered` puts it among what /reflect offers."""
        with _kindly():
            outcome = await self._on(draft, _replayed)
            _require_passing(outcome)
            program, now = self._running(), self._clock.now()
            command = await program.parts.store.transact(
                lambda uow: publish_draft(
                    uow, outcome.flow, library=program.parts.means.flows, now=now, is_offered=is_offered
                )
            )
            await program.flows.follow()
            return PublishedDraft(title=outcome.flow.title, command=command)

    async def pack(self, draft: Draft) -> bytes:
        """The draft's flow, and the skeletons and cards beside it, as a zip."""
        with _kindly():
            require_content(draft)
            others = {f"{name}/" for name in flows_of(draft)} - {f"{draft.flow}/"}
            own = {file: text for file, text in draft.files.items() if not file.startswith(tuple(others))}
            return packed(own)

    def _files_of(self, name: str) -> Files:
        flows = self._running().parts.means.flows
        if name not in flows.names():
            raise KipicError(f"The bot has no flow '{shown(name)}'.", remedy="Choose one of its list.")
        return files_of(flows.current(name), self._own)

    async def _on(self, draft: Draft, work: Callable[[FlowsFolder], T]) -> T:
        """Do something with the draft as a folder, beside the loop that serves the phones."""
        flows = self._running().parts.means.flows
        current = [flows.current(name) for name in flows.names()]

        def within() -> T:
            with folder_of(draft, self._own, current) as folder:
                return work(folder)

        return await asyncio.to_thread(within)


@contextmanager
def _kindly() -> Iterator[None]:
    """What went wrong, in a sentence for the page, with what to do about it."""
    try:
        yield
    except KipicError as error:
        raise WorkshopRefusedError(f"{error} {error.remedy}".strip()) from None
    except JumpRefusedError as error:
        raise WorkshopRefusedError(error.reason) from None


def _report(folder: FlowsFolder) -> Report:
    findings = [
        Finding(
            kind=Kind.FAULT if found.severity is Severity.ERROR else Kind.WARNING,
            file=found.file,
            line=found.line,
            step=found.step,
            what=found.what,
            remedy=found.remedy,
        )
        for found in findings_of(folder)
    ]
    flow = folder.flows.get(folder.names[0])
    if flow is None:
        return Report(findings=findings)
    places = {step.id: flow.line_of(step.id) for step in flow.steps}
    return Report(findings=findings, title=flow.title, picture=svg(chart_of(flow)), places=places)


def _sound(folder: FlowsFolder) -> Flow:
    """The draft's flow; raises KipicError while it has faults."""
    faults = [found for found in findings_of(folder) if found.severity is Severity.ERROR]
    if faults:
        what = f"There {'is a fault' if len(faults) == 1 else f'are {len(faults)} faults'} in it."
        raise KipicError(what, remedy=f"Mend {'it' if len(faults) == 1 else 'them'} first.")
    return folder.flow(folder.names[0])


def _replayed(folder: FlowsFolder) -> Replay:
    return replayed(folder, _sound(folder).name)


def _beginning(folder: FlowsFolder) -> tuple[Flow, Mapping[str, Any]]:
    """The flow, and what it is handed: that of its first transcript, as in the terminal."""
    flow = _sound(folder)
    given = beginning(flow, folder.transcripts.get(flow.name, ()), like=None)
    return flow, given.get("trigger") or {}


def _proof(outcome: Replay) -> Proof:
    parts = (
        ("steps", outcome.coverage.steps),
        ("choices", outcome.coverage.choices),
        ("paths", outcome.coverage.paths),
    )
    return Proof(
        transcripts=[
            Outcome(file=item.file, differences=outcome.differing.get(item.file, ()))
            for item in outcome.transcripts
        ],
        needed=outcome.needed,
        coverage=[_covered(what, part) for what, part in parts],
    )


def _covered(what: str, part: Part) -> Covered:
    return Covered(
        what=what, walked=part.walked, whole=part.whole, is_more=part.is_more, missing=part.missing
    )


def _require_new(draft: Draft, file: str, name: str) -> None:
    if not is_flow_file(file):
        raise KipicError(
            "A transcript's name is made of letters, digits, - and _.", remedy="Choose one like 'evening'."
        )
    if file in draft.files:
        raise KipicError(f"There is a transcript '{name}' already.", remedy="Choose another name.")


def _require_passing(outcome: Replay) -> None:
    """Refuse what `kipic flows publish` would refuse."""
    if outcome.too_few:
        raise KipicError(
            "A flow needs a transcript before others meet it.",
            remedy="Try it on the phone, and keep that as a transcript.",
        )
    if outcome.differing:
        names = ", ".join(file.partition("/")[2] for file in outcome.differing)
        raise KipicError(
            f"It comes out otherwise than written in {names}.",
            remedy="“Test” shows how; mend the flow, or write the transcript anew.",
        )
