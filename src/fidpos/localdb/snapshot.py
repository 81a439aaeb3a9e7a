"""What a till is told of a member it did not enrol itself: the first fill from the centre, or a demo's seed.

A snapshot is not journaled: it comes from elsewhere, where its own journal stands. What the member holds
enters the ledger as opening entries, one for each lot. A gift card is nobody's, so it comes on its own.
"""

from dataclasses import dataclass, field
from datetime import date

from fidpos.domain.card import Card
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Consent, Member
from fidpos.rules.past import DayAggregate, LifetimeTotals
from fidpos.till.ports import PastVisit
from fidpos.vault.sealing import new_key
from fidpos.wire.events import VoucherBody


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorUse:
    """Uses of a limited rule before the snapshot; the yearly and daily limits count them on `last_on`."""

    rule: str
    subject: str = ""
    count: int
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSnapshot:
    """One member with everything the counter shows or computes with.

    Attributes:
        lots: what the account holds; each is booked as an opening entry (with the lot's `entry_id`) of what
            remains of it. Give them with one of the members when several share an account.
        days: aggregates of the days with at least one visit, one for each scope.
        lifetime: totals for each scope; when left out, the sums of `days`.
        visits: the latest ones, for the history on screen. Their ids are UUIDv7 made from the instant of the
            visit: the order of the ids is what "recent" means for the whole shop.
        vouchers: those that nobody has used, as the events told them that gave them; those of the bearer
            too, under the member to whom they were given.
        key: the member's own key, under which personal data is sealed in events.
    """

    member: Member
    cards: tuple[Card, ...] = ()
    consents: tuple[Consent, ...] = ()
    lots: tuple[Lot, ...] = ()
    days: tuple[DayAggregate, ...] = ()
    lifetime: tuple[LifetimeTotals, ...] = ()
    visits: tuple[PastVisit, ...] = ()
    uses: tuple[PriorUse, ...] = ()
    vouchers: tuple[VoucherBody, ...] = ()
    key: bytes = field(default_factory=new_key, repr=False)

    def __post_init__(self) -> None:
        """A snapshot speaks of one member and one account.

        Raises:
            InvalidValue: a card, consent or lot belongs to someone else, or a lot was already drawn on.
        """
        owners = {card.member_id for card in self.cards} | {consent.member_id for consent in self.consents}
        if owners - {self.member.id} or {lot.account_id for lot in self.lots} - {self.member.account_id}:
            raise InvalidValue("a snapshot speaks of one member and one account")
        if any(lot.earned != lot.remaining for lot in self.lots):
            raise InvalidValue("a lot of a snapshot begins with what remains of it")


def lifetime_of(snapshot: MemberSnapshot) -> tuple[LifetimeTotals, ...]:
    """The totals given, or the sums of the days."""
    if snapshot.lifetime or not snapshot.days:
        return snapshot.lifetime
    totals: dict[str, LifetimeTotals] = {}
    for day in snapshot.days:
        before = totals.get(day.scope, LifetimeTotals(scope=day.scope))
        totals[day.scope] = LifetimeTotals(
            visits=before.visits + day.visits,
            revenue_minor=before.revenue_minor + day.revenue_minor,
            points_earned=before.points_earned + day.points_earned,
            quantity=before.quantity + day.quantity,
            scope=day.scope,
        )
    return tuple(totals.values())
