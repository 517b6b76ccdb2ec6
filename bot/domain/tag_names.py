"""The plain words under which an entry's tags are shown to its writer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.domain.entries import Activity, Pillar, Source, Stage

PILLAR_NAMES: Final[Mapping[Pillar, str]] = MappingProxyType(
    {
        Pillar.INNOVATION: "innovation",
        Pillar.INTEGRATION: "integration",
        Pillar.APPLICATION: "application",
        Pillar.LEARNING: "learning",
    }
)

PILLAR_MEANINGS: Final[Mapping[Pillar, str]] = MappingProxyType(
    {
        Pillar.INNOVATION: "found out",
        Pillar.INTEGRATION: "put together",
        Pillar.APPLICATION: "put to use",
        Pillar.LEARNING: "passed on",
    }
)
"""The same four as the doctor meets them in the ten-second day."""

STAGE_NAMES: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.EXPLORE: "explore",
        Stage.EXPLAIN: "explain",
        Stage.IMPLEMENT: "implement",
        Stage.EVALUATE: "evaluate",
    }
)

SOURCE_NAMES: Final[Mapping[Source, str]] = MappingProxyType(
    {
        Source.PATIENT: "patient",
        Source.EVIDENCE: "evidence",
        Source.EXPERIENCE: "experience",
        Source.COLLEAGUE: "colleague",
        Source.CONTEXT: "context",
    }
)

ACTIVITY_NAMES: Final[Mapping[Activity, str]] = MappingProxyType(
    {
        Activity.CPD: "CPD",
        Activity.CASE_REVIEW: "case review",
        Activity.QIA: "quality improvement",
        Activity.LEARNING_EVENT: "learning event",
        Activity.SIGNIFICANT_EVENT: "significant event",
        Activity.PATIENT_FEEDBACK: "patient feedback",
        Activity.COLLEAGUE_FEEDBACK: "colleague feedback",
        Activity.COMPLIMENT: "compliment",
        Activity.COMPLAINT: "complaint",
        Activity.PUN_DEN: "PUN and DEN",
        Activity.PDP: "PDP",
        Activity.TEACHING: "teaching",
        Activity.LEADERSHIP: "leadership",
        Activity.RESEARCH: "research",
        Activity.WELLBEING_PRIVATE: "wellbeing",
    }
)
