"""`kipic flows play`: a flow as a chat in the terminal, with time that one lets pass, written down as a transcript."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapters.system import SystemClock
from bot.app.authoring.terminal import blue, bold, chat_lines, faint, green, indented, red, say
from bot.domain.errors import KipicError
from bot.engine.definition import Flow
from bot.engine.filters import printed, shortened
from bot.engine.playing import Player
from bot.engine.run import RunStatus
from bot.engine.steps.ask import TICK
from bot.engine.steps.ask_minutes import AskMinutes
from bot.engine.steps.ask_number import AskNumber
from bot.engine.steps.ask_scale import AskScale
from bot.engine.transcript import (
    ACTIONS,
    TRANSCRIPT_SUFFIX,
    Line,
    Transcript,
    load_transcript,
    write_transcript,
)
from bot.engine.typed import parse_duration

HELP = """\
Type an answer, or the number of a button.
/skip /back /stop /again    +3h lets three hours pass    /help
/edit NAME other words changes an earlier answer    /end leaves"""

_INDENT = 9
_TAKEN = frozenset({"bot", "tap", "after", "edit", "do"})
"""Keys of a transcript's lines that no person can be called by."""

_TOLD = {
    "saves": "kept",
    "sets": "set",
    "consents": "consent",
    "stars": "starred",
    "starts": "would begin",
    "plans": "planned",
    "replans": "plan changed",
    "schedules": "will come",
}
_REMARKS = {
    "kept as free text": "That answers nothing here. The bot would offer to keep it as a reflection.",
    "no such button": "There is no such button.",
}

Read = Callable[[str], str | None]
"""Shows a prompt and gives what was typed; None when there will be no more."""


def play(flow: Flow, given: Mapping[str, Any], *, read: Read, record: Path | None) -> int:
    """Chat until the flow has ended or the person leaves; write the transcript if one is wanted."""
    if record is not None and record.exists():
        remedy = "Choose another name for the transcript, or delete that file first."
        raise KipicError(f"{record} is there already.", remedy=remedy)
    chat = _Chat(Player(flow, given), str(given.get("first_name") or "Ada"))
    say(f"{bold(flow.title)}  {faint(f'about {flow.seconds} seconds')}")
    for line in HELP.splitlines():
        say(faint(line))
    say()
    chat.player.begin()
    chat.show()
    while chat.is_open:
        typed = read(f"{chat.name} › ")
        if typed is None or typed.strip() in {"/end", "/quit", "/exit"}:
            break
        chat.hear(typed.strip())
    say()
    say(f"{_verdict(chat.player.state.status)}")
    if record is not None:
        _write(record, chat.player)
    return 0


@dataclass(slots=True)
class _Chat:
    """The conversation on the screen: hears what is typed, and shows what came of it."""

    player: Player
    name: str
    shown: int = 0
    script: list[Line] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether anything that is typed can still count: an open question, or the taps of a closing card."""
        return self.player.state.wait is not None

    def hear(self, typed: str) -> None:
        """Take one line as a transcript's line, and show what came of it."""
        line = self._line(typed)
        if line is not None:
            self.player.take(line)
            self.shown += 1  # one's own line stands on the screen already
            self.show()

    def show(self) -> None:
        """Print what is new."""
        for line in self.player.lines[self.shown :]:
            for words in _lines_of(line, self._marks()):
                say(words)
        self.shown = len(self.player.lines)

    def _line(self, typed: str) -> Line | None:
        if not typed:
            return None
        if typed == "/help":
            say(faint(HELP))
            return None
        if typed.startswith("/"):
            return self._command(typed)
        if typed.startswith("+"):
            return self._time(typed)
        label = self._button(typed)
        if label is not None:
            return {"tap": label}
        name = self.name.split()[0].lower()
        return {"ada" if name in _TAKEN else name: typed}

    def _command(self, typed: str) -> Line | None:
        word, _, rest = typed[1:].partition(" ")
        answer, _, words = rest.partition(" ")
        if word in ACTIONS:
            return {"do": word}
        if word == "edit" and words:
            return {"edit": {"answer": answer, "now": words}}
        say(faint(HELP))
        return None

    def _time(self, typed: str) -> Line | None:
        span = typed[1:].strip()
        if parse_duration(span) is None:
            say(faint("Write it like +90m, +24h or +3d."))
            return None
        say(faint(f"— {span} later —"))
        return {"after": span}

    def _labels(self) -> list[str]:
        """The buttons that can be tapped now."""
        wait = self.player.state.wait
        labels = [option.label for row in self.player.rows for option in row]
        return labels if wait is not None and len(wait.options) == len(labels) else []

    def _button(self, typed: str) -> str | None:
        """The button that is meant: its number (`#3` where numbers are answers), or its whole label."""
        labels = self._labels()
        plain = {label.removeprefix(TICK).casefold(): label for label in labels}
        if typed.casefold() in plain:
            return plain[typed.casefold()]
        number = typed.removeprefix("#")
        if number.isdecimal() and (typed.startswith("#") or not self._counts()):
            return labels[int(number) - 1] if 0 < int(number) <= len(labels) else None
        return None

    def _counts(self) -> bool:
        """Whether a number is itself an answer to the open question."""
        wait = self.player.state.wait
        step = self.player.flow.steps[self.player.flow.index[wait.step]] if wait else None
        return isinstance(step, AskNumber | AskScale | AskMinutes)

    def _marks(self) -> str:
        return "#" if self._counts() else ""


def _lines_of(line: Line, mark: str) -> list[str]:
    key = next(iter(line))
    if key == "bot":
        first, *others = chat_lines(str(line["bot"]), _INDENT)
        return [
            f"   {green('Kipic')} {first[_INDENT:]}",
            *others,
            *_buttons(line.get("buttons") or [], mark),
            "",
        ]
    if key == "buttons":
        return [*_buttons(line["buttons"], mark), ""]
    if key == "fails":
        return [red(f"  ✗ The run fails: {line['fails']}"), ""]
    if key == "ignored":
        return [faint(words) for words in indented(_REMARKS.get(line[key], str(line[key])), _INDENT)] + [""]
    if key == "rejects":
        return [faint(" " * _INDENT + "(not taken)")]
    return _told(_TOLD.get(key, key), line[key])


def _told(word: str, told: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    """What the bot does beside talking, on one line if it fits."""
    if isinstance(told, dict):
        told = " · ".join(f"{name}: {shortened(printed(value), 40)}" for name, value in told.items())
    first, *others = indented(f"✓ {word}   {told}", _INDENT)
    return [faint(first), *(faint(f"  {line}") for line in others), ""]


def _buttons(labels: list[str], mark: str) -> list[str]:
    """The buttons with their numbers, as many in a row as fit."""
    rows: list[str] = []
    length = 0
    for number, label in enumerate(labels, 1):
        plain = f"[{mark}{number}] {label}"
        if rows and length + len(plain) < 60:  # noqa: PLR2004 - what is left of the line beside the indent
            rows[-1] += "   " + blue(plain)
            length += 3 + len(plain)
        else:
            rows.append(" " * _INDENT + blue(plain))
            length = len(plain)
    return rows


def _verdict(status: RunStatus) -> str:
    words = {
        RunStatus.COMPLETED: green("✓ The flow is complete."),
        RunStatus.EXPIRED: "The question closed: nobody answered in time.",
        RunStatus.STOPPED: "Stopped; what was said is kept.",
        RunStatus.WAITING: "Left while the question is open.",
        RunStatus.FAILED: red("✗ The run failed."),
    }
    return words[status]


def _write(record: Path, player: Player) -> None:
    transcript = Transcript(
        file=record.name, given=player.given, script=tuple(player.lines), ends=player.state.status.value
    )
    text = write_transcript(transcript)
    load_transcript(text, record.name)
    try:
        record.write_text(text, encoding="utf-8")
    except OSError as error:
        raise KipicError(
            f"{record} can't be written: {error.strerror}.", remedy="Name a file in a folder that is there."
        ) from None
    say(f"{record} keeps this conversation. kipic flows test replays it.")


def beginning(flow: Flow, transcripts: tuple[Transcript, ...], *, like: str | None) -> Mapping[str, Any]:
    """Who and what a conversation begins with: that of a transcript, or Ada in London, now.

    A flow that is handed something begins like its first transcript unless another is named.
    """
    named = {
        transcript.file.rpartition("/")[2].removesuffix(TRANSCRIPT_SUFFIX): transcript
        for transcript in transcripts
    }
    if like is not None and like not in named:
        raise KipicError(
            f"'{flow.name}' has no transcript '{like}'.", remedy=f"It has: {', '.join(named) or 'none'}."
        )
    if like is None and flow.given and named:
        like = next(iter(named))
    if like is not None:
        return named[like].given
    return {
        "first_name": "Ada",
        "timezone": "Europe/London",
        "now": SystemClock().now().isoformat(timespec="minutes"),
    }


def transcript_path(home: Path, name: str) -> Path:
    """Where a recorded conversation goes: a bare name beside the flow, anything else as it is written."""
    if "/" in name or name.endswith(".yaml"):
        return Path(name)
    return home / f"{name}{TRANSCRIPT_SUFFIX}"
