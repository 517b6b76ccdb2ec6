"""The file that keeps the master key when the settings give none: made once, readable by its owner alone."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from bot.domain.errors import KeyProblem
from bot.domain.keys import MasterKey, format_master_keys, master_key, parse_master_keys

_OWNER_ONLY = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_or_make_key_file(path: Path, *, fresh: bytes) -> tuple[MasterKey, ...]:
    """The keys in `path`, the current one first; a missing file is made around the 32 bytes of `fresh`.

    Two processes that start at once end with the same key: the first one's file stands. Raises `KeyProblem` when
    the file can't be read or made, holds no key, or others may read it.
    """
    try:
        if not path.exists():
            _make(path, format_master_keys((master_key(fresh),)))
        _refuse_if_shared(path)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't text"
        raise KeyProblem(
            f"The master key file {path} can't be used: {reason}.",
            remedy="Give the folder and the file to the user that runs Kipic, or set KIPIC_SECRET_KEYS.",
        ) from None
    try:
        return parse_master_keys(text)
    except KeyProblem as problem:
        raise KeyProblem(f"The master key file {path}: {problem}", remedy=problem.remedy) from None


def _make(path: Path, text: str) -> None:
    """Writes beside it, to the disk, then links: the file is there whole or not at all, and never replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _refuse_if_shared(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OTHERS:
        raise KeyProblem(
            f"The master key file {path} is open to others (mode {mode:o}).",
            remedy=f"Take the rights away, chmod 600 {path}, and think about who may have read it.",
        )
