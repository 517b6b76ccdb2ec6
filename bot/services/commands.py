"""Commands: each a short function behind one table, so that the list of them is the list of what they do."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from bot.domain.calendar import first_of_month, local_date, parse_return
from bot.domain.ids import SummaryId
from bot.domain.incoming import CommandSent
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.portfolio import month_and_year
from bot.domain.roles import Role
from bot.domain.schedules import Reason
from bot.engine.run import BackAsked, RepeatAsked, Resume, SkipAsked, StopAsked
from bot.services import (
    access,
    admin,
    browsing,
    cohorts,
    composing,
    confirming,
    conversation,
    enrolments,
    explaining,
    group_phrases,
    leaving,
    line_phrases,
    mending,
    opening,
    own_plan,
    pacing,
    phrases,
    plans,
    putting_off,
    reviewing,
    summaries,
    withdrawals,
)
from bot.services.desk import Desk
from bot.services.messages import Button, text_params
from bot.services.wording import day_in_words

MONTHS_OFFERED: Final = 3

Toast = str | None


def obey(desk: Desk, participant: Participant, command: CommandSent) -> None:
    """Do what a command asks; an unknown one is answered kindly, and so is one that is not theirs to know.

    While a new wording is waited for, Back, Skip and Stop are about that, and any other command ends it too.
    """
    if mending.leave(desk, participant) and command.name in _CONTROLS:
        _say(desk, participant, phrases.LEFT_AS_IT_WAS)
        return
    handle = _COMMANDS.get(command.name)
    flow = desk.means.flows.programme().commands.get(command.name)
    if not access.may_send(desk, participant, command.name):
        _say(desk, participant, phrases.UNKNOWN_COMMAND)
    elif handle is not None:
        handle(desk, participant, command.arguments)
    elif flow is not None:
        _begin(desk, participant, flow)
    else:
        _say(desk, participant, phrases.UNKNOWN_COMMAND)


def begin_flow(desk: Desk, participant: Participant, name: str) -> Toast:
    """Begin one of the flows that people may begin themselves."""
    if name not in desk.means.flows.programme().reflect:
        return phrases.OLD_BUTTON
    _begin(desk, participant, name)
    return None


def summarise(desk: Desk, participant: Participant, which: str) -> Toast:
    """Ask for a month's summary (`2026-11`), or begin the review of one (`review:` and its id)."""
    if which.startswith("review:"):
        return summaries.begin_review(desk, participant, SummaryId(which.removeprefix("review:")))
    try:
        month = date.fromisoformat(f"{which}-01")
    except ValueError:
        return phrases.OLD_BUTTON
    if month > local_date(desk.now, participant.timezone):
        return phrases.FUTURE_MONTH
    summaries.ask_for(desk, participant, month)
    _say(desk, participant, phrases.MAKING_SUMMARY.format(month=month_and_year(month)))
    return None


def _start(desk: Desk, participant: Participant, arguments: str) -> None:
    """`/start` from the beginning of a chat, or with the token of a link that was opened."""
    if arguments:
        opening.open_(desk, participant, arguments)
    elif withdrawals.asked_run(desk, participant) is not None:
        _resume_run(desk, participant, RepeatAsked())
    else:
        _say(desk, participant, phrases.HELLO_AGAIN)


def _join(desk: Desk, participant: Participant, arguments: str) -> None:
    if arguments:
        opening.open_(desk, participant, arguments)
    else:
        _say(desk, participant, group_phrases.JOIN_WITH_WHAT)


def _leave(desk: Desk, participant: Participant, _arguments: str) -> None:
    leaving.begin(desk, participant)


def _cohorts(desk: Desk, participant: Participant, _arguments: str) -> None:
    cohorts.begin(desk, participant)


def _admin(desk: Desk, participant: Participant, _arguments: str) -> None:
    admin.begin(desk, participant)


def _reflect(desk: Desk, participant: Participant, _arguments: str) -> None:
    flows = desk.means.flows
    rows = [[(flows.current(name).title, f"f:{name}")] for name in flows.programme().reflect]
    desk.send(participant.chat_id, "sendMessage", text_params(phrases.CHOOSE_FLOW, rows=rows))


def _entries(desk: Desk, participant: Participant, _arguments: str) -> None:
    browsing.begin(desk, participant)


def _find(desk: Desk, participant: Participant, arguments: str) -> None:
    browsing.search(desk, participant, arguments)


def _plan(desk: Desk, participant: Participant, _arguments: str) -> None:
    own_plan.begin(desk, participant)


def _summary(desk: Desk, participant: Participant, _arguments: str) -> None:
    month = first_of_month(local_date(desk.now, participant.timezone))
    rows: list[list[Button]] = []
    for _ in range(MONTHS_OFFERED):
        rows.append([(month_and_year(month), f"s:{month:%Y-%m}")])
        month = first_of_month(date.fromordinal(month.toordinal() - 1))
    desk.send(participant.chat_id, "sendMessage", text_params(phrases.CHOOSE_MONTH, rows=rows))


def _pause(desk: Desk, participant: Participant, arguments: str) -> None:
    """`/pause` until they come back, or `/pause until 12 Jan`, which is leave with a day of return."""
    if not arguments:
        withdrawals.take_back(desk, participant, Reason.PAUSED)
        desk.save_participant(replace(participant, status=ParticipantStatus.PAUSED))
        _say(desk, participant, phrases.PAUSED)
        return
    back = parse_return(arguments, today=local_date(desk.now, participant.timezone))
    if back is None:
        _say(desk, participant, phrases.PAUSE_UNCLEAR)
        return
    withdrawals.take_back(desk, participant, Reason.ON_LEAVE)
    times = confirming.next_times(desk, enrolments.go_on_leave(desk, participant, back))
    words = phrases.ON_LEAVE if times else phrases.ON_LEAVE_TO_NOTHING
    _say(desk, participant, words.format(back=day_in_words(back), next=times))


def _resume(desk: Desk, participant: Participant, _arguments: str) -> None:
    times = confirming.next_times(desk, enrolments.come_back(desk, participant))
    _say(desk, participant, phrases.RESUMED.format(next=times) if times else phrases.RESUMED_TO_NOTHING)
    leaving.go_on_everywhere(desk, desk.person(participant.id) or participant)


def _less(desk: Desk, participant: Participant, _arguments: str) -> None:
    pacing.ask_less(desk, participant)


def _more(desk: Desk, participant: Participant, _arguments: str) -> None:
    pacing.ask_more(desk, participant)


def _back(desk: Desk, participant: Participant, _arguments: str) -> None:
    _resume_run(desk, participant, BackAsked())


def _skip(desk: Desk, participant: Participant, _arguments: str) -> None:
    _resume_run(desk, participant, SkipAsked())


def _later(desk: Desk, participant: Participant, _arguments: str) -> None:
    run = withdrawals.asked_run(desk, participant)
    if run is None:
        _say(desk, participant, phrases.NOTHING_OPEN)
    else:
        putting_off.offer(desk, participant, run)


def _stop(desk: Desk, participant: Participant, _arguments: str) -> None:
    has_said = conversation.has_kept(desk, participant)
    if _resume_run(desk, participant, StopAsked()):
        _say(desk, participant, phrases.STOPPED if has_said else phrases.STOPPED_UNSAID)


def _why(desk: Desk, participant: Participant, _arguments: str) -> None:
    explaining.explain(desk, participant)


def _help(desk: Desk, participant: Participant, _arguments: str) -> None:
    role = access.role_of(desk, participant)
    tutors = group_phrases.HELP_TUTOR if role is not Role.PARTICIPANT else ""
    operators = group_phrases.HELP_OPERATOR if role is Role.OPERATOR else ""
    _say(desk, participant, phrases.HELP + tutors + operators)


def _privacy(desk: Desk, participant: Participant, _arguments: str) -> None:
    rows = [[(line_phrases.MY_LINES, "l:mine")]]
    desk.send(participant.chat_id, "sendMessage", text_params(phrases.PRIVACY, rows=rows))


def _resume_run(desk: Desk, participant: Participant, resume: Resume) -> bool:
    run = withdrawals.asked_run(desk, participant)
    if run is None:
        _say(desk, participant, phrases.NOTHING_OPEN)
        return False
    conversation.carry_on(desk, participant, run, resume)
    return True


def _begin(desk: Desk, participant: Participant, name: str) -> None:
    if conversation.has_kept(desk, participant):
        _say(desk, participant, phrases.EARLIER_RUN_KEPT)
    # Before the next line: what is taken back unread may be the very check-in that is not needed any more.
    conversation.put_away(desk, participant)
    plans.withdraw(desk, participant, name)
    conversation.begin(desk, participant, desk.means.flows.current(name))


def _say(desk: Desk, participant: Participant, text: str) -> None:
    desk.send(participant.chat_id, "sendMessage", text_params(text))


_COMMANDS: Final[Mapping[str, Callable[[Desk, Participant, str], None]]] = {
    "start": _start,
    "join": _join,
    "leave": _leave,
    "cohorts": _cohorts,
    "admin": _admin,
    "reflect": _reflect,
    "entries": _entries,
    "find": _find,
    "plan": _plan,
    "summary": _summary,
    "pause": _pause,
    "resume": _resume,
    "less": _less,
    "more": _more,
    "back": _back,
    "skip": _skip,
    "later": _later,
    "stop": _stop,
    "why": _why,
    "help": _help,
    "privacy": _privacy,
    "broadcast": composing.begin,
    "broadcasts": composing.list_last,
    "shared": reviewing.begin,
}

_CONTROLS: Final = frozenset({"back", "skip", "stop"})
