"""A merchant at a centre's store, in memory or on PostgreSQL, with what a test needs to look at it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection, connect
from psycopg.rows import TupleRow

from fidpos.columns import instant_to_int
from fidpos.domain.clock import ShopCalendar
from fidpos.domain.gift_card import GiftCardState
from fidpos.domain.ids import AccountId, EventId, GiftCardId, MemberId, MerchantId, ShopId, StaffId, TillId
from fidpos.domain.staff import Role
from fidpos.rules.codec import programme_to_json
from fidpos.rules.programme import CounterDef, Programme
from fidpos.rules.titles import Titles
from fidpos.server.configuration import Configuration
from fidpos.server.db.configuring import PostgresConfiguration
from fidpos.server.db.engine import Database
from fidpos.server.db.leaving import leave
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.server.gift_books import CardBook
from fidpos.server.ports import CentreStore, LineageHead, Minting, StaffRecord, StoredRow, TillRecord, Unit
from fidpos.server.reason import Reason
from fidpos.wire import office_rows
from fidpos.wire.chain import ChainRow, row_hash
from fidpos.wire.codec import SCHEMA_VERSION, encode
from fidpos.wire.events import Event
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.pull import AccountState, Cursor, MemberState, Pull, PullAnswer
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import MemoryCentre
from tests.helpers.postgres import CentreDatabase, lent_database

MERCHANT = MerchantId(UUID(int=1))
SHOP = ShopId(UUID(int=2))
AWAY = ShopId(UUID(int=4))
CASHIER = StaffId(UUID(int=3))
LEFT = StaffId(UUID(int=5))
TILL = TillId(UUID(int=100))
BESIDE = TillId(UUID(int=101))
"""Another till of the same shop."""
FAR = TillId(UUID(int=102))
"""A till of the other shop."""
PARIS = ShopCalendar(zone=ZoneInfo("Europe/Paris"))
"""By which every shop counts its days."""
MASTER_KEY = bytes(range(32))
IDENTITY = bytes(range(32, 64))
"""The centre's private key, by which it signs its own journal."""

PROGRAMME = Programme(
    version=1,
    name="Points",
    currency="EUR",
    counters=(CounterDef(code="points", title=Titles(fr="Points", en="Points")),),
)
STAFF = (
    StaffRecord(id=CASHIER, role=Role.MANAGER, shops=frozenset({SHOP, AWAY})),
    StaffRecord(id=LEFT, role=Role.CASHIER, shops=frozenset(), employed=False),
)


def signed(row_hash: bytes) -> bytes:
    return office_rows.sign(IDENTITY, row_hash)


def till_record(till_id: TillId, shop_id: ShopId, limit_minor: int = 10**9) -> TillRecord:
    return TillRecord(
        id=till_id,
        shop_id=shop_id,
        public_key=till_id.bytes * 2,
        daily_limit_minor=limit_minor,
        calendar=PARIS,
    )


TILLS = (till_record(TILL, SHOP), till_record(BESIDE, SHOP), till_record(FAR, AWAY))


class Kept(Protocol):
    """What only one of the stores can say: how it is set up and what stands in it."""

    def wait(self) -> None:
        """Until tills may read what was committed: other databases of a cluster can hold it back."""
        ...

    def gift_card(self, card_id: GiftCardId) -> CardBook:
        """A gift card in the books."""
        ...

    def configuration(self) -> AbstractContextManager[Configuration]:
        """What the office decides, in a transaction of its own."""
        ...

    def let_go(self, days: int) -> int:
        """Shops let go of whom they have not seen for so long; how many."""
        ...

    def join(self, till: TillRecord) -> None:
        """One more till is paired."""
        ...


@dataclass(slots=True)
class Journal:
    """A till's journal as a test tells it."""

    till_id: TillId
    lineage: UUID
    base: LineageHead
    rows: list[StoredRow] = field(default_factory=list)

    def add(self, event: Event, **fate: object) -> StoredRow:
        """One more row."""
        last = self.rows[-1].anchor if self.rows else self.base.head
        row = ChainRow(
            seq=last.seq + 1,
            epoch=self.lineage.bytes,
            event_id=event.id.bytes,
            schema_version=SCHEMA_VERSION,
            wall_ts=instant_to_int(event.at),
            boot_id=bytes(16),
            monotonic=0,
            server_offset=None,
            body=encode(event),
        )
        stored = StoredRow(row=row, hash=row_hash(row, last.hash), **fate)  # type: ignore[arg-type]  # a test's own
        self.rows.append(stored)
        return stored

    @property
    def head(self) -> Anchor:
        return self.rows[-1].anchor if self.rows else self.base.head


class Office:
    """The merchant's office: tills tell it events, and hear from it.

    Attributes:
        store: what is tested.
        clock: everybody's.
    """

    def __init__(self, store: CentreStore, kept: Kept, clock: FakeClock) -> None:
        self.store = store
        self.kept = kept
        self.clock = clock
        self._journals: dict[TillId, Journal] = {}

    def unit(self) -> AbstractContextManager[Unit]:
        return self.store.unit(MERCHANT)

    def journal(self, till_id: TillId) -> Journal:
        """The till's journal, which begins with its first use."""
        if till_id not in self._journals:
            start = LineageHead(head=START, epoch=UUID(int=0))
            journal = Journal(till_id=till_id, lineage=UUID(int=1 << 64 | till_id.int), base=start)
            self._journals[till_id] = journal
            with self.unit() as unit:
                unit.begin_lineage(till_id, journal.lineage, start)
        return self._journals[till_id]

    def tell(
        self,
        *events: Event,
        till_id: TillId = TILL,
        keys: Mapping[UUID, bytes] | None = None,
        minor: int = 0,
        held: bool = False,
    ) -> Mapping[EventId, Reason]:
        """A till pushes events, which are applied and kept.

        Raises:
            EventRefused: one was refused; nothing of them is there.
        """
        journal = self.journal(till_id)
        before = len(journal.rows)
        try:
            with self.unit() as unit:
                unit.lineage(till_id, journal.lineage)
                unit.keep_keys(keys or {})
                mintings = [Minting(event=event, minor=minor, held=held) for event in events]
                doubts = unit.apply(till_id, journal.lineage, mintings)
                unit.append(till_id, journal.lineage, [journal.add(event) for event in events])
        except BaseException:
            del journal.rows[before:]
            raise
        return doubts

    def pull(self, till_id: TillId = BESIDE, after: Cursor | None = None, **more: object) -> PullAnswer:
        """What a till is sent."""
        self.kept.wait()
        journal = self.journal(till_id)
        till = next(each for each in TILLS if each.id == till_id)
        with self.unit() as unit:
            answer = unit.changes(till, Pull(lineage=journal.lineage, after=after, **more))  # type: ignore[arg-type]  # a test's own
        assert answer is not None
        return answer

    def pull_all(self, till_id: TillId = BESIDE, after: Cursor | None = None) -> list[PullAnswer]:
        """The answers until there is no more."""
        answers = [self.pull(till_id, after)]
        while answers[-1].more:
            answers.append(self.pull(till_id, answers[-1].cursor))
        return answers

    def states(
        self, till_id: TillId = BESIDE
    ) -> tuple[dict[MemberId, MemberState], dict[AccountId, AccountState]]:
        """Everything that a till holds which hears all from the beginning."""
        changes = [change for answer in self.pull_all(till_id) for change in answer.changes]
        members = [change.member for change in changes if change.member is not None]
        accounts = [change.account for change in changes if change.account is not None]
        return {each.id: each for each in members}, {each.id: each for each in accounts}

    def gift_cards(self, till_id: TillId = BESIDE) -> dict[GiftCardId, GiftCardStanding]:
        """Every gift card that a till hears of from the beginning."""
        changes = [change for answer in self.pull_all(till_id) for change in answer.changes]
        return {each.gift_card.id: each.gift_card for each in changes if each.gift_card is not None}

    def member(self, member_id: MemberId) -> MemberState:
        return self.states()[0][member_id]

    def held(self, account_id: AccountId) -> list[int]:
        """What the lots of an account hold, oldest first."""
        return [lot.remaining for lot in self.states()[1][account_id].lots]


@contextmanager
def memory_office(clock: FakeClock) -> Iterator[Office]:
    """A merchant in memory."""
    store = _StampedMemory(clock)
    with store.unit(MERCHANT):
        """The merchant exists."""
    data = store.data[MERCHANT]
    data.tills = {till.id: till for till in TILLS}
    data.people = {each.id: each for each in STAFF}
    data.programmes = {1: PROGRAMME}
    yield Office(store, _InMemory(store), clock)


@contextmanager
def postgres_office(clock: FakeClock) -> Iterator[Office]:
    """A merchant in an empty database, served by the role that serves."""
    with lent_database() as made, served(made, clock) as store:
        found_merchant(made)
        yield Office(store, InPostgres(made, clock), clock)


@contextmanager
def served(made: CentreDatabase, clock: FakeClock, *, size: int = 2) -> Iterator[PostgresCentre]:
    """The store, for as long as the block runs."""
    database = Database(made.app, size=size).open()
    try:
        yield PostgresCentre(database, clock=clock, master_key=MASTER_KEY, sign=signed)
    finally:
        database.close()


def found_merchant(
    made: CentreDatabase, tills: Sequence[TillRecord] = TILLS, people: Sequence[StaffRecord] = STAFF
) -> None:
    """The merchant with shops, tills, staff and a programme."""
    with connect(made.app) as connection:
        connection.execute("SELECT set_config('app.merchant', %s, true)", [str(MERCHANT)])
        _add(connection, "merchants", merchant_id=MERCHANT, name="M", code="m", card_name="M", currency="EUR")
        for shop_id in sorted({till.shop_id for till in tills} | {SHOP}):
            _add(connection, "shops", id=shop_id, name="S", zone=PARIS.zone.key, opens_on=date(2026, 1, 1))
        for till in tills:
            _add_till(connection, till)
        for each in people:
            _add(
                connection,
                "staff_versions",
                staff_id=each.id,
                version=1,
                name="A",
                role=each.role,
                pin_hash="",
                employed=each.employed,
            )
            for shop_id in sorted(each.shops):
                _add(connection, "staff_shops", shop_id=shop_id, staff_id=each.id)
        _add(connection, "programmes", version=1, body=programme_to_json(PROGRAMME))


def _add_till(connection: Connection[TupleRow], till: TillRecord) -> None:
    _add(
        connection,
        "tills",
        id=till.id,
        shop_id=till.shop_id,
        name="T",
        public_key=till.public_key,
        status=till.status,
        daily_limit_minor=till.daily_limit_minor,
    )


def _add(connection: Connection[TupleRow], table: str, **values: object) -> None:
    row = {"merchant_id": MERCHANT, **values}
    holes = ", ".join(["%s"] * len(row))
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({holes})".encode(), list(row.values())
    )


class _StampedMemory(MemoryCentre):
    """A `MemoryCentre` whose clock is everybody's."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock.now())
        self.clock = clock

    @contextmanager
    def unit(self, merchant_id: MerchantId) -> Iterator[Unit]:
        self.now = self.clock.now()
        with super().unit(merchant_id) as unit:
            yield unit


class _InMemory:
    def __init__(self, store: _StampedMemory) -> None:
        self._store = store

    def wait(self) -> None:
        """Nothing is ever held back."""

    def gift_card(self, card_id: GiftCardId) -> CardBook:
        return self._store.data[MERCHANT].gift_cards[card_id]

    def configuration(self) -> AbstractContextManager[Configuration]:
        return self._store.configuration(MERCHANT)

    def let_go(self, days: int) -> int:
        self._store.now = self._store.clock.now()
        return self._store.let_go(MERCHANT, days)

    def join(self, till: TillRecord) -> None:
        tills = self._store.data[MERCHANT].tills
        self._store.data[MERCHANT].tills = {**tills, till.id: till}


class InPostgres:
    """Looks behind the store, as the superuser."""

    def __init__(self, made: CentreDatabase, clock: FakeClock | None = None) -> None:
        self.made = made
        self._clock = clock or FakeClock()

    def wait(self) -> None:
        """A transaction that still runs in another database of the cluster hides what was written since."""
        with connect(self.made.superuser, autocommit=True) as connection:
            written = connection.execute("SELECT max(xid) FROM feed").fetchone()
            assert written is not None
            while written[0] is not None and not self._is_past(connection, written[0]):
                """Each look is a round trip: nothing spins."""

    def _is_past(self, connection: Connection[TupleRow], xid: object) -> bool:
        row = connection.execute(
            "SELECT %s::xid8 < pg_snapshot_xmin(pg_current_snapshot())", [str(xid)]
        ).fetchone()
        assert row is not None
        return bool(row[0])

    def gift_card(self, card_id: GiftCardId) -> CardBook:
        with connect(self.made.superuser) as connection:
            row = connection.execute(
                """
                SELECT g.state, g.balance_minor, g.receivable_minor, g.held_minor, g.expires_on,
                    (SELECT coalesce(sum(amount_minor), 0)::bigint FROM gift_holds h
                     WHERE h.gift_card_id = g.id AND h.state = 'held'),
                    (SELECT coalesce(sum(amount_minor), 0)::bigint FROM gift_entries e
                     WHERE e.gift_card_id = g.id)
                FROM gift_cards g WHERE g.id = %s
                """,
                [card_id],
            ).fetchone()
        assert row is not None
        state, balance, receivable, held, expires_on, promised, total = row
        book = CardBook(
            state=GiftCardState(state), total_minor=total, promised_minor=promised, expires_on=expires_on
        )
        assert (book.balance_minor, book.receivable_minor, book.held_minor) == (balance, receivable, held)
        return book

    @contextmanager
    def configuration(self) -> Iterator[Configuration]:
        with self._acting() as connection:
            yield PostgresConfiguration(connection, MERCHANT)

    def let_go(self, days: int) -> int:
        with self._acting() as connection:
            connection.execute("UPDATE merchants SET scope_days = %s", [days])
            work = Work(connection=connection, merchant_id=MERCHANT, clock=self._clock, master_key=MASTER_KEY)
            return leave(work)

    def join(self, till: TillRecord) -> None:
        with self._acting() as connection:
            _add_till(connection, till)

    @contextmanager
    def _acting(self) -> Iterator[Connection[TupleRow]]:
        """As the merchant's office, by the role that serves."""
        with connect(self.made.app) as connection:
            connection.execute("SELECT set_config('app.merchant', %s, true)", [str(MERCHANT)])
            yield connection

    def rows(self, query: str, values: Sequence[object] = ()) -> list[TupleRow]:
        """What a query finds, of all merchants."""
        with connect(self.made.superuser) as connection:
            return connection.execute(query.encode(), values).fetchall()


OFFICES: dict[str, Callable[[FakeClock], AbstractContextManager[Office]]] = {
    "memory": memory_office,
    "postgres": postgres_office,
}
