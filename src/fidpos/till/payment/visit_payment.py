"""What gift cards pay of the visit in progress: from the first card held to the close, and over a power cut.

What is held stands in the journal under the visit's id; the draft says how much that is, since the programme
may not let it earn. Only the ticket is kept here: whoever has not closed the visit when the power goes types
it once more. What pays is recorded in one transaction with the visit.
"""

from contextlib import suppress
from dataclasses import dataclass

from fidpos.domain.authority import Authority
from fidpos.domain.errors import StoreError
from fidpos.domain.gift_card import GiftHold, HoldState
from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.domain.staff import Role, Staff
from fidpos.till.announce import Said
from fidpos.till.gift_card_payment import payment_event, release_holds
from fidpos.till.gift_card_renewal import Confirmed, overdue
from fidpos.till.gift_card_trade import GiftCardTrade
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork
from fidpos.till.payment import words
from fidpos.till.refused import gift_card_refused
from fidpos.till.station import Station
from fidpos.till.stored_value import StoredValue
from fidpos.till.visit_in_progress import VisitInProgress
from fidpos.till.work import Work, without_choices
from fidpos.wire.gift_card_events import GiftCardMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class _Purchase:
    """For what cards are held: another amount is another purchase."""

    visit_id: VisitId
    amount: Money | None


class VisitPayment:
    """Of at most one visit at a till.

    Args:
        station: of the till.
        visit: in progress.
        trade: how gift cards are dealt in here.
        stored_value: None for a till that has no centre.

    Attributes:
        confirmed: until when the centre keeps what it was asked about again.
    """

    def __init__(
        self,
        station: Station,
        visit: VisitInProgress,
        trade: GiftCardTrade,
        stored_value: StoredValue | None,
    ) -> None:
        self._station = station
        self._visit = visit
        self._trade = trade
        self._stored_value = stored_value
        self.confirmed: Confirmed = {}
        self._begun: _Purchase | None = None
        self._ticket = ""

    # Before the close

    def work_of(self, authority: Authority) -> GiftCardWork:
        """One act with gift cards, on that word."""
        return self._trade.work(self._station, authority)

    @property
    def due(self) -> Money | None:
        """What the visit in progress costs after discounts; None before an amount is typed."""
        work = self._visit.work
        if work is None or work.amount is None:
            return None
        if work.ready is None:
            return work.amount
        return Money(work.ready.evaluation.due_minor, work.amount.currency)

    @property
    def ticket(self) -> str:
        """As it was typed, where the close was objected to."""
        return self._ticket

    @property
    def linked_ticket(self) -> str:
        """Of the register that handed the purchase over, and that closes it; empty where it is typed."""
        return self._visit.work.draft.ticket if self._visit.work is not None else ""

    def follow(self, work: Work) -> Work:
        """The visit is to be kept like this: what was held for another amount is let go."""
        if self._begun is None or self._begun == _purchase(work):
            return work
        self.let_go()
        self._station.dialogue.say(words.given_up())
        return work.with_gift_card(0)

    def hold(self, work: Work) -> Work:
        """The visit with what its cards pay now.

        Raises:
            StoreError: the store cannot be read.
        """
        holds = self._open(work.draft.id)
        self._begun = _purchase(work) if holds else None
        return work.with_gift_card(sum(hold.amount_minor for hold in holds))

    def promise(self, ticket: str, authority: Authority) -> GiftCardRefusal | None:
        """The register's ticket is paid: what stands in the way of recording it, if anything.

        Raises:
            StoreError: the store cannot be read.
        """
        if self._begun is None:
            return GiftCardRefusal.LAPSED
        event = payment_event(self.work_of(authority), self._begun.visit_id, ticket)
        if isinstance(event, GiftCardRefusal):
            return event
        self._ticket = event.ticket
        return None

    def let_go(self) -> None:
        """No card pays. What cannot be let go now is let go once it is stale."""
        begun, staff = self._begun, self._station.access.staff
        self.settled()
        if begun is not None and staff is not None and staff.role is not Role.TECHNICIAN:
            with suppress(StoreError):
                release_holds(self.work_of(Authority(asked_by=staff)), self._open(begun.visit_id))

    # At the close

    @property
    def is_begun(self) -> bool:
        """Whether cards are held for the visit in progress."""
        return self._begun is not None

    @property
    def is_promised(self) -> bool:
        """Whether only the record is missing: the ticket is known, and the cards pay no more than is due.

        What the centre may have let go meanwhile is asked about first.

        Raises:
            StoreError: the store cannot be read.
        """
        work, due = self._visit.work, self.due
        if work is None or due is None or self._begun != _purchase(work) or not self._ticket:
            return False
        return 0 < work.draft.gift_card_minor <= due.minor and not self._is_overdue(work.draft.id)

    def spent(self, staff: Staff) -> tuple[GiftCardMoved, ...] | GiftCardRefusal:
        """What is to be recorded with the visit; nothing where no card pays, or where it was recorded before.

        Raises:
            StoreError: the store cannot be read.
        """
        begun = self._begun
        if begun is None or self.is_recorded(begun.visit_id):
            return ()
        event = payment_event(self.work_of(Authority(asked_by=staff)), begun.visit_id, self._ticket)
        return event if isinstance(event, GiftCardRefusal) else (event,)

    def is_recorded(self, visit_id: VisitId) -> bool:
        """Whether cards have paid that visit, and none is held for it any more.

        Raises:
            StoreError: the store cannot be read.
        """
        states = {hold.state for hold in self._station.store.gift_holds(visit_id)}
        return HoldState.POSTED in states and HoldState.HELD not in states

    def record_alone(self, staff: Staff) -> Said:
        """A sale without a member: what the cards pay is recorded, and the draft is done with.

        Raises:
            StoreError: nothing was recorded, or only the draft is still there.
        """
        work, due = self._visit.work, self.due
        assert work is not None
        assert due is not None
        events = self.spent(staff)
        if isinstance(events, GiftCardRefusal):
            return self.refused(events)
        if work.draft.register_ticket is not None:
            self._station.store.keep_paid_ticket(without_choices(work.draft))
        for event in events:
            self._station.store.commit(event)
        if not self.is_recorded(work.draft.id):
            return self.refused(GiftCardRefusal.LAPSED)
        paid = Money(work.draft.gift_card_minor, due.currency)
        self._visit.drop()
        self.settled()
        return words.paid_alone(paid, due - paid)

    def refused(self, refusal: GiftCardRefusal) -> Said:
        """What was held is not there any more, or the ticket does not do; the purchase stays.

        Raises:
            StoreError: the draft could not be kept.
        """
        work = self._visit.work
        self._ticket = ""
        if refusal is GiftCardRefusal.LAPSED and work is not None:
            self.let_go()
            self._visit.keep(work.with_gift_card(0))
        return gift_card_refused(refusal)

    def settled(self) -> None:
        """It is recorded, or no card pays."""
        self._begun, self._ticket = None, ""
        self.confirmed.clear()

    def resume(self) -> Said | None:
        """After a start: what is held for the visit that is back, or that it was paid before.

        Raises:
            StoreError: the store cannot be read or written.
        """
        work = self._visit.work
        if work is None:
            return None
        if self.is_recorded(work.draft.id):
            self._visit.drop()
            return words.recorded_before_stop()
        if not self._station.store.gift_holds(work.draft.id):
            return None
        held = self.hold(work)
        if held.draft.gift_card_minor == work.draft.gift_card_minor == 0:
            return None
        self._visit.keep(held)
        return words.resumed(Money(held.draft.gift_card_minor, self._station.identity.currency))

    def _is_overdue(self, visit_id: VisitId) -> bool:
        staff = self._station.access.staff
        if staff is None:
            return True
        work = self.work_of(Authority(asked_by=staff))
        return bool(overdue(work, self._stored_value, visit_id, self.confirmed))

    def _open(self, visit_id: VisitId) -> tuple[GiftHold, ...]:
        holds = self._station.store.gift_holds(visit_id)
        return tuple(hold for hold in holds if hold.state is HoldState.HELD)


def _purchase(work: Work) -> _Purchase:
    return _Purchase(visit_id=work.draft.id, amount=work.amount)
