"""What the bot of a playground in the test's own process stores, asked by the chat of a person."""

from datetime import date

from bot.app.stage import Stage
from bot.domain.entries import Entry
from bot.domain.ids import ChatId
from bot.domain.people import Participant
from bot.domain.runs import Run


async def participant_of(stage: Stage, person: int) -> Participant | None:
    bot_id, chat = stage.program.parts.means.bot_id, ChatId(person)
    people = await stage.program.parts.store.read(lambda uow: uow.people.by_chat(bot_id, [chat]))
    return people.get(chat)


async def kept_by(stage: Stage, person: int) -> list[Entry]:
    """Their entries, oldest first."""
    participant = await participant_of(stage, person)
    if participant is None:
        return []
    found = await stage.program.parts.store.read(
        lambda uow: uow.entries.between(participant.id, date.min, date.max)
    )
    return sorted(found, key=lambda one: one.created_at)


async def open_run_of(stage: Stage, person: int) -> Run | None:
    participant = await participant_of(stage, person)
    if participant is None:
        return None
    runs = await stage.program.parts.store.read(lambda uow: uow.runs.open_of([participant.id]))
    return runs.get(participant.id)
