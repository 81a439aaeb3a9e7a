"""Everything that follows from an event about gift cards; `gift_books` says what a card becomes.

A card that was just made is told to the till that made it as well: from then on its money is the centre's to
hold. So is one that came out otherwise than the till could know. A card printed beforehand can be sold twice
while two shops are cut off from each other: the number is that of the first one that is heard of, and the
other is taken in without one.
"""

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState
from fidpos.domain.ids import GiftCardId
from fidpos.posting.gift_card import GiftCardChange, changes
from fidpos.server.books import contra_of_gift
from fidpos.server.db.at_hand import AtHand
from fidpos.server.db.rows import Rows
from fidpos.server.gift_books import CardBook, booked, doubt_of, exceeds_payment, freed, waits_for_sale
from fidpos.server.hold_books import Heard, drawn, hold_of, told
from fidpos.server.reason import EventRefused, Reason
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued
from fidpos.wire.sealed import open_inscription

_NOBODYS = bytes(16)
"""Begins what stands in place of a digest, the card's id following: no SHA-256 is ever found to begin so."""


def project_gift(
    at: AtHand, rows: Rows, heard: Heard, event: GiftCardEvent, *, withheld: bool
) -> Reason | None:
    """Book one event; why the office must look at it, if it must.

    Raises:
        EventRefused: a card or a hold is not there, or was dealt with before.
        InvalidValue: the event contradicts itself, or the card can never become that.
        SealBroken: the card's key does not open what the event sealed.
    """
    if isinstance(event, GiftCardIssued):
        _issue(at, rows, event)
        return None
    doubt = None
    for change in changes(event):
        before = at.gift_cards.get(change.gift_card_id)
        if before is None or waits_for_sale(before, change):
            raise EventRefused(event.id, Reason.UNKNOWN_GIFT_CARD)
        exceeds = exceeds_payment(at.payments, change)
        left = _follow_hold(at, rows, heard, event, change)
        before = freed(before, change) if heard.is_office else before
        after = booked(before, left, withheld=withheld or exceeds)
        at.gift_cards[change.gift_card_id] = after
        rows.gift_changed.add(change.gift_card_id)
        why = doubt_of(before, after, exceeds=exceeds)
        rows.touch_gift_card(change.gift_card_id, loud=withheld or why is not None)
        doubt = why or doubt
        _enter(rows, heard, change, before, after)
    return doubt


def _issue(at: AtHand, rows: Rows, event: GiftCardIssued) -> None:
    key = at.keys.get(event.gift_card_id)
    if key is None:
        raise EventRefused(event.id, Reason.UNKNOWN_GIFT_CARD)
    if event.gift_card_id in at.gift_cards:
        raise EventRefused(event.id, Reason.ALREADY_THERE)
    if min(event.face_minor, event.valid_months, event.grace_days) < 0:
        raise InvalidValue("a gift card is made with what is not negative")
    number = open_inscription(key, event.gift_card_id, event.sealed).number
    is_taken = number.digest in at.gift_numbers
    at.gift_numbers.add(number.digest)
    at.gift_cards[GiftCardId(event.gift_card_id)] = CardBook(disowned=is_taken)
    found_by = _NOBODYS + event.gift_card_id.bytes if is_taken else number.digest
    rows.touch_gift_card(event.gift_card_id, loud=True)
    rows.gift_cards.append(
        (
            *(event.gift_card_id, found_by, number.masked, event.vat),
            *(event.valid_months, event.grace_days, event.currency, event.face_minor, event.at),
            *(GiftCardState.DRAFT, is_taken, event.sealed),
        )
    )


def _follow_hold(
    at: AtHand, rows: Rows, heard: Heard, event: GiftCardEvent, change: GiftCardChange
) -> GiftCardChange:
    """What of the change is left for the card, once the hold has followed it."""
    hold_id = hold_of(change)
    if hold_id is None:
        return change
    known = at.holds.get(hold_id)
    after, left = told(event, heard, known, change)
    at.holds[hold_id] = after
    if known is None:
        rows.gift_held.add(hold_id)
    elif hold_id not in rows.gift_held:
        rows.gift_ended.add(hold_id)
    rows.draw(drawn(known, after))
    return left


def _enter(rows: Rows, heard: Heard, change: GiftCardChange, before: CardBook, after: CardBook) -> None:
    entry = change.entry
    if entry is None:
        return
    uncovered = after.receivable_minor - before.receivable_minor
    rows.gift_entries.append(
        (
            *(entry.gift_card_id, entry.id, entry.move, entry.amount_minor, uncovered),
            *(contra_of_gift(entry.move), entry.at, entry.business_day, heard.till_id, entry.ticket),
            *(entry.visit_id, entry.hold_id, entry.reverses),
        )
    )
