"""`kipic flows check`: everything that is to be mended in a folder of flows, all at once, with its line and a remedy."""

from bot.app.authoring.folder import FlowsFolder
from bot.app.authoring.terminal import bold, counted, faint, green, indented, red, say, yellow
from bot.engine.inspection import Finding, Severity, inspect_flow

CLEAN, WARNED, FAULTY = 0, 1, 2
"""Exit codes: nothing to mend (or warnings that are allowed), warnings where none is allowed, faults."""


def check(folder: FlowsFolder, *, is_strict: bool) -> int:
    """Print all findings of the flows and the sum of them; the exit code."""
    findings = findings_of(folder)
    for finding in findings:
        _print(folder, finding)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    flows = _looked_at(folder)
    if not findings:
        say(f"{green('✓')} {flows}: nothing to mend.")
        return CLEAN
    say(f"{flows}: {counted(errors, 'fault')}, {counted(warnings, 'warning')}.")
    return FAULTY if errors else WARNED if is_strict else CLEAN


def _looked_at(folder: FlowsFolder) -> str:
    courses = counted(len(folder.course_texts), "course")
    if not folder.names:
        return courses
    flows = counted(len(folder.names), "flow")
    return f"{flows}, {courses}" if folder.course_texts else flows


def findings_of(folder: FlowsFolder) -> list[Finding]:
    """The faults of all files and, of the flows that load, what an inspection finds."""
    found = [
        Finding(
            severity=Severity.ERROR,
            file=fault.file,
            line=fault.line,
            step=fault.step,
            what=fault.reason,
            remedy=fault.remedy,
        )
        for fault in folder.faults
    ]
    for name, flow in folder.flows.items():
        found += inspect_flow(flow, rhythm=folder.rhythm(name))
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.severity))


def _print(folder: FlowsFolder, finding: Finding) -> None:
    mark = red("fault  ") if finding.severity is Severity.ERROR else yellow("warning")
    step = faint(f"  step '{finding.step}'") if finding.step else ""
    say(f"{bold(f'{folder.shown(finding.file)}:{finding.line}')}{step}")
    what, *more = indented(finding.what, 11)
    say(f"  {mark}  {what.strip()}")
    for line in more:
        say(line)
    remedy, *more = indented(finding.remedy, 11) or [""]
    if remedy:
        say(f"         {faint('→')} {remedy.strip()}")
    for line in more:
        say(line)
    say()
