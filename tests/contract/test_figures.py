"""Figures are gathered in every store alike: five who have answered make a block, and four don't."""

from bot.domain.figures import Figure
from bot.domain.ids import ParticipantId, PostingId, RunId
from bot.engine.run import Answer, RunState, RunStatus, dump_state
from bot.ports import UnitOfWork
from bot.services import figures
from bot.services.desk import Means
from tests.contract.conftest import OpenStore
from tests.fakes import CountingIds
from tests.posting_samples import a_posting, a_recipient, posting_id
from tests.samples import NOW, a_person, a_run, person_id, sample_id
from tests.surgery import BOT, shipped_flows

FLOW = "knowledge_work"


def _answered(means: Means, of: int) -> bytes:
    state = RunState(
        flow=FLOW,
        version=means.flows.current(FLOW).version,
        status=RunStatus.COMPLETED,
        answers={
            "rule": Answer(value="Words that nobody may read"),
            "verdict": Answer(value="bent" if of % 2 else "broken"),
            "comes_from": Answer(value="~skip", is_skipped=True),
            "test_on": Answer(value="team", applies=False),
        },
    )
    return dump_state(state)


async def _answers(store: OpenStore, means: Means, of: int) -> None:
    run_id = RunId(sample_id(of))
    run = a_run(
        of,
        of=of,
        flow=FLOW,
        version=means.flows.current(FLOW).version,
        status="completed",
        state=_answered(means, of),
        posting_id=posting_id(),
    )

    def work(uow: UnitOfWork) -> None:
        uow.people.save([a_person(of)])
        uow.runs.save([run])
        uow.postings.add_recipients([a_recipient(of)])
        uow.postings.note_answer(posting_id(), person_id(of), run_id=run_id, at=NOW)

    await store.transact(work)


async def _gather(store: OpenStore, means: Means) -> list[PostingId]:
    due = list(await store.read(figures.due))
    for one in due:
        await store.transact(
            lambda uow, one=one: figures.gather(uow, one, means=means, now=NOW)  # type: ignore[misc]  # a bound default
        )
    return due


async def test_five_who_have_answered_make_a_block_and_four_do_not(store: OpenStore) -> None:
    means = Means(bot_id=BOT, timezone="Europe/London", ids=CountingIds(), flows=shipped_flows())
    await store.transact(lambda uow: uow.postings.add([a_posting(flow=FLOW)]))
    for of in (1, 2, 3, 4):
        await _answers(store, means, of)
    assert await _gather(store, means) == []
    await _answers(store, means, 5)
    assert await _gather(store, means) == [posting_id()]
    found = (await store.read(lambda uow: uow.postings.figures([posting_id()])))[posting_id()]
    assert found.shown == {"verdict": Figure(people=5, counts={"bent": 3, "broken": 2})}
    assert (found.answered, found.waiting) == (5, {})
    assert await _gather(store, means) == []
    counted = await store.read(lambda uow: uow.postings.recipients(posting_id(), after=None, limit=9))
    assert {one.counted_at for one in counted} == {NOW}
    assert {one.participant_id for one in counted} == {ParticipantId(person_id(of)) for of in range(1, 6)}
