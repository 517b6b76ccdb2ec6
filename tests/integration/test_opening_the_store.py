"""Opening the store: right from the first start, and clear about what is wrong before anything is written."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.adapters.db import DataDirLock, open_store
from bot.domain.errors import DatabaseNewer, DatabaseUnavailable, KeyProblem
from bot.domain.keys import MasterKey, master_key
from tests.samples import NOW, a_delivery, a_person, an_entry, person_id

MASTER, OTHER = master_key(b"m" * 32), master_key(b"o" * 32)


async def _filled(url: str, *masters: MasterKey) -> None:
    store = open_store(url, masters)
    await store.start()
    await store.transact(lambda uow: uow.people.save([a_person(1, profile={"first_name": "Wilhelmina"})]))
    await store.transact(
        lambda uow: uow.entries.save([an_entry(title="planted words", what="more of them")], now=NOW)
    )
    await store.transact(lambda uow: uow.outbox.add([a_delivery(params={"text": "planted words"})]))
    await store.close()


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def _lose(folder: Path, pattern: str) -> None:
    for file in folder.glob(pattern):
        file.unlink()


async def _name(url: str, *masters: MasterKey) -> object:
    store = open_store(url, masters)
    await store.start()
    people = await store.read(lambda uow: uow.people.by_id([person_id(1)]))
    await store.close()
    return people[person_id(1)].profile["first_name"]


async def test_a_store_opens_again_with_what_was_in_it(fresh_url: str) -> None:
    await _filled(fresh_url, MASTER)
    assert await _name(fresh_url, MASTER) == "Wilhelmina"


async def test_a_new_current_key_leaves_the_old_one_of_use(fresh_url: str) -> None:
    await _filled(fresh_url, MASTER)
    assert await _name(fresh_url, OTHER, MASTER) == "Wilhelmina"


async def test_a_missing_master_key_is_named_and_nothing_is_written(fresh_url: str) -> None:
    await _filled(fresh_url, MASTER)
    with pytest.raises(KeyProblem, match=MASTER.id) as caught:
        open_store(fresh_url, [OTHER])
    assert "KIPIC_SECRET_KEYS" in caught.value.remedy
    assert await _name(fresh_url, MASTER) == "Wilhelmina"
    with pytest.raises(KeyProblem, match=MASTER.id):
        open_store(fresh_url, [OTHER])


async def test_a_wrong_secret_under_the_right_id_is_refused(fresh_url: str) -> None:
    await _filled(fresh_url, MASTER)
    with pytest.raises(KeyProblem, match=MASTER.id):
        open_store(fresh_url, [MasterKey(id=MASTER.id, secret=b"w" * 32)])


def test_no_master_key_at_all_is_refused(fresh_url: str) -> None:
    with pytest.raises(KeyProblem):
        open_store(fresh_url, [])


async def test_a_lost_key_store_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/kipic.db"
    await _filled(url, MASTER)
    _lose(tmp_path, "keys.db*")
    with pytest.raises(KeyProblem, match="key store"):
        open_store(url, [MASTER])


async def test_an_erased_persons_words_stay_closed_in_an_older_copy(tmp_path: Path) -> None:
    data = tmp_path / "data"
    url = f"sqlite:///{data}/kipic.db"
    await _filled(url, MASTER)
    shutil.copy(data / "kipic.db", tmp_path / "backup.db")
    store = open_store(url, [MASTER])
    store.keys.forget(person_id(1))
    store.keys.close()
    shutil.copy(tmp_path / "backup.db", data / "kipic.db")
    with pytest.raises(KeyProblem):
        await _name(url, MASTER)


async def test_nobodys_words_lie_open_in_any_file(tmp_path: Path) -> None:
    await _filled(f"sqlite:///{tmp_path}/kipic.db", MASTER)
    files = _files(tmp_path)
    assert {"kipic.db", "keys.db"} <= {file.name for file in files}
    for file in files:
        content = file.read_bytes()
        assert b"planted words" not in content
        assert b"Wilhelmina" not in content
        assert MASTER.secret not in content
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "kipic.db").write_text("a shopping list, certainly longer than one hundred bytes " * 10)
    with pytest.raises(DatabaseUnavailable, match=r"kipic\.db"):
        open_store(f"sqlite:///{tmp_path}/kipic.db", [MASTER])


def test_a_path_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable, match="file") as caught:
        open_store(f"sqlite:///{tmp_path}/file/kipic.db", [MASTER])
    assert "KIPIC_DATA_DIR" in caught.value.remedy


def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "kipic.db").mkdir()
    with pytest.raises(DatabaseUnavailable, match=r"kipic\.db"):
        open_store(f"sqlite:///{tmp_path}/kipic.db", [MASTER])


@pytest.mark.parametrize("url", ["", "mysql://host/x", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="KIPIC_DATABASE_URL"):
        open_store(url, [MASTER])


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        open_store(f"postgresql://kipic:s3cret@/kipic?host={tmp_path}", [MASTER])
    assert "s3cret" not in f"{caught.value} {caught.value.remedy} {caught.value.__context__!r}"


async def test_a_database_of_a_later_version_is_refused(fresh_url: str) -> None:
    await _filled(fresh_url, MASTER)
    engine = create_engine(make_url(fresh_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    engine.dispose()
    with pytest.raises(DatabaseNewer, match="later"):
        open_store(fresh_url, [MASTER])


_HOLD = """
import sys, pathlib
from bot.adapters.db import DataDirLock
lock = DataDirLock.take(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_bot_on_the_same_data_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(DatabaseUnavailable, match="Another Kipic"):
            DataDirLock.take(tmp_path)
        first.kill()
    DataDirLock.take(tmp_path).release()
    DataDirLock.take(tmp_path).release()
