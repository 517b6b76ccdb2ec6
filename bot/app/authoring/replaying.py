"""`kipic flows test`: replays the transcripts of flows, and tells how much of each flow they walk through."""

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


def replay(folder: FlowsFolder) -> int:
    """Print what passes, what comes out otherwise, and what no transcript walks; the exit code."""
    if folder.faults:
        told = "\n".join(str(fault) for fault in folder.faults)
        raise KipicError(told, remedy="Mend that first: kipic flows check")
    failed = 0
    for name in folder.names:
        failed += _replay_flow(
            folder.flow(name), folder.transcripts[name], needed=folder.transcripts_needed(name)
        )
    flows = counted(len(folder.names), "flow")
    transcripts = counted(sum(map(len, folder.transcripts.values())), "transcript")
    verdict = red(f"{counted(failed, 'failure')}.") if failed else green("all as written.")
    say(f"{flows}, {transcripts}: {verdict}")
    return FAILED if failed else PASSED


def write_anew(folder: FlowsFolder) -> None:
    """Write every transcript that comes out otherwise as the flow has it now; the person's own lines stay."""
    for name, flow in folder.flows.items():
        for transcript in folder.transcripts.get(name, ()):
            if play_transcript(flow, transcript):
                path = folder.path / transcript.file
                path.write_text(write_transcript(record_transcript(flow, transcript)), encoding="utf-8")
                say(f"{folder.shown(transcript.file)} is written anew. Read what changed.")


def _replay_flow(flow: Flow, transcripts: tuple[Transcript, ...], *, needed: int) -> int:
    """One flow's lines of the report; how many things failed."""
    differing = [(item, lines) for item in transcripts if (lines := play_transcript(flow, item))]
    too_few = len(transcripts) < needed
    coverage = coverage_of(flow, transcripts)
    mark = red("✗") if differing or too_few else green("✓")
    count = counted(len(transcripts), "transcript")
    say(f"{mark} {flow.name:<24} {count:<16} {_summary(coverage)}")
    for part, words in _gaps(coverage):
        for line in indented(f"{words}: {_named(part)}", 4):
            say(faint(line))
    if too_few:
        need = counted(needed, "transcript")
        remedy = f"kipic flows play {flow.name} --record a_name"
        say(f"    {red('too few')}  This flow needs {need} at least. {faint('→')} {remedy}")
    for transcript, lines in differing:
        say(f"    {red('differs')}  {transcript.file}")
        for line in lines[2:]:
            say(f"      {_coloured(line)}")
    return len(differing) + too_few


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
