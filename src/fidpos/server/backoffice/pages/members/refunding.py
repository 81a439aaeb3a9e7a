"""A refund that a counter asked for and the centre could not do: done here, or settled otherwise.

The register has paid back already; what is missing is that the visit gives back what it gave. It is done
under the id of the request, and with the review, so that two who do it do it once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from msgspec import structs

from fidpos.domain.ids import MemberId
from fidpos.domain.money import Currency, Money
from fidpos.posting.refund import left_of
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Endpoint, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import NOTE_MAX, desk_of
from fidpos.server.backoffice.pages.members.doubt import seen_doubt, settle_doubt
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.programme.numbers import typed
from fidpos.server.backoffice.programme.spot import Unit
from fidpos.server.db.member_list import is_seen
from fidpos.server.db.names import shop_names, till_names, who_acted
from fidpos.server.db.waiting import Doubted
from fidpos.server.db.work import Work
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.refund_elsewhere import (
    AskedAgain,
    ask_again,
    name_of,
    quote_refund,
    refund_from_office,
)
from fidpos.server.visit_book import KnownVisit
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.refund_quote import QuoteRefusal, RefundQuote

_PATH = "/members/waiting/events/{event_id:uuid}/refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A visit that is meant, or may be.

    Attributes:
        name: of the customer, as at the counter.
        quote: what the refund would come to; None where it cannot be done.
        refused: why not, as the counter was told.
        is_seen: the visitor may open the member's file.
        typed: what stands in the field at first.
    """

    visit: KnownVisit
    name: str
    quote: RefundQuote | None
    refused: QuoteRefusal | None
    is_seen: bool
    typed: str


def show(asked: Asked) -> Answer:
    """The request, and what could be done about it; the visits are locked while they are looked at."""
    with asked.books.store.work(asked.visitor.merchant_id) as work:
        return _page(asked, work, Form({}, asked.visitor.language))


def take_refund(asked: Asked) -> Answer:
    """Take back what the visit gave; the amount can be another one than the counter said."""
    form = Form(asked.fields, asked.visitor.language)
    try:
        with asked.work() as work:
            doubted, again = _again(asked, work)
            event = again.event
            amount = form.money("amount", Currency.of(event.currency), least=1)
            visit = _chosen(again, form.id("visit"))
            if visit is None:
                form.wrong("visit", "office.form.no_choice")
            if amount is None or visit is None or not form.is_good:
                return _page(asked, work, form)
            settle_doubt(asked, work, doubted, "refunded")
            refused = refund_from_office(
                asked.unit_of(work),
                visit,
                event,
                amount.minor,
                done_by=asked.visitor.person_id,
                now=asked.now(),
            )
            if refused is not None:
                raise NotNow(Message(key=f"office.refund.refused.{refused.value}"))
            desk_of(asked, work).note(visit.member_id, form.text("note", at_most=NOTE_MAX) or "")
            told = {"visit": str(visit.told.visit_id), "minor": str(amount.minor)}
            asked.write_down(work, "refund_done", visit.member_id, **told)
    except EventRefused as refused_event:
        raise NotNow(Message(key="office.members.refused")) from refused_event
    return Redirect(path="/members/waiting", said=Message(key="office.refund.done"))


def take_close(asked: Asked) -> Answer:
    """The customer was paid, or answered, in some other way: nothing moves."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        doubted, again = _again(asked, work)
        note = form.text("how", needed=True)
        if note is None:
            return _page(asked, work, form)
        settle_doubt(asked, work, doubted, note)
        asked.write_down(work, "refund_closed", again.event.visit_id, event=str(again.event.id))
    return Redirect(path="/members/waiting", said=Message(key="office.refund.closed"))


def _again(asked: Asked, work: Work) -> tuple[Doubted, AskedAgain]:
    doubted = seen_doubt(asked, work, Reason.NOT_REFUNDED)
    if not isinstance(doubted.event, RefundAsked):
        raise NotHere("no refund was asked")
    return doubted, ask_again(asked.unit_of(work), doubted.event)


def _chosen(again: AskedAgain, visit_id: UUID | None) -> KnownVisit | None:
    return next((each for each in again.visits if each.told.visit_id == visit_id), None)


def _page(asked: Asked, work: Work, form: Form) -> Page:
    doubted, again = _again(asked, work)
    event = again.event
    people = [each for each in (event.staff_id, event.asked_by) if each is not None]
    currency = Currency.of(event.currency)
    reason = f"task.correct.reason.{event.reason}"
    context = {
        "doubted": doubted,
        "event": event,
        "reason": asked.texts.say(reason) if asked.texts.has(reason) else event.reason,
        "is_done": again.is_done,
        "candidates": _candidates(asked, work, again),
        "by": who_acted(work, people),
        "shops": shop_names(work),
        "tills": till_names(work),
        "money": lambda minor: Money(minor, currency),
        "form": form,
        "problems": form.problems,
    }
    return Page(template="members/refund.html", context=context, status=422 if form.problems else 200)


def _candidates(asked: Asked, work: Work, again: AskedAgain) -> Sequence[Candidate]:
    found = []
    for visit in again.visits:
        told = visit.told
        meant = structs.replace(again.event, visit_id=told.visit_id)
        answer = quote_refund(asked.unit_of(work), meant, asked.now())
        sees = is_seen(work, MemberId(visit.member_id), asked.visitor.shops)
        left_minor = answer.quote.goods_minor if answer.quote is not None else left_of(told, visit.refunds)
        found.append(
            Candidate(
                visit=visit,
                name=name_of(asked.unit_of(work), visit.member_id),
                quote=answer.quote,
                refused=answer.refused,
                is_seen=sees,
                typed=typed(left_minor, Unit.MONEY, Currency.of(told.currency), asked.visitor.language),
            )
        )
    return found


ENDPOINTS: tuple[Endpoint, ...] = (
    get(_PATH, Permission.MOVE_POINTS, show),
    post(_PATH, Permission.MOVE_POINTS, take_refund),
    post(f"{_PATH}/close", Permission.MOVE_POINTS, take_close),
)
