"""Where the data keys lie: one per person, wrapped by the master key, in a store of its own apart from the data.

On SQLite the store is a second file (`keys.db`), on PostgreSQL a schema (`kipic_keys`), so that a copy of the data
never holds a key. A person's key is committed here before the transaction that first seals with it; a key without
data does no harm, data without a key would be lost.
"""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, bindparam, delete, select

from bot.adapters.db.dialects import among_ids, insert_new
from bot.adapters.db.key_schema import data_key, key_meta, master_check
from bot.adapters.db.sealing import KEY_BYTES, OwnerKeys, unwrap, wrap
from bot.domain.errors import KeyProblem
from bot.domain.keys import MasterKey

SYSTEM = "system"
"""Owner of what belongs to nobody yet: parked updates of strangers, deliveries before consent."""

CACHED_OWNERS = 2048
"""Unwrapped keys kept at hand in each half of the cache; one takes 3 kB, so all of them at most 12 MB."""

_CHECK = b"kipic"

_FIND = select(data_key.c.owner, data_key.c.generation, data_key.c.master_id, data_key.c.wrapped).where(
    among_ids(data_key.c.owner)
)
_ADD = insert_new(data_key)
_FORGET = delete(data_key).where(data_key.c.owner == bindparam("forgotten"))
_CHECKS = select(master_check.c.master_id, master_check.c.value)
_ADD_CHECK = insert_new(master_check)
_META = select(key_meta.c.value).where(key_meta.c.name == bindparam("wanted"))
_ADD_META = insert_new(key_meta)


class KeyStore:
    """Data keys by owner. Several threads may share it."""

    def __init__(self, engine: Engine, masters: Sequence[MasterKey]) -> None:
        """The first master key wraps new keys, all of them unwrap."""
        if not masters:
            raise KeyProblem("There is no master key.", remedy="Set KIPIC_SECRET_KEYS.")
        self._engine = engine
        self._masters = {master.id: AESGCM(master.secret) for master in masters}
        self._current = masters[0].id
        # Two halves instead of a list of uses: what is still asked for moves to the young half in time.
        self._young: dict[str, OwnerKeys] = {}
        self._old: dict[str, OwnerKeys] = {}
        self._lock = Lock()

    def verify(self) -> None:
        """KeyProblem unless the given master keys are those that this store's keys were wrapped with.

        Writes only when everything that is there already was found right.
        """
        with self._engine.begin() as connection:
            checks = {name: bytes(value) for name, value in connection.execute(_CHECKS)}
            for name, value in checks.items():
                self._check(name, value)
            fresh = [name for name in self._masters if name not in checks]
            if fresh:
                rows = [
                    {"master_id": name, "value": wrap(self._masters[name], _check_place(name), _CHECK)}
                    for name in fresh
                ]
                connection.execute(_ADD_CHECK.on(connection), rows)

    def identity(self) -> str:
        """The name that this store was given when it was made; the data remember it."""
        with self._engine.begin() as connection:
            row = {"name": "identity", "value": os.urandom(16).hex()}
            connection.execute(_ADD_META.on(connection), [row])
            return str(connection.scalar(_META, {"wanted": "identity"}))

    def of(self, owner: str) -> OwnerKeys:
        """The keys of one owner; KeyProblem when there are none (any more)."""
        found = self._young.get(owner) or self._load([owner]).get(owner)
        if found is None:
            raise KeyProblem(
                f"There is no data key of {owner}.",
                remedy="If this person wasn't erased, restore the key store from its own backup.",
            )
        return found

    def at_hand(self, owners: Iterable[str]) -> None:
        """Bring the keys of these owners into the cache at one go; those that have none are passed over."""
        missing = {owner for owner in owners if owner not in self._young}
        if missing:
            self._load(missing)

    def ensure(self, owners: Iterable[str]) -> None:
        """Make keys, durably, for those of these owners who have none."""
        missing = {owner for owner in owners if owner not in self._young}
        if missing:
            keyless = missing - self._load(missing).keys()
            if keyless:
                self._make(sorted(keyless))
                self._load(keyless)

    def forget(self, owner: str) -> None:
        """Destroy an owner's keys: whatever was sealed with them, in any copy, stays closed for ever."""
        with self._engine.begin() as connection:
            connection.execute(_FORGET, {"forgotten": owner})
        with self._lock:
            self._young.pop(owner, None)
            self._old.pop(owner, None)

    def close(self) -> None:
        """Let go of the store's connections."""
        self._engine.dispose()

    def _check(self, name: str, value: bytes) -> None:
        master = self._masters.get(name)
        if master is None:
            raise KeyProblem(
                f"The data were sealed under the master key '{name}', which was not given.",
                remedy="Add it to KIPIC_SECRET_KEYS, or put back the key file of the data directory.",
            )
        if unwrap(master, _check_place(name), value) != _CHECK:
            raise KeyProblem(
                f"The master key '{name}' is not the one that the data were sealed under.",
                remedy=f"Give the right key '{name}' in KIPIC_SECRET_KEYS or in the key file of the data directory.",
            )

    def _make(self, owners: Sequence[str]) -> None:
        master = self._masters[self._current]
        rows = [
            {
                "owner": owner,
                "generation": 1,
                "master_id": self._current,
                "wrapped": wrap(master, _key_place(owner, 1), os.urandom(KEY_BYTES)),
            }
            for owner in owners
        ]
        with self._engine.begin() as connection:
            connection.execute(_ADD.on(connection), rows)

    def _load(self, owners: Collection[str]) -> Mapping[str, OwnerKeys]:
        """Keys of these owners from the old half or from the store, brought into the young half."""
        kept = {owner: keys for owner in owners if (keys := self._old.get(owner))}
        wanted = [owner for owner in owners if owner not in kept]
        if wanted:
            with self._engine.connect() as connection:
                rows = connection.execute(_FIND, {"ids": wanted}).all()
            kept.update(self._unwrapped(rows))
        with self._lock:
            if len(self._young) + len(kept) > CACHED_OWNERS:
                self._old, self._young = self._young, {}
            self._young.update(kept)
        return kept

    def _unwrapped(self, rows: Sequence[Any]) -> dict[str, OwnerKeys]:
        raw: dict[str, dict[int, bytes]] = {}
        for owner, generation, master_id, wrapped in rows:
            master = self._masters.get(master_id)
            key = unwrap(master, _key_place(owner, generation), bytes(wrapped)) if master else None
            if key is None:
                raise KeyProblem(
                    f"A data key can't be opened with the master key '{master_id}'.",
                    remedy="Restore the key store from its own backup.",
                )
            raw.setdefault(owner, {})[generation] = key
        return {owner: OwnerKeys(by_generation) for owner, by_generation in raw.items()}


def _key_place(owner: str, generation: int) -> str:
    return f"data_key|{owner}|{generation}"


def _check_place(master_id: str) -> str:
    return f"master_check|{master_id}"
