"""Two persons for what is worth money: one asks, another one decides. Who may be that other one.

Neither who asked nor who gains by it decides, unless there is nobody else at the merchant who could: then it
is allowed, and written down as decided alone, where the merchant and their accountant can see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import ShopId


class Outcome(StrEnum):
    """How it ended."""

    APPROVED = "approved"
    APPROVED_ALONE = "approved_alone"
    """By the person who asked: there was nobody else."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """By the person who asked."""
    MOOT = "moot"
    """There was nothing left to decide: it had been done in another way."""


NEW_FOR = timedelta(days=90)
"""Who came in this lately is looked at twice."""


class NeedsAnother(FidposError):
    """Who asked, or gains by it, does not decide while somebody else could."""

    code = "needs_another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What waits for a second person, or what became of it.

    Attributes:
        kind: name of an `ApprovalKind`.
        subject_id: to whom or what it would be done.
        body: what is done once it is approved, as its kind reads it; never personal data.
        shop_id: the only shop that it is about; without one it is for who sees all shops.
        beneficiary_id: person of the office who gains by it.
        reason: why it was refused.
    """

    id: UUID
    kind: str
    subject_id: UUID | None
    body: Mapping[str, object] = field(default_factory=dict)
    shop_id: ShopId | None = None
    beneficiary_id: UUID | None = None
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str | None = None

    def is_of(self, person: UUID) -> bool:
        """Whether the person asked for it or gains by it."""
        return person in (self.asked_by, self.beneficiary_id)


def days_since_let_in(
    approval: Approval, decider: UUID, let_in: Mapping[tuple[UUID, UUID], datetime], at: datetime
) -> int | None:
    """Within how many days who asked let the decider into the office; None if not, or long ago.

    A second account is soon made: this is allowed, and shown to everybody who looks.
    """
    since = let_in.get((approval.asked_by, decider))
    return (at - since).days + 1 if since is not None and at - since < NEW_FOR else None


def approved_by(approval: Approval, person: UUID, *, others: int) -> Outcome:
    """What it is called when this person approves it.

    Args:
        approval: in question.
        person: who would approve it.
        others: how many people could, beside who asked and who gains by it.

    Raises:
        NeedsAnother: see there.
    """
    if not approval.is_of(person):
        return Outcome.APPROVED
    if others:
        raise NeedsAnother("somebody else decides")
    return Outcome.APPROVED_ALONE


def refused_by(approval: Approval, person: UUID) -> Outcome:
    """What it is called when this person does not want it: whoever asked takes it back."""
    return Outcome.WITHDRAWN if person == approval.asked_by else Outcome.REFUSED
