"""The chain is followed row by row, and the first break is told with its place and kind."""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fidpos.localdb.journal import Head
from fidpos.localdb.verify import Break, BreakKind, ChainReport, verify_chain
from fidpos.wire.chain import NO_HASH
from fidpos.wire.codec import encode
from fidpos.wire.events import Event
from tests.helpers.counter import BERENICE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_events import Events

Row = list[Any]

VERSION, PREVIOUS, EPOCH, SEQ, EVENT_ID, SCHEMA, WALL, BOOT, MONOTONIC, OFFSET, HASH, BODY = range(12)


def hash_of(row: Row) -> bytes:
    """The layout of `wire/chain.py`, written down a second time."""
    parts = [
        struct.pack(">B", row[VERSION]),
        row[PREVIOUS],
        row[EPOCH],
        struct.pack(">Q", row[SEQ]),
        row[EVENT_ID],
        struct.pack(">H", row[SCHEMA]),
        struct.pack(">q", row[WALL]),
        row[BOOT],
        struct.pack(">q", row[MONOTONIC]),
        struct.pack(">Bq", row[OFFSET] is not None, row[OFFSET] or 0),
        struct.pack(">I", len(row[BODY])),
        row[BODY],
    ]
    return hashlib.sha256(b"".join(parts)).digest()


def chained(event: Event, *, seq: int, previous: bytes, epoch: bytes) -> Row:
    offset = -5 if seq % 2 else None
    row: Row = [1, previous, epoch, seq, event.id.bytes, 1, 1_000 - seq, bytes(16), seq, offset, b""]
    row.append(encode(event))
    row[HASH] = hash_of(row)
    return row


def chain(events: list[Event]) -> list[Row]:
    rows: list[Row] = []
    previous, epoch = NO_HASH, events[0].id.bytes
    for seq, event in enumerate(events, start=1):
        rows.append(chained(event, seq=seq, previous=previous, epoch=epoch))
        previous = rows[-1][HASH]
    return rows


@pytest.fixture
def rows() -> list[Row]:
    events = Events(FakeClock())
    return chain([events.epoch(), *(events.closed(BERENICE.member) for _ in range(9))])


def verified(rows: list[Row], known_head: Head | None = None) -> ChainReport:
    return verify_chain([tuple(row) for row in rows], known_head)


def head_of(rows: list[Row]) -> Head:
    return Head(seq=rows[-1][SEQ], epoch=rows[-1][EPOCH], hash=rows[-1][HASH])


def test_a_whole_chain_holds_to_its_head(rows: list[Row]) -> None:
    assert verified(rows) == ChainReport(events=10, epochs=1, head=head_of(rows), first_break=None)


def test_an_empty_journal_holds() -> None:
    assert verify_chain([]) == ChainReport(events=0, epochs=0, head=None, first_break=None)


def edited(column: int, value: Any) -> Callable[[list[Row]], None]:
    def edit(rows: list[Row]) -> None:
        rows[4][column] = value(rows[4][column])

    return edit


def swap_rows(rows: list[Row]) -> None:
    rows[4][SEQ], rows[5][SEQ] = rows[5][SEQ], rows[4][SEQ]
    rows[4], rows[5] = rows[5], rows[4]


def swap_bodies(rows: list[Row]) -> None:
    rows[4][BODY], rows[5][BODY] = rows[5][BODY], rows[4][BODY]


def rehash(rows: list[Row]) -> None:
    rows[4][BODY] += b" "
    rows[4][HASH] = hash_of(rows[4])


def shift_bytes(rows: list[Row]) -> None:
    """Where a field ends is part of what is hashed."""
    rows[4][EVENT_ID] += b"\0"


def foreign_epoch(rows: list[Row]) -> None:
    for row in rows[4:]:
        row[EPOCH] = bytes(16)
        row[PREVIOUS] = rows[row[SEQ] - 2][HASH]
        row[HASH] = hash_of(row)


@pytest.mark.parametrize(
    ("tamper", "first_break"),
    [
        (lambda rows: rows.pop(4), Break(seq=5, kind=BreakKind.MISSING)),
        (lambda rows: rows.pop(0), Break(seq=1, kind=BreakKind.MISSING)),
        (edited(BODY, lambda body: body.replace(b"2000", b"9000")), Break(seq=5, kind=BreakKind.EDITED)),
        (edited(WALL, lambda wall: wall + 1), Break(seq=5, kind=BreakKind.EDITED)),
        (edited(OFFSET, lambda _: None), Break(seq=5, kind=BreakKind.EDITED)),
        (edited(SCHEMA, lambda _: 1 << 20), Break(seq=5, kind=BreakKind.EDITED)),
        (edited(MONOTONIC, lambda _: 1 << 63), Break(seq=5, kind=BreakKind.EDITED)),
        (edited(HASH, lambda _: bytes(32)), Break(seq=5, kind=BreakKind.EDITED)),
        (edited(PREVIOUS, lambda _: bytes(32)), Break(seq=5, kind=BreakKind.EDITED)),
        (edited(VERSION, lambda _: 2), Break(seq=5, kind=BreakKind.VERSION)),
        (shift_bytes, Break(seq=5, kind=BreakKind.EDITED)),
        (swap_rows, Break(seq=5, kind=BreakKind.EDITED)),
        (swap_bodies, Break(seq=5, kind=BreakKind.EDITED)),
        (rehash, Break(seq=6, kind=BreakKind.UNCHAINED)),
        (foreign_epoch, Break(seq=5, kind=BreakKind.EPOCH)),
    ],
)
def test_a_break_is_told_with_its_place(
    rows: list[Row], tamper: Callable[[list[Row]], object], first_break: Break
) -> None:
    tamper(rows)

    report = verified(rows)

    assert report.first_break == first_break
    assert report.events == first_break.seq - 1


def test_a_tail_that_was_cut_shows_against_a_head_seen_elsewhere(rows: list[Row]) -> None:
    known = head_of(rows)

    assert verified(rows[:7]).first_break is None
    assert verified(rows[:7], known).first_break == Break(seq=8, kind=BreakKind.CUT)


def test_a_tail_that_was_written_anew_shows_too(rows: list[Row]) -> None:
    known = replace(head_of(rows[:7]), hash=bytes(32))

    assert verified(rows, known).first_break == Break(seq=7, kind=BreakKind.FORKED)


def test_a_head_seen_long_ago_is_no_break(rows: list[Row]) -> None:
    assert verified(rows, head_of(rows[:3])).first_break is None


def test_epochs_are_counted(rows: list[Row]) -> None:
    again = Events(FakeClock(), seed=8).epoch()
    rows.append(chained(again, seq=11, previous=rows[-1][HASH], epoch=again.id.bytes))

    report = verified(rows)

    assert (report.first_break, report.epochs, report.events) == (None, 2, 11)
