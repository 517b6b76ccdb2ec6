"""The lock files: complete, in step with pyproject.toml and each other, hashed, and silent about package indexes."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+?)(?: ; (.+?))?(?: \\)?$", re.MULTILINE)
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def pins(name: str) -> dict[str, str]:
    found = PIN.findall((ROOT / name).read_text(encoding="utf-8"))
    return {canonicalize_name(package): version for package, version, _ in found}


def wanted(*, dev: bool) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = project["project"]["dependencies"] + (project["dependency-groups"]["dev"] if dev else [])
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_pinned_to_a_version_that_it_allows(name: str) -> None:
    pinned = pins(name)
    unmet = [
        str(requirement)
        for requirement in wanted(dev="dev" in name)
        if pinned.get(canonicalize_name(requirement.name), "0") not in requirement.specifier
    ]
    assert unmet == [], "run `make lock`"


def test_both_locks_pin_the_same_versions() -> None:
    dev = pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_carries_hashes_and_a_readable_marker(name: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / name).read_text(encoding="utf-8"))[1:]
    assert len(blocks) == len(pins(name))
    for block in blocks:
        assert "--hash=sha256:" in block, block.splitlines()[0]
        marker = PIN.findall(block)[0][2]
        assert not marker or Marker(marker)


@pytest.mark.parametrize("name", LOCKS)
def test_no_package_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text.replace("--no-emit-index-url", "")
