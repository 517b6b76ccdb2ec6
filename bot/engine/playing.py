"""Replays golden conversations line by line: they must come out as they are written.

The run's state is written to JSON and read back at every turn, so each transcript tests that too.
"""

import difflib
from collections.abc import Mapping
from typing import Any

from bot.engine.definition import Flow
from bot.engine.engine import accepts, resume, start
from bot.engine.events import (
    AnswerRejected,
    ButtonsChanged,
    ConsentAnswered,
    EntrySaved,
    EntryStarred,
    Event,
    FlowRequested,
    FollowUpScheduled,
    HandedOver,
    MessageSaid,
    Option,
    PlanChanged,
    PlanMade,
    ProfileSet,
    RunFailed,
)
from bot.engine.run import (
    AnswerEdited,
    BackAsked,
    Context,
    OptionTapped,
    RepeatAsked,
    Resume,
    RunState,
    RunStatus,
    SkipAsked,
    StopAsked,
    TextTyped,
    Timeout,
    Turn,
    WaitTimedOut,
    dump_state,
    load_state,
)
from bot.engine.transcript import Line, Transcript, write_transcript
from bot.engine.typed import parse_duration

_GIVEN_KEYS = frozenset({"now", "occurrence", "trigger", "history", "course"})
_ACTIONS: Mapping[str, Resume] = {
    "skip": SkipAsked(),
    "back": BackAsked(),
    "stop": StopAsked(),
    "again": RepeatAsked(),
}
_OUTPUTS = frozenset(
    {
        "bot",
        "buttons",
        "saves",
        "sets",
        "consents",
        "stars",
        "starts",
        "plans",
        "replans",
        "schedules",
        "hands_over",
        "rejects",
        "fails",
        "ignored",
    }
)


def record_transcript(flow: Flow, transcript: Transcript) -> Transcript:
    """The same conversation as the flow has it now: the person's lines as written, everything else as it is."""
    player = Player(flow, transcript.given)
    player.begin()
    for line in transcript.script:
        player.take(line)
    return Transcript(
        file=transcript.file,
        given=transcript.given,
        script=tuple(player.lines),
        ends=player.state.status.value,
    )


def play_transcript(flow: Flow, transcript: Transcript) -> list[str]:
    """What differs between the conversation as written and as the flow has it now; empty if nothing does."""
    recorded = record_transcript(flow, transcript)
    written, played = write_transcript(transcript).splitlines(), write_transcript(recorded).splitlines()
    if written == played:
        return []
    return list(
        difflib.unified_diff(written, played, transcript.file, "as the flow has it", lineterm="", n=2)
    )


class Player:
    """Plays one conversation and writes down its lines."""

    def __init__(self, flow: Flow, given: Mapping[str, Any]) -> None:
        self.flow = flow
        self.given = given
        now = str(given.get("now", ""))
        self.context = Context(
            profile={key: value for key, value in given.items() if key not in _GIVEN_KEYS},
            calendar=_calendar(now),
            history=given.get("history") or {},
            course=given.get("course") or {},
        )
        self.lines: list[Line] = []
        self.state = RunState(flow=flow.name, version=flow.version)
        self.rows: tuple[tuple[Option, ...], ...] = ()
        self.saved: Mapping[str, Any] = {}
        self.waited = 0

    def begin(self) -> None:
        """Start the run."""
        occurrence = self.given.get("occurrence", 0)
        trigger = self.given.get("trigger") or {}
        self._follow(start(self.flow, context=self.context, given=trigger, occurrence=occurrence))

    def take(self, line: Line) -> None:
        """Do what a line says that the person does; lines of the bot are written anew."""
        key = next(iter(line))
        if key in _OUTPUTS:
            return
        self.lines.append({key: line[key]})
        if key == "after":
            self._let_pass(parse_duration(str(line[key])) or 0)
        elif key == "tap":
            self._tap(str(line[key]))
        elif key == "edit":
            edit = line[key]
            self._resume(AnswerEdited(name=str(edit["answer"]), text=str(edit["now"])))
        elif key == "do":
            self._resume(_ACTIONS[line[key]])
        elif accepts(self.flow, self.state, str(line[key]), context=self.context):
            self._resume(TextTyped(text=str(line[key])))
        else:
            self.lines.append({"ignored": "kept as free text"})

    def _tap(self, label: str) -> None:
        labels = [option.label for row in self.rows for option in row]
        if label in labels and self.state.wait is not None:
            self._resume(OptionTapped(position=labels.index(label)))
        else:
            self.lines.append({"ignored": "no such button"})

    def _let_pass(self, seconds: int) -> None:
        """Let time go by; a wait's times come due in their order."""
        until = self.waited + seconds
        while self.state.wait is not None and self.state.status is RunStatus.WAITING:
            wait, turn = self.state.wait, self.state.turn
            times = [
                (due, timeout)
                for due, timeout in (
                    (wait.remind_after, Timeout.REMINDER),
                    (wait.give_up_after, Timeout.EXPIRY),
                )
                if due is not None and due <= until
            ]
            if not times:
                break
            due, timeout = min(times)
            self._resume(WaitTimedOut(timeout=timeout))
            if self.state.turn != turn:
                until -= due
        self.waited = until

    def _resume(self, what: Resume) -> None:
        before = self.state.turn
        self._follow(resume(self.flow, self.state, what, context=self.context))
        if self.state.turn != before:
            self.waited = 0

    def _follow(self, turn: Turn) -> None:
        stored = dump_state(turn.state)
        self.state = load_state(stored)
        if dump_state(self.state) != stored:
            self.lines.append({"fails": "the state does not survive being stored"})
        for event in turn.events:
            line = self._line(event)
            if line:
                self.lines.append(line)

    def _line(self, event: Event) -> Line | None:
        if isinstance(event, MessageSaid):
            buttons = _labels(event.rows)
            self.rows = event.rows or self.rows
            return {"bot": event.text, "buttons": buttons} if buttons else {"bot": event.text}
        if isinstance(event, ButtonsChanged):
            self.rows = event.rows
            return {"buttons": _labels(event.rows)}
        if isinstance(event, EntrySaved):
            changed = {key: value for key, value in event.fields.items() if self._is_news(key, value)}
            self.saved = event.fields
            return {"saves": changed} if changed else None
        if isinstance(event, HandedOver):
            return {"hands_over": {event.to: _said(event.fields)}}
        return _plain_line(event)

    def _is_news(self, key: str, value: Any) -> bool:  # noqa: ANN401 - any JSON value
        return bool(self.saved.get(key) != value if self.saved else value)


def _plain_line(event: Event) -> Line | None:
    line: Line | None = None
    match event:
        case ProfileSet(name=name, value=value):
            line = {"sets": {name: value}}
        case ConsentAnswered(purpose=purpose, is_given=is_given):
            line = {"consents": {purpose: is_given}}
        case EntryStarred(entry=entry):
            line = {"stars": entry}
        case FlowRequested(flow=flow):
            line = {"starts": flow}
        case PlanMade(fields=fields):
            line = {"plans": _said(fields)}
        case PlanChanged(fields=fields):
            line = {"replans": _said(fields)}
        case FollowUpScheduled(flow=flow, after_days=days, on_date=date):
            line = {"schedules": f"{flow} on {date}" if date else f"{flow} in {days} days"}
        case AnswerRejected(name=name):
            line = {"rejects": name}
        case RunFailed(reason=reason, step=step):
            line = {"fails": f"{reason} at {step}"}
    return line


def _said(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _labels(rows: tuple[tuple[Option, ...], ...]) -> list[str]:
    return [option.label for row in rows for option in row]


def _calendar(now: str) -> Mapping[str, Any]:
    """What a flow may read of the day, as far as a written instant tells."""
    return {"date": now[:10], "hour": int(now[11:13])} if now[11:13].isdecimal() else {}
