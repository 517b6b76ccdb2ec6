"""What the use cases need from the outside world, as protocols; adapters and the tests' fakes implement them.

values   what crosses the ports beside the values of the domain
outside  time, ids, authored content, documents, and the way to people
keeping  repositories: people, runs, entries and errands among them, updates
owing    repositories: schedules, outbox, summaries, versions of flows
publishing  which flows are current, and which were
grouping repositories: cohorts, roles, postings, broadcasts, shared lines
store    the unit of work over all of them, and where it runs
"""

from bot.ports.grouping import Broadcasts, Cohorts, Lines, Postings, Roles
from bot.ports.keeping import Entries, Errands, Facts, People, Plans, Runs, Updates
from bot.ports.outside import Clock, Documents, FlowLibrary, Ids, Messenger, QrCodes
from bot.ports.owing import Flows, FollowUps, Outbox, Schedules, Summaries
from bot.ports.publishing import (
    PROGRAMME_FILE,
    Act,
    FlowSet,
    Origin,
    Publication,
    Publications,
    Published,
    course_file,
    course_of_file,
)
from bot.ports.store import Store, UnitOfWork
from bot.ports.values import AwaitedFlow, Document, ParkedUpdate, Remark, StoredFlow

__all__ = [
    "PROGRAMME_FILE",
    "Act",
    "AwaitedFlow",
    "Broadcasts",
    "Clock",
    "Cohorts",
    "Document",
    "Documents",
    "Entries",
    "Errands",
    "Facts",
    "FlowLibrary",
    "FlowSet",
    "Flows",
    "FollowUps",
    "Ids",
    "Lines",
    "Messenger",
    "Origin",
    "Outbox",
    "ParkedUpdate",
    "People",
    "Plans",
    "Postings",
    "Publication",
    "Publications",
    "Published",
    "QrCodes",
    "Remark",
    "Roles",
    "Runs",
    "Schedules",
    "Store",
    "StoredFlow",
    "Summaries",
    "UnitOfWork",
    "Updates",
    "course_file",
    "course_of_file",
]
