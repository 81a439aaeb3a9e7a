"""What operators do about what the centre could not take, or doubts: look, try again, free, settle."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from fidpos.bootstrap.centre import OpenCentre, open_centre
from fidpos.bootstrap.registrar import CONSOLE, Registrar
from fidpos.domain.ids import EventId, MerchantId
from fidpos.paths import ServerFolder
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.reviews import PostgresReviews
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.server.ports import Reason
from fidpos.server.reviewing import FLAGGED, QUARANTINED, NothingToReview, Review
from fidpos.server.services.push import replay


@contextmanager
def reviewer(folder: ServerFolder, environment: Mapping[str, str]) -> Iterator["Reviewer"]:
    """Of a centre, beside the program that serves it or without.

    Raises:
        FidposError: see `open_centre`.
    """
    with open_centre(folder, environment) as centre:
        yield Reviewer(centre)


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

    def __init__(self, centre: OpenCentre) -> None:
        self._centre = centre
        self._store = PostgresCentre(
            centre.database,
            clock=centre.clock,
            master_key=centre.keyring.master,
            sign=centre.keyring.sign_row,
        )
        self._registrar = Registrar(centre)
        self._operator = centre.register.operator(CONSOLE)

    def open(self, number: int) -> Sequence[Review]:
        """What nobody has settled, oldest first."""
        with self._store.work(self._merchant(number)) as work:
            return PostgresReviews(work).open()

    def look(self, number: int, said: str) -> Looked:
        """One of them.

        Raises:
            NothingToReview: none, or several, begin like this.
        """
        with self._store.work(self._merchant(number)) as work:
            reviews = PostgresReviews(work)
            review = _one(reviews, said)
            is_event = review.kind in {QUARANTINED, FLAGGED}
            return Looked(review=review, body=reviews.body(EventId(review.id)) if is_event else None)

    def try_again(self, number: int) -> int:
        """Apply what can be applied by now, such as events of a newer program after an upgrade."""
        with self._store.work(self._merchant(number)) as work:
            applied = replay(self._store.unit_of(work), tuple(Reason))
            self._write_down(work, "quarantine_replayed", None, {"applied": str(applied)})
        return applied

    def free(self, number: int, said: str) -> bool:
        """What a flagged event made beyond the till's limits may be spent; returns whether anything was held.

        Raises:
            NothingToReview: none, or several, begin like this.
        """
        with self._store.work(self._merchant(number)) as work:
            reviews = PostgresReviews(work)
            review = _one(reviews, said)
            freed = review.kind == FLAGGED and self._store.unit_of(work).free(EventId(review.id))
            reviews.settle(review, self._operator, "freed" if freed else "nothing_held")
            self._write_down(work, "event_freed", review.id, {"held": str(freed)})
        return freed

    def settle(self, number: int, said: str, outcome: str) -> Review:
        """It was looked at.

        Raises:
            NothingToReview: none, or several, begin like this; or it waits to be applied, which settles it.
        """
        with self._store.work(self._merchant(number)) as work:
            reviews = PostgresReviews(work)
            review = _one(reviews, said)
            if review.kind == QUARANTINED:
                raise NothingToReview("it is settled by being applied")
            reviews.settle(review, self._operator, outcome)
            detail = {"kind": review.kind, "outcome": outcome}
            self._write_down(work, "review_settled", review.id, detail)
        return review

    def _merchant(self, number: int) -> MerchantId:
        return self._registrar.merchant(number).id

    def _write_down(self, work: Work, act: str, subject: UUID | None, detail: Mapping[str, str]) -> None:
        at = work.clock.now()
        done = Act(name=act, actor=self._operator, at=at, subject=subject, detail=detail)
        write_down(work.connection, work.merchant_id, done)


def _one(reviews: PostgresReviews, said: str) -> Review:
    found = [review for review in reviews.open() if str(review.id).startswith(said.lower())]
    if len(found) != 1:
        raise NothingToReview(f"{len(found)} begin with {said}")
    return found[0]
