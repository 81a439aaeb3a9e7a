"""Pairing at the till: prove the centre by the code's fingerprint, then say the secret to it alone."""

from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.errors import FidposError, StoreCorrupt
from fidpos.sync.ports import SyncStore
from fidpos.vault.boxes import box_public_key, new_box_key
from fidpos.wire.codec import decode
from fidpos.wire.events import EpochStarted
from fidpos.wire.sync.pairing import (
    Introduction,
    NotPaired,
    PairAnswer,
    PairRequest,
    Welcome,
    introduce,
    welcomed,
)
from fidpos.wire.sync.pairing_code import PairingCode, PublicKeys

_LOOKED_AT = 500
_LOOKED_AT_BYTES = 4 * 1024 * 1024


class UnsentEvents(FidposError):
    """Events wait for the centre that the till is paired with; they would be lost to it.

    Attributes:
        waiting: how many.
    """

    code = "unsent_events"

    def __init__(self, waiting: int) -> None:
        super().__init__(waiting=waiting)
        self.waiting = waiting


class Door(Protocol):
    """The way to a centre that does not know us yet."""

    def keys(self) -> PublicKeys:
        """What whoever answers there says to be its keys.

        Raises:
            CentreAway: nobody answers, or somebody else.
        """
        ...

    def pair(self, request: PairRequest) -> PairAnswer:
        """Ask to be let in.

        Raises:
            CentreAway: it may have let us in, or not: ask again with the same key.
            CentreRefused: the code is not good.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewTill:
    """A till that is to be paired.

    Attributes:
        private_key: Ed25519; kept before the first try, so that a lost answer is asked for again with it.
        name: as the office will see it.
        software: name and version of the program.
    """

    private_key: bytes
    name: str
    software: str

    def __repr__(self) -> str:
        """Says nothing of the key."""
        return f"NewTill({self.name!r})"


def new_private_key() -> bytes:
    """A fresh key for a till."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def pair(door: Door, code: PairingCode, till: NewTill) -> Welcome:
    """What the till is from now on.

    Raises:
        NotPaired: whoever answers is not the centre that made the code. The secret was not told.
        CentreAway, CentreRefused: see `Door`.
    """
    keys = door.keys()
    if not code.names(keys):
        raise NotPaired("the centre that answers is not the one that made the code")
    public_key = Ed25519PrivateKey.from_private_bytes(till.private_key).public_key().public_bytes_raw()
    answer_key = new_box_key()
    said = Introduction(
        merchant=code.merchant,
        secret=code.secret,
        public_key=public_key,
        answer_key=box_public_key(answer_key),
        till_name=till.name,
        software=till.software,
    )
    return welcomed(door.pair(introduce(said, till.private_key, keys)), answer_key, keys, public_key)


def check_nothing_waits(store: SyncStore) -> None:
    """Before a till is pointed at another centre, or at none.

    Raises:
        UnsentEvents: something was recorded that its centre does not have; `waiting` says how much.
    """
    acked = store.memory().acked.seq
    if _tells_something_after(store, acked):
        raise UnsentEvents(store.head().anchor.seq - acked)


def has_told_nothing(store: SyncStore) -> bool:
    """Whether the till was never used: its journal tells of itself only."""
    return not _tells_something_after(store, 0)


def _tells_something_after(store: SyncStore, seq: int) -> bool:
    rows = store.rows_after(seq, at_most=_LOOKED_AT, bytes_max=_LOOKED_AT_BYTES)
    return not all(_says_nothing(row.body) for row in rows)


def _says_nothing(body: bytes) -> bool:
    """The beginning of an epoch tells of the journal only."""
    try:
        return isinstance(decode(body), EpochStarted)
    except StoreCorrupt:
        return False
