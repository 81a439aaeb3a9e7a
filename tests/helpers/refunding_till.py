"""A till that closes visits under one programme and refunds them, on any store."""

from dataclasses import dataclass, field

from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.money import EUR, Money
from fidpos.rules.programme import Programme
from fidpos.till.ports import RecordedVisit, TillStore
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from tests.helpers.corrections import correction, recorded
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_visits import PEOPLE, Life, Shopping
from tests.helpers.store_events import Events


@dataclass
class RefundingTill:
    """Bérénice buys and brings back."""

    store: TillStore
    programme: Programme
    clock: FakeClock
    life: Life = field(init=False)

    def __post_init__(self) -> None:
        self.events = Events(self.clock)
        self.life = Life(store=self.store, programme=self.programme, clock=self.clock)

    def buy(self, *lines: BasketLine, wants: tuple[str, ...] = (), uses_vouchers: bool = False) -> VisitId:
        self.life.live(Shopping(after_s=60, member=0, lines=lines, wants=wants, uses_vouchers=uses_vouchers))
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
