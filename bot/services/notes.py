"""What recipients of a broadcast get: a flow of its own, so that Skip, Later, edits and the screen are as everywhere.

Its files are written as JSON, which YAML takes as it is: the tutor's words stay a quoted value, whatever they hold.
"""

import json
from typing import Any, Final

from bot.domain.broadcasts import AnswerKind, Broadcast
from bot.engine.definition import Flow
from bot.engine.document import read_document
from bot.engine.filters import shortened
from bot.engine.limits import SHORT_LENGTH
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.markup import rewritten
from bot.ports import FlowLibrary, StoredFlow

NOTE: Final = "broadcast_note"
"""The name of the flows that are made of broadcasts; each has its own version, and none is ever current."""

_SAID: Final = "said"
_SECONDS: Final = {AnswerKind.NONE: 4, AnswerKind.TEXT: 20, AnswerKind.CHOICES: 4, AnswerKind.SCALE: 4}


def note_of(broadcast: Broadcast, flows: FlowLibrary, *, is_kept: bool = True) -> Flow:
    """The flow that a broadcast is; with `is_kept` the answer becomes the person's own entry.

    Raises KeyError when the library flow that it is answered by is no more, FlowFaults when that can't follow words.
    """
    if broadcast.answer is AnswerKind.FLOW:
        return _before_flow(broadcast, flows.current(broadcast.flow or ""), is_kept=is_kept)
    flow: dict[str, Any] = {"flow": NOTE, "title": _title(broadcast), "seconds": _SECONDS[broadcast.answer]}
    if is_kept and broadcast.answer is not AnswerKind.NONE:
        flow["entry"] = {
            "activity": "cpd",
            "title": "{{ said }}"
            if broadcast.answer is AnswerKind.TEXT
            else f"{_title(broadcast)} – {{{{ label.said }}}}",
            "what": "{{ label.said }}",
            "status": {"reflected": _SAID},
        }
    return load_flow({FLOW_FILE: _written({**flow, "steps": _steps(broadcast)})}, NOTE)


def stored(flow: Flow) -> StoredFlow:
    """The flow as it is kept, for those whose run began with it."""
    return StoredFlow(name=flow.name, version=flow.version, files=flow.source)


def words_of(broadcast: Broadcast) -> str:
    """The tutor's words on one line, without their tags."""
    _, words = rewritten(broadcast.text)
    return " ".join(words.split())


def _steps(broadcast: Broadcast) -> list[dict[str, Any]]:
    text = _safe(broadcast.text)
    match broadcast.answer:
        case AnswerKind.NONE:
            return [{"end": "note", "text": text}]
        case AnswerKind.TEXT:
            question: dict[str, Any] = {"ask_text": _SAID}
        case AnswerKind.CHOICES:
            choices = {f"c{place}": label for place, label in enumerate(broadcast.choices, start=1)}
            question = {"ask_choice": _SAID, "choices": choices}
        case _:
            least, most = broadcast.choices
            question = {"ask_scale": _SAID, "from": int(least), "to": int(most)}
    return [question | {"text": text, "skip": True}, {"end": "thanks", "text": "Thank you.", "if": _SAID}]


def _before_flow(broadcast: Broadcast, flow: Flow, *, is_kept: bool) -> Flow:
    """A flow of the library with the tutor's words before its first step; its other files come along."""
    raw = dict(read_document(flow.source[FLOW_FILE], FLOW_FILE).value)
    if not is_kept:
        raw.pop("entry", None)
    steps = [{"say": "tutors_words", "text": _safe(broadcast.text)}, *raw["steps"]]
    files = {name: text for name, text in flow.source.items() if not name.startswith("flow.")}
    return load_flow({**files, FLOW_FILE: _written({**raw, "flow": NOTE, "steps": steps})}, NOTE)


def _title(broadcast: Broadcast) -> str:
    """The words as the title of an entry, where braces would be read as values."""
    plain = words_of(broadcast).replace("{", "(").replace("}", ")")
    return shortened(plain, SHORT_LENGTH)


def _safe(text: str) -> str:
    """Telegram's HTML in which no brace is left that a text of a flow would take for a value."""
    return text.replace("{", "&#123;").replace("}", "&#125;")


def _written(value: Any) -> str:  # noqa: ANN401 - the JSON of a flow
    # Line ends that YAML knows and JSON doesn't would break a quoted text.
    plain = json.dumps(value, ensure_ascii=False)
    return "".join(f"\\u{ord(sign):04x}" if sign in "\x85\u2028\u2029\x7f" else sign for sign in plain)
