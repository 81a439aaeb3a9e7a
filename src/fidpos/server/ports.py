"""What the centre's services need of its store: one transaction of one merchant at a time.

Implemented by `server.db` on PostgreSQL and, for simulations, in memory; a contract suite holds the two
together.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from fidpos.domain.ids import EventId, MerchantId, ShopId, StaffId, TillId
from fidpos.domain.staff import Role
from fidpos.rules.programme import Programme
from fidpos.wire.chain import ChainRow
from fidpos.wire.events import Event
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.pull import Cursor, PullAnswer
from fidpos.wire.sync.push import EventFate


class EventRefused(Exception):
    """An event cannot be applied; nothing of it was.

    Attributes:
        event_id: which one.
        reason: stable code, such as `unknown_member`; what replays it when its cause is gone goes by it.
    """

    def __init__(self, event_id: EventId, reason: str) -> None:
        super().__init__(f"{event_id}: {reason}")
        self.event_id = event_id
        self.reason = reason


class TillStatus(StrEnum):
    """Whether a till may speak."""

    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TillRecord:
    """A till as the centre knows it.

    Attributes:
        public_key: Ed25519, 32 bytes; its requests are signed with the other half.
        daily_limit: points worth, in minor units, that may be minted on it in a day.
    """

    id: TillId
    shop_id: ShopId
    public_key: bytes
    status: TillStatus = TillStatus.ACTIVE
    daily_limit_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """A member of staff, with the shops where they may act."""

    id: StaffId
    role: Role
    shops: frozenset[ShopId]
    employed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageHead:
    """How far the centre has one lineage of a till's journal.

    Attributes:
        epoch: of the head's row.
    """

    head: Anchor
    epoch: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """A row of a till's journal as the centre keeps it.

    Attributes:
        fate: None when the event was simply applied.
        reason: code that goes with the fate.
    """

    row: ChainRow
    hash: bytes
    fate: EventFate | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An event that was kept and not applied."""

    till_id: TillId
    row: ChainRow
    reason: str


class Unit(Protocol):
    """One transaction of one merchant."""

    # tills and people

    def till(self, till_id: TillId) -> TillRecord | None:
        """The till, None when this merchant has no such one."""
        ...

    def saw_till(self, till_id: TillId, health: TillHealth, at: datetime, clock: datetime) -> None:
        """Remember when a till was heard, what it said of itself and what it believes the time to be."""
        ...

    def staff(self, ids: Collection[StaffId]) -> Mapping[StaffId, StaffRecord]:
        """Those of them who are known, employed or not."""
        ...

    def programme(self, version: int) -> Programme | None:
        """A version of the merchant's programme."""
        ...

    # journals of tills

    def lineage(self, till_id: TillId, lineage: UUID) -> LineageHead | None:
        """How far it is known; holds a lock, so that two pushes of a till come one after the other."""
        ...

    def begin_lineage(self, till_id: TillId, lineage: UUID, base: LineageHead) -> None:
        """A new lineage that goes on from a known row of another one, or from the start."""
        ...

    def newest_known(self, till_id: TillId, anchors: Sequence[Anchor]) -> LineageHead | None:
        """The highest of these rows that stands in any lineage of the till; `START` is always known."""
        ...

    def hash_at(self, till_id: TillId, lineage: UUID, seq: int) -> bytes | None:
        """The hash of a row of the lineage or of those it is based on."""
        ...

    def known_events(self, ids: Collection[EventId]) -> Mapping[EventId, bytes]:
        """Those of them that are stored, each with its exact body."""
        ...

    def append(self, till_id: TillId, lineage: UUID, rows: Sequence[StoredRow]) -> None:
        """Store rows after the head of the lineage, and move it."""
        ...

    # what follows from events

    def keep_keys(self, keys: Mapping[UUID, bytes]) -> None:
        """The own keys of members and gift cards, sealed for the store's own disk; those known stay."""
        ...

    def apply(self, till: TillRecord, events: Sequence[Event], *, held: Collection[EventId] = ()) -> None:
        """Everything that follows from the events, in their order; all of it or nothing.

        Args:
            till: whose journal tells them.
            events: none of them applied before.
            held: what these mint cannot be spent until it is released.

        Raises:
            EventRefused: one of them contradicts what is there; nothing was changed.
        """
        ...

    def minted_minor(self, till_id: TillId, day: int) -> int:
        """Worth of what the till minted on a business day (days since 1970)."""
        ...

    def quarantined(self, reasons: Collection[str] = ()) -> Sequence[Quarantined]:
        """Events in quarantine, oldest first; those with one of the reasons, or all."""
        ...

    def release(self, event_id: EventId) -> None:
        """An event leaves the quarantine, because it was applied."""
        ...

    # what tills read

    def changes(self, till: TillRecord, lineage: UUID, after: Cursor | None, limit: int) -> PullAnswer:
        """The present states of what changed after the cursor, within what the till holds."""
        ...


class CentreStore(Protocol):
    """The centre's store."""

    def generation(self) -> str:
        """Changes whenever the store was restored."""
        ...

    def unit(self, merchant_id: MerchantId) -> AbstractContextManager[Unit]:
        """A transaction: committed at the end of the block, durable then; undone when it raises."""
        ...
