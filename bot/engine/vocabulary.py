"""The words that flow files may use for what lies outside them: the person, the day, the past, the course, the tags."""

from collections.abc import Mapping
from types import MappingProxyType

SETTABLE_FIELDS = frozenset(
    {
        "role",
        "reminders",
        "working_days",
        "mornings",
        "afternoons",
        "nights",
        "rota",
        "slot",
        "slots",
        "rhythm",
        "timezone",
        "quiet_from",
        "quiet_until",
        "nation",
        "reaches",
    }
)
"""What a `set` step may change."""

ROTA_WEEKS = ("week_1", "week_2", "week_3", "week_4")
"""The names under which the weeks of a rota are read, each as a list of its shifts."""

PROFILE_FIELDS = SETTABLE_FIELDS | {"first_name", "cohort", "wellbeing", "asked_on", "quiet", *ROTA_WEEKS}
"""What texts and conditions may read as `profile.x`."""

CALENDAR_FIELDS = frozenset({"date", "weekday", "month", "hour"})
"""What may be read as `calendar.x`: ISO date, mon…sun, the month's name, and the hour on the person's clock."""

HISTORY_FIELDS = frozenset(
    {"entries", "entries_this_month", "entries_this_quarter", "skips_in_a_row", "days_since_entry"}
)
"""What may be read as `history.x`: counts of the person's own past."""

COURSE_FIELDS = frozenset({"title", "week", "last_day"})
"""What may be read as `course.x`: the course's title, the number of its week, and the ISO date of the person's last
working day of that week; all nothing in a run that no course began."""

RUN_FIELDS = frozenset({"occurrence", "is_even"})
"""What may be read as `run.x`: how often this flow was begun for the person before, and whether that is even."""

RECEIVERS: Mapping[str, Mapping[str, bool]] = MappingProxyType(
    {
        "broadcast": {
            "text": True,
            "cohorts": False,
            "unanswered": False,
            "answered_by": True,
            "choices": False,
            "flow": False,
            "timing": True,
            "date": False,
            "time": False,
            "window": False,
            "draft": False,
        },
        "cohort": {
            "name": True,
            "follows": True,
            "starts": True,
            "timezone": False,
            "capacity": False,
            "joining": False,
        },
        "line": {"text": True, "named": False, "posting": False, "about": False},
        "reply": {"text": True, "about": True},
    }
)
"""What a `hand_over` step may hand to whom: the fields of each receiver, and whether it needs them."""

CONSENT_PURPOSES = frozenset({"storing", "wellbeing", "sharing"})

ACTIVITIES = (
    "cpd",
    "case_review",
    "qia",
    "learning_event",
    "significant_event",
    "patient_feedback",
    "colleague_feedback",
    "compliment",
    "complaint",
    "pun_den",
    "pdp",
    "teaching",
    "leadership",
    "research",
    "wellbeing_private",
)
PILLARS = ("innovation", "integration", "application", "learning")
STAGES = ("explore", "explain", "implement", "evaluate")
STATUSES = ("capture", "reflected", "change_planned", "change_checked")
SOURCES = ("patient", "evidence", "experience", "colleague", "context")
