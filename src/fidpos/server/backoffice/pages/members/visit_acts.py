"""A visit undone, or put right: another amount, or another member."""

from collections.abc import Callable, Sequence
from functools import partial

from fidpos.domain.ids import MemberId, VisitId, uuid7
from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Endpoint, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import NOTE, NOTE_MAX, Field, desk_of
from fidpos.server.backoffice.pages.members.giving import (
    ALONE_MAX_MINOR,
    TAKING_REASONS,
    check_day,
    is_own,
    reasons,
)
from fidpos.server.backoffice.pages.members.seen import seen_member
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.gift_cards_of_visit import is_paid_by_gift_card
from fidpos.server.db.member_file import MemberRow, VisitRow, read_member, visit_of
from fidpos.server.db.member_list import MemberFilter, list_members
from fidpos.server.db.owner_then import owner_then
from fidpos.server.db.work import Work
from fidpos.server.reason import EventRefused
from fidpos.server.services.visit_desk import VisitDesk, VisitFault
from fidpos.server.visit_book import KnownVisit
from fidpos.wire.office_events import OfficeReason

_PATH = "/members/{member_id:uuid}/visits/{visit_id:uuid}"
_MOVE = Permission.MOVE_POINTS

Put = Callable[[Asked, Work, MemberRow, VisitRow, Form], Message | None]


def _show(name: str, asked: Asked) -> Answer:
    with asked.reading() as work:
        member = seen_member(asked, work)
        visit = _visit(asked, work, member)
    return _page(name, member, visit, {}, None)


def _do(name: str, put: Put, asked: Asked) -> Answer:
    form = Form(asked.fields, asked.visitor.language)
    try:
        with asked.work() as work:
            member = seen_member(asked, work)
            visit = _visit(asked, work, member)
            said = put(asked, work, member, visit, form)
    except EventRefused as refused:
        raise NotNow(Message(key="office.members.refused")) from refused
    if said is None:
        typed = {each.name: form.typed(each.name) for each in _fields(name)}
        return _page(name, member, visit, typed, form)
    return Redirect(path=f"/members/{member.id}/visits", said=said)


def _cancel(asked: Asked, work: Work, member: MemberRow, visit: VisitRow, form: Form) -> Message | None:
    reason = form.choice("reason", OfficeReason)
    note = form.text("note", at_most=NOTE_MAX)
    if reason is None or not form.is_good:
        return None
    known = _known(asked, work, visit)
    void = _desk(asked).cancel(known, reason.value)
    if isinstance(void, VisitFault):
        raise NotNow(Message(key=f"office.members.visit_fault.{void.value}"))
    desk = desk_of(asked, work)
    desk.office.tell(void, known.account_id)
    desk.note(member.id, note or "", void.id)
    asked.write_down(work, "visit_cancelled", member.id, visit=str(visit.id), reason=reason.value)
    return Message(key="office.members.done.visit_cancelled")


def _correct(asked: Asked, work: Work, member: MemberRow, visit: VisitRow, form: Form) -> Message | None:
    amount = form.money("new_amount", Currency.of(visit.currency), least=0)
    reason = form.choice("reason", OfficeReason)
    note = form.text("note", at_most=NOTE_MAX)
    owner_id = _owner(asked, work, form, member)
    if amount is None or reason is None or owner_id is None or not form.is_good:
        return None
    known, desk = _known(asked, work, visit), desk_of(asked, work)
    owner, programme = desk.member(owner_id), asked.unit_of(work).programme(known.told.programme_version)
    if programme is None:
        raise NotNow(Message(key="office.members.no_programme"))
    is_moved = owner.id != known.member_id
    then = owner_then(work, MemberId(owner.id), owner.account_id, known.told) if is_moved else None
    put = _desk(asked).correct(
        known, programme, owner, amount_minor=amount.minor, reason=reason.value, then=then
    )
    if isinstance(put, VisitFault):
        raise NotNow(Message(key=f"office.members.visit_fault.{put.value}"))
    void, closed = put
    worth = max(closed.points - known.told.points, 0) * programme.counters[0].worth_minor
    _check_gain(asked, work, MemberId(owner.id), worth, Currency.of(visit.currency), is_moved=is_moved)
    desk.office.tell(void, known.account_id)
    desk.office.tell(closed, closed.account_id)
    desk.note(member.id, note or "", void.id)
    told = {"visit": str(visit.id), "reason": reason.value, "worth": str(worth)}
    asked.write_down(work, "visit_corrected", member.id, **told)
    return Message(key="office.members.done.visit_corrected")


def _check_gain(
    asked: Asked, work: Work, owner_id: MemberId, worth_minor: int, currency: Currency, *, is_moved: bool
) -> None:
    """A visit put right gives no more than may be given by hand.

    Raises:
        NotNow: it would.
    """
    owner = read_member(work, owner_id)
    if (worth_minor or is_moved) and owner is not None and is_own(asked, work, owner):
        raise NotNow(Message(key="office.members.own_visit"))
    if worth_minor > ALONE_MAX_MINOR:
        most = Money(ALONE_MAX_MINOR, currency)
        raise NotNow(Message(key="office.members.correct_too_much", params={"most": most}))
    check_day(asked, work, worth_minor, currency)


def _owner(asked: Asked, work: Work, form: Form, member: MemberRow) -> MemberId | None:
    """Whose visit it is to be: the one who is found by what was typed, or the same member."""
    said = form.text("member")
    if not said:
        return member.id
    found = list_members(work, MemberFilter(text=said, scope=asked.visitor.shops), "", at_most=2).members
    if len(found) == 1:
        return found[0].id
    form.wrong("member", "office.members.several" if found else "office.members.nobody")
    return None


def _desk(asked: Asked) -> VisitDesk:
    now = asked.now()
    return VisitDesk(now=now, day=asked.today, done_by=asked.visitor.person_id, new_id=lambda: uuid7(now))


def _known(asked: Asked, work: Work, visit: VisitRow) -> KnownVisit:
    if is_paid_by_gift_card(work, visit.id):
        raise NotNow(Message(key="office.members.visit_fault.gift_card"))
    known = asked.unit_of(work).visits().visit(visit.id)
    if known is None:
        raise NotHere("no such visit")
    return known


def _visit(asked: Asked, work: Work, member: MemberRow) -> VisitRow:
    visit = visit_of(work, member.id, VisitId(asked.id("visit_id")))
    if visit is None or not asked.sees(visit.shop_id):
        raise NotHere("no such visit of theirs")
    return visit


def _fields(name: str) -> Sequence[Field]:
    reason = reasons((*TAKING_REASONS, OfficeReason.FORGOTTEN_CARD))
    if name == "cancel":
        return reason, NOTE
    return (
        Field(name="new_amount", label="office.members.field.new_amount", needed=True),
        Field(name="member", label="office.members.field.member"),
        reason,
        NOTE,
    )


def _page(name: str, member: MemberRow, visit: VisitRow, typed: dict[str, str], form: Form | None) -> Page:
    context = {
        "name": name,
        "member": member,
        "visit": visit,
        "amount": Money(visit.amount_minor, Currency.of(visit.currency)),
        "fields": _fields(name),
        "values": {each.name: typed.get(each.name, "") for each in _fields(name)},
        "problems": form.problems if form is not None else {},
    }
    return Page(template="members/visit_act.html", context=context, status=200 if form is None else 422)


ENDPOINTS: tuple[Endpoint, ...] = (
    get(f"{_PATH}/cancel", _MOVE, partial(_show, "cancel")),
    post(f"{_PATH}/cancel", _MOVE, partial(_do, "cancel", _cancel), asks_first=True),
    get(f"{_PATH}/correct", _MOVE, partial(_show, "correct")),
    post(f"{_PATH}/correct", _MOVE, partial(_do, "correct", _correct)),
)
