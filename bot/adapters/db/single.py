"""Keeps a second bot off the same data directory: two would answer everyone twice."""

import fcntl
import os
from pathlib import Path
from typing import Self

from bot.domain.errors import DatabaseUnavailable

LOCK_FILE = "bot.lock"


class DataDirLock:
    """Held from `take` to `release`; when the process dies, however it dies, the system lets it go."""

    def __init__(self, file: int) -> None:
        self._file = file

    @classmethod
    def take(cls, data_dir: Path) -> Self:
        """The lock of this directory; DatabaseUnavailable when another bot holds it. Commands do without."""
        path = data_dir / LOCK_FILE
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise DatabaseUnavailable(
                f"{path} can't be opened: {error.strerror}.",
                remedy="Set KIPIC_DATA_DIR to a place that Kipic may write to.",
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise DatabaseUnavailable(
                f"Another Kipic runs on {data_dir}.",
                remedy="Stop it first, or give this one its own KIPIC_DATA_DIR.",
            ) from None
        return cls(file)

    def release(self) -> None:
        """Let another bot have it."""
        os.close(self._file)
