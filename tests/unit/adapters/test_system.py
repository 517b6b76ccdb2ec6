"""The machine's ids and clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.adapters.system import SystemClock, SystemIds


def test_ids_have_one_length_and_sort_by_their_making() -> None:
    ids = SystemIds()
    made = [ids.fresh() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {len(id_) for id_ in made} == {26}
    assert all(id_.isalnum() and id_ == id_.upper() for id_ in made)


def test_threads_and_processes_never_get_the_same_id() -> None:
    shared = SystemIds()
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda _: [shared.fresh() for _ in range(500)], range(4)))
    others = [SystemIds().fresh() for _ in range(500)]
    assert len({id_ for part in [*parts, others] for id_ in part}) == 2500
    assert all(part == sorted(part) for part in parts)


def test_the_clock_is_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
