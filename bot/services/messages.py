"""Messages as Bot API parameters: text, buttons, and the callback data that leads back from a button."""

from collections.abc import Sequence
from typing import Any

from bot.domain.ids import RunId
from bot.engine.events import Option
from bot.services import phrases

Button = tuple[str, str]
"""A button's label and its callback data."""

Params = dict[str, Any]


def text_params(text: str, *, rows: Sequence[Sequence[Button]] = (), is_silent: bool = False) -> Params:
    """A `sendMessage` of Telegram HTML, without link previews."""
    params: Params = {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    if rows:
        params["reply_markup"] = keyboard(rows)
    if is_silent:
        params["disable_notification"] = True
    return params


def keyboard(rows: Sequence[Sequence[Button]]) -> Params:
    """An inline keyboard."""
    return {
        "inline_keyboard": [[{"text": label, "callback_data": data} for label, data in row] for row in rows]
    }


def option_rows(rows: Sequence[Sequence[Option]], prefix: str) -> list[list[Button]]:
    """A run's options as buttons; each carries its position, never its value."""
    buttons: list[list[Button]] = []
    position = 0
    for row in rows:
        buttons.append([])
        for option in row:
            buttons[-1].append((option.label, f"{prefix}:{position}"))
            position += 1
    return buttons


def run_prefix(run_id: RunId, turn: int) -> str:
    """The callback data of a run's options, but for the position."""
    return f"r:{run_id}:{turn}"


def prompt_buttons(run_id: RunId, *, has_skip: bool) -> list[Button]:
    """The row under a prompt's question; a question that can be skipped needs no second way to."""
    skip = [] if has_skip else [(phrases.SKIP_TODAY, f"p:{run_id}:skip")]
    return [*skip, (phrases.LATER, f"p:{run_id}:later")]


def plan_data(verb: str, *parts: str) -> str:
    """The callback data of a button of the plan, such as `n:open:<item>:open`; see `plan_taps.py`."""
    return ":".join(("n", verb, *parts))


def entry_data(verb: str, *parts: str) -> str:
    """The callback data of a button of the portfolio, such as `e:open:<entry>:starred`; see `entry_taps.py`."""
    return ":".join(("e", verb, *parts))
