"""What operators do from their phone: tutors' links, the tutors themselves, and how much was decided; no diary.

a:home | a:make | a:counts
a:tutors:<from>        a page of the tutors
a:tutor:<participant>  one of them; a:remove:<participant> asks, a:really:<participant> removes
a:links                links not used yet; a:revoke:<beginning of the hash> takes one back
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Final

from bot.domain.calendar import local_date
from bot.domain.ids import ParticipantId
from bot.domain.people import Participant
from bot.domain.roles import Link, LinkKind, Tutor
from bot.domain.schedules import DecisionKind
from bot.services import appointing, group_phrases, links, phrases
from bot.services.counting import Tally, tally
from bot.services.desk import Desk
from bot.services.messages import Button, text_params
from bot.services.wording import day_in_words

COUNTED_FOR: Final = timedelta(days=7)

ON_A_PAGE: Final = 8
"""Tutors, or links, that one message shows."""

Toast = str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """Who looks, and under which message of the bot they tapped."""

    desk: Desk
    operator: Participant
    message_id: int | None

    def show(self, text: str, rows: Sequence[Sequence[Button]]) -> None:
        params = text_params(text, rows=rows)
        method = "sendMessage"
        if self.message_id is not None:
            method, params = "editMessageText", {"message_id": self.message_id, **params}
        self.desk.send(self.operator.chat_id, method, params)

    def day(self, instant: datetime) -> str:
        return day_in_words(local_date(instant, self.operator.timezone))


def begin(desk: Desk, operator: Participant) -> None:
    """Show what there is to look after, in a message of its own."""
    _home(_Office(desk=desk, operator=operator, message_id=None), "")


def take(desk: Desk, operator: Participant, rest: str, message_id: int | None) -> Toast:
    """Do what a button says; that they are an operator was seen to (`access.TAPS`)."""
    verb, _, about = rest.partition(":")
    handle = _VERBS.get(verb)
    if handle is None:
        return phrases.OLD_BUTTON
    return handle(_Office(desk=desk, operator=operator, message_id=message_id), about)


def _home(office: _Office, _about: str) -> Toast:
    rows = [
        [(group_phrases.ADMIN_MAKE, "a:make")],
        [(group_phrases.ADMIN_TUTORS, "a:tutors:0"), (group_phrases.ADMIN_COUNTS, "a:counts")],
        [(group_phrases.ADMIN_LINKS, "a:links")],
    ]
    office.show(group_phrases.ADMIN, rows)
    return None


def _make(office: _Office, _about: str) -> Toast:
    desk = office.desk
    link = links.make(desk, kind=LinkKind.TUTOR, by=office.operator)
    until = office.day(desk.now + links.LIVES[LinkKind.TUTOR])
    words = group_phrases.TUTORS_LINK.format(until=until, link=link)
    desk.send(office.operator.chat_id, "sendMessage", text_params(words))
    return None


def _tutors(office: _Office, about: str) -> Toast:
    tutors = office.desk.uow.roles.all_tutors()
    first = int(about) if about.isascii() and about.isdigit() and int(about) < len(tutors) else 0
    shown = tutors[first : first + ON_A_PAGE]
    people = office.desk.uow.people.by_id([one.participant_id for one in shown])
    rows = [
        [
            (
                group_phrases.TUTOR_LINE.format(
                    name=_name(people.get(one.participant_id)), since=office.day(one.since)
                ),
                f"a:tutor:{one.participant_id}",
            )
        ]
        for one in shown
    ]
    turning = []
    if first > 0:
        turning.append((phrases.PAGE_BEFORE, f"a:tutors:{max(first - ON_A_PAGE, 0)}"))
    if first + ON_A_PAGE < len(tutors):
        number, of = first // ON_A_PAGE + 2, -(-len(tutors) // ON_A_PAGE)
        turning.append((phrases.PAGE_AFTER.format(number=number, of=of), f"a:tutors:{first + ON_A_PAGE}"))
    office.show(
        group_phrases.TUTORS if tutors else group_phrases.NO_TUTORS,
        [*rows, *([turning] if turning else []), [_BACK]],
    )
    return None


def _tutor(office: _Office, about: str) -> Toast:
    tutor = _found(office, about)
    if tutor is None:
        return group_phrases.TUTOR_GONE
    count = len(tutor.cohorts)
    words = group_phrases.TUTOR_CARD.format(
        name=_name_in_text(office, tutor),
        since=office.day(tutor.since),
        cohorts="1 cohort" if count == 1 else f"{count} cohorts",
    )
    rows = [[(group_phrases.REMOVE, f"a:remove:{about}")], [(group_phrases.ADMIN_BACK, "a:tutors:0")]]
    office.show(words, rows)
    return None


def _ask_to_remove(office: _Office, about: str) -> Toast:
    tutor = _found(office, about)
    if tutor is None:
        return group_phrases.TUTOR_GONE
    rows = [
        [(group_phrases.DO_REMOVE, f"a:really:{about}")],
        [(group_phrases.DO_NOT_REMOVE, f"a:tutor:{about}")],
    ]
    office.show(group_phrases.REALLY_REMOVE.format(name=_name_in_text(office, tutor)), rows)
    return None


def _remove(office: _Office, about: str) -> Toast:
    is_removed = appointing.remove(office.desk, ParticipantId(about), by=office.operator)
    _tutors(office, "")
    return group_phrases.REMOVED if is_removed else group_phrases.TUTOR_GONE


def _links(office: _Office, _about: str) -> Toast:
    standing = _standing(office.desk)[:ON_A_PAGE]
    rows = [
        [
            (
                group_phrases.LINK_LINE.format(
                    made=office.day(one.made_at), until=office.day(one.expires_at)
                ),
                f"a:revoke:{links.short(one)}",
            )
        ]
        for one in standing
    ]
    office.show(group_phrases.LINKS if standing else group_phrases.NO_LINKS, [*rows, [_BACK]])
    return None


def _revoke(office: _Office, about: str) -> Toast:
    link = next((one for one in _standing(office.desk) if links.short(one) == about), None)
    if link is not None:
        links.revoke(office.desk, link, by=office.operator)
    _links(office, "")
    return group_phrases.LINK_GONE if link is None else group_phrases.LINK_TAKEN_BACK


def _standing(desk: Desk) -> list[Link]:
    """All links that make a tutor, those of a cohort among them; newest first."""
    cohorts = [None, *(one.id for one in desk.uow.cohorts.all())]
    found = [link for one in cohorts for link in links.standing(desk, LinkKind.TUTOR, one)]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _counts(office: _Office, _about: str) -> Toast:
    now = office.desk.now
    tallies = tally(office.desk.uow.schedules.counts(now - COUNTED_FOR, now))
    lines = [_line(one) for one in tallies] or [group_phrases.COUNTS_NONE]
    office.show("\n".join((group_phrases.COUNTS, *lines)), [[_BACK]])
    return None


def _line(one: Tally) -> str:
    sent = sum(line.count for line in one.lines if line.kind is DecisionKind.SENT)
    words = group_phrases.COUNTS_LINE.format(
        what=group_phrases.COUNTS_KINDS[one.schedule], sent=f"{sent:,}", ended=f"{one.ended:,}"
    )
    return words + (group_phrases.COUNTS_PUT_OFF.format(count=f"{one.put_off:,}") if one.put_off else "")


def _found(office: _Office, about: str) -> Tutor | None:
    return office.desk.uow.roles.tutors([ParticipantId(about)]).get(ParticipantId(about))


def _name_in_text(office: _Office, tutor: Tutor) -> str:
    people = office.desk.uow.people.by_id([tutor.participant_id])
    return escape(_name(people.get(tutor.participant_id)), quote=False)


def _name(person: Participant | None) -> str:
    return (person.profile.get("first_name") if person is not None else None) or group_phrases.TUTOR_NAMELESS


_BACK: Final[Button] = (group_phrases.ADMIN_BACK, "a:home")

_VERBS: Final[Mapping[str, Callable[[_Office, str], Toast]]] = {
    "home": _home,
    "make": _make,
    "tutors": _tutors,
    "tutor": _tutor,
    "remove": _ask_to_remove,
    "really": _remove,
    "links": _links,
    "revoke": _revoke,
    "counts": _counts,
}
