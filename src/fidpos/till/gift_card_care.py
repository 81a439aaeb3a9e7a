"""What happens to a gift card between its sale and its last cent: frozen, adjusted, replaced, expired."""

from fidpos.domain.gift_card import GiftCard, GiftCardState, GiftHold, GiftMove
from fidpos.domain.ids import GiftCardId, GiftEntryId
from fidpos.till.gift_cards import (
    Details,
    GiftCardRefusal,
    GiftCardWork,
    Moved,
    become,
    holds_whole,
    is_ours,
    manager_refusal,
    move,
    repeated,
)
from fidpos.wire.gift_card_events import GiftMoveBody

_IN_USE = frozenset({GiftCardState.ACTIVE, GiftCardState.FROZEN})


def freeze_gift_card(work: GiftCardWork, gift_card_id: GiftCardId, reason: str) -> GiftCard | GiftCardRefusal:
    """Nothing is held of it any more; whoever is told that it is lost may do it. What is held may be posted.

    Raises:
        StoreError: it can still be used.
    """
    card = work.store.gift_card(gift_card_id)
    if card is None or card.state not in _IN_USE:
        return GiftCardRefusal.WRONG_STATE
    if not reason.strip():
        return GiftCardRefusal.NEEDS_REASON
    return card if card.state is GiftCardState.FROZEN else become(work, card, GiftCardState.FROZEN, reason)


def unfreeze_gift_card(
    work: GiftCardWork, gift_card_id: GiftCardId, reason: str
) -> GiftCard | GiftCardRefusal:
    """Back in use, on a manager's word.

    Raises:
        StoreError: it is still frozen.
    """
    card = work.store.gift_card(gift_card_id)
    if card is None or card.state not in _IN_USE:
        return GiftCardRefusal.WRONG_STATE
    refusal = manager_refusal(work, reason)
    if refusal is not None:
        return refusal
    return card if card.state is GiftCardState.ACTIVE else become(work, card, GiftCardState.ACTIVE, reason)


def adjust_gift_card(
    work: GiftCardWork, gift_card_id: GiftCardId, *, entry_id: GiftEntryId, by_minor: int, reason: str
) -> Moved | GiftCardRefusal:
    """Put a balance right, up or down, on a manager's word; `entry_id` again gives the first result.

    Raises:
        StoreError: nothing was adjusted.
    """
    card = work.store.gift_card(gift_card_id)
    if card is None:
        return GiftCardRefusal.UNUSABLE
    again = repeated(work.store.gift_entries(card.id), entry_id)
    if again is not None:
        return again
    if not is_ours(work, card):
        return GiftCardRefusal.UNUSABLE
    refusal = manager_refusal(work, reason)
    if refusal is not None:
        return refusal
    if card.state not in _IN_USE:
        return GiftCardRefusal.WRONG_STATE
    if by_minor == 0 or card.available_minor + by_minor < 0:
        return GiftCardRefusal.WRONG_AMOUNT
    if by_minor > 0 and card.balance_minor + by_minor > work.policy.balance_max_minor:
        return GiftCardRefusal.ABOVE_CEILING
    body = GiftMoveBody(id=entry_id, gift_card_id=card.id, amount_minor=by_minor)
    return move(work, GiftMove.ADJUSTED, [body], details=_approved(reason))


def replace_gift_card(
    work: GiftCardWork,
    lost_id: GiftCardId,
    *,
    by_draft_id: GiftCardId,
    reason: str,
    hold: GiftHold | None = None,
) -> Moved | GiftCardRefusal:
    """What a lost or damaged card holds stands on a new one from now on, with the same term.

    Of a card that is the centre's, all of it is held first (`hold`), so that nobody spends it meanwhile.

    Raises:
        StoreError: the lost card still holds it.
    """
    lost, draft = work.store.gift_card(lost_id), work.store.gift_card(by_draft_id)
    if lost is None or draft is None:
        return GiftCardRefusal.UNUSABLE
    if lost.state is GiftCardState.REPLACED:
        return _replaced_before(work, lost_id, by_draft_id)
    refusal = manager_refusal(work, reason)
    if refusal is not None:
        return refusal
    same = lost.currency == draft.currency and lost.terms.vat is draft.terms.vat
    if lost.state not in _IN_USE or draft.state is not GiftCardState.DRAFT or not same:
        return GiftCardRefusal.WRONG_STATE
    hold = hold if hold is not None and holds_whole(hold, lost, lost.balance_minor) else None
    if lost.held_minor != (hold.amount_minor if hold is not None else 0):
        return GiftCardRefusal.HELD
    if (hold is None and not is_ours(work, lost)) or lost.balance_minor == 0:
        return GiftCardRefusal.UNUSABLE
    bodies = [_whole(work, lost, -lost.balance_minor, hold), _whole(work, draft, lost.balance_minor)]
    return move(work, GiftMove.REPLACED, bodies, details=_approved(reason, lost))


def expire_gift_card(work: GiftCardWork, gift_card_id: GiftCardId) -> Moved | GiftCardRefusal:
    """Once the grace after its term is over, what it still holds is let go; a manager answers for it.

    Raises:
        StoreError: it has not expired.
    """
    card = work.store.gift_card(gift_card_id)
    if card is None:
        return GiftCardRefusal.UNUSABLE
    if card.state is GiftCardState.EXPIRED:
        entries = work.store.gift_entries(card.id)
        return Moved(entries=tuple(entry for entry in entries if entry.move is GiftMove.EXPIRED))
    if not is_ours(work, card):
        return GiftCardRefusal.UNUSABLE
    if not work.authority.is_manager:
        return GiftCardRefusal.NEEDS_MANAGER
    if card.state not in _IN_USE or not card.is_past(work.today):
        return GiftCardRefusal.WRONG_STATE
    if card.held_minor:
        return GiftCardRefusal.HELD
    body = _whole(work, card, -card.balance_minor)
    return move(work, GiftMove.EXPIRED, [body], details=_approved("term over"))


def _replaced_before(
    work: GiftCardWork, lost_id: GiftCardId, by_draft_id: GiftCardId
) -> Moved | GiftCardRefusal:
    pair = (*work.store.gift_entries(lost_id), *work.store.gift_entries(by_draft_id))
    moved = tuple(entry for entry in pair if entry.move is GiftMove.REPLACED)
    together = len(moved) == 2 and moved[0].at == moved[1].at
    return Moved(entries=moved) if together else GiftCardRefusal.WRONG_STATE


def _whole(
    work: GiftCardWork, card: GiftCard, amount_minor: int, hold: GiftHold | None = None
) -> GiftMoveBody:
    return GiftMoveBody(
        id=GiftEntryId(work.new_id()),
        gift_card_id=card.id,
        amount_minor=amount_minor,
        hold_id=hold.id if hold is not None else None,
    )


def _approved(reason: str, term_of: GiftCard | None = None) -> Details:
    expires_on = term_of.expires_on if term_of is not None else None
    return Details(reason=reason.strip(), expires_on=expires_on, approved=True)
