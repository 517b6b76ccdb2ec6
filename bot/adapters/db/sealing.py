"""How a text lies sealed: AES-256-GCM under its owner's data key, bound to the row and column that it lies in.

    byte 0        format, 1
    byte 1        generation of the owner's data key
    bytes 2–13    nonce
    the rest      ciphertext and tag

What is sealed for one place opens in no other: the place ("table|column|row id") is authenticated with it.
"""

import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.domain.errors import KeyProblem

FORMAT = 1
KEY_BYTES = 32
_NONCE_BYTES = 12
_HEAD_BYTES = 2
_BODY_AT = _HEAD_BYTES + _NONCE_BYTES
# One key may seal 2^32 texts under random nonces (NIST SP 800-38D, 8.3); a person writes a few thousand.


class OwnerKeys:
    """The data keys of one owner, ready for use."""

    __slots__ = ("_by_generation", "_head", "_seal_with")

    def __init__(self, by_generation: Mapping[int, bytes]) -> None:
        """`by_generation` maps generations (1–255) to raw keys; the highest one seals."""
        self._by_generation = {number: AESGCM(key) for number, key in by_generation.items()}
        newest = max(by_generation)
        self._seal_with = self._by_generation[newest]
        self._head = bytes((FORMAT, newest))

    def seal(self, place: str, plain: bytes) -> bytes:
        """`plain` for this place only."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._head + nonce + self._seal_with.encrypt(nonce, plain, place.encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """What was sealed for this place; KeyProblem when it wasn't, or not with these keys."""
        key = self._by_generation.get(sealed[1]) if sealed[0] == FORMAT else None
        if key is not None:
            try:
                return key.decrypt(sealed[_HEAD_BYTES:_BODY_AT], sealed[_BODY_AT:], place.encode())
            except InvalidTag:
                pass
        raise _unreadable(place)


def wrap(master: AESGCM, place: str, key: bytes) -> bytes:
    """A data key under a master key: nonce, then ciphertext and tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + master.encrypt(nonce, key, place.encode())


def unwrap(master: AESGCM, place: str, wrapped: bytes) -> bytes | None:
    """The data key, None when this master key didn't wrap it for this place."""
    try:
        return master.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], place.encode())
    except InvalidTag:
        return None


def _unreadable(place: str) -> KeyProblem:
    return KeyProblem(
        f"A sealed value ({place}) can't be opened: it was changed, moved, or sealed with another key.",
        remedy="Restore the database and its key store from backups that belong together.",
    )
