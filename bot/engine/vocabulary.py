"""The words that flow files may use for what lies outside them: the person, the day, what went before, the tags."""

SETTABLE_FIELDS = frozenset(
    {
        "role",
        "reminders",
        "working_days",
        "mornings",
        "afternoons",
        "nights",
        "slot",
        "rhythm",
        "timezone",
        "quiet_from",
        "quiet_until",
        "nation",
        "reaches",
    }
)
"""What a `set` step may change."""

PROFILE_FIELDS = SETTABLE_FIELDS | {"first_name", "cohort", "wellbeing", "asked_on", "quiet"}
"""What texts and conditions may read as `profile.x`."""

CALENDAR_FIELDS = frozenset({"date", "weekday", "month", "hour"})
"""What may be read as `calendar.x`: ISO date, mon…sun, the month's name, and the hour on the person's clock."""

HISTORY_FIELDS = frozenset(
    {"entries", "entries_this_month", "entries_this_quarter", "skips_in_a_row", "days_since_entry"}
)
"""What may be read as `history.x`: counts of the person's own past."""

RUN_FIELDS = frozenset({"occurrence", "is_even"})
"""What may be read as `run.x`: how often this flow was begun for the person before, and whether that is even."""

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
