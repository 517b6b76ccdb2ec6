"""Participants, whose profile lies sealed under a key of their own, and their consents."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select

from bot.adapters.db.columns import to_json
from bot.adapters.db.dialects import among_ids, among_numbers, locking, upsert
from bot.adapters.db.schema import consent, participant
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import ChatId, ParticipantId
from bot.domain.people import Consent, Participant, ParticipantStatus, Purpose

_ALL = select(participant).order_by(participant.c.id)
_BY_CHAT = locking(_ALL.where(participant.c.bot_id == bindparam("bot"), among_numbers(participant.c.chat_id)))
_BY_ID = locking(_ALL.where(among_ids(participant.c.id)))
_SAVE = upsert(participant, keep=("created_at",))
_ADD_CONSENT = insert(consent)
_CONSENTS = (
    select(consent.c.purpose, consent.c.is_given, consent.c.wording, consent.c.at)
    .where(consent.c.participant_id == bindparam("participant"))
    .order_by(consent.c.number)
)


class PeopleTable:
    """`bot.ports.People`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def by_chat(self, bot_id: int, chat_ids: Collection[ChatId]) -> dict[ChatId, Participant]:
        """Those of these chats who are participants."""
        rows = self._transaction.rows(_BY_CHAT, bot=bot_id, numbers=chat_ids) if chat_ids else ()
        return {found.chat_id: found for found in self._read(rows)}

    def by_id(self, ids: Collection[ParticipantId]) -> dict[ParticipantId, Participant]:
        """Those of these ids that exist."""
        rows = self._transaction.rows(_BY_ID, ids=ids) if ids else ()
        return {found.id: found for found in self._read(rows)}

    def save(self, participants: Sequence[Participant]) -> None:
        """Insert or update (uq_participant_chat); a new participant gets a key of their own."""
        keys = self._transaction.keys
        keys.ensure(person.id for person in participants)
        rows = [
            {
                "id": person.id,
                "bot_id": person.bot_id,
                "chat_id": person.chat_id,
                "status": person.status,
                "timezone": person.timezone,
                "locale": person.locale,
                "profile": keys.of(person.id).seal(_place(person.id), to_json(person.profile)),
                "settings": person.settings,
                "created_at": person.created_at,
                "last_heard_at": person.last_heard_at,
                "paused_until": person.paused_until,
                "blocked_at": person.blocked_at,
            }
            for person in participants
        ]
        self._transaction.write(_SAVE, rows)

    def add_consents(self, consents: Sequence[Consent]) -> None:
        """Append answers to consent questions."""
        rows = [
            {
                "participant_id": answer.participant_id,
                "purpose": answer.purpose,
                "is_given": answer.is_given,
                "wording": answer.wording,
                "at": answer.at,
            }
            for answer in consents
        ]
        self._transaction.write(_ADD_CONSENT, rows)

    def consents(self, participant_id: ParticipantId) -> Sequence[Consent]:
        """All answers of one person, oldest first."""
        return [
            Consent(
                participant_id=participant_id,
                purpose=Purpose(purpose),
                is_given=is_given,
                wording=wording,
                at=at,
            )
            for purpose, is_given, wording, at in self._transaction.rows(
                _CONSENTS, participant=participant_id
            )
        ]

    def _read(self, rows: Sequence[Any]) -> list[Participant]:
        self._transaction.keys.at_hand(row[0] for row in rows)
        return [self._participant(row) for row in rows]

    def _participant(self, row: Sequence[Any]) -> Participant:
        id_, bot_id, chat_id, status, timezone, locale, profile, settings, created, heard, paused, blocked = (
            row
        )
        return Participant(
            id=id_,
            bot_id=bot_id,
            chat_id=chat_id,
            status=ParticipantStatus(status),
            timezone=timezone,
            locale=locale,
            profile=orjson.loads(self._transaction.keys.of(id_).open(_place(id_), profile)),
            settings=settings,
            created_at=created,
            last_heard_at=heard,
            paused_until=paused,
            blocked_at=blocked,
        )


def _place(participant_id: str) -> str:
    return f"participant|profile|{participant_id}"
