"""What an author drops on the page, a folder or a zip, as flow files by name; what is none of them is left out."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from bot.adapters.content.folder import content_text, is_card_file
from bot.domain.errors import KipicError
from bot.engine.errors import FlowFaults
from bot.engine.limits import FILE_LIMIT
from bot.engine.shelf import FLOW_FILE, SHARED_FOLDER
from bot.engine.transcript import TRANSCRIPT_SUFFIX

MAX_ENTRIES: Final = 2_000
"""Entries of a zip that are looked at; a folder of flows has some hundred."""
MAX_UNPACKED: Final = 8 * 1024 * 1024
"""Bytes of all flow files of a zip together, so that a small zip can't fill the memory."""
REMARKS: Final = 5
"""Files named among those that were left out."""

_FLOW_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OWN_FILE: Final = re.compile(
    r"flow(\.[A-Za-z-]{2,8})?\.yaml|[A-Za-z0-9_-]{1,60}" + re.escape(TRANSCRIPT_SUFFIX)
)
_SHARED_FILE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[A-Za-z-]{2,8})?\.yaml")
_FLOW_KEY: Final = re.compile(r"^flow:[ \t]*['\"]?([a-z][a-z0-9_]{0,39})\b", re.MULTILINE)
_NO_ZIP: Final = KipicError(
    "This zip can't be read.", remedy="Zip the folder again, or drop the folder itself."
)
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LOCKED: Final = 0x1
"""The flag of an entry that has a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """The flow files in what was dropped, by their names in a folder of flows, and what was left out."""

    files: Mapping[str, str] = field(repr=False)
    left_out: tuple[str, ...]

    @property
    def flows(self) -> tuple[str, ...]:
        """The flows in it."""
        return tuple(sorted(name.partition("/")[0] for name in self.files if name.endswith(f"/{FLOW_FILE}")))


def is_flow_file(name: str) -> bool:
    """Whether a draft may hold a file of this name: a flow's own, a skeleton, or a card."""
    folder, slash, file = name.rpartition("/")
    if not slash:
        return (
            not file.startswith("flow.") and is_card_file(file) and _SHARED_FILE.fullmatch(file) is not None
        )
    if folder == SHARED_FOLDER:
        return _SHARED_FILE.fullmatch(file) is not None
    return _FLOW_NAME.fullmatch(folder) is not None and _OWN_FILE.fullmatch(file) is not None


def opened(dropped: Mapping[str, bytes]) -> Parcel:
    """The flow files of a folder (contents by path) or of zips among it; raises KipicError with what is wrong."""
    contents: dict[str, bytes] = {}
    for path, data in dropped.items():
        if path.lower().endswith(".zip"):
            contents.update(_unzipped(data))
        else:
            contents[_plain_path(path)] = data
    return _laid_out(contents)


def packed(files: Mapping[str, str]) -> bytes:
    """The files as a zip; the same files make the same bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _unzipped(data: bytes) -> Mapping[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _entries(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, ValueError, OSError, IndexError):
        raise _NO_ZIP from None


def _entries(archive: zipfile.ZipFile) -> Mapping[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        what = f"This zip has {len(infos)} files, and I look at {MAX_ENTRIES} at most."
        raise KipicError(what, remedy="Zip the folder of flows alone.")
    contents: dict[str, bytes] = {}
    room = MAX_UNPACKED
    for info in infos:
        path = _plain_path(info.filename)
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16) or not path.endswith(".yaml"):
            contents[path] = b""  # named among what is left out, never read
            continue
        if info.flag_bits & _LOCKED:
            raise KipicError("This zip has a password.", remedy="Zip the folder without one.")
        if info.compress_type not in _METHODS:
            raise _NO_ZIP
        with archive.open(info) as entry:
            # What an entry says of its own size may be a lie: only so much is ever unpacked.
            contents[path] = entry.read(min(room, FILE_LIMIT) + 1)
        room -= len(contents[path])
        if room < 0:
            what = f"This zip unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB."
            raise KipicError(what, remedy="Zip the folder of flows alone.")
    return contents


def _plain_path(path: str) -> str:
    """The path with slashes; raises KipicError for one that leads out of its folder."""
    plain = path.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in plain:
        raise KipicError(
            f"'{shown(path)}' leads out of its folder.", remedy="Zip the folder again with a usual program."
        )
    return "/".join(part for part in parts if part not in {"", "."})


def shown(path: str) -> str:
    """A foreign name in a message: short, and on one line."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in path).split())[:80]


def _laid_out(contents: Mapping[str, bytes]) -> Parcel:
    """Give every flow file its name as in a folder of flows, wherever that folder lies in what was dropped."""
    homes = sorted({_parent(path) for path in contents if PurePosixPath(path).name == FLOW_FILE}, key=_depth)
    if not homes:
        raise KipicError(
            f"There is no {FLOW_FILE} in it.",
            remedy="Drop a flow's folder, or a zip of it; “New flow” makes one.",
        )
    root = _parent(homes[0])
    names = {home: _flow_name(home, contents[f"{home}/{FLOW_FILE}".lstrip("/")]) for home in homes}
    files: dict[str, str] = {}
    left_out: list[str] = []
    for path, data in contents.items():
        name = _name_of(path, root, names)
        if name is None:
            left_out += [path] if _is_worth_a_word(path) else []
        else:
            files[name] = _text(data, name)
    return Parcel(files=files, left_out=tuple(left_out))


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _depth(path: str) -> tuple[int, str]:
    return path.count("/"), path


def _flow_name(home: str, data: bytes) -> str:
    """What the flow calls itself, else what its folder is called."""
    match = _FLOW_KEY.search(data.decode("utf-8-sig", errors="replace"))
    if match is not None:
        return match[1]
    folder = re.sub(r"[^a-z0-9_]+", "_", PurePosixPath(home).name.lower()).strip("_0123456789")
    return folder[:40] or "my_flow"


def _name_of(path: str, root: str, names: Mapping[str, str]) -> str | None:
    """The name of a flow file in a draft, None for anything else."""
    home, file = _parent(path), PurePosixPath(path).name
    if home in names and _OWN_FILE.fullmatch(file):
        return f"{names[home]}/{file}"
    beside = path.removeprefix(f"{root}/") if root else path
    if home in names and root == home:
        beside = file  # a flow's files dropped by themselves, with a card among them
    return beside if home not in names and is_flow_file(beside) else None


def _is_worth_a_word(path: str) -> bool:
    """Whether its author would miss it: not what systems put beside files."""
    parts = path.split("/")
    return path.endswith((".yaml", ".yml")) and not any(
        part.startswith(".") or part == "__MACOSX" for part in parts
    )


def _text(data: bytes, name: str) -> str:
    try:
        return content_text(data, name)
    except FlowFaults as faults:
        raise KipicError(" ".join(map(str, faults.faults)), remedy="Then drop it again.") from None


def remarks(left_out: Iterable[str]) -> tuple[str, ...]:
    """What is said of files that were left out."""
    names = [shown(path) for path in left_out]
    if not names:
        return ()
    more = f" and {len(names) - REMARKS} more" if len(names) > REMARKS else ""
    return (f"Left out, as no flow's file: {', '.join(names[:REMARKS])}{more}.",)
