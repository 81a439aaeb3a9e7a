"""What a linked cash register does at the till: its basket comes in, its close and its void.

The register is one more pair of hands beside the cashier's: it never acts while nobody is signed in, never
over something that the cashier has begun, and never twice. All of it runs on the till's worker.

A visit is recorded under the ticket's key once: whoever asks again, also after a crash between the close and
its answer, is answered from what was recorded, as it was corrected since; so is a sale to nobody we know that
gift cards paid (`paid_ticket`). Of a ticket of which nothing was recorded the till keeps what it was, should
a forgotten card be credited; how it stood is remembered in memory alone, and nothing depends on it.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from fidpos.domain.basket import Basket
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import VisitId
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.staff import Staff
from fidpos.till import announce
from fidpos.till.announce import Said
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.register.paid_ticket import PaidTicket, paid_ticket
from fidpos.till.register.sentences import amount_first, from_register, given_back, voided_there
from fidpos.till.register.standing import (
    RegisterRefusal,
    TicketAnswer,
    TicketRefused,
    TicketStanding,
    TicketStatus,
    TillStanding,
    is_same_purchase,
    member_of_work,
    standing_now,
    standing_of_recorded,
    standing_of_work,
)
from fidpos.till.station import Station
from fidpos.till.visit_in_progress import VisitInProgress
from fidpos.till.void_visit import check_void
from fidpos.till.work import Work, without_choices

REMEMBERED_MAX = 200
"""Tickets closed without a member, the oldest forgotten first."""
DAYS_APART_MAX = timedelta(days=2)
"""Between the register's business day and ours: more than any night apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The checkout as the register needs it.

    Attributes:
        serving: whoever is signed in, unless something else takes the keys.
        is_waiting: a close waits for the centre.
        keep: shows the work as it is now, durably.
        begin_purchase: what lay on screen of the visit before goes.
        give_up: there is no visit in progress any more.
        objection: what speaks against closing it.
        close: records it, now or once the centre has answered.
        confirm: as Enter does, for a purchase that gift cards pay too.
        may_undo_alone: whether a cashier may undo that visit.
        void: undoes it.
        give_back: what gift cards paid of a sale without a visit goes back to them; False where it may not.
        touched: somebody works here.
        publish: shows the session anew.
    """

    serving: Callable[[], Staff | None]
    is_waiting: Callable[[], bool]
    keep: Callable[[Work], None]
    begin_purchase: Callable[[], None]
    give_up: Callable[[], None]
    objection: Callable[[Work, Staff], Said | None]
    close: Callable[[Work, Staff], None]
    confirm: Callable[[Work, Staff], None]
    may_undo_alone: Callable[[VisitId], bool]
    void: Callable[[RecordedVisit, Staff], None]
    give_back: Callable[[VisitId, Staff], bool]
    touched: Callable[[], None]
    publish: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memberless:
    """A ticket that was closed with nobody attached, and nothing recorded."""

    basket: Basket
    standing: TicketStanding


class RegisterDoor:
    """Each method answers, and raises nothing but what nobody foresaw."""

    def __init__(self, station: Station, visit: VisitInProgress, floor: Floor) -> None:
        self._station = station
        self._visit = visit
        self._floor = floor
        self._memberless: OrderedDict[RegisterTicket, _Memberless] = OrderedDict()

    def put(self, ticket: RegisterTicket, basket: Basket) -> TicketAnswer:
        """The basket of a ticket as it is now, in place of what was handed over before."""
        return self._answering(lambda: self._put(ticket, basket))

    def look(self, ticket: RegisterTicket) -> TicketAnswer:
        """How the ticket stands; changes nothing."""
        try:
            return self._open(ticket) or self._closed(ticket) or _unknown()
        except StoreError:
            return TicketRefused(refusal=RegisterRefusal.STORE)

    def close(self, ticket: RegisterTicket, due_minor: int) -> TicketAnswer:
        """The ticket was paid, and so much was due; recorded once, whoever is attached."""
        return self._answering(lambda: self._close(ticket, due_minor))

    def void(self, ticket: RegisterTicket) -> TicketAnswer:
        """The ticket was given up, or taken back after it was closed."""
        return self._answering(lambda: self._void(ticket))

    def keeps_amount(self) -> bool:
        """Whether the amount is the register's, which no key changes; the till says so."""
        work = self._visit.work
        if work is None or work.draft.register_ticket is None:
            return False
        self._station.dialogue.say(given_back(work.draft.register_ticket))
        return True

    def glance(self, register: str = "") -> TillStanding:
        """The till as this register sees it; as all of them together see it, when none is named."""
        station, work, open_ticket = self._station, self._visit.work, self.open_ticket()
        is_own = open_ticket is None or register in {"", open_ticket.ticket.register}
        return TillStanding(
            till=station.identity.till_name,
            shop=station.identity.shop_name,
            currency=station.identity.currency.code,
            is_serving=self._floor.serving() is not None,
            member=member_of_work(work, station) if work is not None and is_own else None,
            ticket=open_ticket if is_own else None,
        )

    def open_ticket(self) -> TicketStanding | None:
        """The ticket of the visit in progress, as it stands; None while none is open."""
        work = self._visit.work
        ticket = work.draft.register_ticket if work is not None else None
        return self._open(ticket) if ticket is not None else None

    def _answering(self, act: Callable[[], TicketAnswer]) -> TicketAnswer:
        try:
            self._visit.prepare()
            answer = act()
            if isinstance(answer, TicketStanding):
                self._floor.touched()
            return answer
        except StoreError as fault:
            self._station.dialogue.say(announce.store_refused(fault))
            return TicketRefused(refusal=RegisterRefusal.STORE)
        finally:
            self._floor.publish()

    def _put(self, ticket: RegisterTicket, basket: Basket) -> TicketAnswer:
        closed = self._closed(ticket)
        if closed is not None:
            return closed if self._is_content(ticket, basket) else _refused(RegisterRefusal.DIFFERENT, closed)
        if basket.amount.currency != self._station.identity.currency:
            return _refused(RegisterRefusal.CURRENCY)
        if abs(ticket.day - self._station.today) > DAYS_APART_MAX:
            return _refused(RegisterRefusal.DAY)
        work, hindered = self._visit.work, self._hindrance(ticket)
        if hindered is not None:
            return hindered
        if work is not None and work.draft.register_ticket == ticket and work.draft.basket == basket:
            return self._standing(work, ticket)
        begins = work is None or work.draft.register_ticket is None
        if begins:
            self._floor.begin_purchase()
        self._floor.keep(self._visit.begun().with_basket(basket, ticket))
        if begins:
            self._station.dialogue.say(from_register(ticket))
        assert self._visit.work is not None
        return self._standing(self._visit.work, ticket)

    def _hindrance(self, ticket: RegisterTicket) -> TicketRefused | None:
        """Why the register may not touch the visit in progress now."""
        work, dialogue = self._visit.work, self._station.dialogue
        if self._station.access.staff is None:
            return _refused(RegisterRefusal.LOCKED)
        if self._floor.serving() is None or self._floor.is_waiting() or dialogue.question is not None:
            return _refused(RegisterRefusal.BUSY)
        held = work.draft.register_ticket if work is not None else None
        if work is not None and held is None and work.amount is not None:
            dialogue.say(amount_first(ticket))
            return _refused(RegisterRefusal.AMOUNT_TYPED)
        if held is not None and held != ticket:
            return _refused(RegisterRefusal.OTHER_TICKET, self._open(held))
        return None

    def _close(self, ticket: RegisterTicket, due_minor: int) -> TicketAnswer:
        closed = self._closed(ticket)
        if closed is not None:
            return _again(closed, due_minor)
        work, staff = self._visit.work, self._floor.serving()
        if work is None or work.draft.register_ticket != ticket:
            return _unknown()
        if self._floor.is_waiting():
            return self._standing(work, ticket, TicketStatus.CLOSING)
        hindered = self._hindrance(ticket)
        if hindered is not None:
            return hindered
        assert staff is not None
        today = self._visit.of_today(work)
        if today is not work:
            self._floor.keep(today)
        standing = self._standing(today, ticket)
        if standing.due_minor != due_minor:
            return _refused(RegisterRefusal.CHANGED, standing)
        if today.draft.gift_card_minor:
            return self._close_paid(today, standing, staff)
        if today.file is None:
            return self._close_memberless(today, standing)
        return self._record(today, ticket, staff)

    def _close_memberless(self, work: Work, standing: TicketStanding) -> TicketStanding:
        """Nobody earns: nothing is recorded but what the ticket was, should a forgotten card be credited."""
        self._station.store.keep_paid_ticket(without_choices(work.draft))
        self._floor.give_up()
        self._station.dialogue.clear()
        return self._remember(work, standing)

    def _close_paid(self, work: Work, standing: TicketStanding, staff: Staff) -> TicketAnswer:
        """What gift cards pay is recorded with it, by the way that Enter takes."""
        self._floor.confirm(work, staff)
        closed = self._closed(standing.ticket)
        if closed is not None:
            return closed
        if self._floor.is_waiting():
            return replace(standing, status=TicketStatus.CLOSING)
        return _refused(RegisterRefusal.OBJECTION, standing)

    def _remember(self, work: Work, standing: TicketStanding) -> TicketStanding:
        assert work.draft.basket is not None
        done = replace(standing, status=TicketStatus.CLOSED, visit_id=None)
        self._memberless[standing.ticket] = _Memberless(basket=work.draft.basket, standing=done)
        if len(self._memberless) > REMEMBERED_MAX:
            self._memberless.popitem(last=False)
        return done

    def _record(self, work: Work, ticket: RegisterTicket, staff: Staff) -> TicketAnswer:
        objection = self._floor.objection(work, staff)
        if objection is not None:
            self._station.dialogue.say(objection)
            return _refused(RegisterRefusal.OBJECTION, self._standing(work, ticket))
        self._floor.close(work, staff)
        return self._closed(ticket) or self._standing(work, ticket, TicketStatus.CLOSING)

    def _void(self, ticket: RegisterTicket) -> TicketAnswer:
        work, staff = self._visit.work, self._floor.serving()
        if work is not None and work.draft.register_ticket == ticket:
            hindered = self._hindrance(ticket)
            if hindered is not None:
                return hindered
            standing = self._standing(work, ticket, TicketStatus.VOIDED)
            self._floor.give_up()
            self._station.dialogue.say(voided_there(ticket))
            return replace(standing, visit_id=None, member=None)
        paid = paid_ticket(self._station.store, ticket)
        if paid is not None:
            return self._give_back(paid)
        self._memberless.pop(ticket, None)
        visit = self._recorded(ticket)
        if visit is None:
            return self._nothing(ticket)
        if visit.voided:
            return self._told(visit, ticket)
        if staff is None:
            return self._nobody_serves()
        fresh = self._floor.may_undo_alone(visit.id)
        checked = check_void(self._station.store, visit.id, by=staff, fresh=fresh)
        if isinstance(checked, CorrectionRefusal):
            return _refused(RegisterRefusal.NEEDS_MANAGER, self._told(visit, ticket))
        self._floor.void(checked, staff)
        return self._closed(ticket) or _unknown()

    def _give_back(self, paid: PaidTicket) -> TicketAnswer:
        """What gift cards paid is theirs again, on the word of whoever serves."""
        standing, staff = paid.standing, self._floor.serving()
        if standing.status is TicketStatus.VOIDED:
            return standing
        if staff is None:
            return self._nobody_serves()
        if not self._floor.give_back(paid.visit_id, staff):
            return _refused(RegisterRefusal.NEEDS_MANAGER, standing)
        return self._closed(standing.ticket) or self._nothing(standing.ticket)

    def _nobody_serves(self) -> TicketRefused:
        is_locked = self._station.access.staff is None
        return _refused(RegisterRefusal.LOCKED if is_locked else RegisterRefusal.BUSY)

    def _open(self, ticket: RegisterTicket) -> TicketStanding | None:
        work = self._visit.work
        if work is None or work.draft.register_ticket != ticket:
            return None
        status = TicketStatus.CLOSING if self._floor.is_waiting() else TicketStatus.OPEN
        return self._standing(work, ticket, status)

    def _closed(self, ticket: RegisterTicket) -> TicketStanding | None:
        known = self._memberless.get(ticket)
        if known is not None:
            return known.standing
        paid = paid_ticket(self._station.store, ticket)
        if paid is not None:
            return paid.standing
        visit = self._recorded(ticket)
        return self._told(visit, ticket) if visit is not None else None

    def _recorded(self, ticket: RegisterTicket) -> RecordedVisit | None:
        store = self._station.store
        for found in store.visits_of_ticket(ticket.number):
            if (found.register, found.day) == (ticket.register, ticket.day):
                return standing_now(store, found.visit_id)
        return None

    def _is_content(self, ticket: RegisterTicket, basket: Basket) -> bool:
        known = self._memberless.get(ticket)
        if known is not None:
            return known.basket == basket
        paid = paid_ticket(self._station.store, ticket)
        if paid is not None:
            return paid.basket == basket
        visit = self._recorded(ticket)
        return visit is not None and is_same_purchase(visit, basket)

    def _told(self, visit: RecordedVisit, ticket: RegisterTicket) -> TicketStanding:
        programme = self._station.store.programme_of(visit.programme_version)
        return standing_of_recorded(visit, ticket, programme, self._station.language)

    def _standing(
        self, work: Work, ticket: RegisterTicket, status: TicketStatus = TicketStatus.OPEN
    ) -> TicketStanding:
        return standing_of_work(work, ticket, self._station, status)

    def _nothing(self, ticket: RegisterTicket) -> TicketStanding:
        """A ticket of which there is nothing, and never will be unless it is opened."""
        currency = self._station.identity.currency.code
        return TicketStanding(ticket=ticket, status=TicketStatus.VOIDED, currency=currency, amount_minor=0)


def _again(closed: TicketStanding, due_minor: int) -> TicketAnswer:
    """A close that was answered before."""
    if closed.status is TicketStatus.VOIDED:
        return _refused(RegisterRefusal.ALREADY_VOIDED, closed)
    return closed if closed.due_minor == due_minor else _refused(RegisterRefusal.DIFFERENT, closed)


def _refused(refusal: RegisterRefusal, standing: TicketStanding | None = None) -> TicketRefused:
    return TicketRefused(refusal=refusal, standing=standing)


def _unknown() -> TicketRefused:
    return TicketRefused(refusal=RegisterRefusal.UNKNOWN_TICKET)
