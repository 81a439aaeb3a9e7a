"""What an event makes of a gift card, as the state that tills are sent; `gift_card` says what it changes.

What would bring the card below zero is no event of a till that knew this state, and is refused.
"""

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCard, GiftCardState, GiftCardTerms, GiftEntry, GiftHold
from fidpos.domain.ids import GiftHoldId
from fidpos.domain.money import Currency
from fidpos.posting.gift_card import GiftCardChange, changes
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued
from fidpos.wire.sync.gift_card_standing import GiftCardStanding, GiftEntryState, GiftHoldState


def standing_issued(event: GiftCardIssued, key: bytes) -> GiftCardStanding:
    """The draft that the event made, under its own key."""
    return GiftCardStanding(
        id=event.gift_card_id,
        key=key,
        sealed=event.sealed,
        vat=event.vat,
        valid_months=event.valid_months,
        grace_days=event.grace_days,
        currency=event.currency,
        face_minor=event.face_minor,
        issued_at=event.at,
    )


def standing_after(standing: GiftCardStanding, event: GiftCardEvent) -> GiftCardStanding:
    """The card once the event is applied; as it was when the event is about others.

    Raises:
        InvalidValue: the card cannot become that, or does not hold that much.
    """
    for change in changes(event):
        if change.gift_card_id == standing.id:
            standing = _after(standing, change)
    return standing


def gift_card_of(standing: GiftCardStanding, masked: str) -> GiftCard:
    """The card that the state tells of; what stands on it is sealed, so its masked number is given."""
    return GiftCard(
        id=standing.id,
        masked=masked,
        terms=GiftCardTerms(
            vat=standing.vat, valid_months=standing.valid_months, grace_days=standing.grace_days
        ),
        currency=Currency.of(standing.currency),
        face_minor=standing.face_minor,
        issued_at=standing.issued_at,
        state=standing.state,
        balance_minor=standing.balance_minor,
        held_minor=standing.held_minor,
        expires_on=standing.expires_on,
    )


def entry_state(entry: GiftEntry) -> GiftEntryState:
    """The entry as it is sent."""
    return GiftEntryState(
        id=entry.id,
        move=entry.move,
        amount_minor=entry.amount_minor,
        at=entry.at,
        business_day=entry.business_day,
        ticket=entry.ticket,
        visit_id=entry.visit_id,
        hold_id=entry.hold_id,
        reverses=entry.reverses,
    )


def hold_state(hold: GiftHold) -> GiftHoldState:
    """The open hold as it is sent."""
    return GiftHoldState(
        id=hold.id,
        visit_id=hold.visit_id,
        amount_minor=hold.amount_minor,
        held_at=hold.held_at,
        expires_at=hold.expires_at,
    )


def _after(standing: GiftCardStanding, change: GiftCardChange) -> GiftCardStanding:
    if change.state is not None:
        if not standing.state.may_become(change.state):
            raise InvalidValue(
                f"a gift card that is {standing.state.value} never becomes {change.state.value}"
            )
        first = change.expires_on if standing.expires_on is None else standing.expires_on
        standing = standing.but(state=change.state, expires_on=first)
    if change.ended is not None:
        standing = _without_hold(standing, change.ended.hold_id)
    if change.hold is not None:
        others = _without_hold(standing, change.hold.id)
        standing = others.but(holds=(*others.holds, hold_state(change.hold)))
    if change.entry is not None:
        standing = standing.but(
            balance_minor=standing.balance_minor + change.entry.amount_minor,
            entries=(*standing.entries, entry_state(change.entry)),
        )
    is_empty = standing.state.is_final or standing.state is GiftCardState.DRAFT
    if standing.balance_minor < 0 or (is_empty and standing.balance_minor):
        raise InvalidValue("a gift card never holds less than nothing, nor anything where nothing can be")
    return standing


def _without_hold(standing: GiftCardStanding, hold_id: GiftHoldId) -> GiftCardStanding:
    """A hold may be there before the event that tells it, or have lapsed: the centre makes holds, too."""
    return standing.but(holds=tuple(hold for hold in standing.holds if hold.id != hold_id))
