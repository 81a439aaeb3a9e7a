"""A member who comes from no centre: a demo's seed, a test's cast. The store is given the states it becomes.

A snapshot is not journaled: it comes from elsewhere, where its own journal stands.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from fidpos.domain.card import Card
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import MemberId
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Consent, Member
from fidpos.posting.lot_state import lot_state
from fidpos.rules.past import DayAggregate, LifetimeTotals
from fidpos.till.ports import PastVisit
from fidpos.vault.sealing import new_key
from fidpos.wire.events import VoucherBody
from fidpos.wire.sync.pull import (
    AccountState,
    CardState,
    Change,
    ConsentState,
    MemberState,
    MemberVoucher,
    RuleUseState,
    SumState,
    VisitState,
)


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


def changes_of(snapshots: Iterable[MemberSnapshot]) -> Iterator[Change]:
    """The same, as a centre would say it: of each the account, if it holds anything, and the member."""
    for snapshot in snapshots:
        member = snapshot.member
        if snapshot.lots:
            lots = tuple([lot_state(lot) for lot in snapshot.lots])
            yield Change(account=AccountState(id=member.account_id, opened_on=member.enrolled_on, lots=lots))
        yield Change(member=_member_state(snapshot))


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


def _member_state(snapshot: MemberSnapshot) -> MemberState:
    member = snapshot.member
    return MemberState(
        id=member.id,
        account_id=member.account_id,
        key=snapshot.key,
        number=member.number,
        profile=member.profile,
        status=member.status,
        enrolled_on=member.enrolled_on,
        tier=member.tier,
        labels=tuple(sorted(member.labels)),
        merged_into=member.merged_into,
        cards=tuple(_card_state(card) for card in snapshot.cards),
        consents=tuple(_consent_state(consent) for consent in snapshot.consents),
        days=tuple(_sums(sums, sums.day) for sums in snapshot.days),
        lifetime=tuple(_sums(sums, None) for sums in lifetime_of(snapshot)),
        uses=tuple(_use_state(member.id, use) for use in snapshot.uses),
        vouchers=tuple(MemberVoucher(voucher=body) for body in snapshot.vouchers),
        visits=tuple(_visit_state(past) for past in snapshot.visits),
    )


def _card_state(card: Card) -> CardState:
    return CardState(
        id=card.id,
        token=card.token.text,
        medium=card.medium,
        status=card.status,
        linked_at=card.linked_at,
        holder_id=card.holder_id,
    )


def _consent_state(consent: Consent) -> ConsentState:
    return ConsentState(
        id=consent.id,
        channel=consent.channel,
        granted=consent.granted,
        wording=consent.wording,
        at=consent.at,
        by_parent=bool(consent.parent),
    )


def _sums(sums: DayAggregate | LifetimeTotals, day: date | None) -> SumState:
    return SumState(
        day=day,
        scope=sums.scope,
        visits=sums.visits,
        revenue_minor=sums.revenue_minor,
        points_earned=sums.points_earned,
        quantity=sums.quantity,
    )


def _use_state(member_id: MemberId, use: PriorUse) -> RuleUseState:
    return RuleUseState(
        rule=use.rule,
        subject=use.subject,
        cause_id=member_id,
        count=use.count,
        business_day=use.last_on,
    )


def _visit_state(past: PastVisit) -> VisitState:
    return VisitState(
        id=past.id,
        closed_at=past.closed_at,
        business_day=past.business_day,
        currency=past.amount.currency.code,
        amount_minor=past.amount.minor,
        discount_minor=past.discount.minor,
        points=past.points,
        voided=past.voided,
    )
