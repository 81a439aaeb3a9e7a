"""Closed visits as the centre knows them, for what is done to one of them here; part of `ports.Unit`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from fidpos.domain.ids import AccountId, LotId, MemberId, VisitId
from fidpos.domain.member import TierStanding
from fidpos.rules.codec import facts_together
from fidpos.rules.facts import Facts
from fidpos.wire.events import TermBody, VisitClosed, VisitRefunded, VoucherUseBody
from fidpos.wire.sealed import unseal


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVisit:
    """A closed visit with all that a refund needs: see `posting.refundable`.

    Attributes:
        is_over: it was voided, or nothing of it is left.
        on_cards_minor: of its price, what gift cards paid and was not given back to them since.
        key: of the member whom its event names; None once it is destroyed.
    """

    told: VisitClosed
    refunds: tuple[VisitRefunded, ...]
    is_over: bool
    member_id: MemberId
    account_id: AccountId
    lots_hold: Mapping[LotId, int]
    tier_back: TierStanding | None = None
    terms_back: tuple[TermBody, ...] = ()
    vouchers_spent: tuple[VoucherUseBody, ...] = ()
    on_cards_minor: int = 0
    key: bytes | None = field(default=None, repr=False)

    def facts_then(self) -> Facts | None:
        """What it was computed from; None once what is personal in it was forgotten."""
        told = self.told
        if not told.sealed:
            return facts_together(bytes(told.facts), b"")
        if self.key is None:
            return None
        return facts_together(bytes(told.facts), unseal(self.key, told.member_id, told.sealed))


class VisitBook(Protocol):
    """Visits of one merchant, within one transaction."""

    def visit(self, visit_id: VisitId) -> KnownVisit | None:
        """As it is now; its account is locked until the unit ends. None for one that no till has told."""
        ...

    def of_ticket(self, number: str, day: date | None) -> Sequence[VisitId]:
        """The visits of tickets with this number, in all shops; of one day if it is given."""
        ...
