"""A snapshot in the making: whom a shop's tills hold, part by part, each as of one instant, and sealed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from fidpos.domain.ids import MemberId, MerchantId, ShopId, TillId
from fidpos.server.ports import CentreStore, Listing, Unit
from fidpos.vault.sealing import new_key
from fidpos.wire.sync.packing import TooLarge
from fidpos.wire.sync.snapshot import SnapshotAnswer, SnapshotPart, seal_part

PART_MEMBERS = 1_000
"""Some 400 kB as they travel."""

_ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is known of one before its first part is written."""

    shop_id: ShopId
    listing: Listing
    id: UUID = field(default_factory=uuid4)
    key: bytes = field(default_factory=new_key, repr=False)

    def is_for(self, till_id: TillId, lineage: UUID) -> bool:
        """Whether the parts say of this journal how much of it they contain.

        They name the heads of the lineages that the centre knew: this one, or none of the till's at all. A
        lineage that was begun since may share rows with an older one, of which nothing is said.
        """
        known = self.listing.lineages.get(till_id, frozenset())
        return not known or lineage in known

    @property
    def offer(self) -> SnapshotAnswer:
        """What a till is told of it."""
        return SnapshotAnswer(id=self.id, key=self.key, cursor=self.listing.cursor)


def listed(unit: Unit, shop_id: ShopId) -> Snapshot:
    """A snapshot of whom the shop's tills hold now."""
    return Snapshot(shop_id=shop_id, listing=unit.listing(shop_id))


def boxes(
    store: CentreStore, merchant_id: MerchantId, snapshot: Snapshot, *, members_max: int = PART_MEMBERS
) -> Iterator[bytes]:
    """The parts, sealed, one after the other; each is read in a transaction of its own.

    Raises:
        TooLarge: a single member has more than a till unpacks.
    """
    ids, step, number = snapshot.listing.members, members_max * _ID_BYTES, 0
    for start in range(0, len(ids), step):
        for box in _boxed(snapshot, number, _read(store, merchant_id, snapshot, ids[start : start + step])):
            yield box
            number += 1


def _read(store: CentreStore, merchant_id: MerchantId, snapshot: Snapshot, ids: bytes) -> SnapshotPart:
    members = [
        MemberId(UUID(bytes=ids[start : start + _ID_BYTES])) for start in range(0, len(ids), _ID_BYTES)
    ]
    with store.still(merchant_id) as unit:
        return SnapshotPart(changes=unit.held(members), heads=unit.heads(snapshot.shop_id))


def _boxed(snapshot: Snapshot, number: int, part: SnapshotPart) -> list[bytes]:
    """The part in its box; in several where members have so much that one would be too large."""
    try:
        return [seal_part(snapshot.key, snapshot.id, number, part)]
    except TooLarge:
        if len(part.changes) < 2:
            raise
    first, second = part.halves()
    begun = _boxed(snapshot, number, first)
    return begun + _boxed(snapshot, number + len(begun), second)
