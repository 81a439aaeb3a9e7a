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
from zoneinfo import ZoneInfo

from fidpos.domain.clock import ShopCalendar
from fidpos.domain.ids import EventId, MemberId, MerchantId, ShopId, StaffId, TillId
from fidpos.domain.staff import Role
from fidpos.rules.programme import Programme
from fidpos.server.allowance_books import Allowances
from fidpos.server.office_port import OfficeBook
from fidpos.server.reason import Reason
from fidpos.server.stored_value import Holdings
from fidpos.server.visit_book import VisitBook
from fidpos.wire.chain import ChainRow
from fidpos.wire.events import Event
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.command import Command, Report
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.pull import Change, Cursor, Pull, PullAnswer
from fidpos.wire.sync.push import EventFate
from fidpos.wire.sync.snapshot import SnapshotHead
from fidpos.wire.sync.statement import Statement

_GREENWICH = ShopCalendar(zone=ZoneInfo("UTC"))


class TillStatus(StrEnum):
    """Whether a till may speak."""

    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TillRecord:
    """A till as the centre knows it.

    Attributes:
        public_key: Ed25519, 32 bytes; its requests are signed with the other half.
        daily_limit_minor: worth of points and gift cards that it may bring into being in a day.
        calendar: of its shop.
    """

    id: TillId
    shop_id: ShopId
    public_key: bytes
    status: TillStatus = TillStatus.ACTIVE
    daily_limit_minor: int = 0
    calendar: ShopCalendar = _GREENWICH


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """A member of staff, with the shops where they may act."""

    id: StaffId
    role: Role
    shops: frozenset[ShopId]
    employed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The programme as the tills of one shop may go by it.

    Attributes:
        named: by version, those asked for that are meant for the shop.
        now: the one in force there; None while there is none.
    """

    named: Mapping[int, Programme]
    now: Programme | None = None


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

    @property
    def anchor(self) -> Anchor:
        """Its place."""
        return Anchor(self.row.seq, self.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minting:
    """An event to apply, and what it makes out of nothing.

    Attributes:
        minor: worth of the points and gift cards that it brings into being.
        held: none of that can be spent until it is released.
    """

    event: Event
    minor: int = 0
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An event that was kept and not applied."""

    till_id: TillId
    row: ChainRow
    reason: Reason
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Whom the tills of a shop hold.

    Attributes:
        cursor: the newest row of the feed that they can read; None while there is none.
        members: their ids of 16 bytes, one after the other, those seen last first.
        lineages: those that are known of each of the tills.
    """

    cursor: Cursor | None
    members: bytes
    lineages: Mapping[TillId, frozenset[UUID]]


class Unit(Protocol):
    """One transaction of one merchant."""

    # tills and people

    def till(self, till_id: TillId) -> TillRecord | None:
        """The till, None when this merchant has no such one."""
        ...

    def saw_till(self, till_id: TillId, health: TillHealth, at: datetime, clock: datetime) -> None:
        """Remember when a till was heard, what it said of itself and what it believes the time to be."""
        ...

    def first_seen(self, till_id: TillId, nonce: str, at: datetime) -> bool:
        """Whether no request of the till came with this nonce before; it is remembered while one could."""
        ...

    def staff(self, ids: Collection[StaffId]) -> Mapping[StaffId, StaffRecord]:
        """Those of them who are known, employed or not."""
        ...

    def programme(self, version: int) -> Programme | None:
        """A version of the merchant's programme."""
        ...

    def offered(self, shop_id: ShopId, versions: Collection[int], at: datetime) -> Offered:
        """Of these versions those that a shop may go by, and the one in force there at an instant."""
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

    def apply(
        self, till_id: TillId, lineage: UUID | None, events: Sequence[Minting]
    ) -> Mapping[EventId, Reason]:
        """Everything that follows from the events, in their order; all of it or nothing.

        What two tills spent while apart is booked twice: a lot, or a gift card, then holds less than nothing.

        Args:
            till_id: whose journal tells them.
            lineage: whoever pulls with it is not told of these changes again; None when everybody is.
            events: none of them applied before.

        Returns:
            Why the office must look at some of them (`OVERSPENT` for one), which are applied all the same.

        Raises:
            EventRefused: one of them contradicts what is there; nothing was changed.
        """
        ...

    def tell_again(self, events: Sequence[Event]) -> None:
        """Send the states of what these events speak of to everybody: whoever told them has them wrong."""
        ...

    def minted_minor(self, till_id: TillId) -> int:
        """Worth of what the till told, came to count today (by the days of its shop), and can be spent."""
        ...

    def quarantined(self, reasons: Collection[Reason] = ()) -> Sequence[Quarantined]:
        """Events in quarantine, oldest first; those with one of the reasons, or all."""
        ...

    def release(self, event_id: EventId, flag: str = "") -> None:
        """An event leaves the quarantine, because it was applied; flagged or not."""
        ...

    def free(self, event_id: EventId) -> bool:
        """What an applied event minted beyond the till's limits may be spent now: an act of the office.

        Returns:
            Whether anything of it was held.
        """
        ...

    # stored value

    def holdings(self) -> Holdings:
        """What is set aside, and of what."""
        ...

    def allowances(self) -> Allowances:
        """What tills may let go on their own word."""
        ...

    def visits(self) -> VisitBook:
        """Closed visits, whichever till recorded them."""
        ...

    # what support asks of tills

    def issue(self, command: Command, statement: Statement, by: UUID) -> None:
        """From now on the till is told; `statement` is the signed command."""
        ...

    def commands(self, till_id: TillId) -> Sequence[Statement]:
        """What the till was told and has not reported, oldest first; what expired is told no more."""
        ...

    def reported(self, till_id: TillId, report: Report) -> bool:
        """Keep what the till says became of a command; False when none was waiting for it."""
        ...

    # the office

    def office(self) -> OfficeBook:
        """The merchant's own journal at the centre."""
        ...

    # what tills read

    def changes(self, till: TillRecord, pull: Pull) -> PullAnswer | None:
        """The answer to a pull, within what the till holds; None when the lineage is not known."""
        ...

    def listing(self, shop_id: ShopId) -> Listing:
        """Whom the shop's tills hold."""
        ...

    def heads(self, shop_id: ShopId) -> tuple[SnapshotHead, ...]:
        """How far the journals of the shop's tills are known, in each of their lineages."""
        ...

    def held(self, members: Collection[MemberId]) -> tuple[Change, ...]:
        """The states of those of them who are there, and of their accounts."""
        ...


class CentreStore(Protocol):
    """The centre's store."""

    def generation(self) -> str:
        """Changes whenever the store was restored."""
        ...

    def unit(self, merchant_id: MerchantId) -> AbstractContextManager[Unit]:
        """A transaction: committed at the end of the block, durable then; undone when it raises."""
        ...

    def still(self, merchant_id: MerchantId) -> AbstractContextManager[Unit]:
        """The merchant as of one instant, to be read and not to be changed."""
        ...
