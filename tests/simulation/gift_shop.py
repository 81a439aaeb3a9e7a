"""What happens at the counters with gift cards: sold, set aside, spent, let go, refunded."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from fidpos.domain.clock import Clock
from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState, GiftMove, Inscription, VatKind
from fidpos.domain.gift_card_number import make
from fidpos.domain.ids import EventId, GiftCardId, GiftEntryId, GiftHoldId, VisitId, uuid7
from fidpos.posting.gift_card_standing import standing_after
from fidpos.vault.sealing import KEY_BYTES
from fidpos.wire.gift_card_events import (
    GiftCardEvent,
    GiftCardHeld,
    GiftCardIssued,
    GiftCardMoved,
    GiftCardReleased,
    GiftMoveBody,
)
from fidpos.wire.sealed import seal_inscription
from fidpos.wire.sync.gift_card_standing import GiftCardStanding, GiftHoldState
from tests.simulation.shop import CASHIER, Till


@dataclass(slots=True)
class GiftCounter:
    """Makes what tills record of gift cards, each as far as the till may."""

    random: Random
    clock: Clock

    def act(self, till: Till) -> None:
        """Something with a card, if there is one that allows it."""
        self.random.choice((self._sell, self._hold, self._end, self._refund))(till)

    def sell(self, till: Till, *, paid: bool = True) -> GiftCardId:
        """A new card of 50.00, paid at once or not yet."""
        card_id = GiftCardId(self._new_id())
        key = till.keys[card_id] = self.random.randbytes(KEY_BYTES)
        inscription = Inscription(number=make(self.random.randbytes))
        till.record(
            GiftCardIssued(
                id=EventId(self._new_id()),
                at=self.clock.now(),
                gift_card_id=card_id,
                till_id=till.till_id,
                staff_id=CASHIER,
                vat=VatKind.MULTI_PURPOSE,
                currency="EUR",
                face_minor=5_000,
                sealed=seal_inscription(key, card_id, inscription),
            )
        )
        if paid:
            till.record(self.moved(card_id, GiftMove.SOLD, 5_000))
        return card_id

    def held(self, card_id: GiftCardId, minor: int) -> GiftCardHeld:
        """So much of a card is set aside."""
        return GiftCardHeld(
            id=EventId(self._new_id()),
            at=self.clock.now(),
            hold_id=GiftHoldId(self._new_id()),
            gift_card_id=card_id,
            visit_id=VisitId(self._new_id()),
            amount_minor=minor,
            expires_at=self.clock.now() + timedelta(minutes=15),
            staff_id=CASHIER,
        )

    def moved(
        self, card_id: GiftCardId, move: GiftMove, minor: int, hold_id: GiftHoldId | None = None
    ) -> GiftCardMoved:
        """Money comes onto the card, or leaves it."""
        today = self.clock.now().date()
        body = GiftMoveBody(
            id=GiftEntryId(self._new_id()), gift_card_id=card_id, amount_minor=minor, hold_id=hold_id
        )
        return GiftCardMoved(
            id=EventId(self._new_id()),
            at=self.clock.now(),
            business_day=today,
            move=move,
            moves=(body,),
            staff_id=CASHIER,
            ticket="1",
            expires_on=today + timedelta(days=365) if move is GiftMove.SOLD else None,
        )

    def _sell(self, till: Till) -> None:
        self.sell(till, paid=self.random.random() < 0.9)

    def _hold(self, till: Till) -> None:
        """Set aside a part of a card that is this till's alone."""
        mine = [card for card in self._active(till) if card.id in till.alone]
        free = [card for card in mine if card.balance_minor > card.held_minor]
        if not free:
            return
        card = self.random.choice(free)
        minor = self.random.randint(1, card.balance_minor - card.held_minor)
        self._tell(till, card, self.held(card.id, minor))

    def _end(self, till: Till) -> None:
        """A hold that this till made is posted, or let go."""
        made = {event.hold_id for event in till.told.values() if isinstance(event, GiftCardHeld)}
        held = [(card, hold) for card in self._active(till) for hold in card.holds if hold.id in made]
        if held:
            card, hold = self.random.choice(held)
            ends = self._posted(card, hold) if self.random.random() < 0.7 else self._released(card, hold)
            self._tell(till, card, ends)

    def _refund(self, till: Till) -> None:
        """Goods come back onto any card that the till knows."""
        active = self._active(till)
        if active:
            card = self.random.choice(active)
            minor = self.random.randint(1, 2_000)
            self._tell(till, card, self.moved(card.id, GiftMove.REFUNDED, minor))

    def _active(self, till: Till) -> list[GiftCardStanding]:
        cards = (till.gift_cards[each] for each in sorted(till.gift_cards))
        return [card for card in cards if card.state is GiftCardState.ACTIVE]

    def _tell(self, till: Till, card: GiftCardStanding, event: GiftCardEvent) -> None:
        try:
            standing_after(card, event)
        except InvalidValue:
            return
        till.record(event)

    def _posted(self, card: GiftCardStanding, hold: GiftHoldState) -> GiftCardMoved:
        return self.moved(card.id, GiftMove.SPENT, -hold.amount_minor, hold.id)

    def _released(self, card: GiftCardStanding, hold: GiftHoldState) -> GiftCardReleased:
        return GiftCardReleased(
            id=EventId(self._new_id()),
            at=self.clock.now(),
            hold_id=hold.id,
            gift_card_id=card.id,
            amount_minor=hold.amount_minor,
            staff_id=CASHIER,
        )

    def _new_id(self) -> UUID:
        return uuid7(self.clock.now(), self.random.randbytes)
