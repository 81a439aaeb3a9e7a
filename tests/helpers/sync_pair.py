"""One till and a centre in memory, with a line between them that a test can disturb."""

from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import TypeVar
from uuid import UUID

import msgspec

from fidpos.domain.ids import TillId, uuid7
from fidpos.domain.staff import Role
from fidpos.rules.programme import CounterDef, Programme
from fidpos.rules.titles import Titles
from fidpos.server.ports import StaffRecord, TillRecord
from fidpos.server.services.hello import greet
from fidpos.server.services.push import take
from fidpos.server.shelf import Shelf
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import CentreRefused
from fidpos.sync.session import SyncSession
from fidpos.wire.sync.hello import Hello, TillHealth
from fidpos.wire.sync.packing import unpack
from fidpos.wire.sync.pull import Pull
from fidpos.wire.sync.push import Push, PushAnswer
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.snapshot import SnapshotAnswer, SnapshotAsk
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import Data, MemoryCentre
from tests.helpers.memory_till import MemoryTill
from tests.simulation.shop import CASHIER, MERCHANT, SHOP, Counter, Till

Answer = TypeVar("Answer", bound=msgspec.Struct)

TILL = TillId(UUID(int=100))
OTHER_TILL = TillId(UUID(int=101))
DAILY_LIMIT = 1_000_000
PROGRAMME = Programme(
    version=1,
    name="Points",
    currency="EUR",
    counters=(CounterDef(code="points", title=Titles(fr="Points", en="Points")),),
)


class Pair:
    """A till that was just paired.

    Attributes:
        asked: every request that was sent, with its path.
        disturb: called before each request; what it raises, the till sees.
        spoil: changes an answer on its way.
        shelf: of the centre, if it has one; its snapshots are made at once.
    """

    def __init__(self, seed: int = 1) -> None:
        self.clock = FakeClock()
        self.random = Random(seed)
        self.counter = Counter(random=self.random, clock=self.clock)
        self.centre = MemoryCentre(self.clock.now())
        self.asked: list[tuple[str, msgspec.Struct]] = []
        self.disturb: Callable[[str], None] = lambda _: None
        self.spoil: Callable[[msgspec.Struct], msgspec.Struct] = lambda answer: answer
        self.shelf: Shelf | None = None
        with self.centre.unit(MERCHANT):
            """The merchant exists."""
        self.data.programmes[1] = PROGRAMME
        self.data.people[CASHIER] = StaffRecord(id=CASHIER, role=Role.MANAGER, shops=frozenset({SHOP}))
        for till_id in (TILL, OTHER_TILL):
            self.data.tills[till_id] = TillRecord(
                id=till_id, shop_id=SHOP, public_key=b"", daily_limit_minor=DAILY_LIMIT
            )
        self.till = self.new_till(TILL)
        self.session = self.started(self.till)

    @property
    def data(self) -> Data:
        return self.centre.data[MERCHANT]

    def new_till(self, till_id: TillId) -> MemoryTill:
        """An empty one."""
        return MemoryTill(till_id, self.clock, lambda: uuid7(self.clock.now(), self.random.randbytes))

    def new_shelf(self, members_least: int = 1, members_a_part: int = 2) -> Shelf:
        """What a process of the centre begins with."""
        return Shelf(
            self.centre,
            self.clock,
            BytesIO,
            members_least=members_least,
            members_a_part=members_a_part,
            begin=lambda work: work(),
        )

    def started(self, till: Till, rows_max: int = 500) -> SyncSession:
        """The sync of a program that was just started."""
        return SyncSession(
            till,
            _Line(self, till.till_id),
            outgoing=Outgoing(seal_box=lambda _, key: key, rows_max=rows_max),
            clock=self.clock,
            health=lambda: TillHealth(software="test", schema_version=1),
        )

    def settle(self, session: SyncSession | None = None) -> None:
        """Until there is nothing to say any more."""
        session = session or self.session
        while session.push() or session.pull():
            """More."""

    def push(self, push: Push, till_id: TillId = TILL) -> PushAnswer:
        """As the centre takes it from the wire."""
        with self.centre.unit(MERCHANT) as unit:
            till = unit.till(till_id)
            assert till is not None
            return take(unit, till, push, now=self.clock.now(), open_box=lambda _, box: box)


class _Line:
    def __init__(self, pair: Pair, till_id: TillId) -> None:
        self._pair = pair
        self._till_id = till_id

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        pair = self._pair
        pair.asked.append((path, request))
        pair.disturb(path)
        given = pair.spoil(self._serve(request))
        assert isinstance(given, answer)
        return given

    def _serve(self, request: msgspec.Struct) -> msgspec.Struct:
        pair = self._pair
        if isinstance(request, Push):
            return pair.push(request, self._till_id)
        with pair.centre.unit(MERCHANT) as unit:
            till = unit.till(self._till_id)
            assert till is not None
            if isinstance(request, Hello):
                return greet(unit, till, request, generation=pair.centre.generation(), now=pair.clock.now())
            if isinstance(request, SnapshotAsk):
                return self._snapshot(till, request)
            assert isinstance(request, Pull)
            changes = unit.changes(till, request)
            if changes is None:
                raise CentreRefused(Refusal(code=RefusalCode.SAY_HELLO))
            return changes

    def _snapshot(self, till: TillRecord, ask: SnapshotAsk) -> SnapshotAnswer:
        shelf = self._pair.shelf
        if shelf is None:
            return SnapshotAnswer()
        if ask.id is None:
            return shelf.offer(MERCHANT, till, ask.lineage)
        return unpack(shelf.part(MERCHANT, till, ask), SnapshotAnswer)
