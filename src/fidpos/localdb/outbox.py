"""The journal as the sync reads it: where it ends, what follows a row, keys of whom it begins to speak."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select

from fidpos.columns import id_from_blob, instant_from_int
from fidpos.domain.errors import StoreCorrupt
from fidpos.localdb.engine import Reader, Row
from fidpos.localdb.gift_cards import GIFT_CARD_KEY
from fidpos.localdb.membership import KEY_OF
from fidpos.localdb.statements import AT_MOST, sql
from fidpos.localdb.tables import journal
from fidpos.wire.chain import ChainRow
from fidpos.wire.codec import decode
from fidpos.wire.events import MemberEnrolled
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.standing import JournalHead

_HEAD = sql(
    select(journal.c.seq, journal.c.hash, journal.c.epoch, journal.c.wall_ts)
    .order_by(journal.c.seq.desc())
    .suffix_with(AT_MOST),
    "rows",
)
_AT = sql(
    select(journal.c.seq, journal.c.hash, journal.c.epoch).where(journal.c.seq == bindparam("number")),
    "number",
)
_START_OF = sql(select(journal.c.seq).where(journal.c.event_id == bindparam("epoch")), "epoch")
_AFTER = sql(
    select(
        journal.c.seq,
        journal.c.epoch,
        journal.c.event_id,
        journal.c.schema_version,
        journal.c.wall_ts,
        journal.c.boot_id,
        journal.c.monotonic,
        journal.c.server_offset,
        journal.c.body,
    )
    .where(journal.c.seq > bindparam("number"))
    .order_by(journal.c.seq)
    .suffix_with(AT_MOST),
    "number",
    "rows",
)
_SIZES = sql(
    select(func.length(journal.c.body))
    .where(journal.c.seq > bindparam("number"))
    .order_by(journal.c.seq)
    .suffix_with(AT_MOST),
    "number",
    "rows",
)
"""Found without reading the bodies."""
_HASHES = sql(
    select(journal.c.hash)
    .where(journal.c.seq.between(bindparam("first"), bindparam("last")))
    .order_by(journal.c.seq),
    "first",
    "last",
)


class Outbox:
    """The reading half of `sync.ports.SyncStore`; see there for what each method means.

    Of one thread, the sync's. Every method raises `StoreError` when the store cannot be read.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def head(self) -> JournalHead:
        """The newest row."""
        row = self._reader.one(_HEAD, 1)
        if row is None:
            raise StoreCorrupt("the journal is empty")
        seq, hash_, epoch, wall_ts = row
        return JournalHead(
            anchor=Anchor(seq, hash_), epoch=id_from_blob(epoch), written_at=instant_from_int(wall_ts)
        )

    def locator(self, at_most: int) -> tuple[Anchor, ...]:
        """A quarter one by one, a quarter for the newest epochs, what is left ever further apart."""
        newest = self.head().anchor.seq
        starts = set(self._epoch_starts(newest, at_most=at_most // 4))
        spread = (seq for seq in _ever_further(newest, one_by_one=at_most // 4) if seq not in starts)
        chosen = starts.union(seq for _, seq in zip(range(at_most - len(starts)), spread, strict=False))
        anchors = (self.anchor_at(seq) for seq in sorted(chosen, reverse=True))
        return tuple(anchor for anchor in anchors if anchor is not None)

    def anchor_at(self, seq: int) -> Anchor | None:
        """By its sequence."""
        if seq == 0:
            return START
        row = self._reader.one(_AT, seq)
        return None if row is None else Anchor(row[0], row[1])

    def epoch_at(self, seq: int) -> UUID:
        """Of the row with this sequence, or of the first."""
        row = self._reader.one(_AT, max(seq, 1))
        if row is None:
            raise StoreCorrupt(f"the journal has no row {seq}")
        return id_from_blob(row[2])

    def rows_after(self, seq: int, *, at_most: int, bytes_max: int) -> Sequence[ChainRow]:
        """As many as fit; the first one in any case."""
        fitting = 0
        for (size,) in self._reader.all(_SIZES, seq, at_most):
            bytes_max -= size
            if fitting and bytes_max < 0:
                break
            fitting += 1
        return [_chain_row(row) for row in self._reader.all(_AFTER, seq, fitting)]

    def hashes_of(self, first: int, last: int) -> tuple[bytes, ...]:
        """As they are stored."""
        return tuple(row[0] for row in self._reader.all(_HASHES, first, last))

    def keys_for(self, rows: Sequence[ChainRow]) -> dict[UUID, bytes]:
        """An erased member has none any more, and what no program can read begins nothing."""
        found: dict[UUID, bytes] = {}
        for row in rows:
            begun = _begun_in(row.body)
            key = None if begun is None else self._reader.one(begun[1], begun[0].bytes)
            if begun is not None and key is not None:
                found[begun[0]] = bytes(key[0])
        return found

    def _epoch_starts(self, seq: int, *, at_most: int) -> Iterator[int]:
        """Where the newest epochs begin, from the one at `seq` back."""
        for _ in range(at_most):
            row = self._reader.one(_AT, seq)
            start = self._reader.one(_START_OF, row[2]) if row is not None else None
            if start is None:
                return
            yield start[0]
            seq = start[0] - 1


def _ever_further(seq: int, *, one_by_one: int) -> Iterator[int]:
    """Sequences from `seq` down to 1, the first ones without a gap; the last is 1."""
    step = 1
    while seq > 0:
        yield seq
        one_by_one -= 1
        step = step if one_by_one > 0 else step * 2
        seq = 1 if 1 < seq <= step else seq - step


def _begun_in(body: bytes) -> tuple[UUID, str] | None:
    """Who begins with this event, and the statement that finds their key."""
    try:
        event = decode(body)
    except StoreCorrupt:
        return None
    match event:
        case MemberEnrolled():
            return event.member_id, KEY_OF
        case GiftCardIssued():
            return event.gift_card_id, GIFT_CARD_KEY
        case _:
            return None


def _chain_row(row: Row) -> ChainRow:
    seq, epoch, event_id, schema_version, wall_ts, boot_id, monotonic, server_offset, body = row
    return ChainRow(
        seq=seq,
        epoch=epoch,
        event_id=event_id,
        schema_version=schema_version,
        wall_ts=wall_ts,
        boot_id=boot_id,
        monotonic=monotonic,
        server_offset=server_offset,
        body=body,
    )
