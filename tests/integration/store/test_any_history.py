"""Whatever happens in whatever order: the money adds up, the chain holds, disk and memory say the same."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.member import Member, TierStanding
from fidpos.domain.money import EUR, Money
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.posting.spend import spendable
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.wire.events import Event, RuleUseBody
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, IDENTITY, MALO, ZOE, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.real_store import KEY, new_store
from tests.helpers.store_events import Events

MEMBERS = (BERENICE.member, MALO.member, ZOE.member)
COUNTERS = ("points", "stamps")
SINCE = date(2026, 1, 1)
TIERS = st.none() | st.builds(
    TierStanding, code=st.sampled_from(["bronze", "gold"]), since=st.just(date(2026, 11, 20))
)


class AnyHistory(RuleBasedStateMachine):
    """A till that closes, redeems, voids, repeats itself and restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="fidpos-test-")
        self.path = Path(self.folder.name) / "till.db"
        self.clock = FakeClock()
        self.events = Events(self.clock)
        self.disk = new_store(self.path, self.clock, BERENICE, MALO, ZOE)
        self.memory = MemoryStore(IDENTITY, programme())
        self.memory.load(BERENICE, MALO, ZOE)
        self.closed: list[VisitId] = []
        self.last: Event | None = None

    def teardown(self) -> None:
        self.disk.close()
        self.folder.cleanup()

    def commit(self, event: Event) -> None:
        self.disk.commit(event)
        self.memory.commit(event)
        self.last = event

    @initialize()
    def begin(self) -> None:
        self.clock.advance(1)

    @rule(
        member=st.sampled_from(MEMBERS),
        minor=st.integers(0, 20_000),
        stamps=st.integers(0, 2),
        share=st.floats(0, 1),
        tier=TIERS,
        uses=st.integers(0, 2),
    )
    def close(self, member: Member, minor: int, stamps: int, share: float, tier: Any, uses: int) -> None:
        self.clock.advance(60)
        lots = self.disk.open_lots(member.account_id, "points")
        event = self.events.closed(
            member,
            minor,
            earned={"points": minor // 100, "stamps": stamps},
            spent=int(spendable(lots, self.events.today) * share),
            lots=lots,
            tier=tier,
            uses=(RuleUseBody(rule="birthday", subject="x", count=uses),) if uses else (),
        )
        self.commit(event)
        self.closed.append(event.visit_id)

    @precondition(lambda self: self.closed)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        self.clock.advance(60)
        visit = recorded(self.disk, data.draw(st.sampled_from(self.closed)))
        if not visit.refunds:
            self.commit(self.events.voided(visit))

    @precondition(lambda self: self.closed)
    @rule(data=st.data(), minor=st.none() | st.integers(1, 9_000))
    def refund(self, data: st.DataObject, minor: int | None) -> None:
        """At the counter, on disk; the event is then heard by the other store."""
        self.clock.advance(60)
        visit = recorded(self.disk, data.draw(st.sampled_from(self.closed)))
        amount = None if minor is None else Money(minor, EUR)
        request = RefundRequest(id=RefundId(self.events.new_id()), amount=amount, reason="broken")
        result = refund_visit(correction(self.disk, self.events), visit, request)
        if isinstance(result, Refunded):
            self.commit(result.event)

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat(self) -> None:
        assert self.last is not None
        self.commit(self.last)

    @precondition(lambda self: self.closed)
    @rule(data=st.data(), minor=st.integers(0, 9_000))
    def close_the_same_visit_again(self, data: st.DataObject, minor: int) -> None:
        visit_id = data.draw(st.sampled_from(self.closed))
        self.commit(self.events.closed(MEMBERS[0], minor, visit_id=visit_id))

    @rule(days=st.integers(1, 40))
    def some_days_pass(self, days: int) -> None:
        self.clock.advance(days * 86_400)

    @rule()
    def restart(self) -> None:
        self.disk.close()
        self.disk = LocalStore.open(self.path, KEY, self.clock)

    @invariant()
    def the_money_adds_up_and_the_chain_holds(self) -> None:
        reader = self.disk.database.reader()
        assert verify(reader.connection).holds
        reader.close()

    @invariant()
    def a_balance_is_what_the_lots_hold(self) -> None:
        for member in MEMBERS:
            for balance in self.disk.balances(member.account_id):
                lots = self.disk.open_lots(member.account_id, balance.counter)
                assert balance.amount == sum(lot.remaining for lot in lots)

    @invariant()
    def disk_and_memory_say_the_same(self) -> None:
        for member in MEMBERS:
            for counter in COUNTERS:
                assert self.disk.open_lots(member.account_id, counter) == self.memory.open_lots(
                    member.account_id, counter
                )
            assert self.disk.member(member.id) == self.memory.member(member.id)
            assert self.disk.balances(member.account_id) == self.memory.balances(member.account_id)
            assert self.disk.day_aggregates(member.id, SINCE) == self.memory.day_aggregates(member.id, SINCE)
            assert self.disk.lifetime(member.id) == self.memory.lifetime(member.id)
            assert self.disk.rule_uses(member.id, self.events.today) == self.memory.rule_uses(
                member.id, self.events.today
            )
            assert self.disk.recent_visits(member.id, 9) == self.memory.recent_visits(member.id, 9)
        assert self.disk.last_visit_id() == self.memory.last_visit_id()
        for visit_id in self.closed:
            assert self.disk.visit(visit_id) == self.memory.visit(visit_id)


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=15, stateful_step_count=25)
