"""Inspects a flow that loads: faults of its ways, its words and its length, each with its line and how to mend it.

What a file must be to be a flow at all is the loader's business (`FlowFaults`). Two faults can't be found here because
they can't be written: a loop without a wait (jumps lead forward only, rounds are counted), and a jump to nowhere.
"""

from bot.engine.definition import Flow
from bot.engine.inspection.copy_rules import Rhythm
from bot.engine.inspection.finding import Finding, Severity
from bot.engine.inspection.lengths import inspect_lengths
from bot.engine.inspection.places import Places
from bot.engine.inspection.walks import STANDS_LIMIT, Walks, walk_all
from bot.engine.inspection.ways import inspect_ways
from bot.engine.inspection.wording import inspect_wording

__all__ = ["Finding", "Rhythm", "Severity", "Walks", "inspect_flow", "walk_all"]


def inspect_flow(
    flow: Flow, *, rhythm: Rhythm = Rhythm.OTHERWISE, walks: Walks | None = None
) -> tuple[Finding, ...]:
    """Everything that is to be mended in a flow, in the order of its lines; `rhythm` says how often it is asked."""
    places = Places(flow)
    walks = walk_all(flow) if walks is None else walks
    findings = [
        *inspect_ways(flow, walks, places),
        *inspect_wording(flow),
        *inspect_lengths(flow, walks, places, rhythm),
    ]
    if not walks.is_whole:
        top = places.top()
        what = f"This flow has more than {STANDS_LIMIT} different ways, so not all of them were looked at."
        remedy = "Make two flows of it, or let fewer answers decide what follows."
        findings.append(
            Finding(
                severity=Severity.WARNING, file=top.file, line=top.line, step="", what=what, remedy=remedy
            )
        )
    return tuple(sorted(findings, key=lambda finding: (finding.file, finding.line, finding.what)))
