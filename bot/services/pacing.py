"""`/less` and `/more`: one step down or up of how often a person is asked, on command or by a button."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from bot.domain.calendar import local_date
from bot.domain.people import Participant
from bot.domain.schedules import ScheduleKind
from bot.services import confirming, enrolments, phrases, preferences
from bot.services.desk import Desk
from bot.services.messages import Button, text_params
from bot.services.preferences import Rhythm

Toast = str | None


def ask_less(desk: Desk, participant: Participant) -> None:
    """One step rarer; the step below the last one is /pause."""
    if not preferences.is_reached_by(participant, ScheduleKind.OWN):
        confirming.confirm(desk, participant)
        return
    rarer = list(Rhythm)[list(Rhythm).index(preferences.rhythm_of(participant)) + 1 :]
    _step(desk, participant, rarer, phrases.AS_RARE_AS_CAN_BE)


def ask_more(desk: Desk, participant: Participant) -> None:
    """One step more often; the step above none at all is what it was before."""
    if not preferences.is_reached_by(participant, ScheduleKind.OWN):
        _choose(desk, participant, "reaches", [*preferences.reaches(participant), ScheduleKind.OWN.value])
        return
    oftener = list(Rhythm)[: list(Rhythm).index(preferences.rhythm_of(participant))]
    _step(desk, participant, oftener[::-1], phrases.AS_OFTEN_AS_CAN_BE)


def rows() -> list[list[Button]]:
    """The two as buttons, for what comes unasked."""
    return [[(phrases.ASK_LESS, "c:less"), (phrases.ASK_MORE, "c:more")]]


def offer_rows() -> list[list[Button]]:
    """The answers to the offer of one question a week."""
    return [[(phrases.ONCE_A_WEEK, "c:weekly"), (phrases.AS_IT_IS, "c:as_it_is")]]


def last_rows() -> list[list[Button]]:
    """What is below the last line to somebody who was not heard for long; any tap is a sign of theirs."""
    return [[(phrases.BEGIN_AGAIN, "c:again"), (phrases.ONCE_A_WEEK, "c:weekly")]]


def take(desk: Desk, participant: Participant, rest: str, message_id: int | None) -> Toast:
    """`c:what`: a tap about how often to ask; an offer that was answered loses its buttons."""
    handle = _TAPS.get(rest)
    if handle is None:
        return phrases.OLD_BUTTON
    handle(desk, participant)
    if rest not in _KEPT and message_id is not None:
        desk.send(participant.chat_id, "editMessageReplyMarkup", {"message_id": message_id})
    return None


def _step(desk: Desk, participant: Participant, others: list[Rhythm], at_the_end: str) -> None:
    """Take the next of these rhythms that makes a difference to this person, who may work on a single day."""
    programme, today = desk.means.flows.programme(), local_date(desk.now, participant.timezone)
    now = preferences.rules(participant, programme)[ScheduleKind.OWN]
    for rhythm in others:
        settings = preferences.changed(participant, "rhythm", rhythm.value, today=today)
        changed = replace(participant, settings=settings)
        if preferences.rules(changed, programme)[ScheduleKind.OWN] != now:
            _choose(desk, participant, "rhythm", rhythm.value)
            return
    desk.send(participant.chat_id, "sendMessage", text_params(at_the_end))


def _choose(desk: Desk, participant: Participant, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
    changed = enrolments.set_field(desk, participant, name, value)
    enrolments.bring_in_line(desk, changed)
    confirming.confirm(desk, changed)


def _weekly(desk: Desk, participant: Participant) -> None:
    _choose(desk, participant, "rhythm", Rhythm.WEEKLY.value)


def _again(desk: Desk, participant: Participant) -> None:
    confirming.confirm(desk, participant)


def _as_it_is(desk: Desk, participant: Participant) -> None:
    desk.send(participant.chat_id, "sendMessage", text_params(phrases.LEFT_AS_IT_IS))


_TAPS: Final[Mapping[str, Callable[[Desk, Participant], None]]] = {
    "less": ask_less,
    "more": ask_more,
    "weekly": _weekly,
    "again": _again,
    "as_it_is": _as_it_is,
}

_KEPT: Final = frozenset({"less", "more"})
"""Buttons below a question, which stays open."""
