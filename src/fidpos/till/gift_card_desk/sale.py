"""The sale of gift cards in progress, under ids made beforehand: no power cut sells a card twice.

    line kept ── draft in the journal ── card written ── ticket typed: all active, in one event ── handed over

A till that stops anywhere finds the sale again: what is still a draft is in doubt, to be paid or given up;
what is active was sold, and is only to be handed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fidpos.domain.gift_card import GiftCard, GiftCardState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId
from fidpos.domain.money import Money
from fidpos.till.gift_card_store import GiftCardStore, GiftSale, SaleLine
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork, make_gift_card, void_draft
from fidpos.till.new_card import PRINTED

SCREEN = "screen"
"""Handed over as a code on the screen, to be photographed."""
SCANNED = "scanned"
"""A card that was printed beforehand."""
NOT_WRITTEN = frozenset({SCREEN, SCANNED, PRINTED})
"""Ways of handing a card over that need no blank; any other is the name of a card format."""

CARDS_MAX = 6
"""On one ticket: as many as a screen shows at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A card that somebody wants to buy.

    Attributes:
        gift_card_id: made before the first attempt.
        kind: how it is handed over.
        number: of a card that was printed beforehand.
    """

    gift_card_id: GiftCardId
    face: Money
    kind: str
    number: GiftCardNumber | None = None
    offered_by: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSale:
    """A card of the sale, and how it is handed over."""

    card: GiftCard
    kind: str


def cards_on_sale(store: GiftCardStore) -> tuple[OnSale, ...]:
    """Those of the sale in progress that were made and not given up, in their order."""
    sale = store.gift_sale()
    lines = sale.lines if sale is not None else ()
    found = ((store.gift_card(line.gift_card_id), line.kind) for line in lines)
    return tuple(
        OnSale(card=card, kind=kind)
        for card, kind in found
        if card is not None and card.state is not GiftCardState.VOIDED
    )


def is_in_doubt(cards: Sequence[OnSale]) -> bool:
    """Whether they wait for their ticket."""
    return any(each.card.state is GiftCardState.DRAFT for each in cards)


def waiting_cards(store: GiftCardStore) -> tuple[OnSale, ...]:
    """Those of them that wait for their ticket."""
    return tuple(each for each in cards_on_sale(store) if each.card.state is GiftCardState.DRAFT)


def total_of(cards: Sequence[OnSale]) -> Money:
    """What the register is to take."""
    assert cards, "a sale has a card"
    return Money(sum(each.card.face_minor for each in cards), cards[0].card.currency)


def put_on_sale(work: GiftCardWork, order: Order) -> GiftCard | GiftCardRefusal:
    """Make the draft of a card; the same order again gives the same card.

    Raises:
        StoreError: at most its line is kept, of which nothing is seen until the card is made.
    """
    sale = work.store.gift_sale() or GiftSale(begun_at=work.at)
    if all(line.gift_card_id != order.gift_card_id for line in sale.lines):
        line = SaleLine(gift_card_id=order.gift_card_id, kind=order.kind)
        work.store.save_gift_sale(replace(sale, lines=(*sale.lines, line)))
    return make_gift_card(
        work,
        gift_card_id=order.gift_card_id,
        face=order.face,
        offered_by=order.offered_by,
        message=order.message,
        number=order.number,
    )


def take_off(work: GiftCardWork, gift_card_id: GiftCardId) -> GiftCard | GiftCardRefusal:
    """The card is not sold after all: its draft is void for ever.

    Raises:
        StoreError: it is still on sale.
    """
    after = void_draft(work, gift_card_id, "not paid")
    if not isinstance(after, GiftCardRefusal) and not cards_on_sale(work.store):
        work.store.drop_gift_sale()
    return after


def give_up(work: GiftCardWork) -> None:
    """None of the cards is sold.

    Raises:
        StoreError: those that come later are still on sale.
    """
    for each in cards_on_sale(work.store):
        if each.card.state is GiftCardState.DRAFT:
            void_draft(work, each.card.id, "not paid")
    work.store.drop_gift_sale()
