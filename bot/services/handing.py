"""Who takes what a flow hands over: the parts of Kipic that flows of tutors and operators gather something for.

A receiver must not begin or carry on a run: it is called in the middle of the turn that hands over, whose run is
saved already.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.domain.people import Participant
from bot.domain.runs import Run
from bot.services import drafts, making, reviewing, sharing
from bot.services.desk import Desk

Receiver = Callable[[Desk, Participant, Run, Mapping[str, Any]], None]
"""Takes the fields that `vocabulary.RECEIVERS` names, each as the flow worked it out; None where nothing was said."""

RECEIVERS: Final[Mapping[str, Receiver]] = MappingProxyType(
    {
        "broadcast": drafts.take,
        "cohort": making.take,
        "line": sharing.take,
        "reply": reviewing.take_answer,
    }
)
