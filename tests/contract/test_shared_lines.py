"""What every store promises about the lines that people share, and what is said to them."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from bot.adapters.db import schema
from bot.domain.errors import KeyProblem, StoreError
from bot.domain.ids import PostingId, RunId
from bot.domain.lines import LineStatus, ReactionKind
from bot.ports import UnitOfWork
from tests.cohort_samples import (
    a_line,
    a_reaction,
    cohort_id,
)
from tests.contract.conftest import OpenStore, on_databases, on_postgres
from tests.samples import MINUTE, NOW, person_id, sample_id
from tests.transactions import how_many_of_two, rows_of

pytestmark = pytest.mark.usefixtures("two_cohorts")


async def test_shared_lines_come_back_by_cohort_and_by_person(store: OpenStore) -> None:
    lines = [
        a_line(1, posting_id=PostingId(sample_id(5)), run_id=RunId(sample_id(8)), is_named=True),
        a_line(2, of=2, text="“Wait and see” — 🙂"),
        a_line(3, status=LineStatus.PASSED, digest_id=PostingId(sample_id(6)), passed_at=NOW + MINUTE),
        a_line(4, cohort_id=cohort_id(2)),
    ]
    await store.transact(lambda uow: uow.lines.save(lines[::-1]))
    found = await store.transact(lambda uow: uow.lines.by_id([lines[1].id, lines[3].id, a_line(9).id]))
    assert found == {lines[1].id: lines[1], lines[3].id: lines[3]}

    def offered(uow: UnitOfWork, limit: int) -> list[Any]:
        return list(uow.lines.in_cohort(cohort_id(), LineStatus.OFFERED, limit=limit))

    assert await store.transact(lambda uow: offered(uow, 9)) == lines[:2]
    assert await store.transact(lambda uow: offered(uow, 1)) == lines[:1]
    own = [lines[3], lines[2], lines[0]]
    assert list(await store.transact(lambda uow: uow.lines.of(person_id(), limit=9))) == own
    assert list(await store.transact(lambda uow: uow.lines.of(person_id(), limit=2))) == own[:2]


async def test_a_line_that_is_saved_again_stays_its_authors_in_its_cohort(store: OpenStore) -> None:
    first = a_line(posting_id=PostingId(sample_id(5)), run_id=RunId(sample_id(8)))
    changed = replace(
        first,
        text="",
        status=LineStatus.TAKEN_BACK,
        digest_id=PostingId(sample_id(6)),
        told_in=PostingId(sample_id(7)),
        passed_at=NOW,
    )
    elsewhere = replace(
        changed, cohort_id=cohort_id(2), posting_id=None, run_id=None, created_at=NOW + MINUTE
    )
    await store.transact(lambda uow: uow.lines.save([first]))
    await store.transact(lambda uow: uow.lines.save([elsewhere]))
    assert await store.transact(lambda uow: uow.lines.by_id([first.id])) == {first.id: changed}


async def test_lines_come_back_by_the_digest_that_holds_them_or_tells_that_they_are_gone(
    store: OpenStore,
) -> None:
    this, other = PostingId(sample_id(6)), PostingId(sample_id(7))
    lines = [
        a_line(1, digest_id=this, status=LineStatus.PASSED),
        a_line(2, digest_id=other, told_in=this, status=LineStatus.TAKEN_BACK),
        a_line(3, digest_id=other, status=LineStatus.PASSED),
        a_line(4),
    ]
    await store.transact(lambda uow: uow.lines.save(lines))
    assert list(await store.transact(lambda uow: uow.lines.in_digests([this]))) == lines[:2]
    assert list(await store.transact(lambda uow: uow.lines.in_digests([this, other]))) == lines[:3]
    assert list(await store.transact(lambda uow: uow.lines.in_digests([]))) == []


async def test_lines_with_something_to_do_about_them_are_found_whatever_their_cohort(
    store: OpenStore,
) -> None:
    digest = PostingId(sample_id(6))
    lines = [
        a_line(1),
        a_line(2, status=LineStatus.PASSED),
        a_line(3, status=LineStatus.PASSED, digest_id=digest),
        a_line(4, status=LineStatus.RECALLED, digest_id=digest, cohort_id=cohort_id(2)),
        a_line(5, status=LineStatus.UNTOLD, digest_id=digest),
        a_line(6, status=LineStatus.TAKEN_BACK, digest_id=digest),
        a_line(7, status=LineStatus.SET_ASIDE),
    ]
    await store.transact(lambda uow: uow.lines.save(lines))
    expected = [lines[1], lines[3], lines[4]]
    assert list(await store.transact(lambda uow: uow.lines.unfinished(limit=9))) == expected
    assert list(await store.transact(lambda uow: uow.lines.unfinished(limit=1))) == expected[:1]


async def test_reactions_are_one_of_each_kind_and_reader_oldest_first(store: OpenStore) -> None:
    differently = a_reaction(kind=ReactionKind.DIFFERENTLY, text="I ring them first", at=NOW + MINUTE)
    reactions = [differently, a_reaction(), a_reaction(of=3, at=NOW + 2 * MINUTE), a_reaction(2, of=3)]
    await store.transact(lambda uow: uow.lines.save([a_line(1), a_line(2), a_line(3)]))
    await store.transact(lambda uow: uow.lines.react(reactions))
    anew = replace(differently, text="I write to them first", at=NOW + 3 * MINUTE)
    await store.transact(lambda uow: uow.lines.react([anew]))
    ids = [a_line(number).id for number in (1, 2, 3)]
    found = await store.transact(lambda uow: uow.lines.reactions(ids))
    assert found == {ids[0]: [reactions[1], reactions[2], anew], ids[1]: [reactions[3]]}


async def test_nobody_reacts_to_a_line_that_is_not_there(store: OpenStore) -> None:
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.lines.react([a_reaction(9)]))


@on_postgres
async def test_a_line_is_either_taken_back_or_passed(store: OpenStore) -> None:
    line = a_line()
    await store.transact(lambda uow: uow.lines.save([line]))
    becomes = iter((LineStatus.PASSED, LineStatus.TAKEN_BACK))

    def is_offered(uow: UnitOfWork) -> bool:
        return uow.lines.by_id([line.id])[line.id].status is LineStatus.OFFERED

    def change(uow: UnitOfWork, is_still: bool) -> bool:  # noqa: FBT001 - what was read
        if is_still:
            uow.lines.save([replace(line, status=next(becomes))])
        return is_still

    assert await how_many_of_two(store, is_offered, change) == 1


@on_databases
async def test_what_people_say_to_each_other_lies_sealed(store: OpenStore) -> None:
    text = "planted words"
    await store.transact(lambda uow: uow.lines.save([a_line(text=text)]))
    said = a_reaction(kind=ReactionKind.DIFFERENTLY, text=text)
    await store.transact(lambda uow: uow.lines.react([said]))
    for column in (schema.shared_line.c.text, schema.reaction.c.text):
        (found,) = (await store.transact(partial(rows_of, statement=select(column))))[0]
        assert text.encode() not in bytes(found)
    store.keys.forget(person_id(2))  # type: ignore[attr-defined]  # the stores on databases have one
    assert await store.transact(lambda uow: uow.lines.by_id([a_line().id])), "its own author's key opens it"
    with pytest.raises(KeyProblem):
        await store.transact(lambda uow: uow.lines.reactions([a_line().id]))
