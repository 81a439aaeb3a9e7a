"""What the office has to look at: events that wait or were doubted, and what the centre noticed by itself.

The port of whoever looks: operators on the command line and, later, the back office. Nothing in it shows
personal data: of an event it gives what stands in the journal, where names are sealed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import EventId, TillId

QUARANTINED = "quarantined"
"""Kind of review: an event that could not be applied; it is settled by being applied, or put aside."""
FLAGGED = "flagged"
"""Kind of review: an event that was applied, and should not have happened like this."""
GIFT_DEBT = "gift_debt"
"""Kind of review: what a gift card paid that has ended is owed to a customer; paying settles it."""
REVIEWS_MAX = 500


class NothingToReview(FidposError):
    """There is no such review, or it is settled."""

    code = "nothing_to_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Something to look at.

    Attributes:
        id: of the event where one is in question, else its own.
        kind: `QUARANTINED`, `FLAGGED`, or the code of what was noticed.
        reason: `reason.Reason` of an event; empty for the rest.
        told: kind of the event, empty when nobody can read it.
        subject_id: the member or gift card that it is about.
    """

    id: UUID
    kind: str
    reason: str = ""
    told: str = ""
    till_id: TillId | None = None
    subject_id: UUID | None = None
    found_at: datetime
    detail: Mapping[str, str] = field(default_factory=dict)


class Reviews(Protocol):
    """The reviews of one merchant, within one transaction."""

    def open(self, at_most: int = REVIEWS_MAX) -> Sequence[Review]:
        """Those that nobody has settled, oldest first."""
        ...

    def body(self, event_id: EventId) -> bytes | None:
        """The event as the till told it, byte for byte."""
        ...

    def settle(self, review: Review, by: UUID, outcome: str) -> bool:
        """Somebody has looked at it, and this is what they did; False where somebody else had.

        Until the transaction ends, whoever wants to settle the same one waits.
        """
        ...
