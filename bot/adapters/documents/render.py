"""Typesets one document; runs in a worker process, where the faces stay loaded between documents."""

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import typst

from bot.adapters.documents.printable import FONTS, prepared
from bot.domain.calendar import zone_rules

TEMPLATES: Final = Path(__file__).parent


class Document(StrEnum):
    """A document that can be made; the value is its template's name."""

    PORTFOLIO = "portfolio"
    CARD = "card"
    COHORT = "cohort"

    @property
    def is_picture(self) -> bool:
        """Whether it is a PNG and no PDF."""
        return self is not Document.PORTFOLIO


def render(document: Document, data: bytes) -> bytes:
    """The PDF or the PNG for this JSON; the same data gives the same bytes.

    The data reaches the template as JSON and is never read as markup. Raises `typst.TypstError` when the
    template can't take the data, without any of it in the message.
    """
    content = prepared(json.loads(data))
    made = _compiler().compile(
        input=str(TEMPLATES / f"{document}.typ"),
        format="png" if document.is_picture else "pdf",
        ppi=144,
        sys_inputs={"data": json.dumps(content)},
        timestamp=_midnight(content),
    )
    if isinstance(made, bytes):
        return made
    raise TypeError(f"the {document} has more than one page as a picture")


def start_worker() -> None:
    """Make this process a worker: faces loaded, deaf to Ctrl-C, and gone as soon as its parent is gone.

    Ctrl-C reaches the whole process group, but only the parent decides when to stop. After a kill -9 of the
    parent a worker of a `ProcessPoolExecutor` would wait for ever, since it holds both ends of its own queue.
    """
    zone_rules.follow_package()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, name="leave-with-parent", daemon=True).start()
    _compiler()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


@cache
def _compiler() -> typst.Compiler:
    """One compiler per process: only the bundled faces, so that every machine makes the same bytes."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


def _midnight(content: object) -> datetime:
    """The instant that is written into the file as its making: the start of the report's day."""
    if isinstance(content, Mapping):
        return datetime(**content["date"], tzinfo=UTC)
    raise TypeError("the data of a document is an object")
