"""What the database holds about one person, as the playground shows it to them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from bot.domain.entries import Entry
from bot.domain.ids import ChatId
from bot.playground.backstage import StoredSection
from bot.ports import UnitOfWork

SEALED: Final = "🔒 "
"""Stands before what lies encrypted under the person's own key."""

MOST_DELIVERIES: Final = 15


def stored_sections(uow: UnitOfWork, bot_id: int, chat_id: ChatId) -> list[StoredSection]:
    """Everything about a person, table by table; sealed fields are opened for their owner and marked."""
    participant = uow.people.by_chat(bot_id, [chat_id]).get(chat_id)
    if participant is None:
        return []
    entries = uow.entries.between(participant.id, date.min, date.max)
    run = uow.runs.open_of([participant.id]).get(participant.id)
    return [
        StoredSection(
            title="You",
            rows=[
                {
                    "status": participant.status.value,
                    "time zone": participant.timezone,
                    **_plain(participant.settings),
                    **{name: SEALED + _shown(value) for name, value in participant.profile.items()},
                }
            ],
        ),
        StoredSection(
            title="Consents",
            rows=[
                {"to": one.purpose.value, "given": "yes" if one.is_given else "no", "wording": one.wording}
                for one in uow.people.consents(participant.id)
            ],
        ),
        StoredSection(title="Entries", rows=[_entry(one) for one in reversed(entries)]),
        StoredSection(
            title="Open question",
            rows=[{"flow": run.flow, "version": run.version, "answers": SEALED + "under your key"}]
            if run
            else [],
        ),
        StoredSection(
            title="Messages to you",
            rows=[
                {"method": one.method, "status": one.status.value, "words": "wiped once sent"}
                for one in uow.outbox.recent(chat_id, limit=MOST_DELIVERIES)
            ],
        ),
    ]


def _entry(entry: Entry) -> dict[str, str]:
    words = {
        "title": entry.title,
        "what": entry.what,
        "so what": entry.so_what,
        "now what": entry.now_what,
    }
    tags = [entry.tags.activity.value, *entry.tags.pillars, *entry.tags.sources]
    return {
        "day": entry.local_date.isoformat(),
        **{name: SEALED + text for name, text in words.items() if text},
        "tags": ", ".join(tags),
        "starred": "yes" if entry.starred else "no",
        "seen by": entry.visibility.value,
    }


def _plain(settings: Mapping[str, Any]) -> dict[str, str]:
    return {name.replace("_", " "): _shown(value) for name, value in settings.items()}


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
