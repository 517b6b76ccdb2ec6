"""What the use cases need from the outside world, as protocols; adapters and the tests' fakes implement them.

values   what crosses the ports beside the values of the domain
outside  time, ids, authored content, documents, and the way to people
keeping  repositories: people, runs, entries, updates
owing    repositories: schedules, outbox, summaries, versions of flows
store    the unit of work over all of them, and where it runs
"""

from bot.ports.keeping import Entries, People, Runs, Updates
from bot.ports.outside import Clock, Documents, FlowLibrary, Ids, Messenger
from bot.ports.owing import Flows, Outbox, Schedules, Summaries
from bot.ports.store import Store, UnitOfWork
from bot.ports.values import Document, ParkedUpdate, StoredFlow

__all__ = [
    "Clock",
    "Document",
    "Documents",
    "Entries",
    "FlowLibrary",
    "Flows",
    "Ids",
    "Messenger",
    "Outbox",
    "ParkedUpdate",
    "People",
    "Runs",
    "Schedules",
    "Store",
    "StoredFlow",
    "Summaries",
    "UnitOfWork",
    "Updates",
]
