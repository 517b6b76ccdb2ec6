"""A text that is waited for: somebody chose a part to write anew, and their next message is its wording."""

from datetime import timedelta
from typing import Final

from bot.domain.errands import Errand, ErrandKind
from bot.services.screens import Screen

WAITED_FOR: Final = timedelta(hours=1)
"""How long the next text is taken for the new wording."""


def await_wording(at: Screen, of: str, part: str) -> None:
    """Wait for the new wording of a part of this entry or plan item; see `mending.take`."""
    at.desk.begin_errand(
        Errand(
            participant_id=at.participant.id,
            kind=ErrandKind.MEND,
            about=f"{of}:{part}:{at.message_id or ''}",
            begun_at=at.desk.now,
            expires_at=at.desk.now + WAITED_FOR,
        )
    )
