"""The Bot API methods that the playground knows, in one table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from bot.playground.errors import bad_request, conflict
from bot.playground.parameters import Parameters
from bot.playground.rules import MAX_TOAST
from bot.playground.sending import (
    delete_message,
    edit_message_caption,
    edit_message_reply_markup,
    edit_message_text,
    send_document,
    send_message,
    send_photo,
)
from bot.playground.world import Webhook, World

Method = Callable[[World, Parameters], object]

MAX_DESCRIPTION: Final = 512
MAX_SHORT_DESCRIPTION: Final = 120
LONGEST_POLL_SECONDS: Final = 50
_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def get_updates(world: World, parameters: Parameters) -> object:
    """GetUpdates: the one method that waits."""
    if world.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    _allow(world, parameters)
    return await world.updates.get(
        offset=parameters.integer("offset") or 0,
        limit=parameters.number("limit", default=100, least=1, most=100),
        timeout=parameters.number("timeout", default=0, least=0, most=LONGEST_POLL_SECONDS),
    )


def _allow(world: World, parameters: Parameters) -> None:
    types = parameters.structure("allowed_updates")
    if types is None:
        return
    if not isinstance(types, Sequence) or isinstance(types, str):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    world.updates.allow([str(item) for item in types])


def _get_me(world: World, _parameters: Parameters) -> object:
    return {
        **world.bot_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _set_webhook(world: World, parameters: Parameters) -> object:
    url = parameters.text("url") or ""
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _allow(world, parameters)
    if parameters.boolean("drop_pending_updates"):
        world.updates.forget()
    connections = parameters.number("max_connections", default=40, least=1, most=100)
    secret = parameters.text("secret_token")
    world.webhook = Webhook(url=url, secret=secret, max_connections=connections) if url else None
    return True


def _delete_webhook(world: World, parameters: Parameters) -> object:
    if parameters.boolean("drop_pending_updates"):
        world.updates.forget()
    world.webhook = None
    return True


def _get_webhook_info(world: World, _parameters: Parameters) -> object:
    found: dict[str, object] = {
        "url": world.webhook.url if world.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.webhook is not None:
        found["max_connections"] = world.webhook.max_connections
    if world.updates.allowed is not None:
        found["allowed_updates"] = sorted(world.updates.allowed)
    return found


def _answer_callback_query(world: World, parameters: Parameters) -> object:
    tap = world.taps.get(parameters.text("callback_query_id") or "")
    if tap is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = parameters.text("text") or None
    if text is not None and len(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    del world.taps[tap.id]
    tap.toast = text
    tap.answered.set()
    if text is not None:
        world.tell("toast", {"person": tap.person_id, "text": text})
    return True


def _scope(world: World, parameters: Parameters) -> object:
    """The scope of a menu; that of one chat only where the bot knows the chat."""
    scope = parameters.structure("scope")
    if isinstance(scope, Mapping) and scope.get("type") == "chat":
        chat_id = str(scope.get("chat_id"))
        if not any(str(person.id) == chat_id and person.started for person in world.people.values()):
            raise bad_request("chat not found")
    return scope


def _set_my_commands(world: World, parameters: Parameters) -> object:
    world.menus.put(
        parameters.structure("commands"),
        scope=_scope(world, parameters),
        language=parameters.text("language_code") or "",
    )
    world.tell_chat()
    return True


def _get_my_commands(world: World, parameters: Parameters) -> object:
    return world.menus.get(
        scope=parameters.structure("scope"), language=parameters.text("language_code") or ""
    )


def _delete_my_commands(world: World, parameters: Parameters) -> object:
    world.menus.drop(scope=_scope(world, parameters), language=parameters.text("language_code") or "")
    world.tell_chat()
    return True


def _set_my_description(world: World, parameters: Parameters) -> object:
    text = parameters.text("description") or ""
    if len(text) > MAX_DESCRIPTION:
        raise bad_request("BOT_DESCRIPTION_INVALID")
    world.profile.description = text
    return True


def _get_my_description(world: World, _parameters: Parameters) -> object:
    return {"description": world.profile.description}


def _set_my_short_description(world: World, parameters: Parameters) -> object:
    text = parameters.text("short_description") or ""
    if len(text) > MAX_SHORT_DESCRIPTION:
        raise bad_request("BOT_SHORT_DESCRIPTION_INVALID")
    world.profile.short_description = text
    return True


def _get_my_short_description(world: World, _parameters: Parameters) -> object:
    return {"short_description": world.profile.short_description}


def _get_chat(world: World, parameters: Parameters) -> object:
    chat_id = parameters.integer("chat_id")
    person = world.people.get(chat_id or 0)
    if chat_id not in world.groups and (person is None or not person.started):
        raise bad_request("chat not found")
    return {
        **world.chat_json(chat_id or 0),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def _send_chat_action(world: World, parameters: Parameters) -> object:
    if parameters.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.reachable_chat(parameters.integer("chat_id"))
    return True


def _leave_chat(world: World, parameters: Parameters) -> object:
    group = world.groups.get(parameters.integer("chat_id") or 0)
    if group is None:
        raise bad_request("chat not found")
    group.left = True
    world.tell_chat(group.id)
    return True


def _get_file(world: World, parameters: Parameters) -> object:
    file = world.files.get(parameters.text("file_id") or "")
    if file is None:
        raise bad_request("invalid file_id")
    return {**file.to_json(), "file_path": file.path}


def _yes(_world: World, _parameters: Parameters) -> object:
    return True


METHODS: Final[Mapping[str, Method]] = {
    "answerCallbackQuery": _answer_callback_query,
    "close": _yes,
    "deleteMessage": delete_message,
    "deleteMyCommands": _delete_my_commands,
    "deleteWebhook": _delete_webhook,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageText": edit_message_text,
    "getChat": _get_chat,
    "getFile": _get_file,
    "getMe": _get_me,
    "getMyCommands": _get_my_commands,
    "getMyDescription": _get_my_description,
    "getMyShortDescription": _get_my_short_description,
    "getWebhookInfo": _get_webhook_info,
    "leaveChat": _leave_chat,
    "logOut": _yes,
    "sendChatAction": _send_chat_action,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "setMyCommands": _set_my_commands,
    "setMyDescription": _set_my_description,
    "setMyShortDescription": _set_my_short_description,
    "setWebhook": _set_webhook,
}
