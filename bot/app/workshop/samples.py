"""The step types as an author may add them: what each does, and a sample of it to change."""

import inspect
import re
from collections.abc import Sequence
from typing import Final

from bot.engine.steps import STEP_TYPES
from bot.engine.steps.step import Step
from bot.playground.workshop import Sample

_SAMPLE: Final = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def samples() -> Sequence[Sample]:
    """One sample of each step type, in the order of the authors' reference: that of its own docstring."""
    return [_sample(name, step_type) for name, step_type in STEP_TYPES.items()]


def _sample(name: str, step_type: type[Step]) -> Sample:
    told = inspect.getdoc(step_type) or ""
    found = _SAMPLE.search(told)
    return Sample(type=name, about=told.split("\n", 1)[0], text=found[1] if found else f"- {name}: name\n")
