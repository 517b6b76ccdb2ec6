"""`kipic audit`: who let whom do what, by ids and codes, the last first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.adapters.system import SystemClock
from bot.app.assembly import opened_store
from bot.app.authoring.terminal import bold, faint, say
from bot.config import Settings
from bot.domain.calendar import local_date, local_time
from bot.domain.roles import Act, AuditLine

ACTS: Final[Mapping[Act, str]] = {
    Act.LINK_MADE: "made a link",
    Act.LINK_USED: "opened a link",
    Act.LINK_REFUSED: "was refused by a link",
    Act.LINK_REVOKED: "took a link back",
    Act.TUTOR_GRANTED: "became a tutor",
    Act.TUTOR_REMOVED: "removed a tutor",
    Act.COHORT_MADE: "made a cohort",
    Act.COHORT_CHANGED: "changed a cohort",
    Act.COHORT_ARCHIVED: "archived a cohort",
    Act.TUTOR_ADDED: "added a tutor to a cohort",
    Act.BROADCAST_SENT: "sent a broadcast",
    Act.BROADCAST_CANCELLED: "cancelled a broadcast",
    Act.LINE_PASSED: "passed a shared line on",
    Act.LINE_SET_ASIDE: "set a shared line aside",
}


async def show_audit(settings: Settings, *, last: int) -> int:
    """Print the last lines of the audit log."""
    async with opened_store(settings) as store:
        found = await store.read(lambda uow: uow.roles.audited(limit=last))
    for line in lines(
        found, zone=settings.timezone, year=local_date(SystemClock().now(), settings.timezone).year
    ):
        say(line)
    return 0


def lines(found: Sequence[AuditLine], *, zone: str, year: int) -> Iterator[str]:
    """Each line of the log with its ids below it; `year` is the one that goes without saying."""
    if not found:
        yield "Nothing has been noted yet."
    for one in found:
        day, at = local_date(one.at, zone), local_time(one.at, zone)
        shown = f"{day:%a} {day.day} {day:%b}" + ("" if day.year == year else f" {day.year}")
        yield f"{shown} {at:%H:%M}  {bold(one.actor_id or 'nobody known')} {ACTS[one.act]}"
        facts = {"whom": one.about_id, "cohort": one.cohort_id, **one.facts}
        beside = "  ".join(f"{name}={value}" for name, value in facts.items() if value is not None)
        if beside:
            yield faint(f"    {beside}")
