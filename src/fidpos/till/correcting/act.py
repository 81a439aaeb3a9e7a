"""What can be done to a visit, once everything is known that it takes; and what it will change."""

from dataclasses import dataclass
from typing import Protocol

from fidpos.domain.ids import MemberId, VisitId
from fidpos.till.announce import Said
from fidpos.till.correcting.reason import ReasonCode
from fidpos.till.correction import CorrectionRefusal, CorrectionWork
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.task.view import Fact
from fidpos.till.view import Message

Refusal = CorrectionRefusal | GiftCardRefusal
"""Why it is not done: because of the visit, or of a gift card that paid it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What will be true afterwards, before anything is done: both entries, side by side."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It is durable; `member_id` is who is shown next, None for nobody."""

    said: Said
    member_id: MemberId | None


class CorrectionAct(Protocol):
    """One correction with its ids, made before the first attempt: done twice, it is done once."""

    @property
    def visit_id(self) -> VisitId | None:
        """The visit that is corrected; None when there is none yet."""
        ...

    @property
    def title(self) -> Message:
        """What it is called."""
        ...

    @property
    def why(self) -> Message:
        """What a manager is asked to approve."""
        ...

    @property
    def reasons(self) -> tuple[ReasonCode, ...]:
        """What usually leads to it; empty when nobody asks why."""
        ...

    def foresee(self, work: CorrectionWork, reason: str, /) -> Proposal | Refusal:
        """What it would do now.

        Raises:
            StoreError: that cannot be read.
        """
        ...

    def perform(self, work: CorrectionWork, reason: str, /) -> Done | Refusal:
        """Do it.

        Raises:
            StoreError: nothing was changed.
        """
        ...
