"""A broadcast to many on a real database, as its tutor has just confirmed it, and what became of it for each recipient."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.library import Library
from bot.adapters.db.opening import open_store
from bot.adapters.db.store import DatabaseStore
from bot.adapters.keyfile import read_or_make_key_file
from bot.adapters.system import SystemClock, SystemIds
from bot.domain.broadcasts import AnswerKind, Broadcast
from bot.domain.cohorts import Cohort, Enrolment
from bot.domain.ids import ChatId, CohortId, ParticipantId, PostingId
from bot.domain.people import Participant
from bot.domain.postings import Recipient, RecipientStatus, Totals
from bot.domain.roles import Act, Tutor
from bot.ports import UnitOfWork
from bot.services import broadcasting, replanning
from bot.services.desk import Desk, Means
from tests.programs import ROOT

BOT_ID: Final = 1
"""The id that the token of the tests' programs gives."""

TUTOR: Final = 500
OTHERS: Final = 600_000
FIRST: Final = 1_000_000
"""Chats: the tutor's, the first one of those whom nothing is sent, and the first recipient's."""

CARD: Final = 77
"""The message in the tutor's chat that shows how the broadcast goes."""

WORDS: Final = "Which rule of thumb did you bend this week?"

_COHORT: Final = CohortId("1".zfill(26))
_IDS: Final = SystemIds()
_PAGE: Final = 500
_DAY: Final = timedelta(days=1)
_AWAKE_EVERY_DAY: Final[Mapping[str, Any]] = {
    "working_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "nation": "none",
    "quiet": {"begins": "00:00", "ends": "00:00"},
}
"""So that a test comes out the same at any hour of any day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What the database says in the end: the totals, and each recipient's status and doubts by their chat."""

    broadcast: Broadcast
    totals: Totals
    by_chat: Mapping[int, RecipientStatus]
    withdrawn_at_once: int
    """How many the audit log says were taken back as it was cancelled."""
    deliveries: Mapping[str, int]

    def count(self, status: RecipientStatus) -> int:
        return self.totals.counts[status]


@asynccontextmanager
async def store_at(url: str, data: Path) -> AsyncIterator[DatabaseStore]:
    """The store that a program with this folder uses; its key is made when it is not there."""
    await asyncio.to_thread(data.mkdir, exist_ok=True)
    secret = hashlib.sha256(str(data).encode()).digest()
    store = open_store(url, read_or_make_key_file(data / "master.key", fresh=secret))
    await store.start()
    try:
        yield store
    finally:
        await store.close()


async def confirm_one(
    url: str, data: Path, *, people: int, on_leave_each: int = 0, others: int = 0
) -> PostingId:
    """Enrol so many people and let their tutor confirm a message to all; of every `on_leave_each` one is on leave.

    The `others` are in no cohort.
    """
    async with store_at(url, data) as store:
        now = SystemClock().now()
        tutor = _person(TUTOR, at=now)
        broadcast = Broadcast(
            id=PostingId(_IDS.fresh()),
            author_id=tutor.id,
            cohort_ids=(_COHORT,),
            text=WORDS,
            answer=AnswerKind.SCALE,
            choices=("1", "5"),
            created_at=now,
        )
        cohort = Cohort(
            id=_COHORT, name="Spring", course="none", starts=now.date(), timezone="UTC", created_at=now
        )

        def begin(uow: UnitOfWork) -> None:
            uow.people.save([tutor, *(_person(OTHERS + number, at=now) for number in range(others))])
            uow.cohorts.save([cohort])
            uow.roles.save_tutor(Tutor(participant_id=tutor.id, since=now, cohorts=frozenset({_COHORT})))
            uow.broadcasts.save([broadcast])
            # The cohort takes no course, which is told to whoever would plan everybody in it anew.
            uow.facts.note(f"cohort.{_COHORT}", json.dumps([replanning.mark_of(cohort, None), "~"]))
            assert replanning.is_planned(uow, cohort, None)

        def confirm(uow: UnitOfWork) -> None:
            desk = Desk(uow, _means(), now=now)
            desk.load_people([tutor.id])
            broadcasting.confirm(desk, tutor, broadcast, CARD)
            desk.write()

        await store.transact(begin)
        crowd = _crowd(people, on_leave_each=on_leave_each, at=now)
        while some := list(islice(crowd, _PAGE)):
            await store.transact(lambda uow, some=some: _enrol(uow, some))  # type: ignore[misc]  # bound
        await store.transact(confirm)
        return broadcast.id


async def ended(url: str, data: Path, posting_id: PostingId) -> Ended:
    """How it stands, once no program runs on the database any more."""
    async with store_at(url, data) as store:
        return await store.read(lambda uow: _ended(uow, posting_id))


def _ended(uow: UnitOfWork, posting_id: PostingId) -> Ended:
    recipients = [*_recipients(uow, posting_id)]
    chats = {
        one.id: one.chat_id for one in uow.people.by_id([one.participant_id for one in recipients]).values()
    }
    cancels = [one for one in uow.roles.audited(limit=10) if one.act is Act.BROADCAST_CANCELLED]
    return Ended(
        broadcast=uow.broadcasts.by_id([posting_id])[posting_id],
        totals=uow.postings.totals([posting_id])[posting_id],
        by_chat={chats[one.participant_id]: one.status for one in recipients},
        withdrawn_at_once=int(cancels[0].facts["withdrawn"]) if cancels else 0,
        deliveries=Counter(uow.outbox.counts()),
    )


def _recipients(uow: UnitOfWork, posting_id: PostingId) -> Iterator[Recipient]:
    after: ParticipantId | None = None
    while page := uow.postings.recipients(posting_id, after=after, limit=_PAGE):
        yield from page
        after = page[-1].participant_id


def _enrol(uow: UnitOfWork, people: list[Participant]) -> None:
    uow.people.save(people)
    uow.cohorts.enrol(
        [
            Enrolment(
                cohort_id=_COHORT,
                participant_id=one.id,
                starts=one.created_at.date(),
                joined_at=one.created_at,
            )
            for one in people
        ]
    )


def _crowd(people: int, *, on_leave_each: int, at: datetime) -> Iterator[Participant]:
    leave = {"first": (at - 2 * _DAY).date().isoformat(), "back": (at + 20 * _DAY).date().isoformat()}
    for number in range(people):
        is_on_leave = on_leave_each > 0 and number % on_leave_each == 0
        yield _person(FIRST + number, at=at, **({"leave": [leave]} if is_on_leave else {}))


def _person(chat: int, *, at: datetime, **settings: Any) -> Participant:  # noqa: ANN401 - JSON values
    return Participant(
        id=ParticipantId(_IDS.fresh()),
        bot_id=BOT_ID,
        chat_id=ChatId(chat),
        timezone="UTC",
        profile={"first_name": "Ada"},
        settings={**_AWAKE_EVERY_DAY, **settings},
        created_at=at,
        last_heard_at=at,
    )


def _means() -> Means:
    flows = Library(read_flow_set(ROOT / "flows"))
    return Means(bot_id=BOT_ID, timezone="UTC", ids=_IDS, flows=flows)
