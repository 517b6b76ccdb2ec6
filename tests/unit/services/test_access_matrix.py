"""Who may do what, cell by cell: every command and every kind of button, for everybody there is, near and far cohort.

A command that stands in no row fails these tests, and so does a kind of button: whoever adds one says here for whom.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from bot.domain.broadcasts import Broadcast, BroadcastStatus
from bot.domain.cohorts import Cohort, Enrolment
from bot.domain.ids import CohortId, LineId, ParticipantId, PostingId
from bot.domain.incoming import ButtonTapped, CommandSent, TextSent
from bot.domain.lines import SharedLine, mark_of
from bot.domain.postings import Posting, PostingKind
from bot.domain.roles import LinkKind, Role, Tutor
from bot.ports import UnitOfWork
from bot.services import (
    access,
    admin,
    cohort_taps,
    commands,
    composing,
    group_phrases,
    inbound,
    line_phrases,
    line_taps,
    links,
    phrases,
    tutor_taps,
)
from bot.services.desk import Desk
from tests.fake_cohorts import FakeRoles
from tests.fakes import FakeUnitOfWork
from tests.surgery import BOT, MONDAY, Doctor, Surgery

NEAR, FAR, NOWHERE = CohortId("near".zfill(26)), CohortId("far".zfill(26)), CohortId("none".zfill(26))
DRAFT, SENT = PostingId("draft".zfill(26)), PostingId("sent".zfill(26))

ASKED_NEAR, ASKED_FAR = PostingId("asked1".zfill(26)), PostingId("asked2".zfill(26))
LINE = LineId("line".zfill(26))

PEOPLE = ("newcomer", "participant", "member", "tutor_far", "tutor", "operator")
"""Before consent; a participant; one of the near cohort; the far cohort's tutor; the near one's; an operator."""

COMMANDS = """
                newcomer  participant  member   tutor_far  tutor    operator
start           welcome   does         does     does       does     does
join            welcome   does         does     does       does     does
leave           welcome   does         does     does       does     does
reflect         welcome   does         does     does       does     does
entries         welcome   does         does     does       does     does
find            welcome   does         does     does       does     does
plan            welcome   does         does     does       does     does
summary         welcome   does         does     does       does     does
pause           welcome   does         does     does       does     does
resume          welcome   does         does     does       does     does
less            welcome   does         does     does       does     does
more            welcome   does         does     does       does     does
back            welcome   does         does     does       does     does
skip            welcome   does         does     does       does     does
later           welcome   does         does     does       does     does
stop            welcome   does         does     does       does     does
why             welcome   does         does     does       does     does
help            welcome   does         does     does       does     does
privacy         does      does         does     does       does     does
today           welcome   does         does     does       does     does
case            welcome   does         does     does       does     does
cpd             welcome   does         does     does       does     does
pun             welcome   does         does     does       does     does
event           welcome   does         does     does       does     does
feedback        welcome   does         does     does       does     does
qi              welcome   does         does     does       does     does
pdp             welcome   does         does     does       does     does
wellbeing       welcome   does         does     does       does     does
settings        welcome   does         does     does       does     does
support         welcome   does         does     does       does     does
broadcast       welcome   unknown      unknown  does       does     does
broadcasts      welcome   unknown      unknown  does       does     does
cohorts         welcome   unknown      unknown  does       does     does
shared          welcome   unknown      unknown  does       does     does
admin           welcome   unknown      unknown  unknown    unknown  does
xyzzy           welcome   unknown      unknown  unknown    unknown  unknown
"""

BUTTONS = """
                             newcomer  participant  member  tutor_far  tutor   operator
a:home                       welcome   old          old     old        old     does
a:make                       welcome   old          old     old        old     does
a:tutors:0                   welcome   old          old     old        old     does
a:tutor:{tutor}              welcome   old          old     old        old     does
a:remove:{tutor}             welcome   old          old     old        old     does
a:really:{tutor}             welcome   old          old     old        old     does
a:links                      welcome   old          old     old        old     does
a:revoke:{link}              welcome   old          old     old        old     does
a:counts                     welcome   old          old     old        old     does
a:xyzzy                      welcome   old          old     old        old     old
g:list                       welcome   old          old     does       does    does
g:list:ended                 welcome   old          old     does       does    does
g:list:open:{near}           welcome   old          old     does       does    does
g:new                        welcome   old          old     does       does    does
g:open:{near}                welcome   old          old     old        does    does
g:open:{far}                 welcome   old          old     does       old     does
g:open:{nowhere}             welcome   old          old     old        old     old
g:invite:{near}              welcome   old          old     old        does    does
g:invite:{far}               welcome   old          old     does       old     does
g:invite:{nowhere}           welcome   old          old     old        old     old
g:recall:{near}              welcome   old          old     old        does    does
g:recall:{far}               welcome   old          old     does       old     does
g:recall:{nowhere}           welcome   old          old     old        old     old
g:revoke:{near}              welcome   old          old     old        does    does
g:revoke:{far}               welcome   old          old     does       old     does
g:revoke:{nowhere}           welcome   old          old     old        old     old
g:tutor:{near}               welcome   old          old     old        does    does
g:tutor:{far}                welcome   old          old     does       old     does
g:tutor:{nowhere}            welcome   old          old     old        old     old
g:when:{near}                welcome   old          old     old        does    does
g:when:{far}                 welcome   old          old     does       old     does
g:when:{nowhere}             welcome   old          old     old        old     old
g:move:{near}:20260309       welcome   old          old     old        does    does
g:move:{far}:20260309        welcome   old          old     does       old     does
g:move:{nowhere}:20260309    welcome   old          old     old        old     old
g:room:{near}                welcome   old          old     old        does    does
g:room:{far}                 welcome   old          old     does       old     does
g:room:{nowhere}             welcome   old          old     old        old     old
g:size:{near}:20             welcome   old          old     old        does    does
g:size:{far}:20              welcome   old          old     does       old     does
g:size:{nowhere}:20          welcome   old          old     old        old     old
g:late:{near}                welcome   old          old     old        does    does
g:late:{far}                 welcome   old          old     does       old     does
g:late:{nowhere}             welcome   old          old     old        old     old
g:policy:{near}:catch_up     welcome   old          old     old        does    does
g:policy:{far}:catch_up      welcome   old          old     does       old     does
g:policy:{nowhere}:catch_up  welcome   old          old     old        old     old
g:end:{near}                 welcome   old          old     old        does    does
g:end:{far}                  welcome   old          old     does       old     does
g:end:{nowhere}              welcome   old          old     old        old     old
g:archive:{near}             welcome   old          old     old        does    does
g:archive:{far}              welcome   old          old     does       old     does
g:archive:{nowhere}          welcome   old          old     old        old     old
g:xyzzy:{near}               welcome   old          old     old        old     old
g:join:{near}                welcome   does         does    does       does    does
g:not                        welcome   does         does    does       does    does
g:away                       welcome   does         does    does       does    does
g:rest:{near}                welcome   does         does    does       does    does
g:on:{near}                  welcome   does         does    does       does    does
g:leave:{near}               welcome   does         does    does       does    does
g:left:{near}                welcome   does         does    does       does    does
g:stay                       welcome   does         does    does       does    does
b:test:{draft}               welcome   old          old     others     does    others
b:who:{draft}                welcome   old          old     others     does    others
b:change:{draft}             welcome   old          old     others     does    others
b:drop:{draft}               welcome   old          old     others     does    others
b:send:{draft}               welcome   old          old     others     does    others
b:yes:{draft}                welcome   old          old     others     does    others
b:no:{draft}                 welcome   old          old     others     does    others
b:open:{sent}                welcome   old          old     others     does    others
b:see:{sent}                 welcome   old          old     others     does    others
b:pause:{sent}               welcome   old          old     others     does    others
b:on:{sent}                  welcome   old          old     others     does    others
b:stop:{sent}                welcome   old          old     others     does    others
b:end:{sent}                 welcome   old          old     others     does    others
b:remind:{sent}              welcome   old          old     others     does    others
b:csv:{sent}                 welcome   old          old     others     does    others
b:look                       welcome   old          old     does       does    does
b:xyzzy:{draft}              welcome   old          old     old        old     old
t:weeks:{near}               welcome   old          old     old        does    does
t:weeks:{far}                welcome   old          old     does       old     does
t:weeks:{nowhere}            welcome   old          old     old        old     old
t:picture:{near}             welcome   old          old     old        does    does
t:picture:{far}              welcome   old          old     does       old     does
t:picture:{nowhere}          welcome   old          old     old        old     old
t:chosen:{asked_near}        welcome   old          old     old        does    does
t:chosen:{asked_far}         welcome   old          old     does       old     does
t:chosen:{nowhere}           welcome   old          old     old        old     old
t:answers:{asked_near}       welcome   old          old     old        does    does
t:answers:{asked_far}        welcome   old          old     does       old     does
t:answers:{nowhere}          welcome   old          old     old        old     old
t:xyzzy:{near}               welcome   old          old     old        old     old
l:next:{line}                welcome   old          old     gone       does    does
l:pass:{line}                welcome   old          old     gone       does    does
l:aside:{line}               welcome   old          old     gone       does    does
l:answer:{line}              welcome   old          old     gone       does    does
l:mine                       welcome   does         does    does       does    does
l:list                       welcome   does         does    does       does    does
l:share:{nowhere}            welcome   does         does    does       does    does
l:see:{line}                 welcome   old          does    old        old     old
l:back:{line}                welcome   old          does    old        old     old
l:gone:{line}                welcome   old          does    old        old     old
l:too:{nowhere}:{line}       welcome   lost         lost    lost       lost    lost
l:other:{nowhere}:{line}     welcome   lost         lost    lost       lost    lost
l:xyzzy:{line}               welcome   old          old     old        old     old
f:broadcast                  welcome   old          old     old        old     old
f:cohort                     welcome   old          old     old        old     old
xyzzy                        welcome   old          old     old        old     old
"""
"""`others`: it is somebody else's broadcast, and says so. `gone`: no such line waits for them. `lost`: there was no digest
with it. The line is the member's own."""

REFUSED = {
    "old": phrases.OLD_BUTTON,
    "others": group_phrases.NOT_YOURS,
    "gone": line_phrases.SEEN_TO,
    "lost": line_phrases.LINE_GONE,
}
"""The answers of buttons that do nothing."""


SEES = """
           newcomer  participant  member  tutor_far  tutor  operator
{near}     -         no           no      no         yes    yes
{far}      -         no           no      yes        no     yes
{nowhere}  -         no           no      no         no     no
"""

IS = """
      newcomer  participant  member       tutor_far  tutor  operator
role  -         participant  participant  tutor      tutor  operator
"""


def rows_of(table: str) -> dict[str, dict[str, str]]:
    """A table as written above: by row, what each person gets."""
    head, *lines = table.strip().splitlines()
    assert tuple(head.split()) == PEOPLE
    return {line.split()[0]: dict(zip(PEOPLE, line.split()[1:], strict=True)) for line in lines}


def cells_of(table: str) -> list[tuple[str, str, str]]:
    return [(row, who, cell) for row, cells in rows_of(table).items() for who, cell in cells.items()]


class Stage:
    """A surgery with one of each kind of people, put back to its beginning for every cell."""

    def __init__(self) -> None:
        self.surgery = Surgery()
        self.people = {name: self.surgery.doctor(name) for name in PEOPLE}
        operators = frozenset({self.people["operator"].chat_id})
        self.surgery.means = replace(self.surgery.means, username="kipic_bot", operators=operators)
        for name in PEOPLE[1:]:
            self.people[name].joins()
        self.link = self.surgery.store.run(self._groups)
        self._beginning = self.surgery.store.tables.copied()

    def _groups(self, uow: UnitOfWork) -> str:
        for cohort_id, name in ((NEAR, "Near"), (FAR, "Far")):
            cohort = Cohort(
                id=cohort_id,
                name=name,
                course="course",
                starts=date(2026, 3, 2),
                timezone="Europe/London",
                created_at=MONDAY,
            )
            uow.cohorts.save([cohort])
        ids = {name: person.record.id for name, person in self.people.items() if name != "newcomer"}
        uow.cohorts.enrol(
            [
                Enrolment(
                    cohort_id=NEAR,
                    participant_id=ids["member"],
                    starts=date(2026, 3, 2),
                    joined_at=MONDAY,
                )
            ]
        )
        for name, cohort_id in (("tutor", NEAR), ("tutor_far", FAR)):
            uow.roles.save_tutor(
                Tutor(participant_id=ids[name], since=MONDAY, cohorts=frozenset({cohort_id}))
            )
        for posting_id, status in ((DRAFT, BroadcastStatus.DRAFT), (SENT, BroadcastStatus.SENDING)):
            uow.broadcasts.save([self._broadcast(posting_id, status, ids["tutor"])])
        for posting_id, cohort_id in ((ASKED_NEAR, NEAR), (ASKED_FAR, FAR)):
            uow.postings.add([self._posting(posting_id, cohort_id)])
        uow.lines.save([self._line(ids["member"])])
        desk = Desk(uow, self.surgery.means, now=MONDAY)
        links.make(desk, kind=LinkKind.TUTOR, by=self.people["operator"].record)
        return links.short(uow.roles.links(None)[0])

    def _broadcast(self, id_: PostingId, status: BroadcastStatus, author: ParticipantId) -> Broadcast:
        return Broadcast(
            id=id_,
            author_id=author,
            status=status,
            cohort_ids=(NEAR,),
            text="Which clinic day suits you?",
            created_at=MONDAY,
            confirmed_at=None if status is BroadcastStatus.DRAFT else MONDAY,
        )

    def _posting(self, id_: PostingId, cohort_id: CohortId) -> Posting:
        return Posting(
            id=id_,
            kind=PostingKind.COURSE,
            cohort_id=cohort_id,
            prompt="week_1",
            flow="knowledge_work",
            created_at=MONDAY,
        )

    def _line(self, author: ParticipantId) -> SharedLine:
        return SharedLine(
            id=LINE,
            cohort_id=NEAR,
            participant_id=author,
            text="An early word saves a late letter",
            created_at=MONDAY,
        )

    def begin(self, who: str) -> Doctor:
        """Somebody, with everything as it was at the beginning."""
        self.surgery.store.tables = self._beginning.copied()
        person = self.people[who]
        person.phone.clear()
        return person

    def names(self) -> Mapping[str, str]:
        """What stands in braces in the tables."""
        ids = {"near": NEAR, "far": FAR, "nowhere": NOWHERE, "link": self.link}
        ids |= {"draft": DRAFT, "sent": SENT, "asked_near": ASKED_NEAR, "asked_far": ASKED_FAR}
        ids |= {"line": mark_of(LINE)}
        return {**ids, "tutor": self.people["tutor"].record.id}


@cache
def the_stage() -> Stage:
    return Stage()


def outcome(person: Doctor) -> str:
    """What came of it, as the tables call it."""
    said = [one.text for one in person.phone]
    if any("May I keep what you write here?" in text for text in said):
        return "welcome"
    return "unknown" if phrases.UNKNOWN_COMMAND in said else "does"


@pytest.mark.parametrize(("command", "who", "expected"), cells_of(COMMANDS))
def test_a_command_does_something_only_for_those_whose_it_is(command: str, who: str, expected: str) -> None:
    person = the_stage().begin(who)
    person.types(f"/{command}")
    assert outcome(person) == expected


@pytest.mark.parametrize(("data", "who", "expected"), cells_of(BUTTONS))
def test_a_button_does_something_only_for_those_whose_it_is(data: str, who: str, expected: str) -> None:
    stage = the_stage()
    data = data.format_map(stage.names())
    person = stage.begin(who)
    tables = stage.surgery.store.tables.copied()
    before = (tables.audit, tables.lines, tables.cohorts, tables.broadcasts)
    toast = person.taps_data(data, message_id=5)
    if expected in REFUSED:
        assert toast == REFUSED[expected]
        assert person.phone == [] or expected == "gone"  # who waits is shown anew, and nobody does
        tables = stage.surgery.store.tables
        assert (tables.audit, tables.lines, tables.cohorts, tables.broadcasts) == before
    else:
        assert outcome(person) == expected
        assert (toast == phrases.OLD_BUTTON) == (expected == "welcome")
        assert person.phone or toast


@pytest.mark.parametrize(("cohort", "who", "expected"), cells_of(SEES))
def test_a_tutor_sees_their_own_cohorts_and_an_operator_all(cohort: str, who: str, expected: str) -> None:
    stage = the_stage()
    person = stage.begin(who)
    cohort_id = CohortId(cohort.format_map(stage.names()))
    if expected == "-":
        assert stage.surgery.see(lambda uow: uow.people.by_chat(BOT, [person.chat_id])) == {}
        return
    record, means = person.record, stage.surgery.means
    assert stage.surgery.see(lambda uow: access.may_see(Desk(uow, means, now=MONDAY), record, cohort_id)) == (
        expected == "yes"
    )
    seen = stage.surgery.see(lambda uow: access.cohorts_of(Desk(uow, means, now=MONDAY), record))
    assert (cohort_id in seen) == (expected == "yes")


@pytest.mark.parametrize(("_row", "who", "expected"), cells_of(IS))
def test_everybody_is_what_they_were_made(_row: str, who: str, expected: str) -> None:
    if expected == "-":
        return
    stage = the_stage()
    record, means = stage.begin(who).record, stage.surgery.means
    role = stage.surgery.see(lambda uow: access.role_of(Desk(uow, means, now=MONDAY), record))
    assert role is Role(expected)


def test_every_command_stands_in_the_matrix() -> None:
    programme = the_stage().surgery.means.flows.programme()
    known = {*commands._COMMANDS, *programme.commands, *access.COMMANDS}
    assert set(rows_of(COMMANDS)) - {"xyzzy"} == known


def test_every_kind_of_guarded_button_stands_in_the_matrix() -> None:
    in_rows = {data.partition(":")[0] for data in rows_of(BUTTONS)} & access.TAPS.keys()
    assert in_rows == access.TAPS.keys()


@pytest.mark.parametrize(
    ("kind", "verbs"),
    [
        ("a", set(admin._VERBS)),
        ("b", {"look", *composing._OF_DRAFTS, *composing._OF_SENT}),
        ("l", {"mine", "list", "share", *line_taps._OWN, *line_taps._READERS, *line_taps._TUTORS}),
        ("t", set(tutor_taps._HANDLERS)),
        ("g", {*cohort_taps._ANYBODYS, *cohort_taps._WITHOUT_COHORT, *cohort_taps._TUTORS}),
    ],
)
def test_every_guarded_button_stands_in_the_matrix(kind: str, verbs: set[str]) -> None:
    rows = [data.split(":") for data in rows_of(BUTTONS)]
    in_rows = {verb for of, verb, *_about in (row for row in rows if len(row) > 1) if of == kind}
    free = {one.partition(":")[2] for one in access.EVERYBODYS if one.startswith(f"{kind}:")}
    assert in_rows - {"xyzzy"} == verbs >= free


class CountedRoles(FakeRoles):
    """Counts how often it is asked who is a tutor."""

    looks = 0

    def tutors(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Tutor]:
        self.looks += 1
        return super().tutors(participants)


@pytest.mark.parametrize("who", ["participant", "tutor", "operator"])
def test_what_everybody_may_do_costs_no_look_at_who_they_are(who: str) -> None:
    stage = the_stage()
    person = stage.begin(who)
    uow = FakeUnitOfWork(stage.surgery.store.tables)
    uow.roles = counted = CountedRoles(uow.tables)
    doings = (
        CommandSent(message_id=1, name="today"),
        TextSent(message_id=2, text="Asking once more helped"),
        ButtonTapped(callback_id="tap", message_id=3, data="f:cpd_log"),
        CommandSent(message_id=4, name="entries"),
    )
    updates = [person.update(one) for one in doings]
    inbound.receive(uow, updates, means=stage.surgery.means, now=MONDAY)
    assert counted.looks == 0
