"""journal.verify: following the chain of a journal of closed visits, row by row.

The limit reads the same rows in the same order and hashes each body: what no verification can go without.
"""

import statistics
from collections.abc import Callable
from hashlib import sha256
from time import perf_counter
from uuid import uuid4

from benchmarks.cases.members import NOW, members
from benchmarks.cases.store import IDENTITY, WallClock, store_of
from benchmarks.report import Emit, Figure
from fidpos.domain.card import Medium, Trust
from fidpos.domain.ids import EntryId, EventId, LotId, StaffId, VisitId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Member
from fidpos.localdb.engine import Connection
from fidpos.localdb.journal import append
from fidpos.localdb.lock import Priority
from fidpos.localdb.origin import Origin
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import CHAIN, verify_chain
from fidpos.wire.codec import embed
from fidpos.wire.events import EntryBody, LotBody, VisitClosed

EVENTS = 50_000
ROUNDS = 7
FACTS_BYTES = 500
"""About what the facts of a visit take."""


def run(emit: Emit) -> None:
    """Both in turn, several times; the medians count."""
    with store_of(1, visits=0) as store:
        _write(store)
        reader = store.database.reader()
        try:
            checked, hashed = _measure(reader.connection)
        finally:
            reader.close()
    emit(Figure(name="journal.verify", value=checked, unit="events/s", limit=hashed, target=">= 0.8"))


def _measure(connection: Connection) -> tuple[float, float]:
    _hash(connection)
    pairs = [(_timed_s(_check, connection), _timed_s(_hash, connection)) for _ in range(ROUNDS)]
    checked_s, hashed_s = (statistics.median(times) for times in zip(*pairs, strict=True))
    return EVENTS / checked_s, EVENTS / hashed_s


def _check(connection: Connection) -> None:
    report = verify_chain(connection.execute(CHAIN))
    assert report.first_break is None
    assert report.events == EVENTS + 1


def _hash(connection: Connection) -> None:
    for row in connection.execute(CHAIN):
        sha256(row[-1]).digest()


def _timed_s(work: Callable[[Connection], None], connection: Connection) -> float:
    started = perf_counter()
    work(connection)
    return perf_counter() - started


def _write(store: LocalStore) -> None:
    """The journal rows alone, in one transaction: what they tell is not booked."""
    (snapshot,) = members(1, visits=0)
    events = [_visit(snapshot.member) for _ in range(EVENTS)]
    stamp = Origin(WallClock()).stamp()

    def write(connection: Connection) -> None:
        for event in events:
            append(connection, event, stamp)

    store.database.write(Priority.BACKGROUND, write)


def _visit(member: Member) -> VisitClosed:
    return VisitClosed(
        id=EventId(uuid4()),
        at=NOW,
        visit_id=VisitId(uuid4()),
        shop_id=IDENTITY.shop_id,
        till_id=IDENTITY.till_id,
        member_id=member.id,
        account_id=member.account_id,
        medium=Medium.CHIP,
        trust=Trust.COPYABLE,
        opened_by=StaffId(uuid4()),
        closed_by=StaffId(uuid4()),
        opened_at=NOW,
        business_day=NOW.date(),
        currency="EUR",
        amount_minor=2_350,
        programme_version=1,
        facts=embed(b'{"visit":"%s"}' % (b"." * FACTS_BYTES)),
        entries=(
            EntryBody(
                id=EntryId(uuid4()),
                counter="points",
                kind=EntryKind.EARN,
                amount=23,
                cause="base",
                lot=LotBody(id=LotId(uuid4())),
            ),
        ),
        counter="points",
        points=23,
    )
