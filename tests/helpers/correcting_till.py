"""A till whose visits are closed by the real session and then corrected, on either store."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from fidpos.domain.basket import Basket
from fidpos.domain.card import Medium, Trust
from fidpos.domain.correction_policy import CorrectionPolicy
from fidpos.domain.ids import VisitId
from fidpos.domain.money import EUR, Money
from fidpos.domain.staff import Staff
from fidpos.domain.visit import Presented
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.till.checkout import CheckoutSession
from fidpos.till.correct import Corrected, correct_amount, move_to_member
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.credit import ForgottenCard, credit_forgotten_card
from fidpos.till.identify import Recognised
from fidpos.till.ports import RecordedVisit
from fidpos.till.void_visit import void_visit
from tests.helpers import real_store
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import (
    BERENICE,
    IDENTITY,
    INES,
    MALO,
    NOUR,
    PAUL,
    PIN,
    TAREK,
    ZOE,
    PlainPins,
    programme,
)
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events

CREDIT_DAYS_MAX = 7


class CorrectingTill:
    """A till on one of the stores: visits are closed by the real session, then corrected."""

    def __init__(self, store: LocalStore | MemoryStore, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.events = Events(clock)
        self.approved_by: Staff | None = PAUL
        self.fresh = False
        self.restart()

    def restart(self) -> None:
        """A fresh process on the same store."""
        self.session = CheckoutSession(self.store, PlainPins(), self.clock, lambda _: None)

    def buy(self, member: MemberSnapshot, minor: int, *, reward: int | None = None) -> VisitId:
        self.clock.advance(60)
        if self.session.view().staff is None:
            self.session.choose_staff(INES.id)
            self.session.enter_pin(PIN)
        self.session.pick_member(member.member.id)
        self.session.set_amount(Money(minor, EUR))
        if reward is not None:
            self.session.choose_reward(reward)
        self.session.confirm()
        visit_id = self.store.last_visit_id()
        assert visit_id is not None
        assert recorded(self.store, visit_id).amount.minor == minor
        return visit_id

    def amount(
        self, visit_id: VisitId, minor: int, *, as_id: VisitId | None = None, reason: str = "mistyped"
    ) -> Corrected | CorrectionRefusal:
        self.clock.advance(60)
        return correct_amount(
            correction(self.store, self.events, approved_by=self.approved_by, fresh=self.fresh),
            recorded(self.store, visit_id),
            visit_id=as_id or VisitId(self.events.new_id()),
            basket=Basket.of_amount(Money(minor, EUR)),
            reason=reason,
        )

    def move(
        self, visit_id: VisitId, to: MemberSnapshot, *, as_id: VisitId | None = None
    ) -> Corrected | CorrectionRefusal:
        self.clock.advance(60)
        return move_to_member(
            correction(self.store, self.events, approved_by=self.approved_by, fresh=self.fresh),
            recorded(self.store, visit_id),
            visit_id=as_id or VisitId(self.events.new_id()),
            member_id=to.member.id,
            reason="wrong card",
        )

    def undo(self, visit_id: VisitId) -> None:
        """By Paul."""
        void_visit(
            self.store,
            recorded(self.store, visit_id),
            by=PAUL,
            reason="mistake",
            at=self.clock.now(),
            new_id=self.events.new_id,
        )

    def credit(
        self, member: MemberSnapshot, minor: int, bought_at: datetime, *, ticket: str = "T1", **more: object
    ) -> RecordedVisit | CorrectionRefusal:
        presented = Presented(
            member_id=member.member.id, card_id=None, medium=Medium.CHIP, trust=Trust.COPYABLE
        )
        forgotten = ForgottenCard(
            visit_id=VisitId(self.events.new_id()),
            recognised=Recognised(member=member.member, presented=presented, card=None),
            ticket=ticket,
            basket=Basket.of_amount(Money(minor, EUR)),
            bought_at=bought_at,
        )
        forgotten = replace(forgotten, **more)  # type: ignore[arg-type]
        work = correction(self.store, self.events, approved_by=self.approved_by)
        policy = CorrectionPolicy(credit_days_max=CREDIT_DAYS_MAX)
        return credit_forgotten_card(replace(work, policy=policy), forgotten)

    def points(self, member: MemberSnapshot) -> int:
        return sum(balance.amount for balance in self.store.balances(member.member.account_id))

    def state(self, member: MemberSnapshot) -> list[object]:
        """All that the counter would see of the member, but for ids."""
        one, day = member.member, self.events.today
        found, visits = self.store.member(one.id), self.store.recent_visits(one.id, 9)
        return [
            found.tier if found is not None else None,
            [
                (lot.remaining, lot.earned_on, lot.expires_on)
                for lot in self.store.open_lots(one.account_id, "points")
            ],
            self.points(member),
            self.store.rule_uses(one.id, day),
            self.store.day_aggregates(one.id, date(2026, 1, 1)),
            self.store.lifetime(one.id),
            [(past.closed_at, past.amount) for past in visits if not past.voided],
        ]


def correcting_till(kind: str, folder: Path) -> CorrectingTill:
    clock = FakeClock()
    if kind == "memory":
        memory = MemoryStore(IDENTITY, programme(), (INES, PAUL, TAREK))
        memory.load(BERENICE, MALO, NOUR, ZOE)
        return CorrectingTill(memory, clock)
    return CorrectingTill(real_store.new_store(folder / "till.db", clock, BERENICE, MALO, NOUR, ZOE), clock)
