"""Paying with gift cards: looked up by number, held, then posted with the ticket or let go.

A hold takes what the card has, up to what is wanted: what remains is paid with the next card, or otherwise.
Holds of one visit are posted together. Nobody outside learns from an answer whether a number exists: unknown,
unpaid, spent elsewhere, frozen, expired: one refusal, after the same work.

Only a card that was sold at this till, and that the centre does not know yet, is spent on the till's own
word. Every other one is the centre's to hold: `gift_card_paying` asks it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fidpos.domain.gift_card import (
    GiftCard,
    GiftCardState,
    GiftEntry,
    GiftHold,
    GiftMove,
    HoldState,
)
from fidpos.domain.gift_card_number import GiftCardNumber, named_by
from fidpos.domain.ids import (
    AllowanceId,
    EventId,
    GiftCardId,
    GiftEntryId,
    GiftHoldId,
    StaffId,
    TillId,
    VisitId,
)
from fidpos.domain.money import Money
from fidpos.domain.shop import TillIdentity
from fidpos.till.gift_card_store import GiftCardStore
from fidpos.till.gift_cards import (
    LOADS,
    Details,
    GiftCardRefusal,
    GiftCardWork,
    Moved,
    entries_of,
    moved,
    tidy_ticket,
)
from fidpos.till.throttle import Throttle
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardMoved, GiftCardReleased, GiftMoveBody

_NOBODY = "GC00000000000000000W"
"""Looked up in place of what is no number, so that a miss costs as much as a hit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """A number that somebody held out, at which till, and the card known by it there, whatever its state."""

    at: TillIdentity
    number: GiftCardNumber
    card: GiftCard | None


class GiftCardLookup:
    """Finds cards by number, and not more often than the owner allows; one for each till."""

    def __init__(self, lookups_a_minute: int) -> None:
        self._throttle = Throttle(limit=lookups_a_minute, window_s=60)

    def find(self, work: GiftCardWork, text: str, now_s: float) -> GiftCard | GiftCardRefusal:
        """The card whose number was scanned or typed, if it can be used here and now on the till's own word.

        Args:
            work: at which till.
            text: as a scanner or a person gave it.
            now_s: monotonic; right and wrong numbers count alike.

        Raises:
            StoreError: the store cannot be read.
        """
        held_out = self.look(work, text, now_s)
        if isinstance(held_out, GiftCardRefusal):
            return held_out
        card, at = held_out.card, held_out.at
        if card is None or not _is_usable(card, at.till_id, at.calendar.business_day(work.at)):
            return GiftCardRefusal.UNUSABLE
        return card

    def look(self, work: GiftCardWork, text: str, now_s: float) -> HeldOut | GiftCardRefusal:
        """What was held out, if it can be a number of a card here; for whoever asks the centre about it.

        Raises:
            StoreError: the store cannot be read.
        """
        identity = work.store.identity()
        if not self._throttle.allows(identity.till_id, now_s):
            return GiftCardRefusal.THROTTLED
        number = named_by(text) or GiftCardNumber(canonical=_NOBODY)
        card = work.store.gift_card_by_number(number)
        if number.canonical == _NOBODY or number.is_training == identity.production:
            return GiftCardRefusal.UNUSABLE
        return HeldOut(at=identity, number=number, card=card)


def hold_gift_card(
    work: GiftCardWork,
    gift_card_id: GiftCardId,
    *,
    hold_id: GiftHoldId,
    visit_id: VisitId,
    wanted: Money,
) -> GiftHold | GiftCardRefusal:
    """Set aside what is wanted, or what the card has; `hold_id` again gives the first hold.

    Raises:
        StoreError: nothing was held.
    """
    known = work.store.gift_hold(hold_id)
    if known is not None:
        return known
    card = work.store.gift_card(gift_card_id)
    if card is None or not _is_usable(card, work.store.identity().till_id, work.today):
        return GiftCardRefusal.UNUSABLE
    amount_minor = min(wanted.minor, card.available_minor)
    if amount_minor <= 0 or wanted.currency != card.currency:
        return GiftCardRefusal.WRONG_AMOUNT
    if not may_spend(work, card, amount_minor):
        return GiftCardRefusal.NEEDS_MANAGER
    asked = HoldAsked(hold_id=hold_id, visit_id=visit_id, amount_minor=amount_minor)
    work.store.commit(held_event(work, card.id, asked))
    held = work.store.gift_hold(hold_id)
    assert held is not None
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAsked:
    """A hold that may be made.

    Attributes:
        allowance_id: where it is drawn on an allowance, the centre unasked.
        lasts: for how long the centre keeps it, where it was asked.
    """

    hold_id: GiftHoldId
    visit_id: VisitId
    amount_minor: int
    allowance_id: AllowanceId | None = None
    lasts: timedelta | None = None


def held_event(work: GiftCardWork, gift_card_id: GiftCardId, asked: HoldAsked) -> GiftCardHeld:
    """What the journal says of a hold; its end is by this till's clock, which alone looks at it here."""
    lasts = timedelta(seconds=work.policy.hold_s)
    return GiftCardHeld(
        id=EventId(work.new_id()),
        at=work.at,
        hold_id=asked.hold_id,
        gift_card_id=gift_card_id,
        visit_id=asked.visit_id,
        amount_minor=asked.amount_minor,
        expires_at=work.at + (min(lasts, asked.lasts) if asked.lasts is not None else lasts),
        staff_id=work.authority.answers.id,
        allowance_id=asked.allowance_id,
    )


def may_spend(work: GiftCardWork, card: GiftCard, amount_minor: int) -> bool:
    """Whether the card may pay so much more today, as far as this till knows, by who answers for it."""
    within = _spent_today(work, card) + amount_minor <= work.policy.spent_a_day_max_minor
    return within or work.authority.is_manager


def post_holds(work: GiftCardWork, visit_id: VisitId, ticket: str) -> Moved | GiftCardRefusal:
    """The ticket is paid: every open hold of the visit is spent, in one event; again gives the first result.

    None is when one of them is of an earlier day: what it set aside may have been spent since. A hold from
    before the store was restored is none any more.

    Raises:
        StoreError: none of them was posted; they are still held.
    """
    holds = work.store.gift_holds(visit_id)
    posted = [hold for hold in holds if hold.state is HoldState.POSTED]
    if posted and not any(hold.state is HoldState.HELD for hold in holds):
        return _posted_before(work, posted)
    event = payment_event(work, visit_id, ticket)
    if isinstance(event, GiftCardRefusal):
        return event
    work.store.commit(event)
    return entries_of(event)


def payment_event(work: GiftCardWork, visit_id: VisitId, ticket: str) -> GiftCardMoved | GiftCardRefusal:
    """What spends every open hold of the visit on that ticket; nothing is recorded yet.

    Raises:
        StoreError: the store cannot be read.
    """
    holds = [hold for hold in work.store.gift_holds(visit_id) if hold.state is HoldState.HELD]
    if not holds or not all(_is_good(work, hold) for hold in holds):
        return GiftCardRefusal.LAPSED
    ticket = tidy_ticket(ticket)
    if not ticket:
        return GiftCardRefusal.NEEDS_TICKET
    if any(entry.move in LOADS for entry in work.store.gift_entries_of_day(work.today, ticket)):
        return GiftCardRefusal.TICKET_MIXED
    bodies = [
        GiftMoveBody(
            id=GiftEntryId(work.new_id()),
            gift_card_id=hold.gift_card_id,
            amount_minor=-hold.amount_minor,
            hold_id=hold.id,
        )
        for hold in holds
    ]
    return moved(work, GiftMove.SPENT, bodies, details=Details(ticket=ticket, visit_id=visit_id))


def release_holds(work: GiftCardWork, holds: Sequence[GiftHold]) -> tuple[GiftHold, ...]:
    """Let go what is still held: the purchase was given up, or another way to pay was chosen.

    Raises:
        StoreError: those that come later are still held.
    """
    for hold in holds:
        if hold.state is HoldState.HELD:
            event = _released(hold, work.at, EventId(work.new_id()), work.authority.answers.id)
            work.store.commit(event)
    return tuple(after for hold in holds if (after := work.store.gift_hold(hold.id)) is not None)


def release_stale(
    store: GiftCardStore, *, at: datetime, new_id: Callable[[], UUID], serving: VisitId | None = None
) -> tuple[GiftHold, ...]:
    """Let go of holds that were forgotten, after a crash for one; nobody is asked.

    Args:
        store: of the till.
        at: now.
        new_id: for the events.
        serving: the visit in progress, whose holds are not forgotten for as long as the day lasts: whoever
            has paid at the register by then may only have to type the ticket.

    Raises:
        StoreError: those that come later are still held.
    """
    calendar = store.identity().calendar
    today = calendar.business_day(at)

    def is_served(hold: GiftHold) -> bool:
        return hold.visit_id == serving and calendar.business_day(hold.held_at) == today

    stale = [hold for hold in store.stale_gift_holds(at) if not is_served(hold)]
    for hold in stale:
        store.commit(_released(hold, at, EventId(new_id())))
    return tuple(after for hold in stale if (after := store.gift_hold(hold.id)) is not None)


def _is_good(work: GiftCardWork, hold: GiftHold) -> bool:
    """Overdue or not: as long as nobody let it go, the money is set aside, for the rest of the day."""
    return work.store.identity().calendar.business_day(hold.held_at) == work.today


def heirs(store: GiftCardStore, card: GiftCard) -> list[GiftCard]:
    """The card, the one that replaced it, the one that replaced that, and so on.

    The last one is itself replaced where its heir is not known here: it was made in another shop.
    """
    chain = [card]
    while (heir := _heir(store, chain[-1])) is not None:
        chain.append(heir)
    return chain


def _heir(store: GiftCardStore, card: GiftCard) -> GiftCard | None:
    """Told by both halves of the one movement: what left the card has come to another at that instant."""
    if card.state is not GiftCardState.REPLACED:
        return None
    for left in store.gift_entries(card.id):
        for arrived in store.gift_entries_of_day(left.business_day):
            is_same = (arrived.at, arrived.amount_minor) == (left.at, -left.amount_minor)
            if left.move is arrived.move is GiftMove.REPLACED and is_same:
                return store.gift_card(arrived.gift_card_id)
    return None


def was_used(work: GiftCardWork, ticket: str) -> bool:
    """Whether the ticket sold gift cards today, or was paid with one: then it is no document of a refund."""
    return any(
        entry.move is not GiftMove.REFUNDED for entry in work.store.gift_entries_of_day(work.today, ticket)
    )


def _is_usable(card: GiftCard, till_id: TillId, today: date) -> bool:
    return card.only_at == till_id and card.state is GiftCardState.ACTIVE and not card.is_past(today)


def _released(
    hold: GiftHold, at: datetime, event_id: EventId, staff_id: StaffId | None = None
) -> GiftCardReleased:
    return GiftCardReleased(
        id=event_id,
        at=at,
        hold_id=hold.id,
        gift_card_id=hold.gift_card_id,
        amount_minor=hold.amount_minor,
        staff_id=staff_id,
    )


def _posted_before(work: GiftCardWork, posted: Sequence[GiftHold]) -> Moved:
    ids = {hold.id for hold in posted}
    cards = dict.fromkeys(hold.gift_card_id for hold in posted)
    entries = (entry for card_id in cards for entry in work.store.gift_entries(card_id))
    return Moved(entries=tuple(entry for entry in entries if entry.hold_id in ids))


def _spent_today(work: GiftCardWork, card: GiftCard) -> int:
    """What the card paid today, refunds deducted, and what it is about to pay."""
    moves = {GiftMove.SPENT, GiftMove.REFUNDED}
    today = (e for e in work.store.gift_entries(card.id) if e.business_day == work.today and e.move in moves)
    return card.held_minor - sum(entry.amount_minor for entry in today)


def refundable(entries: Sequence[GiftEntry], payment: GiftEntry) -> int:
    """What of the payment has not come back, as its card and those in its place tell."""
    returned = sum(entry.amount_minor for entry in entries if entry.reverses == payment.id)
    return -payment.amount_minor - returned
