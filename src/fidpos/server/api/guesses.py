"""Numbers that a till asks for and that there are not: whoever guesses them is soon asked to come back."""

from fidpos.domain.clock import Clock
from fidpos.domain.ids import TillId
from fidpos.server.api.answers import Refused
from fidpos.server.api.rate import GUESS_RATE, Limiter, Rate
from fidpos.wire.sync.hold import HoldAnswer, HoldRefusal
from fidpos.wire.sync.refusal import RefusalCode


class Guesses:
    """Thread-safe; each process counts for itself. A till that is right is never kept waiting."""

    def __init__(self, clock: Clock, *, rate: Rate = GUESS_RATE) -> None:
        self._limiter = Limiter(rate, clock)

    def check(self, till_id: TillId) -> None:
        """Whether the till may ask at all.

        Raises:
            Refused: it was wrong too often; nothing is looked up for it.
        """
        wait_s = self._limiter.would_wait_s(till_id)
        if wait_s:
            raise Refused.because(RefusalCode.TOO_MANY, retry_after_s=wait_s)

    def count(self, till_id: TillId, answer: HoldAnswer) -> None:
        """Each claim that was refused as unusable counts as guessed, however many one request had."""
        wrong = sum(held.refused is HoldRefusal.UNUSABLE for held in answer.held)
        if wrong:
            self._limiter.charge(till_id, wrong)
