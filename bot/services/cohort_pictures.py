"""Pictures of how cohorts are doing: what tutors asked for, gathered, and queued once it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot.domain.errands import Errand, ErrandKind
from bot.domain.ids import DocumentId
from bot.domain.people import Participant
from bot.domain.portfolio import day_month_year
from bot.domain.trends import CohortReport
from bot.ports import Document, UnitOfWork
from bot.services import cohort_reports, cohorts, figure_phrases
from bot.services.desk import Desk, Means
from bot.services.messages import text_params


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture that somebody asked for; without a report there is nothing to draw for them any more."""

    errand: Errand
    report: CohortReport | None


def gather(uow: UnitOfWork, *, means: Means, now: datetime, limit: int) -> Sequence[Wanted]:
    """The next pictures that are to be drawn; whoever looks after the cohort no longer gets none."""
    errands = uow.errands.waiting(ErrandKind.PICTURE, limit=limit)
    if not errands:
        return []
    desk = Desk(uow, means, now=now)
    desk.load_people([one.participant_id for one in errands])
    return [Wanted(errand=one, report=_report(desk, one)) for one in errands]


def queue(uow: UnitOfWork, wanted: Wanted, picture: bytes | None, *, means: Means, now: datetime) -> bool:
    """Queue a picture, or a line if it could not be drawn; False if that was done, or something else asked for."""
    desk = Desk(uow, means, now=now)
    person_id = wanted.errand.participant_id
    desk.load_people([person_id])
    still = desk.errand(person_id, ErrandKind.PICTURE)
    if still is None or still.begun_at != wanted.errand.begun_at:
        return False
    desk.end_errand(person_id, ErrandKind.PICTURE)
    tutor = desk.person(person_id)
    if tutor is not None and wanted.report is not None:
        _send(desk, tutor, wanted.report, picture)
    desk.write()
    return True


def _report(desk: Desk, errand: Errand) -> CohortReport | None:
    tutor = desk.person(errand.participant_id)
    cohort = cohorts.theirs(desk, tutor, errand.about) if tutor is not None else None
    report = cohort_reports.report_of(desk, cohort) if cohort is not None else None
    return report if report is not None and report.is_told else None


def _send(desk: Desk, tutor: Participant, report: CohortReport, picture: bytes | None) -> None:
    if picture is None:
        desk.send(tutor.chat_id, "sendMessage", text_params(figure_phrases.NOT_DRAWN))
        return
    caption = figure_phrases.CAPTION.format(name=escape(report.name), day=day_month_year(report.made_on))
    delivery_id = desk.send(tutor.chat_id, "sendPhoto", {"caption": caption, "parse_mode": "HTML"})
    desk.changes.documents.append(
        Document(
            id=DocumentId(desk.means.ids.fresh()),
            participant_id=tutor.id,
            delivery_id=delivery_id,
            parameter="photo",
            name=f"kipic-{report.made_on:%Y-%m-%d}.png",
            content=picture,
        )
    )
