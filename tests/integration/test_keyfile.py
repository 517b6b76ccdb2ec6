"""The master key's file: made once, whole, and its owner's alone."""

import os
import stat
from pathlib import Path

import pytest

from bot.adapters.keyfile import read_or_make_key_file
from bot.domain.errors import KeyProblem
from bot.domain.keys import master_key

FRESH = bytes(range(32))
OTHER = bytes(range(1, 33))


def test_a_missing_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "master.key"
    assert read_or_make_key_file(path, fresh=FRESH) == (master_key(FRESH),)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_there_stands(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    read_or_make_key_file(path, fresh=FRESH)
    assert read_or_make_key_file(path, fresh=OTHER) == (master_key(FRESH),)


def test_a_draft_left_by_a_crash_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    (tmp_path / f".master.key.{os.getpid()}").write_text("half", encoding="ascii")
    assert read_or_make_key_file(path, fresh=FRESH) == (master_key(FRESH),)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    read_or_make_key_file(path, fresh=FRESH)
    path.chmod(mode)
    with pytest.raises(KeyProblem, match="open to others") as caught:
        read_or_make_key_file(path, fresh=FRESH)
    assert f"chmod 600 {path}" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"geheim\n", b"k1:geheim\n", b"\xff\xfe"])
def test_a_broken_file_is_told_without_its_content(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyProblem, match=r"master\.key") as caught:
        read_or_make_key_file(path, fresh=FRESH)
    assert "geheim" not in f"{caught.value}{caught.value.remedy}"
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.mkdir(mode=0o700)
    with pytest.raises(KeyProblem, match="can't be used"):
        read_or_make_key_file(path, fresh=FRESH)
