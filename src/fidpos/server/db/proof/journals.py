"""Journals row by row: each hash again, no row missing, and every applied event booked."""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.domain.errors import StoreCorrupt
from fidpos.server.db.proof.booked import check_booked
from fidpos.server.db.proof.finding import Flaw, Report, Table
from fidpos.server.reason import Reason
from fidpos.wire.chain import NO_HASH, ChainRow, row_hash
from fidpos.wire.codec import decode
from fidpos.wire.events import Event
from fidpos.wire.office_events import OfficeEvent, decode_office
from fidpos.wire.office_rows import is_signed
from fidpos.wire.sync.push import EventFate

_BATCH = 500

_LINEAGES: LiteralString = """
    SELECT till_id, lineage, base_lineage, base_seq, head_seq, head_hash FROM lineages WHERE merchant_id = %s
"""
_ROWS: LiteralString = """
    SELECT till_id, lineage, seq, epoch, event_id, schema_version, wall_ts, boot_id, monotonic, server_offset,
        body, hash, fate, reason, repeats
    FROM journal_rows WHERE merchant_id = %s ORDER BY till_id, lineage, seq
"""
_HASH: LiteralString = """
    SELECT hash FROM journal_rows WHERE merchant_id = %s AND till_id = %s AND lineage = %s AND seq = %s
"""
_OWN_ROWS: LiteralString = """
    SELECT NULL, NULL, seq, epoch, event_id, schema_version, wall_ts, boot_id, monotonic, NULL, body, hash,
        NULL, '', false, signature
    FROM server_journal WHERE merchant_id = %s ORDER BY seq
"""

_Place = tuple[UUID, UUID]
"""A till and one of its lineages."""


@dataclass(frozen=True, slots=True)
class _Lineage:
    base_lineage: UUID | None
    base_seq: int
    head_seq: int
    head_hash: bytes


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is stored."""

    chained: ChainRow
    hash: bytes
    fate: str | None
    reason: str
    repeats: bool
    signature: bytes = b""

    @property
    def was_applied(self) -> bool:
        return not self.repeats and self.fate in {None, EventFate.FLAGGED.value}

    @property
    def known_broken(self) -> bool:
        """It came like this, and was never applied."""
        return self.fate == EventFate.QUARANTINED.value and self.reason == Reason.CHAIN_BROKEN.value


def check_tills(connection: Connection[TupleRow], merchant_id: UUID, report: Report) -> int:
    """Every lineage of every till of a merchant; returns how many rows there are."""
    check = _Check(
        connection, merchant_id, Table(merchant_id=merchant_id, name="journal_rows", report=report)
    )
    seen = set()
    with connection.cursor(f"rows_{merchant_id.hex}") as cursor:
        cursor.execute(_ROWS, [merchant_id])
        for place, rows in groupby(cursor, key=itemgetter(0, 1)):
            seen.add(place)
            check.lineage(place, map(_row, rows))
    for place in check.lineages.keys() - seen:
        check.lineage(place, iter(()))
    return check.rows


def check_own(
    connection: Connection[TupleRow], merchant_id: UUID, report: Report, identity: bytes | None
) -> int:
    """The merchant's journal at the centre; returns how many rows there are.

    Args:
        connection: of the role that reads everything.
        merchant_id: whose.
        report: told of each contradiction.
        identity: the centre's public key; None where it is not at hand, and no signature is looked at.
    """
    table = Table(merchant_id=merchant_id, name="server_journal", report=report)
    check = _Check(connection, merchant_id, table, read=decode_office, identity=identity)
    with connection.cursor(f"own_{merchant_id.hex}") as cursor:
        cursor.execute(_OWN_ROWS, [merchant_id])
        check.chain("", 0, NO_HASH, map(_row, cursor))
    return check.rows


@dataclass(slots=True)
class _Check:
    connection: Connection[TupleRow]
    merchant_id: UUID
    table: Table
    read: Callable[[bytes], Event | OfficeEvent] = decode
    identity: bytes | None = None
    rows: int = 0
    lineages: Mapping[_Place, _Lineage] = field(init=False)

    def __post_init__(self) -> None:
        self.lineages = {
            (till, lineage): _Lineage(*rest)
            for till, lineage, *rest in self.connection.execute(_LINEAGES, [self.merchant_id])
        }

    def lineage(self, place: _Place, rows: Iterator[_Row]) -> None:
        known = self.lineages.get(place)
        name = f"{place[0]} {place[1]}"
        if known is None:
            self.table.flaw(Flaw.NOT_TOLD, name, found="no lineage")
            self.chain(name, 0, NO_HASH, rows)
            return
        base = self._hash_at(place[0], known.base_lineage, known.base_seq)
        if base is None:
            self.table.flaw(Flaw.CUT, f"{name} {known.base_seq}", found="its base is not there")
        seq, last = self.chain(name, known.base_seq, base, rows)
        if (seq, last) != (known.head_seq, known.head_hash) and last is not None:
            self.table.flaw(Flaw.CUT, name, told=known.head_seq, found=seq)

    def chain(
        self, name: str, seq: int, previous: bytes | None, rows: Iterator[_Row]
    ) -> tuple[int, bytes | None]:
        """Walk from a place on; returns where it ends."""
        while batch := list(islice(rows, _BATCH)):
            applied = []
            for row in batch:
                self.rows += 1
                if row.chained.seq != seq + 1:
                    self.table.flaw(Flaw.CUT, f"{name} {seq + 1}", told=seq + 1, found=row.chained.seq)
                    previous = None
                if previous is not None and not row.known_broken and _computed(row, previous) != row.hash:
                    self.table.flaw(Flaw.EDITED, f"{name} {row.chained.seq}")
                if self.identity is not None and not is_signed(self.identity, row.hash, row.signature):
                    self.table.flaw(Flaw.UNSIGNED, f"{name} {row.chained.seq}")
                seq, previous = row.chained.seq, row.hash
                event = self._event(name, row) if row.was_applied else None
                if event is not None:
                    applied.append(event)
            check_booked(self.connection, self.table, applied)
        return seq, previous

    def _event(self, name: str, row: _Row) -> Event | OfficeEvent | None:
        try:
            event = self.read(row.chained.body)
        except StoreCorrupt:
            self.table.flaw(Flaw.UNREADABLE, f"{name} {row.chained.seq}")
            return None
        if event.id.bytes != row.chained.event_id:
            self.table.flaw(Flaw.EDITED, f"{name} {row.chained.seq}", found=event.id)
        return event

    def _hash_at(self, till: UUID, lineage: UUID | None, seq: int) -> bytes | None:
        """Through the lineages on which it is based, to the one that has the row."""
        while lineage is not None and (known := self.lineages.get((till, lineage))) and known.base_seq >= seq:
            lineage = known.base_lineage
        if seq == 0 or lineage is None:
            return NO_HASH if seq == 0 else None
        found = self.connection.execute(_HASH, [self.merchant_id, till, lineage, seq]).fetchone()
        return found[0] if found is not None else None


def _computed(row: _Row, previous: bytes) -> bytes | None:
    try:
        return row_hash(row.chained, previous)
    except struct.error:
        return None


def _row(values: TupleRow) -> _Row:
    _, _, seq, epoch, event_id, schema, wall_ts, boot_id, monotonic, offset, body, *rest = values
    chained = ChainRow(
        seq=seq,
        epoch=epoch.bytes,
        event_id=event_id.bytes,
        schema_version=schema,
        wall_ts=wall_ts,
        boot_id=boot_id.bytes,
        monotonic=monotonic,
        server_offset=offset,
        body=body,
    )
    return _Row(chained, *rest)
