"""`kipic flows test`: replays the transcripts of flows, and tells how much of each flow they walk through."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.app.authoring.folder import FlowsFolder
from bot.app.authoring.terminal import blue, counted, faint, green, indented, red, say
from bot.domain.errors import KipicError
from bot.engine.coverage import Coverage, Part, coverage_of
from bot.engine.definition import Flow
from bot.engine.playing import play_transcript, record_transcript
from bot.engine.transcript import Transcript, write_transcript

PASSED, FAILED = 0, 1

MISSING_SHOWN = 6
"""Uncovered things named of each kind; more would hide the failures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of replaying one flow's transcripts: `differing` gives the lines that tell how each comes out."""

    flow: Flow
    transcripts: tuple[Transcript, ...]
    differing: Mapping[str, tuple[str, ...]] = field(repr=False)
    needed: int
    coverage: Coverage

    @property
    def too_few(self) -> bool:
        """Whether the flow needs more transcripts than it has."""
        return len(self.transcripts) < self.needed

    @property
    def failures(self) -> int:
        """How many things keep it from passing."""
        return len(self.differing) + self.too_few


def replayed(folder: FlowsFolder, name: str) -> Replay:
    """Replay the transcripts of a flow of the folder; raises KipicError if the flow does not load."""
    flow, transcripts = folder.flow(name), folder.transcripts[name]
    differing = {
        item.file: tuple(lines[2:]) for item in transcripts if (lines := play_transcript(flow, item))
    }
    return Replay(
        flow=flow,
        transcripts=transcripts,
        differing=differing,
        needed=folder.transcripts_needed(name),
        coverage=coverage_of(flow, transcripts),
    )


def written_anew(folder: FlowsFolder, name: str) -> Mapping[str, str]:
    """The transcripts that come out otherwise, as the flow has them now, by file; the person's own lines stay."""
    flow = folder.flow(name)
    return {
        transcript.file: write_transcript(record_transcript(flow, transcript))
        for transcript in folder.transcripts[name]
        if play_transcript(flow, transcript)
    }


def replay(folder: FlowsFolder) -> int:
    """Print what passes, what comes out otherwise, and what no transcript walks; the exit code."""
    if folder.faults:
        told = "\n".join(str(fault) for fault in folder.faults)
        raise KipicError(told, remedy="Mend that first: kipic flows check")
    failed = 0
    for name in folder.names:
        outcome = replayed(folder, name)
        failed += outcome.failures
        _print(outcome)
    flows = counted(len(folder.names), "flow")
    transcripts = counted(sum(map(len, folder.transcripts.values())), "transcript")
    verdict = red(f"{counted(failed, 'failure')}.") if failed else green("all as written.")
    say(f"{flows}, {transcripts}: {verdict}")
    return FAILED if failed else PASSED


def write_anew(folder: FlowsFolder) -> None:
    """Write every transcript that comes out otherwise as the flow has it now."""
    for name in set(folder.flows) & set(folder.transcripts):
        for file, text in written_anew(folder, name).items():
            (folder.path / file).write_text(text, encoding="utf-8")
            say(f"{folder.shown(file)} is written anew. Read what changed.")


def _print(outcome: Replay) -> None:
    mark = red("✗") if outcome.failures else green("✓")
    count = counted(len(outcome.transcripts), "transcript")
    say(f"{mark} {outcome.flow.name:<24} {count:<16} {_summary(outcome.coverage)}")
    for part, words in _gaps(outcome.coverage):
        for line in indented(f"{words}: {_named(part)}", 4):
            say(faint(line))
    if outcome.too_few:
        need = counted(outcome.needed, "transcript")
        remedy = f"kipic flows play {outcome.flow.name} --record a_name"
        say(f"    {red('too few')}  This flow needs {need} at least. {faint('→')} {remedy}")
    for file, lines in outcome.differing.items():
        say(f"    {red('differs')}  {file}")
        for line in lines:
            say(f"      {_coloured(line)}")
    if outcome.differing:
        name = outcome.flow.name
        say(
            f"    {faint('→')} Is it meant to be so? kipic flows test {name} --update writes it as it is now."
        )
        say("      Where a button is gone, delete the file and play it again with --record.")


def _summary(coverage: Coverage) -> str:
    parts = (("steps", coverage.steps), ("choices", coverage.choices), ("paths", coverage.paths))
    return "   ".join(
        f"{name} {part.walked}/{'>' if part.is_more else ''}{part.whole}" for name, part in parts
    )


def _gaps(coverage: Coverage) -> list[tuple[Part, str]]:
    gaps = [(coverage.steps, "never met"), (coverage.choices, "never chosen")]
    if not coverage.paths.is_more:
        gaps.append((coverage.paths, "never walked"))
    return [(part, words) for part, words in gaps if part.missing]


def _named(part: Part) -> str:
    shown = "  ·  ".join(part.missing[:MISSING_SHOWN])
    more = len(part.missing) - MISSING_SHOWN
    return f"{shown}  ·  and {more} more" if more > 0 else shown


def _coloured(line: str) -> str:
    if line.startswith("-"):
        return red(line)
    if line.startswith("+"):
        return green(line)
    return blue(line) if line.startswith("@@") else line
