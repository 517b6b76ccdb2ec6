"""Every step type shows a sample in its docstring; each sample loads, and the authors' reference shows the same."""

import inspect
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import indent

import pytest
from pydantic import BaseModel

from bot.engine.entry import EntrySpec
from bot.engine.filters import FILTERS
from bot.engine.loading import FLOW_FILE, Header, load_flow
from bot.engine.names import ROUND_FIELDS
from bot.engine.steps import STEP_TYPES
from bot.engine.steps.question import Attempts, Check, Choice, Question
from bot.engine.steps.step import Step
from bot.engine.translation import TEXT_KEYS
from bot.engine.vocabulary import (
    CALENDAR_FIELDS,
    COURSE_FIELDS,
    HISTORY_FIELDS,
    PROFILE_FIELDS,
    RUN_FIELDS,
)

REFERENCE = Path(__file__).parents[3] / "flows" / "README.md"

FLOWS = REFERENCE.parent
SHARED = {
    **{
        f"_shared/{path.name}": path.read_text(encoding="utf-8")
        for path in (FLOWS / "_shared").glob("*.yaml")
    },
    "support.yaml": (FLOWS / "support.yaml").read_text(encoding="utf-8"),
}

FIELDS = {
    "profile": PROFILE_FIELDS,
    "calendar": CALENDAR_FIELDS,
    "history": HISTORY_FIELDS,
    "course": COURSE_FIELDS,
    "run": RUN_FIELDS,
    "round": ROUND_FIELDS,
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
    "words": "ask_text: words",
    "how": "ask_choice: how\n    choices: {none: Nothing}",
    "when": "ask_choice: when\n    choices: {now: Now}",
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


def section_of(heading: str) -> str:
    """The part of the reference below a heading, up to the next one of its rank or above."""
    rank = heading.split(" ", maxsplit=1)[0]
    below = REFERENCE.read_text(encoding="utf-8").split(f"\n{heading}\n", 1)[1]
    return re.split(rf"\n#{{1,{len(rank)}}} ", below)[0]


def keys_of(model: type[BaseModel], *, beyond: type[BaseModel] = Step) -> list[str]:
    """What an author may write in this part of a flow, and not already in the other."""
    own = {name: spec for name, spec in model.model_fields.items() if name not in beyond.model_fields}
    return [spec.alias or name for name, spec in own.items()]


def untold(keys: Iterable[str], told: str) -> list[str]:
    return [key for key in keys if not re.search(rf"(?<![\w.]){key}(: |:\n|\b[^:\w]*`)", told)]


@pytest.mark.parametrize("name", STEP_TYPES)
def test_reference_tells_every_key_of_a_step_type(name: str) -> None:
    model = STEP_TYPES[name]
    shared = Question if issubclass(model, Question) else Step
    assert untold(keys_of(model, beyond=shared), section_of(f"### {name}")) == []


def test_reference_tells_every_key_of_all_questions() -> None:
    table = section_of("## Every question may have")
    named = " ".join(row.split("|")[1] for row in table.splitlines() if row.startswith("| `"))
    assert untold((key for key in keys_of(Question) if key != "text"), named) == []
    for part in (Choice, Check, Attempts):
        assert untold(keys_of(part), table) == []


def test_reference_tells_every_key_of_a_flow_an_entry_and_a_translation() -> None:
    top = REFERENCE.read_text(encoding="utf-8").split("\n## ", 1)[0]
    assert untold([*keys_of(Header), "steps", *keys_of(EntrySpec)], top) == []
    assert untold(TEXT_KEYS, section_of("## Languages")) == []


def test_reference_tells_every_name_that_conditions_may_read() -> None:
    table = section_of("## Conditions")
    for root, fields in FIELDS.items():
        row = next(line for line in table.splitlines() if line.startswith(f"| `{root}."))
        assert [name for name in fields if not re.search(rf"\b{name}\b", row)] == []
    texts = section_of("## Texts")
    assert [name for name in FILTERS if not re.search(rf"\b{name}\b", texts)] == []


def test_key_that_the_reference_leaves_out_would_be_seen() -> None:
    assert untold(["hint", "hunt"], "`hint`, `hints: x` and a hunt") == ["hunt"]
