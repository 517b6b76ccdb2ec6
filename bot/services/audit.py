"""The audit log: every grant, use and removal, by ids and codes, so that it can be told later who let whom do what."""

from bot.domain.ids import AuditId, CohortId, ParticipantId
from bot.domain.people import Participant
from bot.domain.roles import Act, AuditLine
from bot.services.desk import Desk


def note(
    desk: Desk,
    act: Act,
    *,
    by: Participant | None,
    about_id: ParticipantId | None = None,
    cohort_id: CohortId | None = None,
    **facts: str,
) -> None:
    """Append a line in this transaction. `facts` are ids, codes and counts; never a name, never anybody's words."""
    line = AuditLine(
        id=AuditId(desk.means.ids.fresh()),
        at=desk.now,
        actor_id=None if by is None else by.id,
        act=act,
        about_id=about_id,
        cohort_id=cohort_id,
        facts=facts,
    )
    desk.uow.roles.audit([line])
