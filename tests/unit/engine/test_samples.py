"""Every step type shows a sample in its docstring; each sample loads, and the authors' reference shows the same."""

import inspect
import re
from pathlib import Path
from textwrap import indent

import pytest

from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.steps import STEP_TYPES
from bot.engine.steps.step import Step

REFERENCE = Path(__file__).parents[3] / "flows" / "README.md"

_BEFORE = """\
flow: sample
title: A sample
given: [entries]
steps:
  - ask_text: knowledge
    text: x
  - ask_choice: changed_practice
    text: x
    choices: {a: A}
  - ask_choices: days
    text: x
    choices: {mon: Mon}
  - ask_time: time
    text: x
"""
_AFTER = "".join(
    f"  - say: {name}\n    text: x\n"
    for name in ("probe", "rule_now", "refused", "supervisor", "short_form", "long_form", "closing")
)


def sample_of(step_type: type[Step]) -> str:
    found = re.search(r"```yaml\n(.*?)```", inspect.getdoc(step_type) or "", re.DOTALL)
    assert found, f"{step_type.__name__} shows no sample"
    return found[1]


@pytest.mark.parametrize("name", STEP_TYPES)
def test_sample_of_a_step_type_loads(name: str) -> None:
    sample = sample_of(STEP_TYPES[name])
    own = re.findall(r"^- \w+: (\w+)", sample)
    before, after = (
        "".join(
            part
            for part in re.split(r"(?m)^(?=  - )", text)
            if not any(f": {i}\n" in part.split("text")[0] for i in own)
        )
        for text in (_BEFORE, _AFTER)
    )
    flow = load_flow({FLOW_FILE: before + indent(sample, "  ") + after}, "sample")
    assert name in {step.type for step in flow.steps}


@pytest.mark.parametrize("name", STEP_TYPES)
def test_reference_for_authors_shows_the_same_sample(name: str) -> None:
    assert f"### {name}\n" in REFERENCE.read_text(encoding="utf-8")
    assert sample_of(STEP_TYPES[name]) in REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STEP_TYPES)
def test_module_of_a_step_type_has_its_name(name: str) -> None:
    assert STEP_TYPES[name].type == name
    assert STEP_TYPES[name].__module__ == f"bot.engine.steps.{name}"
