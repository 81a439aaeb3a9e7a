"""Gift cards made, sold, reloaded, and their sale undone. Paying with them: `gift_card_payment`.

fidpos records no tender: every movement names the register's ticket. A ticket sells gift cards once, and one
that was paid with a gift card sells none, so that no card's term is prolonged by buying another with it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from fidpos.domain.authority import Authority
from fidpos.domain.gift_card import (
    LOAD_WINDOW_DAYS,
    TICKET_LENGTH_MAX,
    GiftCard,
    GiftCardPolicy,
    GiftCardState,
    GiftEntry,
    GiftHold,
    GiftMove,
    HoldState,
    Inscription,
    VatKind,
)
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import EventId, GiftCardId, GiftEntryId, VisitId
from fidpos.domain.money import Money
from fidpos.posting.gift_card import changes
from fidpos.rules.windows import add_months
from fidpos.till.gift_card_store import GiftCardDraft, GiftCardStore
from fidpos.wire.gift_card_events import GiftCardMoved, GiftCardStateChanged, GiftMoveBody

LOADS = frozenset({GiftMove.SOLD, GiftMove.RELOADED})


class GiftCardRefusal(StrEnum):
    """Why something is not done with a gift card."""

    UNUSABLE = "unusable"
    """No such card, or not one that can be used here: who guesses numbers learns nothing from it."""
    THROTTLED = "throttled"
    NEEDS_MANAGER = "needs_manager"
    NEEDS_REASON = "needs_reason"
    NEEDS_TICKET = "needs_ticket"
    TICKET_USED = "ticket_used"
    """This ticket has sold gift cards already."""
    TICKET_MIXED = "ticket_mixed"
    """One ticket cannot both sell gift cards and be paid with one."""
    ABOVE_CEILING = "above_ceiling"
    """More than one card may hold."""
    LOADED_ENOUGH = "loaded_enough"
    """More than may be loaded onto one card in thirty days."""
    WRONG_AMOUNT = "wrong_amount"
    WRONG_STATE = "wrong_state"
    HEIR_UNKNOWN = "heir_unknown"
    """It was replaced in another shop, by a card that this till has never seen."""
    HELD = "held"
    """A payment with it is under way."""
    LAPSED = "lapsed"
    """The hold was let go: hold again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardWork:
    """At this till, on whose word, and when.

    Attributes:
        new_id: makes the ids of events and entries.
        told: cards that are the centre's, of which it has just said how they stand.
    """

    store: GiftCardStore
    policy: GiftCardPolicy
    authority: Authority
    at: datetime
    new_id: Callable[[], UUID]
    told: frozenset[GiftCardId] = frozenset()

    @property
    def today(self) -> date:
        """The shop's business day."""
        return self.store.identity().calendar.business_day(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moved, durably; the same when it is asked for again."""

    entries: tuple[GiftEntry, ...]

    @property
    def amount_minor(self) -> int:
        """The sum of the entries."""
        return sum(entry.amount_minor for entry in self.entries)


def make_gift_card(
    work: GiftCardWork,
    *,
    gift_card_id: GiftCardId,
    face: Money,
    offered_by: str = "",
    message: str = "",
    number: GiftCardNumber | None = None,
) -> GiftCard | GiftCardRefusal:
    """A draft, worth nothing until its ticket is paid; the same id again gives the same card.

    Args:
        work: who makes it.
        gift_card_id: made before the first attempt.
        face: what the buyer is to pay.
        offered_by: stands on the card, sealed in the journal.
        message: likewise.
        number: of a card that was printed beforehand; None for a new one.

    Raises:
        StoreError: nothing was made.
    """
    known = work.store.gift_card(gift_card_id)
    if known is not None:
        return known
    identity = work.store.identity()
    number = number or make(is_training=not identity.production)
    if number.is_training == identity.production or work.store.gift_card_by_number(number) is not None:
        return GiftCardRefusal.UNUSABLE
    if not 0 < face.minor <= work.policy.balance_max_minor or face.currency != identity.currency:
        return GiftCardRefusal.ABOVE_CEILING if face.minor > 0 else GiftCardRefusal.WRONG_AMOUNT
    draft = GiftCardDraft(
        id=gift_card_id,
        event_id=EventId(work.new_id()),
        till_id=identity.till_id,
        staff_id=work.authority.answers.id,
        at=work.at,
        terms=work.policy.terms,
        face=face,
        inscription=Inscription(number=number, offered_by=offered_by, message=message),
    )
    work.store.issue_gift_card(draft)
    made = work.store.gift_card(gift_card_id)
    assert made is not None
    return made


def sell_gift_cards(
    work: GiftCardWork, gift_card_ids: Sequence[GiftCardId], ticket: str, reason: str = ""
) -> Moved | GiftCardRefusal:
    """The ticket is paid: the drafts on it become active, all at once.

    Cards that are given away need a manager and a reason in place of a ticket.

    Raises:
        StoreError: none of them was sold.
    """
    cards = [work.store.gift_card(gift_card_id) for gift_card_id in gift_card_ids]
    drafts = [card for card in cards if card is not None]
    is_twice = len(set(gift_card_ids)) < len(gift_card_ids)
    if is_twice or not drafts or len(drafts) < len(cards) or len({card.terms for card in drafts}) > 1:
        return GiftCardRefusal.UNUSABLE
    ticket = tidy_ticket(ticket)
    sold = _sold_before(work, drafts, ticket)
    if sold is not None:
        return sold
    if any(card.state is not GiftCardState.DRAFT for card in drafts):
        return GiftCardRefusal.WRONG_STATE
    terms = drafts[0].terms
    total = sum(card.face_minor for card in drafts)
    is_free = terms.vat is VatKind.FREE
    refusal = manager_refusal(work, reason) if is_free else load_refusal(work, total, ticket)
    if refusal is not None:
        return refusal
    until = add_months(work.today, terms.valid_months) if terms.valid_months else None
    return move(
        work,
        GiftMove.SOLD,
        [_body(work, card.id, card.face_minor) for card in drafts],
        details=Details(ticket=ticket, reason=reason.strip(), expires_on=until, approved=is_free),
    )


def reload_gift_card(
    work: GiftCardWork, gift_card_id: GiftCardId, *, entry_id: GiftEntryId, amount: Money, ticket: str
) -> Moved | GiftCardRefusal:
    """More money onto a card that is in use; `entry_id` again gives the first result.

    What is added takes nothing from anybody, so a card of the centre's needs no hold for it.

    Raises:
        StoreError: nothing was loaded.
    """
    card = work.store.gift_card(gift_card_id)
    if card is None:
        return GiftCardRefusal.UNUSABLE
    entries = work.store.gift_entries(card.id)
    again = repeated(entries, entry_id)
    if again is not None:
        return again
    ticket = tidy_ticket(ticket)
    refusal = _limit_refusal(work, card, amount) or load_refusal(work, amount.minor, ticket)
    if refusal is not None:
        return refusal
    body = GiftMoveBody(id=entry_id, gift_card_id=card.id, amount_minor=amount.minor)
    return move(work, GiftMove.RELOADED, [body], details=Details(ticket=ticket))


def reload_refusal(work: GiftCardWork, gift_card_id: GiftCardId, amount: Money) -> GiftCardRefusal | None:
    """What speaks against loading so much onto the card, whatever the ticket: known before anybody pays.

    Raises:
        StoreError: the store cannot be read.
    """
    card = work.store.gift_card(gift_card_id)
    if card is None:
        return GiftCardRefusal.UNUSABLE
    return _limit_refusal(work, card, amount) or amount_refusal(work, amount.minor)


def _limit_refusal(work: GiftCardWork, card: GiftCard, amount: Money) -> GiftCardRefusal | None:
    if not is_ours(work, card) and card.id not in work.told:
        return GiftCardRefusal.UNUSABLE
    if card.state is not GiftCardState.ACTIVE or card.is_past(work.today) or card.terms.vat is VatKind.FREE:
        return GiftCardRefusal.WRONG_STATE
    if amount.minor <= 0 or amount.currency != card.currency:
        return GiftCardRefusal.WRONG_AMOUNT
    if card.balance_minor + amount.minor > work.policy.balance_max_minor:
        return GiftCardRefusal.ABOVE_CEILING
    lately = _loaded_lately(work.store.gift_entries(card.id), work.today)
    return GiftCardRefusal.LOADED_ENOUGH if lately + amount.minor > work.policy.load_max_minor else None


def void_load(
    work: GiftCardWork,
    gift_card_id: GiftCardId,
    load_id: GiftEntryId,
    *,
    ticket: str,
    reason: str,
    hold: GiftHold | None = None,
) -> Moved | GiftCardRefusal:
    """Undo a sale or a reload whose money is still whole on the card; a card without its sale is void.

    Money leaves the register for it, so a manager answers for it. Of a card that is the centre's, exactly
    that money is held first (`hold`), so that nobody spends it meanwhile.

    Raises:
        StoreError: nothing was undone.
    """
    card = work.store.gift_card(gift_card_id)
    entries = work.store.gift_entries(gift_card_id)
    load = next((entry for entry in entries if entry.id == load_id and entry.move in LOADS), None)
    if card is None or load is None:
        return GiftCardRefusal.UNUSABLE
    undone = tuple(entry for entry in entries if entry.reverses == load_id)
    if undone:
        return Moved(entries=undone)
    hold = hold if hold is not None and holds_whole(hold, card, load.amount_minor) else None
    if hold is None and not is_ours(work, card):
        return GiftCardRefusal.UNUSABLE
    refusal = manager_refusal(work, reason)
    ticket = tidy_ticket(ticket)
    if refusal is not None:
        return refusal
    if not ticket:
        return GiftCardRefusal.NEEDS_TICKET
    is_sale = load.move is GiftMove.SOLD
    if card.state.is_final or (is_sale and card.balance_minor != load.amount_minor):
        return GiftCardRefusal.WRONG_STATE
    if card.held_minor != (hold.amount_minor if hold is not None else 0):
        return GiftCardRefusal.HELD
    if card.balance_minor < load.amount_minor:
        return GiftCardRefusal.WRONG_AMOUNT
    kind = GiftMove.SALE_VOIDED if is_sale else GiftMove.RELOAD_VOIDED
    body = _body(work, card.id, -load.amount_minor, reverses=load.id, hold=hold)
    return move(work, kind, [body], details=Details(ticket=ticket, reason=reason.strip(), approved=True))


def void_draft(work: GiftCardWork, gift_card_id: GiftCardId, reason: str) -> GiftCard | GiftCardRefusal:
    """A draft that is not going to be paid.

    Raises:
        StoreError: it stays a draft.
    """
    card = work.store.gift_card(gift_card_id)
    if card is None or card.state not in {GiftCardState.DRAFT, GiftCardState.VOIDED}:
        return GiftCardRefusal.WRONG_STATE
    return card if card.state is GiftCardState.VOIDED else become(work, card, GiftCardState.VOIDED, reason)


def become(work: GiftCardWork, card: GiftCard, state: GiftCardState, reason: str) -> GiftCard:
    """Another state without a movement; the caller has checked that it may."""
    work.store.commit(
        GiftCardStateChanged(
            id=EventId(work.new_id()),
            at=work.at,
            gift_card_id=card.id,
            state=state,
            reason=reason.strip(),
            staff_id=work.authority.answers.id,
        )
    )
    after = work.store.gift_card(card.id)
    assert after is not None
    return after


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What an event says besides its entries; `approved` where a manager had to answer for it."""

    ticket: str = ""
    reason: str = ""
    visit_id: VisitId | None = None
    expires_on: date | None = None
    approved: bool = False


def move(work: GiftCardWork, kind: GiftMove, bodies: Iterable[GiftMoveBody], *, details: Details) -> Moved:
    """Commit the entries of one act; the caller has checked that it may."""
    event = moved(work, kind, bodies, details=details)
    work.store.commit(event)
    return entries_of(event)


def moved(
    work: GiftCardWork, kind: GiftMove, bodies: Iterable[GiftMoveBody], *, details: Details
) -> GiftCardMoved:
    """What is to be recorded of one act; nothing is yet, and the caller has checked that it may."""
    return GiftCardMoved(
        id=EventId(work.new_id()),
        at=work.at,
        business_day=work.today,
        move=kind,
        moves=tuple(bodies),
        staff_id=work.authority.answers.id,
        asked_by=work.authority.asker_id,
        flagged=details.approved and work.authority.is_doubtful(),
        ticket=details.ticket,
        visit_id=details.visit_id,
        expires_on=details.expires_on,
        reason=details.reason,
    )


def entries_of(event: GiftCardMoved) -> Moved:
    """What moves by it."""
    return Moved(entries=tuple(change.entry for change in changes(event) if change.entry is not None))


def is_ours(work: GiftCardWork, card: GiftCard) -> bool:
    """Whether this till alone knows what the card holds; every other one is the centre's to move."""
    return card.only_at == work.store.identity().till_id


def holds_whole(hold: GiftHold, card: GiftCard, amount_minor: int) -> bool:
    """Whether exactly this money of the card is set aside by the hold, and still is."""
    is_open = hold.state is HoldState.HELD
    return is_open and hold.gift_card_id == card.id and hold.amount_minor == amount_minor


def tidy_ticket(ticket: str) -> str:
    """The ticket's number as it is compared: what can be printed, single spaces, upper case, bounded."""
    printable = "".join(filter(str.isprintable, " ".join(ticket.split())))
    return " ".join(printable.upper().split())[:TICKET_LENGTH_MAX].strip()


def repeated(entries: Iterable[GiftEntry], entry_id: GiftEntryId) -> Moved | None:
    """The result of the first attempt, None when this is it."""
    found = tuple(entry for entry in entries if entry.id == entry_id)
    return Moved(entries=found) if found else None


def manager_refusal(work: GiftCardWork, reason: str) -> GiftCardRefusal | None:
    """What speaks against an act that a manager answers for."""
    if not work.authority.is_manager:
        return GiftCardRefusal.NEEDS_MANAGER
    return None if reason.strip() else GiftCardRefusal.NEEDS_REASON


def load_refusal(work: GiftCardWork, amount_minor: int, ticket: str) -> GiftCardRefusal | None:
    """What speaks against loading so much on this ticket."""
    if not ticket:
        return GiftCardRefusal.NEEDS_TICKET
    on_ticket = {entry.move for entry in work.store.gift_entries_of_day(work.today, ticket)}
    if on_ticket & LOADS:
        return GiftCardRefusal.TICKET_USED
    if GiftMove.SPENT in on_ticket:
        return GiftCardRefusal.TICKET_MIXED
    return amount_refusal(work, amount_minor)


def amount_refusal(work: GiftCardWork, amount_minor: int) -> GiftCardRefusal | None:
    """Whether loading so much at once, or after what was loaded today, needs a manager."""
    today = sum(e.amount_minor for e in work.store.gift_entries_of_day(work.today) if e.move in LOADS)
    too_much = amount_minor > work.policy.cashier_max_minor
    too_much = too_much or today + amount_minor > work.policy.sold_a_day_max_minor
    return GiftCardRefusal.NEEDS_MANAGER if too_much and not work.authority.is_manager else None


def _sold_before(work: GiftCardWork, cards: Sequence[GiftCard], ticket: str) -> Moved | None:
    """The first result, when exactly these cards were sold on this ticket."""
    sold = [
        entry
        for card in cards
        for entry in work.store.gift_entries(card.id)
        if entry.move is GiftMove.SOLD and entry.ticket == ticket
    ]
    return Moved(entries=tuple(sold)) if len(sold) == len(cards) else None


def _loaded_lately(entries: Iterable[GiftEntry], today: date) -> int:
    """Loads of the window, less those undone."""
    since = today - timedelta(days=LOAD_WINDOW_DAYS - 1)
    counted = LOADS | {GiftMove.SALE_VOIDED, GiftMove.RELOAD_VOIDED}
    return sum(e.amount_minor for e in entries if e.move in counted and e.business_day >= since)


def _body(
    work: GiftCardWork,
    gift_card_id: GiftCardId,
    amount_minor: int,
    *,
    reverses: GiftEntryId | None = None,
    hold: GiftHold | None = None,
) -> GiftMoveBody:
    return GiftMoveBody(
        id=GiftEntryId(work.new_id()),
        gift_card_id=gift_card_id,
        amount_minor=amount_minor,
        hold_id=hold.id if hold is not None else None,
        reverses=reverses,
    )
