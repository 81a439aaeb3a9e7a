"""What is done about a review: what a flagged event made is freed, the rest is settled; see `reviewing`.

What waits in quarantine may be put aside: it is listed no more, stays in the journal, and is still applied if
what it waits for comes.
"""

from uuid import UUID

from fidpos.domain.ids import EventId
from fidpos.server.ports import Unit
from fidpos.server.reason import Reason
from fidpos.server.reviewing import FLAGGED, GIFT_DEBT, NothingToReview, Review, Reviews

FREED = "freed"
NOTHING_HELD = "nothing_held"
_MAKE_VALUE = frozenset({"visit_closed", "gift_card_moved"})


def free(unit: Unit, reviews: Reviews, review: Review, by: UUID) -> bool:
    """What a flagged event made beyond the till's limits may be spent; returns whether anything was held.

    Raises:
        NothingToReview: it waits, or somebody else has settled it.
    """
    if not may_hold(review):
        raise NothingToReview("nothing of it was ever held")
    freed = unit.free(EventId(review.id))
    settle(reviews, review, by, FREED if freed else NOTHING_HELD)
    return freed


def may_hold(review: Review) -> bool:
    """Whether what the event made may be withheld and let go; a card of a taken number is only replaced."""
    is_held = review.kind == FLAGGED and review.told in _MAKE_VALUE
    return is_held and review.reason != Reason.NUMBER_TAKEN


def settle(reviews: Reviews, review: Review, by: UUID, outcome: str) -> None:
    """It was looked at. Whoever acts on it settles it first: of two who do, one acts.

    Raises:
        NothingToReview: somebody else has settled it, or money is owed, which is settled by being paid.
    """
    if review.kind == GIFT_DEBT:
        raise NothingToReview("it is settled by being paid")
    if not reviews.settle(review, by, outcome):
        raise NothingToReview("settled meanwhile")
