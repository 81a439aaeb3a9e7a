"""F8 at the counter: what is undone is said, and shown as it is by now."""

from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.money import Money
from fidpos.domain.staff import Staff
from fidpos.till import announce
from fidpos.till.aftermath import Aftermath
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.identify import recognise_without_card
from fidpos.till.payment.words import given_back_alone, with_returned
from fidpos.till.ports import RecordedVisit
from fidpos.till.refused import correction_refused, gift_card_refused
from fidpos.till.station import Station
from fidpos.till.undo import Undo
from fidpos.till.visit_in_progress import VisitInProgress


class Undoing:
    """Undoes the visit or the payment that came last, and shows whoever it was.

    Every method may raise a `StoreError`; nothing was undone then.
    """

    def __init__(self, station: Station, undo: Undo, visit: VisitInProgress, aftermath: Aftermath) -> None:
        self._station = station
        self._dialogue = station.dialogue
        self._undo = undo
        self._visit = visit
        self._aftermath = aftermath

    def last(self, staff: Staff) -> None:
        """What was done last at this till; asked about first where it is not this person's alone any more."""
        if self._undo.paid_alone is not None:
            self.give_back(self._undo.paid_alone, staff)
            return
        visit = self._undo.check(staff)
        if isinstance(visit, CorrectionRefusal):
            refused = correction_refused(visit)
            is_managers = visit is CorrectionRefusal.NEEDS_MANAGER
            self._dialogue.say(self._station.for_a_manager(refused) if is_managers else refused)
        elif self._undo.may_alone(visit.id):
            self.void(visit, staff)
        else:
            self._dialogue.ask(announce.void_question(visit), lambda: self.void(visit, staff))

    def void(self, visit: RecordedVisit, staff: Staff) -> None:
        """This visit, with what gift cards paid of it."""
        voided = self._undo.void(visit, staff)
        if isinstance(voided, GiftCardRefusal):
            self._dialogue.say(gift_card_refused(voided))
            return
        points = self.show_again(visit.member_id)
        returned = Money(voided.returned_minor, self._station.identity.currency)
        self._dialogue.say(with_returned(announce.visit_voided(voided.event, points), returned))

    def give_back(self, visit_id: VisitId, staff: Staff) -> bool:
        """What gift cards paid of a sale to nobody we know is theirs again."""
        returned = self._undo.give_back(visit_id, staff)
        if isinstance(returned, GiftCardRefusal):
            self._dialogue.say(gift_card_refused(returned))
            return False
        self._dialogue.say(given_back_alone(returned))
        return True

    def show_again(self, member_id: MemberId) -> int | None:
        """Somebody whose past has changed, and their balance; None while a visit is in progress."""
        if self._visit.work is not None:
            self._visit.read_again()
            return None
        shown, before = self._aftermath.recognised, self._aftermath.member
        is_there = (
            shown is not None and shown.member.id == member_id and before is not None and before.is_there
        )
        if shown is None or shown.member.id != member_id:
            shown = recognise_without_card(self._station.store, member_id)
        counter = self._station.programme.counters[0].code
        return self._aftermath.show(shown, counter, is_there=is_there) if shown is not None else None
