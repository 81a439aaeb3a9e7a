"""F8: the visit closed last is undone; by a cashier alone for a while, then only by a manager."""

from collections.abc import Iterable, Sequence

from fidpos.domain.authority import Authority
from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.domain.staff import Staff
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.gift_card_trade import GiftCardTrade
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.payment.give_back import GivingBack, given_back, purchase_ids
from fidpos.till.ports import RecordedVisit
from fidpos.till.station import Station
from fidpos.till.void_visit import Voided, Voiding, check_void, void_event
from fidpos.wire.gift_card_events import GiftCardMoved


class Undo:
    """Which visit F8 undoes, and until when without a manager."""

    def __init__(self, station: Station, trade: GiftCardTrade, *, alone_s: float) -> None:
        self._station = station
        self._trade = trade
        self._alone_s = alone_s
        self._until_s = float("-inf")
        self._closed: VisitId | None = None
        self._paid: VisitId | None = None

    def may_alone(self, visit_id: VisitId) -> bool:
        """Whether a cashier may correct this visit alone: the one closed last, or what stands in its place.

        Raises:
            StoreError: the store cannot be read.
        """
        closed = self._closed if self._is_fresh else None
        return closed is not None and closed in purchase_ids(self._station.store, visit_id)

    @property
    def paid_alone(self) -> VisitId | None:
        """The sale without a member that gift cards paid last, while nothing came after it."""
        return self._paid if self._is_fresh else None

    def closed(self, visit_id: VisitId) -> None:
        """This visit was closed just now."""
        self._begin(closed=visit_id)

    def paid(self, visit_id: VisitId) -> None:
        """Gift cards paid this sale without a member just now; the visit before it is no longer the last."""
        self._begin(paid=visit_id)

    def expire(self) -> None:
        """The next member is there, or it is done: from now on a manager is needed."""
        self._until_s, self._closed, self._paid = float("-inf"), None, None

    def check(self, by: Staff) -> RecordedVisit | CorrectionRefusal:
        """The last visit, if this person may undo it now."""
        store = self._station.store
        visit_id = store.last_visit_id()
        fresh = visit_id is not None and self.may_alone(visit_id)
        return check_void(store, visit_id, by=by, fresh=fresh)

    def void(self, visit: RecordedVisit, by: Staff) -> Voided | GiftCardRefusal:
        """Undo it, with what gift cards paid of it; nothing of either where that is refused.

        Raises:
            StoreError: nothing was changed.
        """
        station = self._station
        back = self._given_back(purchase_ids(station.store, visit.id), by)
        if isinstance(back, GiftCardRefusal):
            return back
        voiding = Voiding(
            staff_id=by.id,
            reason="cashier",
            at=station.clock.now(),
            business_day=station.today,
            new_id=station.new_id,
        )
        event = void_event(visit, voiding)
        station.store.commit_together((*back, event))
        self.expire()
        return Voided(visit=visit, event=event, returned_minor=_returned_minor(back))

    def give_back(self, visit_id: VisitId, by: Staff) -> Money | GiftCardRefusal:
        """Undo the payment of a sale without a member: what is back on the cards.

        Raises:
            StoreError: nothing was changed.
        """
        back = self._given_back((visit_id,), by)
        if isinstance(back, GiftCardRefusal):
            return back
        for event in back:
            self._station.store.commit(event)
        self.expire()
        return Money(_returned_minor(back), self._station.identity.currency)

    @property
    def _is_fresh(self) -> bool:
        return self._station.clock.monotonic_s() <= self._until_s

    def _begin(self, *, closed: VisitId | None = None, paid: VisitId | None = None) -> None:
        self._until_s = self._station.clock.monotonic_s() + self._alone_s
        self._closed, self._paid = closed, paid

    def _given_back(
        self, visits: Sequence[VisitId], by: Staff
    ) -> tuple[GiftCardMoved, ...] | GiftCardRefusal:
        work = self._trade.work(self._station, Authority(asked_by=by))
        return given_back(work, GivingBack(visits=visits, reason="cashier"))


def _returned_minor(back: Iterable[GiftCardMoved]) -> int:
    return sum(body.amount_minor for event in back for body in event.moves)
