"""A part of a snapshot opens in its place, and nowhere else."""

from uuid import UUID

import pytest

from fidpos.vault.errors import SealBroken
from fidpos.wire.sync import snapshot
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.packing import TooLarge
from fidpos.wire.sync.pull import Change, Cursor, SettingState
from fidpos.wire.sync.snapshot import SnapshotHead, SnapshotPart, SnapshotPlace, open_part, seal_part

KEY = bytes(range(32))
SNAPSHOT = UUID(int=1)
PART = SnapshotPart(
    changes=tuple(Change(setting=SettingState(name=str(number), value="1")) for number in range(5)),
    heads=(SnapshotHead(UUID(int=9), Anchor(7, bytes(32))),),
)


def place(part: int = 3, *, of: UUID = SNAPSHOT, key: bytes = KEY) -> SnapshotPlace:
    return SnapshotPlace(id=of, key=key, cursor=Cursor(1, 2), part=part)


def test_a_part_opens_in_its_place() -> None:
    assert open_part(place(), seal_part(KEY, SNAPSHOT, 3, PART)) == PART


@pytest.mark.parametrize(
    "elsewhere",
    [place(2), place(of=UUID(int=2)), place(key=bytes(32))],
    ids=["another part", "another snapshot", "another key"],
)
def test_a_part_opens_nowhere_else(elsewhere: SnapshotPlace) -> None:
    with pytest.raises(SealBroken):
        open_part(elsewhere, seal_part(KEY, SNAPSHOT, 3, PART))


@pytest.mark.parametrize("offset", [0, 1, 20, -1])
def test_a_part_that_was_changed_does_not_open(offset: int) -> None:
    box = bytearray(seal_part(KEY, SNAPSHOT, 3, PART))
    box[offset] ^= 1

    with pytest.raises(SealBroken):
        open_part(place(), bytes(box))


def test_a_part_that_no_till_would_unpack_is_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "BODY_BYTES_MAX", 100)

    with pytest.raises(TooLarge):
        seal_part(KEY, SNAPSHOT, 3, PART)


def test_its_halves_are_the_whole_with_the_same_heads() -> None:
    first, second = PART.halves()

    assert first.changes + second.changes == PART.changes
    assert (len(first.changes), len(second.changes)) == (2, 3)
    assert first.heads == second.heads == PART.heads
