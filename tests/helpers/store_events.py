"""Events as the till makes them, for tests of its store: each with ids of its own, ordered by the clock."""

from collections.abc import Iterable
from datetime import date
from random import Random
from uuid import UUID

import msgspec

from fidpos.domain.basket import BasketLine
from fidpos.domain.card import Medium, Trust
from fidpos.domain.ids import EntryId, EventId, LotId, RedemptionId, StaffId, VisitId, uuid7
from fidpos.domain.ledger import EntryKind, Lot
from fidpos.domain.member import Member, TierStanding
from fidpos.posting.mirror import mirror
from fidpos.posting.spend import take
from fidpos.till.ports import RecordedVisit
from fidpos.wire.events import (
    CountBody,
    EntryBody,
    EpochReason,
    EpochStarted,
    LotBody,
    RedemptionBody,
    RuleUseBody,
    VisitClosed,
    VisitVoided,
)
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock

CASHIER = StaffId(UUID(int=101))


class Events:
    """Makes events at the instant its clock shows."""

    def __init__(self, clock: FakeClock, seed: int = 7) -> None:
        self.clock = clock
        self._random = Random(seed)

    def new_id(self) -> UUID:
        """An id nobody has, later than all before."""
        return uuid7(self.clock.now(), self._random.randbytes)

    @property
    def today(self) -> date:
        return IDENTITY.calendar.business_day(self.clock.now())

    def epoch(self) -> EpochStarted:
        return EpochStarted(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            till_id=IDENTITY.till_id,
            reason=EpochReason.FIRST,
        )

    def closed(
        self,
        member: Member,
        minor: int = 2_000,
        *,
        visit_id: VisitId | None = None,
        discount_minor: int = 0,
        earned: dict[str, int] | None = None,
        spent: int = 0,
        lots: Iterable[Lot] = (),
        uses: tuple[RuleUseBody, ...] = (),
        tier: TierStanding | None = None,
        lines: tuple[BasketLine, ...] = (),
        counts: tuple[CountBody, ...] = (),
    ) -> VisitClosed:
        """A visit that earns a point per euro, unless told otherwise, and spends from the given lots."""
        credits = earned if earned is not None else {"points": minor // 100}
        entries = (*self._spending(spent, lots), *self._earning(credits))
        return VisitClosed(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            visit_id=visit_id or VisitId(self.new_id()),
            shop_id=IDENTITY.shop_id,
            till_id=IDENTITY.till_id,
            member_id=member.id,
            account_id=member.account_id,
            medium=Medium.CHIP,
            trust=Trust.COPYABLE,
            opened_by=CASHIER,
            closed_by=CASHIER,
            opened_at=self.clock.now(),
            business_day=self.today,
            currency="EUR",
            amount_minor=minor,
            discount_minor=discount_minor,
            lines=lines,
            programme_version=1,
            facts=msgspec.Raw(b'{"visit":{}}'),
            entries=entries,
            redemptions=self._redeemed(spent),
            rule_uses=uses,
            counts=counts,
            tier=tier,
            counter="points",
            points=credits.get("points", 0) - spent,
        )

    def voided(self, visit: RecordedVisit) -> VisitVoided:
        """The undoing of a visit, as the till makes it."""
        return VisitVoided(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            visit_id=visit.id,
            member_id=visit.member_id,
            account_id=visit.account_id,
            staff_id=CASHIER,
            business_day=self.today,
            visit_day=visit.business_day,
            amount_minor=visit.amount.minor,
            discount_minor=visit.discount.minor,
            reason="mistyped",
            entries=mirror(visit.entries, lots=visit.lots, allocations=visit.allocations, new_id=self.new_id),
            terms=visit.terms_back,
            vouchers_released=visit.vouchers_used,
            vouchers_withdrawn=visit.vouchers,
            rule_uses=visit.rule_uses,
            counts=visit.counts,
            tier=visit.tier_back,
            counter=visit.counter,
            points=-visit.points,
        )

    def _earning(self, credits: dict[str, int]) -> tuple[EntryBody, ...]:
        return tuple(
            EntryBody(
                id=EntryId(self.new_id()),
                counter=counter,
                kind=EntryKind.EARN,
                amount=amount,
                cause="base",
                lot=LotBody(id=LotId(self.new_id()), expires_on=date(2027, 11, 22)),
            )
            for counter, amount in credits.items()
            if amount
        )

    def _spending(self, spent: int, lots: Iterable[Lot]) -> tuple[EntryBody, ...]:
        if not spent:
            return ()
        return (
            EntryBody(
                id=EntryId(self.new_id()),
                counter="points",
                kind=EntryKind.SPEND,
                amount=-spent,
                cause="coffee",
                taken=take(lots, spent, self.today),
            ),
        )

    def _redeemed(self, spent: int) -> tuple[RedemptionBody, ...]:
        if not spent:
            return ()
        return (
            RedemptionBody(id=RedemptionId(self.new_id()), reward="coffee", counter="points", cost=spent),
        )
