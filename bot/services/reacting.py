"""What readers say to a line: "me too" by a tap, another way by words of their own; its author learns what, never who."""

from bot.domain.calendar import local_date, local_time
from bot.domain.ids import LineId, PostingId
from bot.domain.lines import LineStatus, Reaction, ReactionKind, SharedLine, mark_of
from bot.domain.people import Participant, ParticipantStatus
from bot.services import line_phrases, preferences
from bot.services.desk import Desk
from bot.services.judging import IN_CONVERSATION
from bot.services.messages import text_params

Toast = str | None


def read_by(desk: Desk, reader: Participant, digest_id: PostingId, mark: str) -> SharedLine | None:
    """The line of that mark in a digest that this person got, as long as it isn't taken back."""
    if desk.uow.postings.recipient(digest_id, reader.id) is None:
        return None
    lines = desk.uow.lines.in_digests([digest_id])
    found = (one for one in lines if mark_of(one.id) == mark and one.status is LineStatus.PASSED)
    return next(found, None)


def say_me_too(desk: Desk, reader: Participant, line: SharedLine) -> Toast:
    """Count the reader once."""
    if line.participant_id == reader.id:
        return line_phrases.THAT_IS_YOURS
    said = desk.uow.lines.reactions([line.id]).get(line.id, ())
    if any((one.participant_id, one.kind) == (reader.id, ReactionKind.ME_TOO) for one in said):
        return line_phrases.SAID_BEFORE
    _react(desk, reader, line, ReactionKind.ME_TOO)
    return line_phrases.SAID_ME_TOO


def take_other_way(desk: Desk, reader: Participant, line_id: LineId, text: str) -> None:
    """Keep how the reader would do it for the line's author."""
    line = desk.uow.lines.by_id([line_id]).get(line_id)
    if line is None or line.digest_id is None or line.status is not LineStatus.PASSED:
        desk.send(reader.chat_id, "sendMessage", text_params(line_phrases.LINE_GONE))
        return
    if desk.uow.postings.recipient(line.digest_id, reader.id) is None or line.participant_id == reader.id:
        return  # no button of ours led here
    _react(desk, reader, line, ReactionKind.DIFFERENTLY, text)
    desk.send(reader.chat_id, "sendMessage", text_params(line_phrases.SAID_DIFFERENTLY, is_silent=True))


def _react(desk: Desk, reader: Participant, line: SharedLine, kind: ReactionKind, text: str = "") -> None:
    reaction = Reaction(line_id=line.id, participant_id=reader.id, kind=kind, text=text, at=desk.now)
    desk.uow.lines.react([reaction])
    _tell_author(desk, line)


def _tell_author(desk: Desk, line: SharedLine) -> None:
    """Say quietly that there is something to read, once a day, and only where nothing of theirs is disturbed by it.

    Whoever is asleep, off, away or in the middle of something finds it in their list.
    """
    author = desk.somebody(line.participant_id)
    if author is None or author.status is not ParticipantStatus.ACTIVE or _is_disturbed(desk, author):
        return
    rows = [[(line_phrases.MY_LINES, "l:mine")]]
    params = text_params(line_phrases.SOMETHING_SAID, rows=rows, is_silent=True)
    today = local_date(desk.now, author.timezone)
    desk.send(author.chat_id, "sendMessage", params, key=f"said:{author.id}:{today}")


def _is_disturbed(desk: Desk, author: Participant) -> bool:
    zone, run = author.timezone, desk.open_run(author.id)
    if run is not None and desk.now - run.updated_at < IN_CONVERSATION:
        return True
    try:
        quiet = preferences.quiet_hours(author)
        week = preferences.working_week(author, desk.means.holidays)
    except (ValueError, KeyError, TypeError):
        return True  # settings of theirs that can't be read must not cost the reader their tap
    is_quiet = quiet.next_allowed(desk.now, zone=zone) > desk.now
    return is_quiet or week.time_off(local_date(desk.now, zone), local_time(desk.now, zone)) is not None
