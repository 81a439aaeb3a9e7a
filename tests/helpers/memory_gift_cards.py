"""Gift cards in memory: the part of `MemoryStore` that keeps them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from fidpos.domain.errors import InvalidValue, StoreCorrupt
from fidpos.domain.gift_card import GiftCard, GiftCardState, GiftEntry, GiftHold, HoldState, Inscription
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId, GiftEntryId, GiftHoldId, VisitId
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.visit import VisitDraft
from fidpos.posting.gift_card import HoldEnd, changed, changes, check_end, issued
from fidpos.posting.gift_card_standing import gift_card_of
from fidpos.till.gift_card_store import GiftSale
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.gift_card_standing import GiftCardStanding, GiftEntryState


class MemoryGiftCards:
    """Cards by id, and what moved; `apply` says whether an event changed anything."""

    def __init__(self) -> None:
        self.keys: dict[GiftCardId, bytes] = {}
        self.sale: GiftSale | None = None
        self.paid_tickets: dict[RegisterTicket, VisitDraft] = {}
        self._cards: dict[GiftCardId, GiftCard] = {}
        self._inscriptions: dict[GiftCardId, Inscription] = {}
        self._entries: dict[GiftEntryId, GiftEntry] = {}
        self._holds: dict[GiftHoldId, GiftHold] = {}
        self._disowned: set[GiftCardId] = set()

    def card(self, gift_card_id: GiftCardId) -> GiftCard | None:
        return self._cards.get(gift_card_id)

    def all(self) -> tuple[GiftCard, ...]:
        return tuple(self._cards.values())

    def by_number(self, number: GiftCardNumber) -> GiftCard | None:
        found = (self._cards[i] for i, one in self._inscriptions.items() if one.number == number)
        return next((card for card in found if card.id not in self._disowned), None)

    def disowned(self) -> tuple[GiftCard, ...]:
        """Those whose number is another one's."""
        return tuple(self._cards[each] for each in self._disowned)

    def inscription(self, gift_card_id: GiftCardId) -> Inscription | None:
        return self._inscriptions.get(gift_card_id)

    def entries(self, wanted: Callable[[GiftEntry], bool]) -> tuple[GiftEntry, ...]:
        found = (entry for entry in self._entries.values() if wanted(entry))
        return tuple(sorted(found, key=lambda entry: entry.id))

    def entries_of_day(self, day: date, ticket: str) -> tuple[GiftEntry, ...]:
        return self.entries(lambda entry: entry.business_day == day and ticket in {"", entry.ticket})

    def hold(self, hold_id: GiftHoldId) -> GiftHold | None:
        return self._holds.get(hold_id)

    def holds(self, visit_id: VisitId) -> tuple[GiftHold, ...]:
        found = (hold for hold in self._holds.values() if hold.visit_id == visit_id)
        return tuple(sorted(found, key=lambda hold: hold.id))

    def stale_holds(self, at: datetime) -> tuple[GiftHold, ...]:
        held = (hold for hold in self._holds.values() if hold.state is HoldState.HELD)
        stale = (hold for hold in held if hold.expires_at <= at)
        return tuple(sorted(stale, key=lambda hold: (hold.expires_at, hold.id)))

    def apply(self, event: GiftCardEvent) -> bool:
        """All of it or nothing; False when it is there already."""
        if isinstance(event, GiftCardIssued):
            return self._issue(event)
        cards, entries, holds = dict(self._cards), dict(self._entries), dict(self._holds)
        for change in changes(event):
            if change.hold is not None:
                if change.hold.id in holds:
                    return False
                holds[change.hold.id] = change.hold
            if change.entry is not None:
                if change.entry.id in entries:
                    return False
                entries[change.entry.id] = change.entry
            if change.ended is not None and not _end(holds, change.gift_card_id, change.ended):
                return False
            if change.gift_card_id not in cards:
                raise StoreCorrupt("no such gift card")
            cards[change.gift_card_id] = changed(cards[change.gift_card_id], change)
        self._cards, self._entries, self._holds = cards, entries, holds
        return True

    def learn(self, standing: GiftCardStanding) -> None:
        """The card is the centre's from now on, as it says."""
        inscription = open_inscription(standing.key, standing.id, standing.sealed)
        bearer = self.by_number(inscription.number)
        if bearer is not None and bearer.id != standing.id and not standing.disowned:
            self._disown(bearer)
        self.keys[standing.id] = standing.key
        self._inscriptions[standing.id] = inscription
        self._cards[standing.id] = gift_card_of(standing, inscription.number.masked)
        for entry in standing.entries:
            self._entries.setdefault(entry.id, _entry(standing.id, entry))
        if standing.disowned:
            self._disown(self._cards[standing.id])

    def _disown(self, card: GiftCard) -> None:
        blocked = {GiftCardState.DRAFT: GiftCardState.VOIDED, GiftCardState.ACTIVE: GiftCardState.FROZEN}
        self._cards[card.id] = replace(card, only_at=None, state=blocked.get(card.state, card.state))
        self._disowned.add(card.id)

    def confine(self) -> None:
        """After a restore only the centre knows what the cards hold; nothing is set aside any more."""
        self._cards = {card.id: replace(card, only_at=None, held_minor=0) for card in self._cards.values()}
        for hold in self._holds.values():
            if hold.state is HoldState.HELD:
                self._holds[hold.id] = replace(hold, state=HoldState.VOIDED)

    def _issue(self, event: GiftCardIssued) -> bool:
        if event.gift_card_id in self._cards:
            return False
        key = self.keys.get(event.gift_card_id)
        if key is None:
            raise InvalidValue("this gift card has no key")
        inscription = open_inscription(key, event.gift_card_id, event.sealed)
        if self.by_number(inscription.number) is not None:
            raise StoreCorrupt("this number is some card's already")
        self._inscriptions[event.gift_card_id] = inscription
        self._cards[event.gift_card_id] = issued(event, inscription.number.masked)
        return True


def _entry(gift_card_id: GiftCardId, state: GiftEntryState) -> GiftEntry:
    return GiftEntry(
        id=state.id,
        gift_card_id=gift_card_id,
        move=state.move,
        amount_minor=state.amount_minor,
        at=state.at,
        business_day=state.business_day,
        ticket=state.ticket,
        visit_id=state.visit_id,
        hold_id=state.hold_id,
        reverses=state.reverses,
    )


def _end(holds: dict[GiftHoldId, GiftHold], gift_card_id: GiftCardId, end: HoldEnd) -> bool:
    hold = holds.get(end.hold_id)
    if hold is None:
        raise StoreCorrupt("no such hold")
    if hold.state is not HoldState.HELD:
        return False
    check_end(hold, gift_card_id, end)
    holds[hold.id] = replace(hold, state=end.state)
    return True
