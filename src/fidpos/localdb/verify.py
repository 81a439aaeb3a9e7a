"""Proof that the store holds together: the journal's chain row by row, the caches against what they sum.

Visits, voids and ledger entries must be those that the journal tells, one for one; what came with a snapshot
is told by no event. Somebody who cuts the journal's tail and everything it tells is found out only by a head
that a ticket, a closing or the centre kept: give it.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import bindparam, select

from fidpos.domain.errors import StoreCorrupt
from fidpos.localdb.allowance_proof import count_draw_contradictions
from fidpos.localdb.contradictions import BALANCES, LOTS, UNCOVERED, UNTOLD, count
from fidpos.localdb.engine import Connection, Row, path_of
from fidpos.localdb.faults import Fault, translate
from fidpos.localdb.gift_card_proof import count_gift_contradictions
from fidpos.localdb.journal import Head
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import journal
from fidpos.wire.chain import HASH_VERSION, NO_HASH, pack_header
from fidpos.wire.codec import decode
from fidpos.wire.events import EpochStarted


class BreakKind(StrEnum):
    """What is wrong with a row of the journal."""

    MISSING = "missing"
    """There is no row with this sequence."""
    EDITED = "edited"
    """The row is not what was hashed."""
    UNCHAINED = "unchained"
    """The row names another hash than that of the row before."""
    EPOCH = "epoch"
    """The epoch changes without the event that begins one."""
    VERSION = "version"
    """A way of hashing that this program does not know."""
    CUT = "cut"
    """The journal ends before the head that was known."""
    FORKED = "forked"
    """Another row stands where the known head was."""
    UNSEEN = "unseen"
    """No row has the hash that was known: the journal was cut before it, or written anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    kind: BreakKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What following the chain found.

    Attributes:
        events: rows that hold, from the first one to the end or to the break.
        epochs: how many epochs they belong to.
        head: the last row that holds.
    """

    events: int
    epochs: int
    head: Head | None
    first_break: Break | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What a verification found: the chain, and how many rows contradict the ledger.

    Attributes:
        balances: balances that are not the sum of their entries.
        lots: lots that do not hold what they began with, less what was taken.
        uncovered: balances that are not the sum of what their lots hold.
        untold: visits, voids, entries and draws on allowances without the event that tells them, and those
            told that are missing.
        gift_cards: gift cards, their entries and holds that are not what the journal tells.
    """

    chain: ChainReport
    balances: int
    lots: int
    uncovered: int
    untold: int
    gift_cards: int

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        contradictions = self.balances or self.lots or self.uncovered or self.untold or self.gift_cards
        return self.chain.first_break is None and not contradictions


CHAIN = sql(
    select(
        journal.c.hash_version,
        journal.c.prev_hash,
        journal.c.epoch,
        journal.c.seq,
        journal.c.event_id,
        journal.c.schema_version,
        journal.c.wall_ts,
        journal.c.boot_id,
        journal.c.monotonic,
        journal.c.server_offset,
        journal.c.hash,
        journal.c.body,
    ).order_by(journal.c.seq)
)
"""The rows in order; the first nine columns stand as in the header."""
_HASHED = sql(select(journal.c.seq).where(journal.c.hash == bindparam("known")), "known")


def pages_hold(connection: Connection) -> bool:
    """Whether every page of the file authenticates and the tables are in order; reads the whole file."""
    pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    rows = connection.execute("PRAGMA integrity_check(1)").fetchall()
    return not pages and rows == [("ok",)]


def verify(
    connection: Connection, known_head: Head | None = None, known_hash: bytes | None = None
) -> VerifyReport:
    """Check the whole store; only reads.

    Args:
        connection: to the store.
        known_head: a head that was seen outside the store, to notice a tail that was cut or rewritten.
        known_hash: the hash alone of such a head, where its place was not kept.

    Raises:
        StoreCorrupt: a page could not be read.
    """
    try:
        chain = verify_chain(connection.execute(CHAIN), known_head)
        if known_hash is not None and not connection.execute(_HASHED, (known_hash,)).fetchone():
            unseen = Break(seq=chain.events + 1, kind=BreakKind.UNSEEN)
            chain = replace(chain, first_break=chain.first_break or unseen)
        return VerifyReport(
            chain=chain,
            balances=count(connection, BALANCES),
            lots=count(connection, LOTS),
            uncovered=count(connection, UNCOVERED),
            untold=sum(count(connection, statement) for statement in UNTOLD)
            + count_draw_contradictions(connection),
            gift_cards=count_gift_contradictions(connection),
        )
    except Fault as fault:
        raise translate(fault, path_of(connection)) from fault


def verify_chain(rows: Iterable[Row], known_head: Head | None = None) -> ChainReport:
    """Follow the rows of `CHAIN` to their end or to the first break."""
    expected, previous, epoch, epochs = 1, NO_HASH, b"", 0
    known_seq = known_head.seq if known_head else 0
    found: Break | None = None
    for row in rows:
        version, prev, row_epoch, seq, event_id, _, _, _, _, offset, kept, body = row
        if not (
            seq == expected
            and prev == previous
            and version == HASH_VERSION
            and sha256(_header(row, offset, body) + body).digest() == kept
        ):
            found = _explain(row, expected)
        elif row_epoch != epoch and not _begins_epoch(row_epoch, event_id, body):
            found = Break(seq=seq, kind=BreakKind.EPOCH)
        if seq == known_seq and known_head and kept != known_head.hash:
            found = found or Break(seq=seq, kind=BreakKind.FORKED)
        if found:
            break
        epochs += row_epoch != epoch
        expected, previous, epoch = seq + 1, kept, row_epoch
    if not found and expected <= known_seq:
        found = Break(seq=expected, kind=BreakKind.CUT)
    last = Head(seq=expected - 1, epoch=epoch, hash=previous) if expected > 1 else None
    return ChainReport(events=expected - 1, epochs=epochs, head=last, first_break=found)


def _header(row: Row, offset: int | None, body: bytes) -> bytes:
    """The header as it was hashed; empty for a row that was edited into what no header can hold."""
    if not len(row[2]) == len(row[4]) == len(row[7]) == 16:
        return b""
    try:
        return pack_header(*row[:9], offset is not None, offset or 0, len(body))
    except struct.error:
        return b""


def _explain(row: Row, expected: int) -> Break:
    version, _, _, seq, _, _, _, _, _, offset, kept, body = row
    if seq != expected:
        return Break(seq=expected, kind=BreakKind.MISSING)
    if version != HASH_VERSION:
        return Break(seq=seq, kind=BreakKind.VERSION)
    if sha256(_header(row, offset, body) + body).digest() != kept:
        return Break(seq=seq, kind=BreakKind.EDITED)
    return Break(seq=seq, kind=BreakKind.UNCHAINED)


def _begins_epoch(epoch: bytes, event_id: bytes, body: bytes) -> bool:
    try:
        return epoch == event_id and isinstance(decode(body), EpochStarted)
    except StoreCorrupt:
        return False
