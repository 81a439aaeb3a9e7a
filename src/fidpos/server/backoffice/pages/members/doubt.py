"""Something that a till told and that waits for the office, as the one visitor may see it who acts on it."""

from fidpos.domain.ids import EventId
from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.asked import Asked
from fidpos.server.db import waiting
from fidpos.server.db.reviews import PostgresReviews
from fidpos.server.db.work import Work
from fidpos.server.reason import Reason
from fidpos.server.reviewing import FLAGGED, Review
from fidpos.server.services.settle import settle


def seen_doubt(asked: Asked, work: Work, reason: Reason | None = None) -> waiting.Doubted:
    """The one that the path names, told by a till of the visitor's shops.

    Args:
        asked: by whom.
        work: the transaction.
        reason: for which it must have been doubted, if the page is for one alone.

    Raises:
        NotHere: there is none, or somebody has settled it.
    """
    found = waiting.doubted(work, asked.visitor.shops, EventId(asked.id("event_id")))
    if not found or reason not in {None, found[0].reason}:
        raise NotHere("nothing waits under this id")
    return found[0]


def settle_doubt(asked: Asked, work: Work, doubted: waiting.Doubted, outcome: str) -> None:
    """It was dealt with. Whoever does something about it says so first: of two who do, one does it.

    Raises:
        NothingToReview: somebody else has.
    """
    review = Review(id=doubted.event.id, kind=FLAGGED, till_id=doubted.till_id, found_at=doubted.received_at)
    settle(PostgresReviews(work), review, asked.visitor.person_id, outcome)
