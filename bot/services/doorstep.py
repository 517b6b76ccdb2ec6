"""Before consent: the welcome is said, and nothing of what came in is stored.

The welcome flow runs without a stored state: its first wait is the consent question, so every update starts it
anew and a tap on the consent buttons is its first answer. A participant exists from that tap on. Whoever came by a
link has its token in those buttons: it is opened once the welcome is over.
"""

from bot.domain.identifiers import normalise_text
from bot.domain.ids import ChatId, ParticipantId
from bot.domain.incoming import BotBlocked, BotUnblocked, ButtonTapped, CommandSent, Incoming, TextEdited
from bot.domain.people import Participant, Purpose
from bot.domain.roles import Role
from bot.engine import engine
from bot.engine.definition import Flow
from bot.engine.events import ConsentAnswered, MessageSaid
from bot.engine.run import Context, OptionTapped, Turn
from bot.services import conversation, group_phrases, links, menus, opening, phrases
from bot.services.desk import Desk
from bot.services.messages import option_rows, text_params

WELCOME = "welcome"

NAME_LENGTH = 64
"""Telegram's own limit for a first name."""


def answer(desk: Desk, chat_id: ChatId, incoming: Incoming) -> str | None:
    """Say the welcome, or take the answer to its consent question."""
    if isinstance(incoming.happening, (BotBlocked, BotUnblocked, TextEdited)):
        return None
    if isinstance(incoming.happening, CommandSent) and incoming.happening.name == "privacy":
        desk.send(chat_id, "sendMessage", text_params(phrases.PRIVACY))
        return None
    flow = desk.means.flows.current(WELCOME)
    context = Context(profile={"first_name": _first_name(incoming)}, locale=incoming.locale)
    turn = engine.start(flow, context=context)
    if not isinstance(incoming.happening, ButtonTapped):
        _say(desk, chat_id, flow, turn, token=_token_brought(desk, chat_id, incoming))
        return None
    position, token = _tapped(incoming.happening.data, flow)
    if position is None:
        _say(desk, chat_id, flow, turn, token=token)
        return phrases.OLD_BUTTON
    answered = engine.resume(flow, turn.state, OptionTapped(position=position), context=context)
    if _has_consented(answered):
        _take_in(desk, _participant(desk, chat_id, incoming), answered, token)
    else:
        _say(desk, chat_id, flow, answered, token=token)
    return None


def is_being_welcomed(desk: Desk, participant: Participant) -> bool:
    """Whether somebody is still in the middle of the welcome."""
    run = desk.open_run(participant.id)
    return run is not None and run.flow == WELCOME


def _take_in(desk: Desk, participant: Participant, answered: Turn, token: str) -> None:
    desk.save_participant(participant)
    conversation.adopt(desk, participant, answered)
    if participant.chat_id in desk.means.operators:
        menus.show(desk, participant, Role.OPERATOR)
    if token:
        opening.keep_for_later(desk, participant, token)


def _token_brought(desk: Desk, chat_id: ChatId, incoming: Incoming) -> str:
    """The token of the link by which somebody came, if they came by one; a link that can't be one is told of."""
    happening = incoming.happening
    if not isinstance(happening, CommandSent) or happening.name not in {"start", "join"}:
        return ""
    token = links.token_in(happening.arguments)
    if token is None and happening.arguments:
        desk.send(chat_id, "sendMessage", text_params(group_phrases.LINK_UNKNOWN))
    return token or ""


def _say(desk: Desk, chat_id: ChatId, flow: Flow, turn: Turn, *, token: str) -> None:
    for event in turn.events:
        if isinstance(event, MessageSaid):
            rows = option_rows(event.rows, f"w:{flow.version}")
            if token:
                rows = [[(label, f"{data}:{token}") for label, data in row] for row in rows]
            desk.send(chat_id, "sendMessage", text_params(event.text, rows=rows))


def _first_name(incoming: Incoming) -> str:
    """The name as Telegram gives it, on one line and without controls: people may put anything there."""
    return " ".join(normalise_text(incoming.first_name).split())[:NAME_LENGTH].strip()


def _tapped(data: str, flow: Flow) -> tuple[int | None, str]:
    """Which consent button was tapped, and the token that it carries.

    No position for a button of another wording or of anything else.
    """
    kind, version, position, token = (*data.split(":", 3), "", "", "")[:4]
    token = links.token_in(token) or ""
    if kind != "w":
        return None, ""
    if version != flow.version or not (position.isascii() and position.isdigit()):
        return None, token
    return int(position), token


def _has_consented(turn: Turn) -> bool:
    return any(
        isinstance(event, ConsentAnswered) and event.purpose == Purpose.STORING and event.is_given
        for event in turn.events
    )


def _participant(desk: Desk, chat_id: ChatId, incoming: Incoming) -> Participant:
    return Participant(
        id=ParticipantId(desk.means.ids.fresh()),
        bot_id=desk.means.bot_id,
        chat_id=chat_id,
        timezone=desk.means.timezone,
        locale=incoming.locale,
        profile={"first_name": _first_name(incoming)},
        created_at=desk.now,
        last_heard_at=desk.now,
    )
