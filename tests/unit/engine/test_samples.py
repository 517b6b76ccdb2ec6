"""Every step type shows a sample in its docstring; each sample loads, and the authors' reference shows the same."""

import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

import pytest

from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.steps import STEP_TYPES
from bot.engine.steps.step import Step

REFERENCE = Path(__file__).parents[3] / "flows" / "README.md"

FLOWS = REFERENCE.parent
SHARED = {
    **{
        f"_shared/{path.name}": path.read_text(encoding="utf-8")
        for path in (FLOWS / "_shared").glob("*.yaml")
    },
    "support.yaml": (FLOWS / "support.yaml").read_text(encoding="utf-8"),
}

_HEAD = "flow: sample\ntitle: A sample\ngiven: [entries, plan]\nsteps:\n"
_BEFORE = {
    "knowledge": "ask_text: knowledge",
    "changed_practice": "ask_text: changed_practice",
    "days": "ask_choices: days\n    choices: {mon: Mon}",
    "time": "ask_time: time",
    "need": "ask_text: need",
    "smallest": "ask_text: smallest",
    "barrier": "ask_text: barrier",
    "success": "ask_text: success",
    "by_when": "ask_date: by_when",
    "how_far": "ask_choice: how_far\n    choices: {done: Done}",
    "next_step": "ask_text: next_step",
    "barrier_now": "ask_text: barrier_now",
    "next_date": "ask_date: next_date",
}
_MY_PLAN = "  - plan: my_plan\n    step: smallest\n"
_AFTER = {
    name: f"say: {name}"
    for name in ("probe", "rule_now", "refused", "supervisor", "short_form", "long_form", "closing")
}


def steps_of(authored: Mapping[str, str], without: str) -> str:
    return "".join(f"  - {step}\n    text: x\n" for name, step in authored.items() if name != without)


def sample_of(step_type: type[Step]) -> str:
    found = re.search(r"```yaml\n(.*?)```", inspect.getdoc(step_type) or "", re.DOTALL)
    assert found, f"{step_type.__name__} shows no sample"
    return found[1]


@pytest.mark.parametrize("name", STEP_TYPES)
def test_sample_of_a_step_type_loads(name: str) -> None:
    sample = sample_of(STEP_TYPES[name])
    own = sample.split("\n")[0].split(": ")[1]
    before = steps_of(_BEFORE, own) + (_MY_PLAN if own != "my_plan" else "")
    text = _HEAD + before + indent(sample, "  ") + steps_of(_AFTER, own)
    flow = load_flow({FLOW_FILE: text, **SHARED}, "sample")
    assert name in {step.type for step in flow.steps}


@pytest.mark.parametrize("name", STEP_TYPES)
def test_reference_for_authors_shows_the_same_sample(name: str) -> None:
    assert f"### {name}\n" in REFERENCE.read_text(encoding="utf-8")
    assert sample_of(STEP_TYPES[name]) in REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STEP_TYPES)
def test_module_of_a_step_type_has_its_name(name: str) -> None:
    assert STEP_TYPES[name].type == name
    assert STEP_TYPES[name].__module__ == f"bot.engine.steps.{name}"


def example_of(heading: str) -> str:
    below = REFERENCE.read_text(encoding="utf-8").split(heading, 1)[1]
    return below.split("```yaml\n")[1].split("```")[0]


def test_example_of_the_reference_loads() -> None:
    assert load_flow({FLOW_FILE: example_of("# Writing flows")}, "evening_line").entry is not None


def test_skeleton_and_translation_of_the_reference_load() -> None:
    text = example_of("# Writing flows")
    calling = text.replace("steps: ", "steps:\n  - call: two\n    flow: two_questions\n#", 1)
    shared = {"_shared/two_questions.yaml": example_of("## Sub-flows")}
    flow = load_flow(
        {FLOW_FILE: calling, **shared, "flow.cy.yaml": example_of("## Languages")}, "evening_line"
    )
    assert flow.in_locale("cy").title == "Llinell gyda'r nos"


def test_reference_names_every_skeleton() -> None:
    for file in SHARED:
        if file.startswith("_shared/"):
            assert f"| `{file.removeprefix('_shared/').removesuffix('.yaml')}` |" in REFERENCE.read_text(
                encoding="utf-8"
            )
