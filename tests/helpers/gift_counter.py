"""A counter that sells and takes gift cards: a store, a clock, and shorthand for the use cases."""

from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

from fidpos.domain.authority import Authority
from fidpos.domain.gift_card import GiftCard, GiftCardPolicy, GiftEntry, GiftHold, GiftMove, VatKind
from fidpos.domain.ids import GiftCardId, GiftHoldId, VisitId, uuid7
from fidpos.domain.money import EUR, Money
from fidpos.domain.staff import Staff
from fidpos.till.gift_card_payment import GiftCardLookup, hold_gift_card, post_holds
from fidpos.till.gift_card_store import GiftCardStore
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork, Moved, make_gift_card, sell_gift_cards
from fidpos.till.payment.give_back import GivingBack, given_back
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.counter import INES, PAUL
from tests.helpers.fake_clock import FakeClock

GRANTED = GiftCardPolicy(
    spent_a_day_max_minor=10**9,
    sold_a_day_max_minor=10**9,
    cashier_max_minor=10**9,
    load_max_minor=10**9,
)
"""No limit stands in the way of a test that is not about limits."""


@dataclass
class GiftCounter:
    """Inès serves, Paul approves; each ticket is a new one unless a test names it."""

    store: GiftCardStore
    clock: FakeClock
    policy: GiftCardPolicy = GRANTED
    staff: Staff = INES
    manager: Staff = PAUL
    random: Random = field(default_factory=lambda: Random(11))
    tickets: int = 0

    def __post_init__(self) -> None:
        self.lookup = GiftCardLookup(self.policy.lookups_a_minute)

    def new_id(self) -> UUID:
        return uuid7(self.clock.now(), self.random.randbytes)

    def ticket(self) -> str:
        self.tickets += 1
        return f"T{self.tickets}"

    @property
    def work(self) -> GiftCardWork:
        """What the cashier does alone."""
        return GiftCardWork(
            store=self.store,
            policy=self.policy,
            authority=Authority(asked_by=self.staff),
            at=self.clock.now(),
            new_id=self.new_id,
        )

    @property
    def approved(self) -> GiftCardWork:
        """What the cashier does with the manager's approval."""
        return replace(self.work, authority=Authority(asked_by=self.staff, approved_by=self.manager))

    def card(self, gift_card_id: GiftCardId) -> GiftCard:
        found = self.store.gift_card(gift_card_id)
        assert found is not None
        return found

    def draft(self, minor: int = 5_000, *, vat: VatKind = VatKind.MULTI_PURPOSE) -> GiftCardId:
        terms = replace(self.policy.terms, vat=vat)
        work = replace(self.work, policy=replace(self.policy, terms=terms))
        card_id = GiftCardId(self.new_id())
        made = make_gift_card(work, gift_card_id=card_id, face=Money(minor, EUR), offered_by="Mamie")
        assert isinstance(made, GiftCard), made
        return made.id

    def sold(self, minor: int = 5_000) -> GiftCardId:
        """A card that is in use."""
        card_id = self.draft(minor)
        result = sell_gift_cards(self.work, [card_id], self.ticket())
        assert isinstance(result, Moved), result
        return card_id

    def try_hold(
        self, card_id: GiftCardId, minor: int, *, visit_id: VisitId | None = None
    ) -> GiftHold | GiftCardRefusal:
        return hold_gift_card(
            self.work,
            card_id,
            hold_id=GiftHoldId(self.new_id()),
            visit_id=visit_id or VisitId(self.new_id()),
            wanted=Money(minor, EUR),
        )

    def hold(self, card_id: GiftCardId, minor: int, *, visit_id: VisitId | None = None) -> GiftHold:
        held = self.try_hold(card_id, minor, visit_id=visit_id)
        assert isinstance(held, GiftHold), held
        return held

    def post(self, visit_id: VisitId, ticket: str | None = None) -> tuple[GiftEntry, ...]:
        posted = post_holds(self.work, visit_id, self.ticket() if ticket is None else ticket)
        assert isinstance(posted, Moved), posted
        return posted.entries

    def paid(self, card_id: GiftCardId, minor: int) -> GiftEntry:
        """The entry of a payment."""
        (entry,) = self.post(self.hold(card_id, minor).visit_id)
        return entry

    def load_of(self, card_id: GiftCardId) -> GiftEntry:
        """The entry of its sale."""
        return next(entry for entry in self.store.gift_entries(card_id) if entry.move is GiftMove.SOLD)

    def refund(
        self, payment: GiftEntry, minor: int, *, reason: str = "goods came back", approved: bool = False
    ) -> tuple[GiftCardMoved, ...] | GiftCardRefusal:
        """Of a payment, as with the visit that it paid."""
        hold = self.store.gift_hold(payment.hold_id) if payment.hold_id is not None else None
        assert hold is not None
        asked = GivingBack(visits=[hold.visit_id], minor=minor, ticket=self.ticket(), reason=reason)
        back = given_back(self.approved if approved else self.work, asked)
        if not isinstance(back, GiftCardRefusal):
            self.store.commit(*back)
        return back

    def try_number(self, text: str) -> GiftCard | GiftCardRefusal:
        return self.lookup.find(self.work, text, self.clock.monotonic_s())
