"""What somebody did on their phone during a run, as a transcript: what they typed and tapped, and the time between."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.calendar import zone_of
from bot.domain.runs import Run
from bot.engine.definition import Flow, names_read
from bot.engine.playing import Player, record_transcript
from bot.engine.run import Context, RunState, RunStatus
from bot.engine.transcript import ACTIONS, Line, Transcript
from bot.playground.people import Deed, Doing
from bot.services.messages import run_prefix

READING: Final = timedelta(minutes=10)
"""Shorter pauses are reading and typing; longer ones belong into a transcript."""

_ACTS: Final = {**{f"/{action}": action for action in ACTIONS}, "/start": "again"}
"""The person's controls as they are typed."""

_TAKEN: Final = frozenset({"bot", "tap", "after", "edit", "do"})
"""Keys of a transcript's lines that no person can be called by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A run as it was played: by whom, on which version of the flow, and what they did meanwhile.

    `edited` names the answer that each of their messages holds; `now` is when the recording is made.
    """

    run: Run
    state: RunState
    flow: Flow
    context: Context
    timezone: str
    doings: Sequence[Doing] = field(repr=False)
    edited: Mapping[int, str]
    now: datetime


def transcript_of(played: Played, flow: Flow, *, file: str) -> Transcript:
    """The transcript of a played run, as `flow` (the draft as it is now) has it."""
    given = _given(played, flow)
    player = Player(played.flow, given)
    player.begin()
    for line, turn in _lines(played, _name(given)):
        _take(player, line, turn)
    script = tuple(player.lines)
    return record_transcript(flow, Transcript(file=file, given=given, script=script, ends="waiting"))


def _take(player: Player, line: Line, turn: int | None) -> None:
    """Do one line; what the run doesn't take (an old button, words that were not for it) leaves no trace."""
    if turn is not None and turn != player.state.turn:
        return
    before = len(player.lines)
    player.take(line)
    if any("ignored" in said for said in player.lines[before:]):
        del player.lines[before:]


def _given(played: Played, flow: Flow) -> Mapping[str, Any]:
    """Who and what the run began with, as far as the flow reads it."""
    began = played.run.started_at.astimezone(zone_of(played.timezone))
    read = {(root, name) for part in (flow.entry, *flow.steps) for _, root, name in names_read(part)}
    profile = {name: value for name, value in played.context.profile.items() if ("profile", name) in read}
    history = {name: value for name, value in played.context.history.items() if ("history", name) in read}
    course = {name: value for name, value in played.context.course.items() if ("course", name) in read}
    given: dict[str, Any] = {
        "first_name": played.context.profile.get("first_name") or "Ada",
        "now": began.isoformat(timespec="minutes"),
        **profile,
    }
    takes_turns = any(len(text.wordings) > 1 for step in flow.steps for text in step.texts())
    reads_turn = takes_turns or any(root == "run" for root, _ in read)
    optional = {
        "occurrence": played.state.occurrence if reads_turn else 0,
        "trigger": played.state.given,
        "history": history,
        "course": course,
    }
    return {**given, **{key: value for key, value in optional.items() if value}}


def _name(given: Mapping[str, Any]) -> str:
    """How the person is called in the lines of the script."""
    name = "".join(filter(str.isalpha, str(given["first_name"]).partition(" ")[0].lower()))
    return "ada" if not name or name in _TAKEN else name


def _lines(played: Played, name: str) -> Iterator[tuple[Line, int | None]]:
    """The lines that a person's doings make, each with the turn that it is for, where that is known."""
    last = played.run.started_at
    for doing in _during(played.doings, last):
        line, turn = _line(played, doing, name)
        if line is None:
            if doing.words.startswith("/") and doing.deed is Deed.TEXT:
                return  # they went on to something else
            continue
        yield from _pause(doing.at - last)
        last = doing.at
        yield line, turn
    is_over = played.state.status is not RunStatus.WAITING
    yield from _pause((played.run.updated_at if is_over else played.now) - last)


def _during(doings: Iterable[Doing], began: datetime) -> Iterator[Doing]:
    return (doing for doing in doings if doing.at >= began)


def _line(played: Played, doing: Doing, name: str) -> tuple[Line | None, int | None]:
    match doing.deed:
        case Deed.TEXT if doing.words.startswith("/"):
            action = _ACTS.get(doing.words.partition("@")[0])
            return ({"do": action} if action else None), None
        case Deed.TEXT:
            return {name: doing.words}, None
        case Deed.EDIT:
            answer = played.edited.get(doing.message_id)
            return ({"edit": {"answer": answer, "now": doing.words}} if answer else None), None
        case Deed.TAP:
            place, _, turn = doing.data.rpartition(":")[0].rpartition(":")
            is_own = turn.isdecimal() and place == run_prefix(played.run.id, int(turn)).rpartition(":")[0]
            return ({"tap": doing.words}, int(turn)) if is_own else (None, None)


def _pause(span: timedelta) -> Iterator[tuple[Line, None]]:
    """Time that passed, in whole minutes, if it is worth a line."""
    if span >= READING:
        minutes = int(span.total_seconds()) // 60
        yield {"after": f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"}, None
