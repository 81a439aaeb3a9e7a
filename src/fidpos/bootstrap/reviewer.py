"""What operators do about what the centre could not take, or doubts: look, try again, free, settle."""

from collections.abc import Sequence
from dataclasses import dataclass

from fidpos.bootstrap.entered import check_said
from fidpos.bootstrap.operator import Operator
from fidpos.domain.ids import EventId
from fidpos.server.db.reviews import PostgresReviews
from fidpos.server.reason import Reason
from fidpos.server.reviewing import FLAGGED, QUARANTINED, NothingToReview, Review
from fidpos.server.services.push import replay
from fidpos.server.services.settle import free, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A review with what the till told; None where no event is in question."""

    review: Review
    body: bytes | None


class Reviewer:
    """An operator at work; each method is one transaction.

    Raises:
        NotRegistered: by every method; there is no such merchant.
        DatabaseError: the database is away.
    """

    def __init__(self, operator: Operator) -> None:
        self._operator = operator

    def open(self, number: int) -> Sequence[Review]:
        """What nobody has settled, oldest first."""
        with self._operator.work(number) as work:
            return PostgresReviews(work).open()

    def look(self, number: int, said: str) -> Looked:
        """One of them.

        Raises:
            NothingToReview: none, or several, begin like this.
        """
        with self._operator.work(number) as work:
            reviews = PostgresReviews(work)
            review = _one(reviews, said)
            is_event = review.kind in {QUARANTINED, FLAGGED}
            return Looked(review=review, body=reviews.body(EventId(review.id)) if is_event else None)

    def try_again(self, number: int) -> int:
        """Apply what can be applied by now, such as events of a newer program after an upgrade."""
        with self._operator.work(number) as work:
            applied = replay(self._operator.store.unit_of(work), tuple(Reason))
            self._operator.write_down(work, "quarantine_replayed", None, {"applied": str(applied)})
        return applied

    def free(self, number: int, said: str) -> bool:
        """What a flagged event made beyond the till's limits may be spent; returns whether anything was held.

        Raises:
            NothingToReview: none, or several, begin like this.
        """
        with self._operator.work(number) as work:
            reviews = PostgresReviews(work)
            review = _one(reviews, said)
            freed = free(self._operator.store.unit_of(work), reviews, review, self._operator.id)
            self._operator.write_down(work, "event_freed", review.id, {"held": str(freed)})
        return freed

    def settle(self, number: int, said: str, outcome: str) -> Review:
        """It was looked at.

        Raises:
            NothingToReview: none, or several, begin like this; or somebody else has settled it.
            NothingSaid: what was done has no words.
        """
        check_said(outcome)
        with self._operator.work(number) as work:
            reviews = PostgresReviews(work)
            review = _one(reviews, said)
            settle(reviews, review, self._operator.id, outcome)
            detail = {"kind": review.kind, "outcome": outcome}
            self._operator.write_down(work, "review_settled", review.id, detail)
        return review


def _one(reviews: PostgresReviews, said: str) -> Review:
    found = [review for review in reviews.open() if str(review.id).startswith(said.lower())]
    if len(found) != 1:
        raise NothingToReview(f"{len(found)} begin with {said}")
    return found[0]
