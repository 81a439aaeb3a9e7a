"""Snapshot: what the tills of a shop hold, in parts, for a till that has nothing yet.

The first fill could be the feed from its beginning, which the centre would put together anew for each till. A
snapshot is put together once, and is handed out to all of them, in parts that a till asks for one by one: it
goes on where it stopped, and neither side ever holds more than a part.

Parts hold members with their accounts, those seen last first; the rest is little and comes by the feed
(`Pull.members`). The cursor of the feed was noted before the first part was written: whatever changed while
parts were written, or since, is told from there. Each part is as of one instant and names, as `heads`, how
much of their journals it contains, so that a till can go on selling and sending meanwhile.

A part is sealed under a key made for its snapshot, which the centre says to paired tills alone and has
nowhere but in its memory; number and snapshot belong to the seal. So a part that was changed, exchanged or
comes from elsewhere does not open.
"""

from uuid import UUID

import msgspec
import zstandard

from fidpos.vault.sealing import seal, unseal
from fidpos.wire.number import Count
from fidpos.wire.quiet import Quiet
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.packing import BODY_BYTES_MAX, TooLarge, pack, unpack
from fidpos.wire.sync.pull import Change, Cursor

SNAPSHOT_PATH = "/sync/snapshot"

_INFO = b"fidpos snapshot 1"


class SnapshotAsk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether there is a snapshot for this till; or, where one is named, a part of it.

    Attributes:
        lineage: of the till's journal.
        id: of the snapshot.
        part: from 0 on.
    """

    lineage: UUID
    id: UUID | None = None
    part: Count = 0


class SnapshotAnswer(Quiet, frozen=True, kw_only=True, omit_defaults=True):
    """A snapshot, or a part of the one that was named.

    Attributes:
        id: None when there is none for this till, or no longer: of a small shop the feed tells as quickly.
        key: opens the parts; said together with the cursor, and not with parts.
        cursor: where the feed goes on.
        box: the part.
        ends: the part before was the last one.
    """

    id: UUID | None = None
    key: bytes = b""
    cursor: Cursor | None = None
    box: bytes = b""
    ends: bool = False


class SnapshotHead(msgspec.Struct, frozen=True, array_like=True):
    """How far the states contain one lineage of a till's journal."""

    lineage: UUID
    anchor: Anchor


class SnapshotPart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is in a box.

    Attributes:
        heads: of the journals of the shop's tills, as far as the states contain them.
    """

    changes: tuple[Change, ...]
    heads: tuple[SnapshotHead, ...] = ()

    def halves(self) -> tuple["SnapshotPart", "SnapshotPart"]:
        """The same in two."""
        half = len(self.changes) // 2
        first, second = self.changes[:half], self.changes[half:]
        return SnapshotPart(changes=first, heads=self.heads), SnapshotPart(changes=second, heads=self.heads)


class SnapshotPlace(Quiet, frozen=True, kw_only=True):
    """How far a till has got with a snapshot; it keeps this from one start to the next."""

    id: UUID
    key: bytes
    cursor: Cursor
    part: Count = 0


def seal_part(key: bytes, snapshot: UUID, number: int, part: SnapshotPart) -> bytes:
    """The part in its box.

    Args:
        key: of this snapshot alone.
        snapshot: which one.
        number: of the part.
        part: what to seal.

    Raises:
        TooLarge: more than a till unpacks.
    """
    packed = pack(part)
    if zstandard.frame_content_size(packed) > BODY_BYTES_MAX:
        raise TooLarge(f"more than {BODY_BYTES_MAX} bytes")
    return seal(key, packed, _belongs(snapshot, number))


def open_part(place: SnapshotPlace, box: bytes) -> SnapshotPart:
    """The part at this place.

    Raises:
        SealBroken: another part, of another snapshot, or changed.
        Malformed, TooLarge: made by a program that we do not understand.
    """
    return unpack(unseal(place.key, box, _belongs(place.id, place.part)), SnapshotPart)


def _belongs(snapshot: UUID, number: int) -> bytes:
    return _INFO + snapshot.bytes + number.to_bytes(8, "big")
