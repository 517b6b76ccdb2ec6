"""`kipic flows diff`: what has changed between a flow here and the same flow in another folder."""

from bot.app.authoring.folder import FlowsFolder
from bot.app.authoring.terminal import bold, faint, green, indented, red, say, yellow
from bot.engine.differences import Change, Difference, differences

_MARKS = {
    Change.ADDED: green("+"),
    Change.REMOVED: red("-"),
    Change.RENAMED: yellow("→"),
    Change.MOVED: yellow("↕"),
    Change.CHANGED: yellow("~"),
}


def compare(here: FlowsFolder, there: FlowsFolder, name: str) -> int:
    """Print how the flow there differs from the flow here."""
    changes = differences(here.flow(name), there.flow(name))
    if not changes:
        say(f"{green('✓')} '{name}' is the same in both.")
        return 0
    say(f"{bold(name)}  {faint(f'{here.path}  →  {there.path}')}")
    step = None
    for change in changes:
        if change.step != step or change.change is not Change.CHANGED:
            say(f"  {_MARKS[change.change]} {_head(change)}")
            step = change.step
        _print_words(change)
    return 0


def _head(change: Difference) -> str:
    subject = bold(change.step) if change.step else bold("(above the steps)")
    if change.change is Change.RENAMED:
        return f"{subject}  is this '{change.before}' under another name?"
    return subject if change.change is Change.CHANGED else f"{subject}  {change.change}"


def _print_words(change: Difference) -> None:
    if change.change in {Change.RENAMED, Change.MOVED}:
        return
    if change.key:
        say(faint(f"      {change.key}"))
    for sign, words, colour in (("-", change.before, red), ("+", change.after, green)):
        first, *more = indented(words, 8) or [""]
        if first:
            say(f"      {colour(sign)} {first.strip()}")
        for line in more:
            say(line)
