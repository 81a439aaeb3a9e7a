"""What members agreed on at a counter is the office's to do: accounts become one, files are looked at.

A till knows neither all that the two hold nor what other tills do to them meanwhile, so it only tells what
was agreed. Two tills that join the same members while apart ask for the same thing twice, and get it once.
"""

from datetime import datetime

from fidpos.server.office_port import Doubled, Likeness, OfficeBook
from fidpos.server.ports import TillRecord, Unit
from fidpos.server.services.authorise import may_approve
from fidpos.server.services.office import NotToPool, Office
from fidpos.wire.member_events import Joining, JoiningAgreed


def settle_joining(unit: Unit, till: TillRecord, event: JoiningAgreed, now: datetime) -> bool:
    """Do what was agreed; whether nobody has to look at it any more.

    A manager of the till's own shop must answer for a pool, by what the centre knows of its people; one who
    answered for themselves, or gains by it, is looked at though it is done. To part again is for the office
    to do: what was collected together is nobody's alone.
    """
    book = unit.office()
    other_id = event.other_id
    if other_id is None:
        return False
    if event.joining is Joining.POOL:
        office = Office(book=book, now=now, done_by=event.staff_id)
        return may_approve(unit, till, event.staff_id) and _pool(office, till, event) and not event.flagged
    if event.joining is Joining.SAME_PERSON:
        return _suspect(book, event, now)
    return False


def _pool(office: Office, till: TillRecord, event: JoiningAgreed) -> bool:
    assert event.other_id is not None
    member, other = office.book.member(event.member_id), office.book.member(event.other_id)
    if member is not None and other is not None and member.account_id == other.account_id:
        return True
    try:
        office.pool(event.member_id, event.other_id, till.calendar.business_day(event.at))
    except NotToPool:
        return False
    return True


def _suspect(book: OfficeBook, event: JoiningAgreed, now: datetime) -> bool:
    assert event.other_id is not None
    first, second = book.member(event.member_id), book.member(event.other_id)
    if first is None or second is None:
        return False
    if first.id != second.id:
        found = Doubled(first=first.id, second=second.id, likeness=Likeness.COUNTER, found_at=now)
        book.suspect(found)
    return True
