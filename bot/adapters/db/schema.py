"""The tables: who was asked what and when, what they answered (sealed), and what is owed to whom.

Columns of type Sealed hold sealed text (`sealing.py`). Ids are made by the application. Foreign keys are checked at
commit, so the order of writes within a transaction is free; the tables that change with every message (due_item,
answer_link, delivery, document) go without.
"""

from bot.adapters.db.cohort_tables import (
    audit,
    cohort,
    cohort_tutor,
    enrolment,
    link,
    reaction,
    shared_line,
    tutor,
)
from bot.adapters.db.contact_tables import (
    decision,
    delivery,
    document,
    due_item,
    meta,
    schedule,
    summary,
)
from bot.adapters.db.flow_tables import flow_version, publication
from bot.adapters.db.journey_tables import (
    answer_link,
    bot_update,
    consent,
    entry,
    entry_revision,
    errand,
    hold,
    parked_update,
    participant,
    run,
)
from bot.adapters.db.plan_tables import follow_up, plan_item
from bot.adapters.db.posting_tables import broadcast, figures, posting, recipient
from bot.adapters.db.table_parts import literal_status, metadata

__all__ = [
    "answer_link",
    "audit",
    "bot_update",
    "broadcast",
    "cohort",
    "cohort_tutor",
    "consent",
    "decision",
    "delivery",
    "document",
    "due_item",
    "enrolment",
    "entry",
    "entry_revision",
    "errand",
    "figures",
    "flow_version",
    "follow_up",
    "hold",
    "link",
    "literal_status",
    "meta",
    "metadata",
    "parked_update",
    "participant",
    "plan_item",
    "posting",
    "publication",
    "reaction",
    "recipient",
    "run",
    "schedule",
    "shared_line",
    "summary",
    "tutor",
]
