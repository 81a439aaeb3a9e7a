"""Money back onto the gift cards that paid a visit: undone with it, refunded, or typed too high.

Nothing is committed here. Whoever undoes or refunds the visit records both in one transaction, so that no
power cut leaves a customer without the goods and without the money.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fidpos.domain.gift_card import GiftCard, GiftCardState, GiftEntry, GiftMove, HoldState
from fidpos.domain.ids import GiftEntryId, VisitId
from fidpos.till.gift_card_payment import heirs, refundable, was_used
from fidpos.till.gift_card_store import GiftCardStore
from fidpos.till.gift_cards import Details, GiftCardRefusal, GiftCardWork, moved, tidy_ticket
from fidpos.till.ports import TillStore
from fidpos.wire.gift_card_events import GiftCardMoved, GiftMoveBody

_ENDED = frozenset({GiftCardState.EXPIRED, GiftCardState.VOIDED})
"""Cards that never hold money again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPaid:
    """One payment of a visit.

    Attributes:
        payment: the entry that spent it.
        card: which gets it back: the one that paid, or the last in its place.
        held_at: when the card was presented.
        left_minor: what of it has not come back yet.
    """

    payment: GiftEntry
    card: GiftCard
    held_at: datetime
    left_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingBack:
    """What is to come back, and why.

    Attributes:
        visits: under which the cards were held, as `purchase_ids` says.
        minor: at most so much, the last payment first; None for all that is left.
        may_owe: what cards paid that have ended since stays owed to whoever held them, and comes last;
            otherwise nothing comes back at all.
        ticket: the register's document of the refund; empty where the payment itself was wrong, such as a
            visit that is undone or a debit typed too high: the ticket that was paid then stands for it.
    """

    visits: Sequence[VisitId]
    minor: int | None = None
    may_owe: bool = False
    ticket: str = ""
    reason: str = ""


def purchase_ids(store: TillStore, visit_id: VisitId) -> tuple[VisitId, ...]:
    """The visit and those that it corrects: the cards were held under the first of them.

    Raises:
        StoreError: the store cannot be read.
    """
    ids = [visit_id]
    while (visit := store.visit(ids[-1])) is not None and visit.told.corrects not in {None, *ids}:
        assert visit.told.corrects is not None
        ids.append(visit.told.corrects)
    return tuple(ids)


def cards_that_paid(work: GiftCardWork, visits: Sequence[VisitId]) -> tuple[CardPaid, ...]:
    """The payments of a visit at this till, the card that was presented last first.

    Raises:
        StoreError: the store cannot be read.
    """
    found = (paid for visit_id in visits for paid in paid_under(work.store, visit_id))
    return tuple(sorted(found, key=lambda paid: (paid.held_at, paid.payment.id), reverse=True))


def given_back(work: GiftCardWork, asked: GivingBack) -> tuple[GiftCardMoved, ...] | GiftCardRefusal:
    """What is to be recorded so that the money is back on its cards; nothing where no card paid.

    Never cash, and never more than was paid. On the day of the payment a cashier may do it, and the owner is
    told; later a manager, with a reason.

    Raises:
        StoreError: the store cannot be read.
    """
    payments = [paid for paid in cards_that_paid(work, asked.visits) if paid.left_minor]
    if not payments:
        return ()
    refusal = _refusal(work, payments, asked)
    if refusal is not None:
        return refusal
    if asked.may_owe:
        payments.sort(key=lambda paid: paid.card.state in _ENDED)
    shares = list(_shares(payments, asked.minor))
    if not all(share.left_minor > 0 for share in shares):
        return GiftCardRefusal.WRONG_AMOUNT
    if any(share.card.state is GiftCardState.REPLACED for share in shares):
        return GiftCardRefusal.HEIR_UNKNOWN
    takers = [share for share in shares if share.card.state not in _ENDED]
    if len(takers) < len(shares) and not asked.may_owe:
        return GiftCardRefusal.WRONG_STATE
    if not takers:
        return ()
    bodies = [
        GiftMoveBody(
            id=GiftEntryId(work.new_id()),
            gift_card_id=share.card.id,
            amount_minor=share.left_minor,
            reverses=share.payment.id,
        )
        for share in takers
    ]
    details = Details(
        ticket=tidy_ticket(asked.ticket) or payments[0].payment.ticket,
        reason=asked.reason.strip(),
        visit_id=asked.visits[0],
        approved=True,
    )
    return (moved(work, GiftMove.REFUNDED, bodies, details=details),)


def _refusal(work: GiftCardWork, payments: Sequence[CardPaid], asked: GivingBack) -> GiftCardRefusal | None:
    later = any(paid.payment.business_day != work.today for paid in payments)
    if later and not work.authority.is_manager:
        return GiftCardRefusal.NEEDS_MANAGER
    if later and not asked.reason.strip():
        return GiftCardRefusal.NEEDS_REASON
    ticket = tidy_ticket(asked.ticket)
    if ticket and (ticket in {paid.payment.ticket for paid in payments} or was_used(work, ticket)):
        return GiftCardRefusal.TICKET_USED
    return None


def _shares(payments: Sequence[CardPaid], minor: int | None) -> Iterator[CardPaid]:
    """What comes back of each payment, in `left_minor`."""
    if minor is None:
        yield from payments
        return
    for paid in payments:
        share = min(minor, paid.left_minor)
        if share or minor <= 0:
            yield replace(paid, left_minor=share)
        minor -= share
        if not minor:
            return


def paid_under(store: GiftCardStore, visit_id: VisitId) -> Iterator[CardPaid]:
    """The payments that were held under this id, in the order of their cards.

    Raises:
        StoreError: the store cannot be read.
    """
    posted = {hold.id: hold for hold in store.gift_holds(visit_id) if hold.state is HoldState.POSTED}
    for gift_card_id in dict.fromkeys(hold.gift_card_id for hold in posted.values()):
        paid_with = store.gift_card(gift_card_id)
        assert paid_with is not None
        cards = heirs(store, paid_with)
        entries = tuple(entry for card in cards for entry in store.gift_entries(card.id))
        for entry in entries:
            hold = posted.get(entry.hold_id) if entry.hold_id is not None else None
            if hold is not None and entry.move is GiftMove.SPENT:
                left_minor = refundable(entries, entry)
                yield CardPaid(payment=entry, card=cards[-1], held_at=hold.held_at, left_minor=left_minor)
