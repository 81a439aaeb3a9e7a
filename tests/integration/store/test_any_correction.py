"""Whatever is bought and put right, in any order: the store holds together, and replays elsewhere."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.till.correct import Corrected
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import RefundRequest, refund_visit
from fidpos.till.void_visit import check_void, void_visit
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed, VisitRefunded, VisitVoided
from tests.helpers.correcting_till import correcting_till
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, IDENTITY, MALO, PAUL, ZOE, programme
from tests.helpers.memory_store import MemoryStore

MEMBERS = st.sampled_from([BERENICE, MALO, ZOE])
AMOUNTS = st.integers(100, 40_000)


class AnyCorrection(RuleBasedStateMachine):
    """A till at which everything is put right, sometimes twice."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="fidpos-test-")
        self.till = correcting_till("disk", Path(self.folder.name))
        assert isinstance(self.till.store, LocalStore)
        self.disk = self.till.store
        self.visits: list[VisitId] = []
        self.tickets = 0

    def teardown(self) -> None:
        self.disk.close()
        self.folder.cleanup()

    def pick(self, data: st.DataObject) -> VisitId:
        return data.draw(st.sampled_from(self.visits))

    @rule(member=MEMBERS, minor=AMOUNTS, reward=st.booleans())
    def buy(self, member: MemberSnapshot, minor: int, reward: bool) -> None:
        can_pay = sum(lot.remaining for lot in self.disk.open_lots(member.member.account_id, "points")) >= 500
        self.visits.append(self.till.buy(member, minor, reward=2 if reward and can_pay else None))

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), minor=AMOUNTS)
    def put_amount_right(self, data: st.DataObject, minor: int) -> None:
        done = self.till.amount(self.pick(data), minor)
        if isinstance(done, Corrected):
            self.visits.append(done.after.id)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), member=MEMBERS)
    def move(self, data: st.DataObject, member: MemberSnapshot) -> None:
        done = self.till.move(self.pick(data), member)
        if isinstance(done, Corrected):
            self.visits.append(done.after.id)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), minor=st.none() | AMOUNTS)
    def refund(self, data: st.DataObject, minor: int | None) -> None:
        self.till.clock.advance(60)
        amount = None if minor is None else Money(minor, EUR)
        request = RefundRequest(id=RefundId(self.till.events.new_id()), amount=amount, reason="broken")
        refund_visit(correction(self.disk, self.till.events), recorded(self.disk, self.pick(data)), request)

    @precondition(lambda self: self.visits)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        visit = check_void(self.disk, self.pick(data), by=PAUL, fresh=True)
        if isinstance(visit, RecordedVisit):
            events = self.till.events
            void_visit(self.disk, visit, by=PAUL, reason="x", at=events.clock.now(), new_id=events.new_id)

    @rule(member=MEMBERS, minor=AMOUNTS)
    def credit(self, member: MemberSnapshot, minor: int) -> None:
        self.tickets += 1
        credited = self.till.credit(member, minor, self.till.clock.now(), ticket=f"T{self.tickets}")
        assert isinstance(credited, RecordedVisit)
        self.visits.append(credited.id)

    @rule(days=st.integers(1, 3))
    def some_days_pass(self, days: int) -> None:
        self.till.clock.advance(days * 86_400)
        self.till.session.lock()

    @rule(step=st.integers(1, 4))
    def the_journal_replays_to_the_same_however_often_parts_of_it_are_repeated(self, step: int) -> None:
        memory = MemoryStore(IDENTITY, programme())
        memory.load(BERENICE, MALO, ZOE)
        reader = self.disk.database.reader()
        heard: list[VisitClosed | VisitVoided | VisitRefunded] = []
        for (body,) in reader.all("SELECT body FROM journal ORDER BY seq"):
            event = decode(body)
            if isinstance(event, VisitClosed | VisitVoided | VisitRefunded):
                heard.append(event)
                memory.commit(event)
                memory.commit(heard[len(heard) // step - 1])
        reader.close()
        for one in (BERENICE, MALO, ZOE):
            account = one.member.account_id
            assert memory.open_lots(account, "points") == self.disk.open_lots(account, "points")
            assert memory.balances(account) == self.disk.balances(account)
            assert memory.lifetime(one.member.id) == self.disk.lifetime(one.member.id)
            assert memory.member(one.member.id) == self.disk.member(one.member.id)
        for visit_id in self.visits:
            assert memory.visit(visit_id) == self.disk.visit(visit_id)

    @invariant()
    def the_store_holds_together(self) -> None:
        reader = self.disk.database.reader()
        assert verify(reader.connection).holds
        reader.close()


TestAnyCorrection = AnyCorrection.TestCase
TestAnyCorrection.settings = settings(max_examples=15, stateful_step_count=20)
