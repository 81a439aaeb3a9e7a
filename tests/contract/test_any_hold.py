"""However holds, releases, lapses and journals cross, money is spent once, and both stores say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import TypeVar

import pytest
from msgspec import structs

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import GiftHoldId, TillId, VisitId
from fidpos.server.gift_books import CardBook
from fidpos.server.reason import Reason
from fidpos.server.services.hold import HELD_FOR, hold, release
from fidpos.wire.events import Event
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardIssued
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.hold import GiftCardClaim, Held, Hold, Release
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, CASHIER, TILL, TILLS, Office, memory_office, postgres_office
from tests.helpers.fake_clock import FakeClock

Answer = TypeVar("Answer")

CARD_MINOR = 2_000
STEPS = 60
SEEDS = 6
LOOK_EVERY = 10


@dataclass(slots=True, kw_only=True)
class Purchase:
    """One purchase at one till: what it asked for, and what its journal has yet to tell.

    Attributes:
        unheard: events in their order; the journal is heard in pieces, and late.
    """

    till_id: TillId
    visit_id: VisitId
    claim: GiftCardClaim
    granted: int = 0
    is_over: bool = False
    unheard: list[Event] = field(default_factory=list)


class Counters:
    """Two tills that sell on one gift card, at a centre in two stores."""

    def __init__(self, offices: Sequence[Office], clock: FakeClock, seed: int) -> None:
        self.offices, self.clock = offices, clock
        self.random = Random(seed)
        self.told = Happenings(clock, seed)
        self.card = self._sell()
        self.purchases: list[Purchase] = []
        self.spent_minor = 0
        self.said: list[Reason] = []
        self.lapsed = 0

    def ask(self) -> None:
        """A customer wants to pay, or the answer did not arrive and is asked for again."""
        if self.purchases and self.random.random() < 0.3:
            purchase = self.random.choice(self.purchases)
        else:
            purchase = self._begin()
        held = self._same([self._hold(office, purchase) for office in self.offices])
        if held.granted and not purchase.is_over and not purchase.granted:
            purchase.granted = held.granted
            purchase.unheard.append(self._held(purchase))

    def pay(self) -> None:
        """The ticket is paid with what was held, as long as the till did not give it up."""
        for purchase in self._open():
            purchase.is_over = True
            spent = self.told.moved(
                self.card.gift_card_id, GiftMove.SPENT, -purchase.granted, purchase.claim.hold_id
            )
            purchase.unheard.append(spent)
            self.spent_minor += purchase.granted

    def give_up(self) -> None:
        """The till says so at once, if the line is up, and in its journal in any case."""
        for purchase in self._open():
            purchase.is_over = True
            begun = purchase.unheard[0] if purchase.unheard else self._held(purchase)
            assert isinstance(begun, GiftCardHeld)
            purchase.unheard.append(self.told.let_go(begun))
            if self.random.random() < 0.7:
                self._release(purchase)

    def hear(self) -> None:
        """Some of what waits at the tills arrives, each till's in its order."""
        for purchase in self.purchases:
            while purchase.unheard and self.random.random() < 0.5:
                event = purchase.unheard.pop(0)
                said = self._same(
                    [dict(office.tell(event, till_id=purchase.till_id)) for office in self.offices]
                )
                self.said += said.values()

    def lapse(self) -> None:
        """Time goes by, and the centre looks after its holds."""
        self.clock.advance(HELD_FOR.total_seconds() + 1)
        self.lapsed += self._same([self._lapse(office) for office in self.offices])

    def finish(self) -> CardBook:
        """Everything is heard; what the card came to."""
        while any(purchase.unheard for purchase in self.purchases):
            self.hear()
        return self.book()

    def book(self) -> CardBook:
        return self._same([office.kept.gift_card(self.card.gift_card_id) for office in self.offices])

    def _sell(self) -> GiftCardIssued:
        issued = self.told.gift_card(CARD_MINOR)
        sold = self.told.moved(issued.gift_card_id, GiftMove.SOLD, CARD_MINOR)
        for office in self.offices:
            office.tell(issued, sold, keys=self.told.keys)
        return issued

    def _begin(self) -> Purchase:
        key = self.told.keys[self.card.gift_card_id]
        number = open_inscription(key, self.card.gift_card_id, self.card.sealed).number.canonical
        claim = GiftCardClaim(
            hold_id=GiftHoldId(self.told.new_id()),
            number_digest=sha256(number.encode()).digest(),
            wanted_minor=self.random.randrange(1, 900),
            currency="EUR",
        )
        purchase = Purchase(
            till_id=self.random.choice((TILL, BESIDE)), visit_id=VisitId(self.told.new_id()), claim=claim
        )
        self.purchases.append(purchase)
        return purchase

    def _open(self) -> list[Purchase]:
        """One that goes on, if there is any."""
        going_on = [each for each in self.purchases if each.granted and not each.is_over]
        return [self.random.choice(going_on)] if going_on else []

    def _held(self, purchase: Purchase) -> GiftCardHeld:
        event = self.told.held(self.card.gift_card_id, purchase.granted)
        return structs.replace(event, hold_id=purchase.claim.hold_id, visit_id=purchase.visit_id)

    def _hold(self, office: Office, purchase: Purchase) -> Held:
        now = self.clock.now()
        asked = Hold(
            visit_id=purchase.visit_id,
            staff_id=CASHIER,
            at=now,
            business_day=now.date(),
            claims=(purchase.claim,),
        )
        till = next(each for each in TILLS if each.id == purchase.till_id)
        with office.unit() as unit:
            return hold(unit, till, asked, now).held[0]

    def _release(self, purchase: Purchase) -> None:
        asked = Release(visit_id=purchase.visit_id, hold_ids=(purchase.claim.hold_id,))
        for office in self.offices:
            with office.unit() as unit:
                release(unit, TILLS[0] if purchase.till_id == TILL else TILLS[1], asked)

    def _lapse(self, office: Office) -> int:
        with office.unit() as unit:
            return unit.holdings().lapse(self.clock.now())

    def _same(self, answers: Sequence[Answer]) -> Answer:
        assert all(answer == answers[0] for answer in answers)
        return answers[0]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_held_is_spent_once_and_never_lacks(clock: FakeClock, seed: int) -> None:
    with memory_office(clock) as memory, postgres_office(clock) as postgres:
        counters = Counters((memory, postgres), clock, seed)
        acts = (counters.ask, counters.pay, counters.give_up, counters.hear)
        for step in range(STEPS):
            counters.random.choice(acts)()
            assert step % LOOK_EVERY or counters.book().lacking_minor == 0
        book = counters.finish()

    assert counters.said == []
    assert book.total_minor == CARD_MINOR - counters.spent_minor
    assert book.promised_minor == sum(each.granted for each in counters.purchases if not each.is_over)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_lapsed_meanwhile_is_booked_once_all_the_same(clock: FakeClock, seed: int) -> None:
    with memory_office(clock) as memory, postgres_office(clock) as postgres:
        counters = Counters((memory, postgres), clock, seed)
        acts = (counters.ask, counters.pay, counters.give_up, counters.hear, counters.lapse)
        for step in range(STEPS):
            counters.random.choices(acts, (4, 4, 2, 4, 1))[0]()
            assert step % LOOK_EVERY or counters.book().promised_minor >= 0
        book = counters.finish()
        counters.lapse()
        after = counters.book()

    assert counters.lapsed > 0
    assert set(counters.said) <= {Reason.OVERSPENT}
    assert book.total_minor == after.total_minor == CARD_MINOR - counters.spent_minor
    assert after.promised_minor == 0
