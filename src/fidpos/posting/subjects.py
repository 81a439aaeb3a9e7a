"""What an event is about: of what its effect belongs on top of a state, or a state has to be sent again."""

from uuid import UUID

from fidpos.posting.gift_card import changes
from fidpos.posting.project import MemberEvent
from fidpos.wire.events import Event, VisitClosed, VisitRefunded, VisitVoided
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued


def subjects_of(event: Event) -> frozenset[UUID]:
    """Members, accounts, gift cards, and the vouchers used, that the event changes; who begins is not there.

    A voucher for the bearer is used by one member and kept under another: it is a subject of its own.
    """
    found: set[UUID] = set()
    if isinstance(event, MemberEvent):
        found.add(event.member_id)
    if isinstance(event, VisitClosed | VisitVoided | VisitRefunded):
        found.add(event.account_id)
    if isinstance(event, VisitClosed):
        found.update(used.id for used in event.vouchers_used)
    if isinstance(event, VisitVoided | VisitRefunded):
        found.update(event.vouchers_released, event.vouchers_withdrawn)
    if isinstance(event, GiftCardIssued):
        found.add(event.gift_card_id)
    elif isinstance(event, GiftCardEvent):
        found.update(change.gift_card_id for change in changes(event))
    return frozenset(found)
