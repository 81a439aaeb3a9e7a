"""A till that closes visits under one programme and refunds them, on any store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fidpos.domain.basket import BasketLine
from fidpos.domain.clock import utc
from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.money import EUR, Money
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.rules.programme import Programme
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.till.void_visit import void_visit
from fidpos.wire.events import VisitVoided
from tests.helpers import real_store
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, PAUL, ZOE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_visits import PEOPLE, Life, Shopping
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events

NOON = utc(2026, 11, 24, 11, 0)


@dataclass
class RefundingTill:
    """Bérénice buys and brings back, unless another of `PEOPLE` does."""

    store: LocalStore | MemoryStore
    programme: Programme
    clock: FakeClock
    life: Life = field(init=False)

    def __post_init__(self) -> None:
        self.events = Events(self.clock)
        self.life = Life(store=self.store, programme=self.programme, clock=self.clock)

    def buy(
        self, *lines: BasketLine, wants: tuple[str, ...] = (), uses_vouchers: bool = False, member: int = 0
    ) -> VisitId:
        self.life.live(
            Shopping(after_s=60, member=member, lines=lines, wants=wants, uses_vouchers=uses_vouchers)
        )
        return self.life.closed[-1].visit_id

    def visit(self, visit_id: VisitId) -> RecordedVisit:
        return recorded(self.store, visit_id)

    def refund(self, visit_id: VisitId, *lines: int, minor: int | None = None) -> Refunded:
        """These lines, or so much, or all that is left."""
        self.clock.advance(60)
        request = RefundRequest(
            id=RefundId(self.events.new_id()),
            amount=None if minor is None else Money(minor, EUR),
            lines=frozenset(lines),
            reason="broken",
        )
        result = refund_visit(correction(self.store, self.events), self.visit(visit_id), request)
        assert isinstance(result, Refunded), result
        return result

    def void(self, visit_id: VisitId) -> VisitVoided:
        """The visit closed last, undone."""
        self.clock.advance(60)
        by, at = INES, self.clock.now()
        visit = self.visit(visit_id)
        return void_visit(self.store, visit, by=by, reason="mistyped", at=at, new_id=self.events.new_id).event

    def vouchers(self) -> int:
        """How many can be used."""
        return len(self.store.vouchers(PEOPLE[0].member.id, self.events.today))

    def taken_back(self, result: Refunded, counter: str = "points") -> int:
        """What the refund takes of the counter's earnings."""
        told = self.visit(result.event.visit_id).told
        earned = {entry.id for entry in told.entries if entry.kind is EntryKind.EARN}
        return -sum(
            each.amount
            for each in result.event.entries
            if each.counter == counter and each.reverses in earned
        )

    def balance(self, counter: str = "points") -> int:
        balances = self.store.balances(PEOPLE[0].member.account_id)
        return sum(each.amount for each in balances if each.counter == counter)


OpenTill = Callable[[Programme], RefundingTill]


def opening(kind: str, folder: Path) -> Iterator[OpenTill]:
    """Opens a till under a programme, in memory or on disk, whose journal is verified at the end."""
    clock = FakeClock(NOON)
    disks: list[LocalStore] = []

    def opened(programme: Programme) -> RefundingTill:
        if kind == "memory":
            memory = MemoryStore(IDENTITY, programme, (INES, PAUL))
            memory.load(*PEOPLE)
            return RefundingTill(memory, programme, clock)
        disk = real_store.new_store(folder / "till.db", clock, BERENICE, MALO, ZOE)
        disk.put_programme(programme)
        disks.append(disk)
        return RefundingTill(disk, programme, clock)

    yield opened
    for disk in disks:
        reader = disk.database.reader()
        assert verify(reader.connection).holds
        reader.close()
        disk.close()
