"""Where a step stands: the files, calls and rounds around it, and what gave each of its keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.engine.document import Document, Path
from bot.engine.names import Names
from bot.engine.shelf import locale_file, shared_file
from bot.engine.steps.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A place that gave keys to a step: the step itself (which gives all), a caller's changes, a translation."""

    document: Document
    path: Path
    keys: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A step at its place in the flow: what its author calls it, the names around it, and where it is written."""

    step: Step
    name: str
    names: Names
    layers: tuple[Layer, ...]
    untranslated: tuple[Path, ...] = ()

    def where(self, inside: Path = ()) -> tuple[Document, Path]:
        """The document and the path of one of its keys."""
        layer = giver_of(self.layers, inside)
        return layer.document, (*layer.path, *inside)

    def line(self, inside: Path = ()) -> tuple[str, int]:
        """The file and the line of one of its keys."""
        document, path = self.where(inside)
        return document.file, document.line(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that surrounds a step: what is called how in it, and what its caller changes in it."""

    skeleton: str | None = None
    key: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    changed: Layer | None = None

    def translation(self, locale: str) -> str:
        """The file that says this one's texts in a language."""
        return locale_file(locale) if self.skeleton is None else shared_file(self.skeleton, locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the laying out is: the document, its names, and the files around it, the innermost first."""

    document: Document
    names: Names
    files: tuple[File, ...] = (File(),)

    def inside(self, name: str) -> tuple[File, ...]:
        """The files as they are known from inside a call or repeat of this name."""
        return tuple(replace(file, key=f"{file.key}{name}.") for file in self.files)


def giver_of(layers: Sequence[Layer], inside: Path) -> Layer:
    """The last layer that gave this key; the step itself gave all the others."""
    given = (
        layer for layer in reversed(layers) if layer.keys is None or (inside and inside[0] in layer.keys)
    )
    return next(given, layers[0])
