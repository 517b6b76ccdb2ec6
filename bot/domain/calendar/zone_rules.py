"""Whose time zone rules count: those of the locked tzdata package, so that all replicas and all their processes agree."""

import zoneinfo

import tzdata  # type: ignore[import-untyped]  # it is data, with a version beside it

VERSION: str = tzdata.IANA_VERSION
"""The release of the IANA database that is read, such as "2026f"."""


def follow_package() -> None:
    """From now on zones are read from the package alone, never from the machine's own files; once in each process.

    It comes before anything reads a zone, the settings included.
    """
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
