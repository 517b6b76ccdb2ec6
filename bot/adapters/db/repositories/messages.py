"""What a run knows of the person's own messages: which answer a message holds, and texts that wait for a word."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.adapters.db.dialects import among_ids, among_numbers, locking, upsert
from bot.adapters.db.schema import answer_link, hold
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import ChatId, HoldId, ParticipantId
from bot.domain.runs import AnswerLink, Hold, Run

_LINK = upsert(answer_link, by=("chat_id", "message_id"))
_ALL_LINKS = select(
    answer_link.c.chat_id,
    answer_link.c.message_id,
    answer_link.c.participant_id,
    answer_link.c.run_id,
    answer_link.c.entry_id,
    answer_link.c.name,
    answer_link.c.created_at,
)
_LINKED = _ALL_LINKS.where(
    among_numbers(answer_link.c.chat_id, "chats"), among_numbers(answer_link.c.message_id, "numbers")
)
# By the person too: that is what there is an index for.
_LINKS_OF = _ALL_LINKS.where(
    among_ids(answer_link.c.participant_id, "people"), among_ids(answer_link.c.run_id, "runs")
)
_DROP_LINKS = delete(answer_link).where(
    answer_link.c.run_id.is_(None), answer_link.c.created_at < bindparam("instant")
)
_HOLD = upsert(hold)
_ALL_HOLDS = select(
    hold.c.id,
    hold.c.participant_id,
    hold.c.text,
    hold.c.message_id,
    hold.c.created_at,
    hold.c.expires_at,
    hold.c.is_screened_out,
    hold.c.run_id,
    hold.c.turn,
    hold.c.edit_of,
).order_by(hold.c.id)
_HELD = locking(_ALL_HOLDS.where(among_ids(hold.c.id)))
_HELD_FOR = locking(
    _ALL_HOLDS.where(
        hold.c.participant_id == bindparam("participant"), hold.c.message_id == bindparam("message")
    )
)
_RELEASE = delete(hold).where(among_ids(hold.c.id))
_DROP_HOLDS = delete(hold).where(hold.c.expires_at <= bindparam("now"))


class MessagesTable:
    """Links and holds."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def link(self, links: Sequence[AnswerLink]) -> None:
        """Remember which message holds which answer; a later link of the same message replaces it."""
        rows = [
            {
                "chat_id": item.chat_id,
                "message_id": item.message_id,
                "participant_id": item.participant_id,
                "run_id": item.run_id,
                "entry_id": item.entry_id,
                "name": item.name,
                "created_at": item.created_at,
            }
            for item in links
        ]
        self._transaction.write(_LINK, rows)

    def linked(self, messages: Collection[tuple[ChatId, int]]) -> dict[tuple[ChatId, int], AnswerLink]:
        """The links of these (chat, message) pairs."""
        if not messages:
            return {}
        wanted = set(messages)
        chats, numbers = {chat for chat, _ in wanted}, {number for _, number in wanted}
        found = map(_link, self._transaction.rows(_LINKED, chats=chats, numbers=numbers))
        return {key: item for item in found if (key := (item.chat_id, item.message_id)) in wanted}

    def links_of(self, runs: Sequence[Run]) -> Sequence[AnswerLink]:
        """The messages that hold answers of these runs."""
        people, ids = {item.participant_id for item in runs}, {item.id for item in runs}
        return (
            [_link(row) for row in self._transaction.rows(_LINKS_OF, people=people, runs=ids)] if runs else []
        )

    def drop_links(self, instant: datetime) -> int:
        """Drop the links to entries that were made before; how many. Those to answers stay as long as these."""
        return self._transaction.count(_DROP_LINKS, instant=instant)

    def hold(self, holds: Sequence[Hold]) -> None:
        """Keep texts until their people decide."""
        keys = self._transaction.keys
        keys.ensure(item.participant_id for item in holds)
        rows = [
            {
                "id": item.id,
                "participant_id": item.participant_id,
                "text": keys.of(item.participant_id).seal(_place(item.id), item.text.encode()),
                "message_id": item.message_id,
                "created_at": item.created_at,
                "expires_at": item.expires_at,
                "is_screened_out": item.is_screened_out,
                "run_id": item.run_id,
                "turn": item.turn,
                "edit_of": item.edit_of,
            }
            for item in holds
        ]
        self._transaction.write(_HOLD, rows)

    def held(self, ids: Collection[HoldId]) -> dict[HoldId, Hold]:
        """Those of these ids that still wait."""
        rows = self._transaction.rows(_HELD, ids=ids) if ids else ()
        return {item.id: item for item in map(self._hold, rows)}

    def held_for(self, participant_id: ParticipantId, message_id: int) -> Hold | None:
        """The text that this message of the person brought, if it still waits."""
        rows = self._transaction.rows(_HELD_FOR, participant=participant_id, message=message_id)
        return self._hold(rows[-1]) if rows else None

    def release(self, ids: Collection[HoldId]) -> None:
        """Let these go: decided."""
        if ids:
            self._transaction.count(_RELEASE, ids=ids)

    def drop_holds(self, now: datetime) -> int:
        """Let go of the texts whose time is over; how many."""
        return self._transaction.count(_DROP_HOLDS, now=now)

    def _hold(self, row: Sequence[Any]) -> Hold:
        id_, person, text, message_id, created, expires, is_screened_out, run_id, turn, edit_of = row
        return Hold(
            id=id_,
            participant_id=person,
            text=self._transaction.keys.of(person).open(_place(id_), text).decode(),
            message_id=message_id,
            created_at=created,
            expires_at=expires,
            is_screened_out=is_screened_out,
            run_id=run_id,
            turn=turn,
            edit_of=edit_of,
        )


def _link(row: Sequence[Any]) -> AnswerLink:
    chat_id, message_id, participant_id, run_id, entry_id, name, created_at = row
    return AnswerLink(
        participant_id=participant_id,
        chat_id=chat_id,
        message_id=message_id,
        run_id=run_id,
        entry_id=entry_id,
        name=name,
        created_at=created_at,
    )


def _place(hold_id: str) -> str:
    return f"hold|text|{hold_id}"
