"""What the centre is asked when goods of a visit that another till recorded came back here."""

from datetime import date
from typing import Self

import msgspec

from fidpos.domain.ids import EventId, RefundId, StaffId, VisitId
from fidpos.wire.instant import Instant

REFUND_ASKED = "refund_asked"


class RefundAsked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=REFUND_ASKED):
    """The register here gives money back; the centre takes back what the visit gave, once.

    A till does not know all that a visit of another till did. Whoever asks first is served; what comes later
    and finds nothing left is looked at by the office.

    Attributes:
        visit_id: where the customer's card has told which; None for a ticket alone.
        ticket: number of the register's document, as `domain.register_ticket.ticket_number` makes it.
        bought_on: the ticket's day, where it is known: registers begin anew each day.
        amount_minor: of the basket, before our discounts; None for all that is left.
        reason: a code or some words, never anybody's name.
        asked_by: who asked, where somebody else approved.
        flagged: nobody else approved, or whoever did gains by it: the owner is told.
    """

    id: EventId
    at: Instant
    refund_id: RefundId
    business_day: date
    currency: str
    staff_id: StaffId
    visit_id: VisitId | None = None
    ticket: str = ""
    bought_on: date | None = None
    amount_minor: int | None = None
    reason: str = ""
    asked_by: StaffId | None = None
    flagged: bool = False

    def answered_by(self, staff_id: StaffId, amount_minor: int | None) -> Self:
        """The same on somebody else's word, who may say another amount; whoever asked is named."""
        return msgspec.structs.replace(
            self,
            staff_id=staff_id,
            asked_by=self.asked_by or self.staff_id,
            flagged=False,
            amount_minor=amount_minor,
        )
