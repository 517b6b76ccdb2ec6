"""The one message in which somebody looks through their portfolio; each tap edits it in place, without a sound."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people import Participant
from bot.services.desk import Desk
from bot.services.messages import Button, text_params


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Whose portfolio it is, which of the bot's messages shows it (None: a new one), and of which list."""

    desk: Desk
    participant: Participant
    message_id: int | None
    shown: str

    def show(self, text: str, rows: Sequence[Sequence[Button]]) -> None:
        """Put this where the screen stands now. Only what follows a tap may hold words of the person."""
        params = text_params(text, rows=rows)
        method = "sendMessage"
        if self.message_id is not None:
            method, params = "editMessageText", {"message_id": self.message_id, **params}
        self.desk.send(self.participant.chat_id, method, params)
