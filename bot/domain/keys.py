"""Master keys: what wraps each person's data key, as an operator writes them down."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field

from bot.domain.errors import KeyProblem

# AES-256 takes 32 bytes.
MASTER_KEY_BYTES = 32
# A key's id lies in front of every sealed field, so it stays short; 8 hexadecimal digits tell any two keys apart.
_FINGERPRINT_DIGITS = 8
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_REMEDY = (
    "Write keyid:key, the key being 32 bytes in base64, several separated by commas with the current one first. "
    "Restore the one that was in use: without it nothing that people wrote can be read."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKey:
    """A key of 32 bytes under the short id that sealed data names it by."""

    id: str
    secret: bytes = field(repr=False)


def master_key(secret: bytes) -> MasterKey:
    """A fresh key under its own fingerprint, so that two installations never give two keys one id."""
    digest = hashlib.sha256(b"kipic master key" + secret).hexdigest()
    return MasterKey(id=digest[:_FINGERPRINT_DIGITS], secret=secret)


def format_master_keys(keys: tuple[MasterKey, ...]) -> str:
    """The keys as `parse_master_keys` reads them; a secret."""
    return ",".join(f"{key.id}:{base64.b64encode(key.secret).decode()}" for key in keys)


def parse_master_keys(text: str) -> tuple[MasterKey, ...]:
    """Reads `keyid:base64,keyid:base64 …` (the first is the current one); raises `KeyProblem`, which quotes no key."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise KeyProblem("There is no master key in it.", remedy=_REMEDY)
    keys = tuple(_parse(part, number) for number, part in enumerate(parts, start=1))
    if len({key.id for key in keys}) < len(keys):
        raise KeyProblem("Two master keys have the same id.", remedy="Give each key an id of its own.")
    return keys


def _parse(part: str, number: int) -> MasterKey:
    key_id, separator, encoded = part.partition(":")
    if not separator or not _KEY_ID.fullmatch(key_id):
        raise KeyProblem(
            f"Master key {number} has no id of letters, digits, - and _ (at most 16).", remedy=_REMEDY
        )
    try:
        secret = base64.b64decode(encoded.translate(str.maketrans("-_", "+/")), validate=True)
    except binascii.Error:
        raise KeyProblem(f"Master key {number} isn't base64.", remedy=_REMEDY) from None
    if len(secret) != MASTER_KEY_BYTES:
        what = f"Master key {number} has {len(secret)} bytes, not {MASTER_KEY_BYTES}."
        raise KeyProblem(what, remedy=_REMEDY)
    return MasterKey(id=key_id, secret=secret)
