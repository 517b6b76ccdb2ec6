"""What the page sees: people, chats and messages as plain JSON, with HTML that is safe to show."""

from html import escape
from urllib.parse import quote

from bot.playground.messages import JsonObject, Message, StoredFile
from bot.playground.people import Person
from bot.playground.rendering import to_html
from bot.playground.world import Call, World


def person_view(person: Person) -> JsonObject:
    """A person in the page's list."""
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role.value,
        "blocked": person.blocked,
        "unread": person.unread,
    }


def state_view(world: World) -> JsonObject:
    """Everything beside the chats: people, groups, and the bot."""
    return {
        "people": [person_view(person) for person in world.people.values()],
        "groups": [
            {"id": group.id, "title": group.title, "left": group.left} for group in world.groups.values()
        ],
        "bot": {
            "username": world.profile.username,
            "name": world.profile.name,
            "description": world.profile.description,
        },
        "timezone": world.timezone,
    }


def message_view(message: Message) -> JsonObject:
    """A message on the phone; one that was deleted keeps its place but not its words."""
    shown: JsonObject = {
        "id": message.id,
        "from": "bot" if message.sender is None else "person",
        "html": "",
        "text": "",
        "buttons": [],
        "photo": None,
        "document": None,
        "date": message.date.isoformat(),
        "edited": message.edited is not None,
        "editable": message.is_own_text,
        "deleted": message.deleted,
    }
    if message.deleted:
        return shown
    shown["html"] = to_html(message.content)
    shown["text"] = message.content.text
    shown["buttons"] = [
        [
            {"label": button["text"], "data": button.get("callback_data"), "url": button.get("url")}
            for button in row
        ]
        for row in message.keyboard
    ]
    return {**shown, **_attachment_view(message)}


def _attachment_view(message: Message) -> JsonObject:
    attachment = message.attachment
    if attachment is None:
        return {}
    file = attachment.file
    if file is None:
        return {"text": attachment.label, "html": f"<i>{escape(attachment.label)}</i>"}
    if attachment.kind == "photo":
        return {"photo": {"url": _url(file), "width": file.width, "height": file.height}}
    return {"document": {"url": _url(file), "name": file.name, "mime": file.mime, "size": len(file.data)}}


def _url(file: StoredFile) -> str:
    return f"/play/files/{file.id}/{quote(file.name)}"


def call_view(call: Call) -> JsonObject:
    """A line of the record."""
    return {
        "n": call.n,
        "method": call.method,
        "chat_id": call.chat_id,
        "text": call.text,
        "message_id": call.message_id,
        "at": call.at.isoformat(),
    }
