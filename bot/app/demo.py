"""Three months of believable entries for the playground, so that a summary and a portfolio have something to show.

They are played, not planted: people type and tap on their phones, the clock goes from instant to instant, and
the bot asks, keeps, decides and summarises by itself. So all that the page shows belongs together.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.app.demo_phone import Act, Phone
from bot.app.stage import Stage
from bot.domain.calendar import instant, local_date
from bot.domain.ids import ChatId, RunId
from bot.engine.document import read_document
from bot.ports import UnitOfWork

CONTENT: Final = Path(__file__).with_name("demo.yaml")

UNTIL_REVIEW: Final = timedelta(minutes=50)
"""How long after a summary its person looks back."""


class Talk(BaseModel):
    """What a person does in one sitting; how it is written stands in demo.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    acts: tuple[Act, ...]
    after: int = 6
    days: int | None = None
    at: time = time(18, 30)
    minutes: int | None = None


class Story(BaseModel):
    """One person's time with Kipic, from so many days ago until now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone: str
    days: int
    at: time
    welcome: tuple[Act, ...]
    talks: tuple[Talk, ...]
    reviews: tuple[tuple[Act, ...], ...] = ()

    def begins(self, now: datetime, timezone: str) -> datetime:
        """The instant of their first word, for a story that ends now."""
        return instant(local_date(now, timezone) - timedelta(days=self.days), self.at, timezone)


def stories() -> tuple[Story, ...]:
    """The shipped stories."""
    document = read_document(CONTENT.read_text(encoding="utf-8"), CONTENT.name)
    return TypeAdapter(tuple[Story, ...]).validate_python(document.value)


def begin_demo(now: datetime, timezone: str) -> datetime:
    """Where the playground's clock must begin for the stories to end now."""
    return min(story.begins(now, timezone) for story in stories())


async def seed_demo(stage: Stage) -> int:
    """Play the stories up to the machine's present. Returns how many acts found nothing to act on (0 is right)."""
    now = stage.clock.machine_now()
    ids = {person.first_name: person.id for person in stage.world.people.values()}
    diaries = [_Diary(stage, story, Phone(stage, ids[story.phone]), now=now) for story in stories()]
    while (soonest := await _soonest(diaries)) is not None and soonest <= now:
        await stage.backstage.advance(soonest)
        for diary in diaries:
            await diary.live()
    await stage.backstage.advance(now)
    for diary in diaries:
        await diary.finish()
    stage.clock.turn_to(stage.clock.machine_now())
    return sum(diary.phone.missed for diary in diaries)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What a diary must know of the bot: when something is due next, and which prompt lies open."""

    due: datetime | None = None
    prompt: RunId | None = None


class _Diary:
    """One story being lived: `live` does what is to be done by the clock's present."""

    def __init__(self, stage: Stage, story: Story, phone: Phone, *, now: datetime) -> None:
        self.phone = phone
        self._stage = stage
        self._timezone = stage.program.parts.settings.timezone
        begins = story.begins(now, self._timezone)
        self._waiting: tuple[datetime, Talk] | None = (begins, Talk(acts=story.welcome))
        self._talks = deque(story.talks)
        self._reviews = deque(Talk(acts=acts) for acts in story.reviews)
        self._day = local_date(begins, self._timezone)
        self._noticed: RunId | None = None
        self._documents = 0

    async def next_instant(self) -> datetime | None:
        """When there is something to do or to notice."""
        if self._waiting is not None:
            return self._waiting[0]
        seen = await self._seen()
        return min(filter(None, (seen.due, self._own_time())), default=None)

    async def live(self) -> None:
        """Do what is due; notice what has come."""
        if self._waiting is not None:
            if self._waiting[0] <= self._now():
                await self._do(self._waiting[1])
        elif (own := self._own_time()) is not None and own <= self._now():
            self._day = local_date(own, self._timezone)
            await self._do(self._talks.popleft())
        if self._waiting is None:
            await self._notice_prompt()
        if self._waiting is None:
            self._notice_summary()

    async def finish(self) -> None:
        """Leave no answer owed and nothing unread."""
        while self._waiting is not None:
            await self._do(self._waiting[1])
            await self._notice_prompt()
        self.phone.read_all()

    async def _do(self, talk: Talk) -> None:
        self._waiting = None
        for act in talk.acts:
            await self.phone.act(act)
        if talk.minutes is not None:
            await self._stage.program.parts.store.transact(lambda uow: self._add_minutes(uow, talk.minutes))

    async def _notice_prompt(self) -> None:
        prompt = (await self._seen()).prompt
        if prompt is None or prompt == self._noticed:
            return
        self._noticed = prompt
        self._day = local_date(self._now(), self._timezone)
        if self._talks and self._talks[0].days is None:
            talk = self._talks.popleft()
            if talk.acts:
                self._waiting = self._now() + timedelta(minutes=talk.after), talk

    def _notice_summary(self) -> None:
        if self.phone.documents > self._documents:
            self._documents = self.phone.documents
            if self._reviews:
                self._waiting = self._now() + UNTIL_REVIEW, self._reviews.popleft()

    def _own_time(self) -> datetime | None:
        """When the next talk begins, if it is one that its person begins."""
        if not self._talks or self._talks[0].days is None:
            return None
        return instant(self._day + timedelta(days=self._talks[0].days), self._talks[0].at, self._timezone)

    def _now(self) -> datetime:
        return self._stage.clock.now()

    async def _seen(self) -> _Seen:
        return await self._stage.program.parts.store.read(self._look)

    def _look(self, uow: UnitOfWork) -> _Seen:
        chat_id = ChatId(self.phone.person_id)
        participant = uow.people.by_chat(self._stage.program.parts.means.bot_id, [chat_id]).get(chat_id)
        if participant is None:
            return _Seen()
        schedules = uow.schedules.of([participant.id]).get(participant.id, ())
        run = uow.runs.open_of([participant.id]).get(participant.id)
        return _Seen(
            due=min((one.next_due_at for one in schedules if one.next_due_at is not None), default=None),
            prompt=run.id if run is not None and run.schedule_id is not None else None,
        )

    def _add_minutes(self, uow: UnitOfWork, minutes: int | None) -> None:
        """Write down how long the latest entry took: the one thing that no shipped flow asks for yet."""
        chat_id = ChatId(self.phone.person_id)
        participant = uow.people.by_chat(self._stage.program.parts.means.bot_id, [chat_id])[chat_id]
        entries = uow.entries.between(participant.id, date.min, date.max)
        if entries:
            uow.entries.save([replace(entries[-1], minutes=minutes)], now=self._now())


async def _soonest(diaries: Sequence[_Diary]) -> datetime | None:
    return min(filter(None, [await diary.next_instant() for diary in diaries]), default=None)
