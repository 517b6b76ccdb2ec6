"""Raw Bot API updates as Telegram would send them, and as nobody should, for tests that hand them to the receiver."""

from itertools import count
from typing import Any

Raw = dict[str, Any]

_numbers = count(900_000_001)
"""Update ids far above those of the playground's own."""
_messages = count(10_000_001)


def chat_of(person: int) -> Raw:
    return {"id": person, "type": "private", "first_name": "Ada"}


def user(person: int, *, name: str = "Ada") -> Raw:
    return {"id": person, "is_bot": False, "first_name": name, "language_code": "en"}


def update(**body: object) -> Raw:
    """An update with a number of its own and whatever else."""
    return {"update_id": next(_numbers), **body}


def text(person: int, words: str, **more: object) -> Raw:
    message = {
        "message_id": next(_messages),
        "date": 1_790_000_000,
        "chat": chat_of(person),
        "from": user(person),
        "text": words,
    }
    return update(message={**message, **more})


def tap(person: int, data: str, *, message_id: int = 1, name: str = "Ada") -> Raw:
    query = {
        "id": str(next(_messages)),
        "from": user(person, name=name),
        "message": {"message_id": message_id, "date": 1_790_000_000, "chat": chat_of(person)},
        "chat_instance": "1",
        "data": data,
    }
    return update(callback_query=query)
