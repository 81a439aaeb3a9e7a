"""What an event makes of a member and of an account, as states: the centre's projection, said plainly.

The centre's database does the same in sets, and a till lays its own events on top of a state that does not
contain them yet. All three are held together by one contract suite.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import assert_never

from fidpos.domain.card import CardStatus
from fidpos.domain.ids import AccountId, LotId, VisitId, VoucherId
from fidpos.domain.member import MemberStatus
from fidpos.posting.apply import movements
from fidpos.posting.lot_state import lot_state
from fidpos.posting.member_file import changed, status_after, status_named
from fidpos.rules.past import DayAggregate
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    MemberEnrolled,
    VisitClosed,
    VisitRefunded,
    VisitUndone,
    VisitVoided,
)
from fidpos.wire.member_events import MemberProfileChanged, MemberStatusChanged, ProfileChange, open_change
from fidpos.wire.sealed import open_person, open_token
from fidpos.wire.sync.pull import (
    AccountState,
    CardState,
    ConsentState,
    LotState,
    MemberState,
    MemberVoucher,
    RefundState,
    RuleUseState,
    SumState,
    VisitState,
)

MemberEvent = (
    CardLinked
    | CardStatusChanged
    | ConsentStated
    | MemberProfileChanged
    | MemberStatusChanged
    | VisitClosed
    | VisitVoided
    | VisitRefunded
)
"""Events that change a member who is there."""


class Unknown(LookupError):
    """An event names something that the state does not hold; `args` says what."""


def enrolled(event: MemberEnrolled, key: bytes) -> MemberState:
    """The member whom the event enrols.

    Raises:
        SealBroken: the key is not the member's.
    """
    person = open_person(key, event.member_id, event.sealed)
    return MemberState(
        id=event.member_id,
        account_id=event.account_id,
        key=key,
        number=person.number,
        profile=person.profile,
        status=MemberStatus.PROVISIONAL if event.provisional else MemberStatus.ACTIVE,
        enrolled_on=event.enrolled_on,
    )


def opened(account_id: AccountId, day: date) -> AccountState:
    """A new account, which holds nothing."""
    return AccountState(id=account_id, opened_on=day)


def member_after(
    state: MemberState, event: MemberEvent, *, others: Collection[VoucherId] = ()
) -> MemberState:
    """The member once the event is applied; a voucher that two tills took while apart stays with the first.

    Args:
        state: before it.
        event: about them.
        others: vouchers for the bearer that are among another member's, and may be used.

    Raises:
        Unknown: it names a card or a voucher that the member does not have.
        SealBroken: what it seals does not open with the member's key.
    """
    match event:
        case CardLinked():
            token = open_token(state.key, state.id, event.sealed)
            card = CardState(
                id=event.card_id,
                token=token.text,
                medium=event.medium,
                status=CardStatus.ACTIVE,
                linked_at=event.at,
                holder_id=event.holder_id,
            )
            return state.but(cards=(*state.cards, card))
        case CardStatusChanged():
            if event.card_id not in {card.id for card in state.cards}:
                raise Unknown("card")
            cards = (
                card.but(status=event.status) if card.id == event.card_id else card for card in state.cards
            )
            return state.but(cards=tuple(cards))
        case ConsentStated():
            return state.but(consents=_consents(state.consents, event))
        case MemberProfileChanged():
            return with_change(state, open_change(state.key, state.id, event.sealed))
        case MemberStatusChanged():
            return state.but(status=status_after(state.status, event.status))
        case VisitClosed():
            return _with_visit(state, event, others)
        case VisitVoided() | VisitRefunded():
            return _without_visit(state, event)
        case _:
            assert_never(event)


def with_change(state: MemberState, change: ProfileChange) -> MemberState:
    """The member once their file was completed or put right."""
    profile = changed(state.profile, change).profile
    return state.but(profile=profile, status=status_named(state.status, profile))


def account_after(state: AccountState, event: VisitClosed | VisitUndone) -> AccountState:
    """The account once the event is applied; it keeps the lots that hold nothing, for they may again.

    Raises:
        Unknown: it takes from a lot that the account does not have.
    """
    moves = movements(event)
    lots = {lot.id: lot for lot in state.lots}
    lots |= {lot.id: lot_state(lot) for lot in moves.lots}
    for taken in moves.allocations:
        lot = _lot(lots, taken.lot_id)
        lots[lot.id] = lot.but(remaining=lot.remaining - taken.amount)
    for term in moves.terms:
        lot = _lot(lots, term.lot_id)
        if lot.expires_on == term.was:
            lots[lot.id] = lot.but(expires_on=term.until)
    return state.but(lots=tuple(lots.values()))


def _lot(lots: dict[LotId, LotState], lot_id: LotId) -> LotState:
    if lot_id not in lots:
        raise Unknown("lot")
    return lots[lot_id]


def consent_order(stated: ConsentState) -> tuple[datetime, bool, int]:
    """What was said last comes last; at one instant a withdrawal after a grant, then the one born first."""
    return stated.at, not stated.granted, -stated.id.int


def _consents(before: tuple[ConsentState, ...], event: ConsentStated) -> tuple[ConsentState, ...]:
    """The latest statement on each channel; of two at one instant, a withdrawal beats a grant."""
    stated = ConsentState(
        id=event.consent_id,
        channel=event.channel,
        granted=event.granted,
        wording=event.wording,
        at=event.at,
        by_parent=bool(event.sealed),
    )
    same = [each for each in before if each.channel == event.channel]
    latest = max((*same, stated), key=consent_order)
    return (*(each for each in before if each.channel != event.channel), latest)


def _with_visit(state: MemberState, event: VisitClosed, others: Collection[VoucherId]) -> MemberState:
    moves = movements(event)
    used = {use.id for use in event.vouchers_used}
    if used - {each.voucher.id for each in state.vouchers}.union(others):
        raise Unknown("voucher")
    seen = VisitState(
        id=event.visit_id,
        closed_at=event.at,
        business_day=event.business_day,
        currency=event.currency,
        amount_minor=event.amount_minor,
        discount_minor=event.discount_minor,
        points=event.points,
    )
    uses = (
        RuleUseState(
            rule=use.rule,
            subject=use.subject,
            cause_id=event.visit_id,
            count=use.count,
            business_day=event.business_day,
            at=event.at,
        )
        for use in event.rule_uses
    )
    vouchers = (
        each.but(used_by=event.visit_id) if each.voucher.id in used and each.used_by is None else each
        for each in state.vouchers
    )
    given = (MemberVoucher(voucher=body, given_by=event.visit_id) for body in event.vouchers)
    return state.but(
        days=_added(state.days, moves.days),
        lifetime=_totalled(state.lifetime, moves.days),
        uses=(*state.uses, *uses),
        vouchers=(*vouchers, *given),
        visits=tuple(sorted((seen, *state.visits), key=_recency, reverse=True)),
        tier=event.tier if event.tier is not None else state.tier,
    )


def _without_visit(state: MemberState, event: VisitUndone) -> MemberState:
    moves = movements(event)
    ends = not isinstance(event, VisitRefunded) or event.ends
    released = {(use.rule, use.subject) for use in event.rule_uses}
    uses = (
        use for use in state.uses if use.cause_id != event.visit_id or (use.rule, use.subject) not in released
    )
    vouchers = (
        each.but(used_by=None)
        if each.voucher.id in event.vouchers_released and each.used_by == event.visit_id
        else each
        for each in state.vouchers
        if each.voucher.id not in event.vouchers_withdrawn
    )
    visits = (
        _undone(visit, event, ends=ends) if visit.id == event.visit_id else visit for visit in state.visits
    )
    tier = state.tier
    if event.tier is not None:
        tier = event.tier if event.tier.code else None
    return state.but(
        days=_added(state.days, moves.days),
        lifetime=_totalled(state.lifetime, moves.days),
        uses=tuple(uses),
        vouchers=tuple(vouchers),
        visits=tuple(visits),
        tier=tier,
    )


def _undone(visit: VisitState, event: VisitUndone, *, ends: bool) -> VisitState:
    if not isinstance(event, VisitRefunded):
        return visit.but(voided=True)
    refund = RefundState(id=event.refund_id, amount_minor=event.amount_minor)
    others = (each for each in visit.refunds if each.id != refund.id)
    refunds = sorted((*others, refund), key=lambda each: each.id)
    return visit.but(voided=visit.voided or ends, refunds=tuple(refunds))


def _recency(visit: VisitState) -> tuple[datetime, VisitId]:
    return visit.closed_at, visit.id


def _added(sums: Iterable[SumState], days: Iterable[DayAggregate]) -> tuple[SumState, ...]:
    by_key = {(each.day, each.scope): each for each in sums}
    for day in days:
        by_key[day.day, day.scope] = _plus(by_key.get((day.day, day.scope)), day, day.day)
    return tuple(by_key.values())


def _totalled(sums: Iterable[SumState], days: Iterable[DayAggregate]) -> tuple[SumState, ...]:
    by_scope = {each.scope: each for each in sums}
    for day in days:
        by_scope[day.scope] = _plus(by_scope.get(day.scope), day, None)
    return tuple(by_scope.values())


def _plus(before: SumState | None, more: DayAggregate, day: date | None) -> SumState:
    return SumState(
        day=day,
        scope=more.scope,
        visits=(before.visits if before else 0) + more.visits,
        revenue_minor=(before.revenue_minor if before else 0) + more.revenue_minor,
        points_earned=(before.points_earned if before else 0) + more.points_earned,
        quantity=(before.quantity if before else 0) + more.quantity,
    )
