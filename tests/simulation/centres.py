"""Where a simulated merchant's centre keeps everything: in memory, or on PostgreSQL; both can be put back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Protocol
from uuid import UUID, uuid4

from psycopg import connect
from psycopg.sql import SQL, Identifier

from fidpos.domain.ids import AccountId, EventId, GiftCardId, MemberId, StaffId, TillId
from fidpos.server.configuration import Configuration
from fidpos.server.db.engine import Database
from fidpos.server.db.erasing import Erasure, erase_again
from fidpos.server.db.generation import begin_generation
from fidpos.server.db.register import PostgresRegister
from fidpos.server.db.roles import create_database
from fidpos.server.db.store import PostgresCentre
from fidpos.server.ports import Quarantined, StaffRecord, TillRecord, Unit
from fidpos.wire.codec import decode
from fidpos.wire.events import Event
from fidpos.wire.office_events import MemberErased
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.pull import AccountState, Change, MemberState, Pull, StaffState
from tests.helpers.centre_office import MASTER_KEY, PROGRAMME, InPostgres, found_merchant, signed
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import Data, MemoryCentre
from tests.helpers.memory_office import OfficeData
from tests.helpers.postgres import TEMPLATE, CentreDatabase, in_database, shared_cluster
from tests.simulation.shop import MERCHANT


@dataclass(slots=True)
class Told:
    """What tills are told beside members."""

    gift_cards: dict[GiftCardId, GiftCardStanding] = field(default_factory=dict)
    programmes: dict[int, bytes] = field(default_factory=dict)
    staff: dict[StaffId, StaffState] = field(default_factory=dict)
    settings: dict[str, str | None] = field(default_factory=dict)

    def hear(self, change: Change) -> None:
        """One change more."""
        if change.gift_card is not None:
            self.gift_cards[change.gift_card.id] = change.gift_card
        if change.programme is not None:
            self.programmes[change.programme.version] = bytes(change.programme.body)
        if change.staff is not None:
            self.staff[change.staff.id] = change.staff
        if change.setting is not None:
            self.settings[change.setting.name] = change.setting.value


class Known(Protocol):
    """What a centre knows, for whoever checks it."""

    @property
    def events(self) -> Mapping[EventId, bytes]:
        """Every event that was kept."""
        ...

    @property
    def applied(self) -> Mapping[EventId, Event]:
        """Those that count."""
        ...

    @property
    def quarantine(self) -> Mapping[EventId, Quarantined]:
        """Those that do not."""
        ...

    @property
    def members(self) -> Mapping[MemberId, MemberState]:
        """Everybody."""
        ...

    @property
    def accounts(self) -> Mapping[AccountId, AccountState]:
        """What they hold."""
        ...

    @property
    def office(self) -> OfficeData:
        """Who was merged and erased."""
        ...


class Centre(Protocol):
    """A centre that a simulation can look into, copy and put back."""

    def generation(self) -> str:
        """See `CentreStore`."""
        ...

    def unit(self) -> AbstractContextManager[Unit]:
        """A transaction of the merchant."""
        ...

    def configuration(self) -> AbstractContextManager[Configuration]:
        """What the office decides, in a transaction."""
        ...

    def look(self) -> Known:
        """What it knows now."""
        ...

    def told(self) -> Told:
        """What a till that begins is told beside members."""
        ...

    def has_row(self, till_id: TillId, anchor: Anchor) -> bool:
        """Whether the row is written."""
        ...

    def dump(self) -> None:
        """Copy everything as it is."""
        ...

    def put_back(self, random: Random) -> None:
        """Be as one of the copies, if there are any; every other time nobody tells the centre."""
        ...

    def erase_again(self, members: Sequence[MemberId]) -> None:
        """What a restore does at its end."""
        ...

    def catch_up(self) -> None:
        """Until tills can read what was committed."""
        ...


class InMemory:
    """In memory; a copy is a copy of the dictionaries."""

    def __init__(self, clock: FakeClock, tills: Sequence[TillRecord], people: Sequence[StaffRecord]) -> None:
        self._clock = clock
        self._tills = tills
        self._store = MemoryCentre(clock.now())
        self._dumps: list[Data] = []
        with self._store.unit(MERCHANT):
            """The merchant exists."""
        data = self._store.data[MERCHANT]
        data.people = {each.id: each for each in people}
        data.tills = {each.id: each for each in tills}
        data.programmes = {1: PROGRAMME}

    def generation(self) -> str:
        return self._store.generation()

    def unit(self) -> AbstractContextManager[Unit]:
        self._store.now = self._clock.now()
        return self._store.unit(MERCHANT)

    def configuration(self) -> AbstractContextManager[Configuration]:
        return self._store.configuration(MERCHANT)

    def look(self) -> Data:
        return self._store.data[MERCHANT]

    def told(self) -> Told:
        return _told(self._everything())

    def _everything(self) -> Iterator[Change]:
        with self.unit() as unit:
            yield from _from_the_beginning(unit, self._tills[0])

    def has_row(self, till_id: TillId, anchor: Anchor) -> bool:
        lineages = self.look().lineages
        rows = [one.rows.get(anchor.seq) for (owner, _), one in lineages.items() if owner == till_id]
        return any(row is not None and row.hash == anchor.hash for row in rows)

    def dump(self) -> None:
        self._dumps.append(self.look().copy())

    def put_back(self, random: Random) -> None:
        if self._dumps:
            self._store.data[MERCHANT] = random.choice(self._dumps).copy()
            self._store.restored += random.random() < 0.5

    def erase_again(self, members: Sequence[MemberId]) -> None:
        with self.unit() as unit:
            now = self._clock.now()
            unit.office().apply(
                [MemberErased(id=EventId(uuid4()), at=now, member_id=member_id) for member_id in members]
            )

    def catch_up(self) -> None:
        """Nothing is ever held back."""


class OnPostgres:
    """On PostgreSQL; a copy is a database of its own, and putting it back is to serve a copy of that."""

    def __init__(self, clock: FakeClock, tills: Sequence[TillRecord], people: Sequence[StaffRecord]) -> None:
        self._clock = clock
        self._tills = tills
        self._cluster = shared_cluster()
        self._dumps: list[CentreDatabase] = []
        self._now = self._copy(TEMPLATE)
        found_merchant(self._now, tills, people)
        self._serve()

    def close(self) -> None:
        """Drop every database of this centre."""
        self._database.close()
        for each in (self._now, *self._dumps):
            self._drop(each)

    def generation(self) -> str:
        return self._store.generation()

    def unit(self) -> AbstractContextManager[Unit]:
        return self._store.unit(MERCHANT)

    @contextmanager
    def configuration(self) -> Iterator[Configuration]:
        with PostgresRegister(self._database, self._clock).pages(MERCHANT) as pages:
            yield pages.configuration

    def look(self) -> Data:
        kept = InPostgres(self._now)
        known = Data()
        stored = kept.rows("SELECT event_id, body, fate FROM journal_rows WHERE NOT repeats")
        _look_into_office(kept, known.office)
        for event_id, body, fate in stored:
            known.events[EventId(event_id)] = body
            if fate != "quarantined":
                known.applied[EventId(event_id)] = decode(body)
        with self.unit() as unit:
            for one in unit.quarantined():
                known.quarantine[EventId(UUID(bytes=one.row.event_id))] = one
        for change in self._everything():
            if change.member is not None:
                known.members[change.member.id] = change.member
            if change.account is not None:
                known.accounts[change.account.id] = change.account
        return known

    def has_row(self, till_id: TillId, anchor: Anchor) -> bool:
        with self.unit() as unit:
            found = unit.newest_known(till_id, [anchor])
        return found is not None and found.head == anchor

    def dump(self) -> None:
        self._database.close()
        self._dumps.append(self._copy(self._now.name))
        self._serve()

    def put_back(self, random: Random) -> None:
        if not self._dumps:
            return
        self._database.close()
        self._drop(self._now)
        self._now = self._copy(random.choice(self._dumps).name)
        if random.random() < 0.5:
            with connect(self._now.owner) as connection:
                begin_generation(connection)
        self._serve()

    def erase_again(self, members: Sequence[MemberId]) -> None:
        erasures = [
            Erasure(merchant_id=MERCHANT, member_id=member_id, at=self._clock.now()) for member_id in members
        ]
        with connect(self._now.owner) as connection:
            erase_again(connection, erasures)

    def catch_up(self) -> None:
        InPostgres(self._now).wait()

    def told(self) -> Told:
        return _told(self._everything())

    def _everything(self) -> Iterator[Change]:
        self.catch_up()
        with self.unit() as unit:
            yield from _from_the_beginning(unit, self._tills[0])

    def _serve(self) -> None:
        self._database = Database(self._now.app, size=2).open()
        self._store = PostgresCentre(self._database, clock=self._clock, master_key=MASTER_KEY, sign=signed)

    def _copy(self, template: str) -> CentreDatabase:
        name = f"test_{uuid4().hex}"
        with connect(self._cluster.superuser, autocommit=True) as connection:
            create_database(connection, name, template=template)
        return in_database(self._cluster, name)

    def _drop(self, database: CentreDatabase) -> None:
        with connect(self._cluster.superuser, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(database.name)))


def _from_the_beginning(unit: Unit, stranger: TillRecord) -> Iterator[Change]:
    """What a till is sent that begins."""
    lineage, cursor, more = UUID(int=9), None, True
    if unit.lineage(stranger.id, lineage) is None:
        start = unit.newest_known(stranger.id, [])
        assert start is not None
        unit.begin_lineage(stranger.id, lineage, start)
    while more:
        answer = unit.changes(stranger, Pull(lineage=lineage, after=cursor))
        assert answer is not None
        yield from answer.changes
        cursor, more = answer.cursor, answer.more


def _told(changes: Iterable[Change]) -> Told:
    told = Told()
    for change in changes:
        told.hear(change)
    return told


def _look_into_office(kept: InPostgres, office: OfficeData) -> None:
    led = kept.rows("SELECT id, merged_into FROM accounts WHERE merged_into IS NOT NULL")
    office.merged_accounts |= {AccountId(id_): AccountId(into) for id_, into in led}
    office.erased |= {
        MemberId(id_) for (id_,) in kept.rows("SELECT id FROM members WHERE erased_at IS NOT NULL")
    }


MakeCentre = Callable[[FakeClock, Sequence[TillRecord], Sequence[StaffRecord]], Centre]


@contextmanager
def on_postgres() -> Iterator[MakeCentre]:
    """Makes centres on PostgreSQL, and drops them at the end of the block."""
    made: list[OnPostgres] = []

    def make(clock: FakeClock, tills: Sequence[TillRecord], people: Sequence[StaffRecord]) -> Centre:
        made.append(OnPostgres(clock, tills, people))
        return made[-1]

    try:
        yield make
    finally:
        for each in made:
            each.close()
