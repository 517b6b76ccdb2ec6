"""`kipic decisions`: what was decided over everybody, and why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.adapters.system import SystemClock
from bot.app.assembly import opened_store
from bot.app.authoring.terminal import bold, counted, faint, green, say, yellow
from bot.config import Settings
from bot.domain.calendar import local_date, local_time
from bot.domain.schedules import DecisionCount, DecisionKind, Reason, ScheduleKind
from bot.services.counting import Tally, tally

KINDS: Final[Mapping[ScheduleKind, str]] = {
    ScheduleKind.SUMMARY: "Monthly summaries",
    ScheduleKind.BROADCAST: "Broadcasts",
    ScheduleKind.COURSE: "Course prompts",
    ScheduleKind.FOLLOW_UP: "What people asked to come back to",
    ScheduleKind.OWN: "Questions of people's own rotation",
    ScheduleKind.REMINDER: "Second asks",
}
DECISIONS: Final[Mapping[DecisionKind, str]] = {
    DecisionKind.SENT: "sent",
    DecisionKind.DEFERRED: "put off",
    DecisionKind.SKIPPED: "passed over",
    DecisionKind.DISPLACED: "gave way",
    DecisionKind.MISSED: "missed",
    DecisionKind.WITHDRAWN: "taken back",
}
REASONS: Final[Mapping[Reason, str]] = {
    Reason.ON_TIME: "it was time",
    Reason.PAUSED: "they had paused",
    Reason.BLOCKED: "they had blocked the bot",
    Reason.SILENT: "not heard from for long",
    Reason.ON_LEAVE: "they were on leave",
    Reason.NOT_A_WORKING_DAY: "not one of their working days",
    Reason.REST_AFTER_NIGHT: "they rested after a night",
    Reason.BANK_HOLIDAY: "a bank holiday",
    Reason.ON_NIGHTS: "they were on nights",
    Reason.NOT_IN_SESSION: "they don't work at that time",
    Reason.QUIET_HOURS: "their quiet hours",
    Reason.PROMPT_OPEN: "they were answering another one",
    Reason.SUMMARY_TODAY: "the month's summary came that day",
    Reason.BROADCAST_TODAY: "a broadcast came that day",
    Reason.COURSE_TODAY: "a course's prompt came that day",
    Reason.COURSE_WEEK: "a course had its turn that week",
    Reason.FOLLOW_UP_TODAY: "something they planned came that day",
    Reason.OWN_TODAY: "a question of their own came that day",
    Reason.CONTACT_TODAY: "they had a message that day already",
    Reason.WEEK_FULL: "their week was full",
    Reason.WINDOW_CLOSED: "it would have been too late",
    Reason.PLAN_SETTLED: "nothing was left to ask",
    Reason.ANSWERED_ALREADY: "they had answered by themselves",
    Reason.SWITCHED_OFF: "they had switched it off",
    Reason.OFFERED_LESS: "as an offer to ask less",
    Reason.LAST_LINE: "as a last line before silence",
    Reason.SHARED_LINES: "lines that people shared",
    Reason.LEFT_COHORT: "they had left the cohort",
    Reason.COHORT_PAUSED: "the cohort had a break",
    Reason.CALLED_OFF: "the tutor called it off",
    Reason.NOT_ASKED_YET: "the first ask had not come",
    Reason.HAD_ELSEWHERE: "they had it in another cohort",
    Reason.BEGAN_OTHER: "they began something else first",
}
WIDTH: Final = 76
_HOW_WIDTH, WHY_WIDTH = 13, 40


async def show_decisions(settings: Settings, *, days: int) -> int:
    """Print what was decided in the last days."""
    now = SystemClock().now()
    first = now - timedelta(days=days)
    async with opened_store(settings) as store:
        counts = await store.read(lambda uow: uow.schedules.counts(first, now))
    for line in table(tally(counts), since=first, days=days, zone=settings.timezone):
        say(line)
    return 0


def table(tallies: Sequence[Tally], *, since: datetime, days: int, zone: str) -> Iterator[str]:
    """The tallies in lines: one for each decision and reason, with its part of what ended one way or the other."""
    day, at = local_date(since, zone), local_time(since, zone)
    yield bold(f"Decided in the last {counted(days, 'day')}") + faint(
        f", since {day:%a} {day.day} {day:%b} at {at:%H:%M} ({zone})"
    )
    if not tallies:
        yield ""
        yield "Nothing fell due."
    for one in tallies:
        yield ""
        yield _heading(one)
        yield from _lines(one)


def _heading(one: Tally) -> str:
    beside = f"{one.ended:,} decided"
    beside += f", {one.put_off:,} × put off" if one.put_off else ""
    return bold(KINDS[one.schedule]) + faint(f"{beside:>{WIDTH - len(KINDS[one.schedule])}}")


def _lines(one: Tally) -> Iterator[str]:
    shown: DecisionKind | None = None
    for line in one.lines:
        how = f"{DECISIONS[line.kind] if line.kind is not shown else '':<{_HOW_WIDTH}}"
        shown = line.kind
        share = one.share(line)
        part = "" if share is None else _percent(share)
        figures = f"{line.count:>12,}{part:>9}".rstrip()
        yield f"  {_coloured(line, how)}{REASONS[line.reason]:<{WHY_WIDTH}}{figures}"


def _coloured(line: DecisionCount, how: str) -> str:
    if line.kind is DecisionKind.SENT:
        return green(how)
    return yellow(how) if line.kind is DecisionKind.MISSED else how


def _percent(share: float) -> str:
    return "< 1 %" if 0 < share < 0.005 else f"{share:.0%}".replace("%", " %")  # noqa: PLR2004 - what rounds to none
