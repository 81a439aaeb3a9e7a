"""A centre on a durable embedded PostgreSQL, a till with journaled visits, and the bare rows they become."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from msgspec import Raw
from psycopg import Connection, connect
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from benchmarks.cases.store import WallClock
from fidpos.columns import instant_to_int
from fidpos.domain.basket import BasketLine
from fidpos.domain.card import Medium, Trust
from fidpos.domain.ids import AccountId, EntryId, EventId, LotId, MemberId, TillId, VisitId, uuid7
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Member, Profile
from fidpos.paths import migrations_dir
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.engine import Database
from fidpos.server.db.migrate import migrate
from fidpos.server.db.roles import create_database
from fidpos.server.db.store import PostgresCentre
from fidpos.server.services.push import take
from fidpos.vault.sealing import KEY_BYTES
from fidpos.wire.chain import ChainRow, row_hash
from fidpos.wire.codec import SCHEMA_VERSION, embed, encode
from fidpos.wire.events import EntryBody, Event, LotBody, MemberEnrolled, VisitClosed
from fidpos.wire.sealed import seal_person
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.push import PUSH_ROWS_MAX, Push, PushAnswer, PushedRow, PushVerdict, SubjectKey
from tests.helpers.centre_office import (
    CASHIER,
    MASTER_KEY,
    MERCHANT,
    SHOP,
    TILL,
    found_merchant,
)
from tests.helpers.postgres import CentreDatabase, in_database

FACTS_BYTES = 300
LINES = 5
ENTRIES = 3
RAW_TABLES = ("journal_rows", "visits", "ledger_entries", "lots", "feed")
"""What a visit leaves, but for balances and sums: those are updated, which `COPY` cannot do."""
EPOCH = UUID(int=7)


@contextmanager
def cluster() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of its own that writes through to the disk."""
    folder = Path(tempfile.mkdtemp(prefix="fidpos-bench-"))
    folder.chmod(0o711)
    try:
        running = EmbeddedPostgres.open(folder / "cluster")
        try:
            yield running
        finally:
            running.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def merchant(running: EmbeddedPostgres) -> Iterator[CentreDatabase]:
    """A database with the merchant and nobody enrolled."""
    name = f"bench_{uuid4().hex}"
    with connect(running.superuser, autocommit=True) as connection:
        create_database(connection, name)
    made = in_database(running, name)
    migrate(make_conninfo(made.owner), migrations_dir())
    found_merchant(made)
    yield made
    with connect(running.superuser, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A member of the benchmark."""

    member_id: MemberId
    account_id: AccountId


class Journal:
    """The till's journal: events become pushes, as the till sends them."""

    def __init__(self, till_id: TillId = TILL) -> None:
        self.head = START
        self._till_id = till_id
        self._clock = WallClock()
        self._random = Random(till_id.int)
        self.members: list[Enrolled] = []

    def enrolments(self, count: int) -> Iterator[Push]:
        """Enrol so many members, in pushes as large as they may be."""
        for first in range(0, count, PUSH_ROWS_MAX):
            made = [self._enrolled() for _ in range(min(PUSH_ROWS_MAX, count - first))]
            keys = tuple(SubjectKey(subject=event.member_id, box=key) for event, key in made)
            yield self.push([event for event, _ in made], keys)

    def visits(self, count: int) -> Push:
        """So many visits of anybody."""
        return self.push([self._visit() for _ in range(count)])

    def push(self, events: Sequence[Event], keys: tuple[SubjectKey, ...] = ()) -> Push:
        """The next rows of the journal."""
        base, rows = self.head, []
        for event in events:
            row = ChainRow(
                seq=self.head.seq + 1,
                epoch=EPOCH.bytes,
                event_id=event.id.bytes,
                schema_version=SCHEMA_VERSION,
                wall_ts=instant_to_int(event.at),
                boot_id=bytes(16),
                monotonic=self.head.seq,
                server_offset=0,
                body=encode(event),
            )
            self.head = Anchor(row.seq, row_hash(row, self.head.hash))
            rows.append(
                PushedRow(
                    body=Raw(row.body),
                    schema_version=row.schema_version,
                    wall_ts=row.wall_ts,
                    monotonic=row.monotonic,
                    server_offset=row.server_offset,
                )
            )
        return Push(
            lineage=EPOCH,
            base=base,
            base_epoch=EPOCH,
            boots=(UUID(int=0),),
            rows=tuple(rows),
            head=self.head.hash,
            keys=keys,
        )

    def _enrolled(self) -> tuple[MemberEnrolled, bytes]:
        member = Member(
            id=MemberId(self._id()),
            account_id=AccountId(self._id()),
            number=str(len(self.members)),
            profile=Profile(given_name="A", family_name="B"),
            enrolled_on=self._clock.now().date(),
        )
        self.members.append(Enrolled(member.id, member.account_id))
        key = self._random.randbytes(KEY_BYTES)
        event = MemberEnrolled(
            id=EventId(self._id()),
            at=self._clock.now(),
            member_id=member.id,
            account_id=member.account_id,
            enrolled_on=member.enrolled_on,
            sealed=seal_person(key, member),
            staff_id=CASHIER,
        )
        return event, key

    def _visit(self) -> VisitClosed:
        now, who = self._clock.now(), self._random.choice(self.members)
        lines = tuple(
            BasketLine(amount_minor=400, article=f"A{n}", label="Article", categories=("food",))
            for n in range(LINES)
        )
        entries = tuple(
            EntryBody(
                id=EntryId(self._id()),
                counter="points",
                kind=EntryKind.EARN,
                amount=20,
                cause="base",
                lot=LotBody(id=LotId(self._id())),
            )
            for _ in range(ENTRIES)
        )
        return VisitClosed(
            id=EventId(self._id()),
            at=now,
            visit_id=VisitId(self._id()),
            shop_id=SHOP,
            till_id=self._till_id,
            member_id=who.member_id,
            account_id=who.account_id,
            medium=Medium.BARCODE,
            trust=Trust.COPYABLE,
            opened_by=CASHIER,
            closed_by=CASHIER,
            opened_at=now,
            business_day=now.date(),
            currency="EUR",
            amount_minor=2_000,
            lines=lines,
            programme_version=1,
            facts=embed(b'{"n":"' + b"x" * FACTS_BYTES + b'"}'),
            entries=entries,
            counter="points",
            points=20 * ENTRIES,
        )

    def _id(self) -> UUID:
        return uuid7(self._clock.now(), self._random.randbytes)


class Served:
    """The centre in this process, as a route would call it."""

    def __init__(self, made: CentreDatabase, *, size: int = 2) -> None:
        self.clock = WallClock()
        self.database = Database(made.app, size=size).open()
        self.store = PostgresCentre(self.database, clock=self.clock, master_key=MASTER_KEY)

    def take(self, push: Push, till_id: TillId = TILL) -> PushAnswer:
        """Decode, judge, store and commit."""
        with self.store.unit(MERCHANT) as unit:
            till = unit.till(till_id)
            assert till is not None
            answer = take(unit, till, push, now=self.clock.now(), open_box=lambda _, box: box)
        assert answer.verdict is PushVerdict.OK
        return answer

    def close(self) -> None:
        """End its connections."""
        self.database.close()


class RawRows:
    """The rows of each push as `COPY` takes them, and tables like ours to take them, without any policy."""

    def __init__(self, made: CentreDatabase) -> None:
        self._connection = connect(made.owner)
        for table in RAW_TABLES:
            self._connection.execute(
                SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                    Identifier(f"raw_{table}"), Identifier(table)
                )
            )
        self._connection.commit()

    def copy(self, rows: Sequence[bytes]) -> None:
        """One transaction, one `COPY` a table."""
        with self._connection.cursor() as cursor:
            for table, data in zip(RAW_TABLES, rows, strict=True):
                statement = SQL("COPY {} FROM STDIN (FORMAT binary)").format(Identifier(f"raw_{table}"))
                with cursor.copy(statement) as copy:
                    copy.write(data)
        self._connection.commit()

    def close(self) -> None:
        """End its connection."""
        self._connection.close()


def rows_of(connection: Connection[TupleRow], first: int, last: int) -> list[bytes]:
    """What the pushed rows from `first` to `last` left, for `RawRows.copy`; read by a superuser."""
    journal = SQL("SELECT event_id FROM journal_rows WHERE seq BETWEEN {} AND {}").format(first, last)
    visits = SQL("SELECT id FROM visits WHERE event_id IN ({})").format(journal)
    xids = SQL("SELECT DISTINCT xmin FROM journal_rows WHERE seq BETWEEN {} AND {}").format(first, last)
    queries = (
        SQL("SELECT * FROM journal_rows WHERE seq BETWEEN {} AND {} ORDER BY seq").format(first, last),
        SQL("SELECT * FROM visits WHERE event_id IN ({})").format(journal),
        SQL("SELECT * FROM ledger_entries WHERE visit_id IN ({})").format(visits),
        SQL(
            "SELECT * FROM lots WHERE entry_id IN (SELECT id FROM ledger_entries WHERE visit_id IN ({}))"
        ).format(visits),
        SQL("SELECT * FROM feed WHERE xid::text IN (SELECT xmin::text FROM ({}) x)").format(xids),
    )
    found = []
    for query in queries:
        with connection.cursor().copy(SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(query)) as copy:
            found.append(b"".join(copy))
    return found
