"""A call's parameters, whichever of Telegram's ways they came in: query, form, multipart or JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from bot.playground.errors import bad_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Typed access to what was sent; forms send everything as text, JSON bodies send values."""

    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    uploads: Mapping[str, Upload] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str | None:
        """A text; None if it is missing."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """A whole number; None if it is missing or none."""
        value = self.values.get(name)
        if isinstance(value, int):
            return int(value)
        try:
            return int(value) if isinstance(value, str) else None
        except ValueError:
            return None

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number brought into its bounds, as Telegram does."""
        value = self.integer(name)
        return default if value is None else min(max(value, least), most)

    def boolean(self, name: str) -> bool:
        """A yes or no; missing means no."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> object:
        """A list or object, which forms send as JSON; None if it is missing or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value) if value else None
        except orjson.JSONDecodeError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def file(self, name: str) -> Upload | str | None:
        """An upload, or the file id or address that was sent in its place."""
        if name in self.uploads:
            return self.uploads[name]
        value = self.text(name)
        if value is not None and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return value


async def read_parameters(request: Request) -> Parameters:
    """Everything that a request carries; a body wins over the query."""
    values: dict[str, object] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        values.update(_from_json(await request.body()))
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form() as form:
            values.update({name: value for name, value in form.multi_items() if isinstance(value, str)})
            return Parameters(values=values, uploads=await _uploads(form))
    return Parameters(values=values)


def _from_json(body: bytes) -> Mapping[str, object]:
    try:
        found = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(found, dict):
        raise bad_request("can't parse JSON object: expected an Object")
    return found


async def _uploads(form: FormData) -> dict[str, Upload]:
    return {
        name: Upload(
            name=value.filename or name,
            mime=value.content_type or "application/octet-stream",
            data=await value.read(),
        )
        for name, value in form.multi_items()
        if isinstance(value, UploadFile)
    }
