"""Double enrolments: one person who became a member twice, at tills that could not know of each other.

A member who is known only by a card, enrolled while the centre was out of reach, becomes one with whoever the
card belonged to before, at once. Everybody else becomes one by an act of the office alone: who links a card
that is somebody's already must not come into what was earned with it, for a number is easily copied.
"""

from datetime import datetime

from fidpos.domain.member import MemberStatus
from fidpos.server.office_port import Doubled, Likeness, OfficeBook
from fidpos.server.ports import TillRecord
from fidpos.server.services.office import Office
from fidpos.wire.events import CardLinked

ALIKE_MAX = 500
"""Suspicions in one night."""


def settle_card(book: OfficeBook, till: TillRecord, event: CardLinked, now: datetime) -> bool:
    """A till linked a card that is another member's; whether nobody has to look at it any more.

    Args:
        book: of the unit in which the event was applied.
        till: whose shop holds whoever the card belongs to from now on.
        event: as the till told it.
        now: of the centre.
    """
    holder = book.holder(event)
    first = book.member(holder) if holder is not None else None
    second = book.member(event.member_id)
    if first is None or second is None:
        return False
    if first.id == second.id:
        return True
    book.hold(till.shop_id, (first.id,))
    if second.status is MemberStatus.PROVISIONAL and not second.cards:
        Office(book=book, now=now).merge(first.id, second.id, till.calendar.business_day(now))
        return True
    doubled = Doubled(first=first.id, second=second.id, likeness=Likeness.CARD, found_at=now)
    book.suspect(doubled)
    return False


def look_for_alike(book: OfficeBook, now: datetime) -> int:
    """Put down who may be one person and was not suspected before; returns how many pairs there were."""
    found = book.alike(ALIKE_MAX)
    for first, second, likeness in found:
        book.suspect(Doubled(first=first, second=second, likeness=likeness, found_at=now))
    return len(found)
