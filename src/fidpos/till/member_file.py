"""The member at the counter: what the store knows and the rules ask for, read once when a card is presented.

Each change of the amount then evaluates from memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fidpos.domain.basket import Basket
from fidpos.domain.ids import VoucherId
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Channel, Member
from fidpos.domain.shop import TillIdentity
from fidpos.domain.visit import VisitDraft
from fidpos.posting.spend import spendable
from fidpos.rules.engine import CompiledProgramme, needs
from fidpos.rules.facts import (
    Anniversary,
    Asked,
    CounterBalance,
    Facts,
    GiftChosen,
    MemberFacts,
    OverallUse,
    RuleUse,
    VisitFacts,
    VoucherHeld,
)
from fidpos.rules.history import (
    HistoryQuery,
    WindowValue,
    hourly,
    needs_last_days,
    needs_uses,
    reach,
    resolve,
    resolve_hours,
)
from fidpos.rules.household import age, anniversaries
from fidpos.rules.past import Past
from fidpos.till.identify import Recognised
from fidpos.till.ports import PastVisit, TillStore

RECENT_VISITS = 12
"""Lines of history that the screen has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFile:
    """What was read of one member, as of one business day.

    Attributes:
        lots: by counter, those with something remaining or owed.
        history: the answers that hold all day; those to `hourly` are found at each evaluation, from `past`.
        overall: uses of the rules that are limited for all members together.
        consents: channels for which a consent stands, when the programme asks.
        anniversaries: all of them; the facts keep those in reach of the programme.
    """

    recognised: Recognised
    business_day: date
    lots: dict[str, tuple[Lot, ...]]
    history: tuple[WindowValue, ...]
    hourly: tuple[HistoryQuery, ...]
    past: Past
    consents: frozenset[Channel]
    uses: tuple[RuleUse, ...]
    overall: tuple[OverallUse, ...]
    vouchers: tuple[VoucherHeld, ...]
    anniversaries: tuple[Anniversary, ...]
    visits: tuple[PastVisit, ...]

    @property
    def member(self) -> Member:
        """The member whose file this is."""
        return self.recognised.member

    def points(self, counter: str) -> int:
        """What can be spent of a counter on the business day."""
        return spendable(self.lots.get(counter, ()), self.business_day)


def read_member_file(
    store: TillStore,
    compiled: CompiledProgramme,
    recognised: Recognised,
    business_day: date,
    presented: Sequence[VoucherId] = (),
) -> MemberFile:
    """Read what the programme needs of the member, and what the screen shows.

    Args:
        store: where.
        compiled: says what is needed.
        recognised: who.
        business_day: the shop's.
        presented: vouchers on the visit; those of the bearer are among them until they are used.
    """
    member = recognised.member
    queries = needs(compiled)
    past = _read_past(store, queries, member, business_day)
    return MemberFile(
        recognised=recognised,
        business_day=business_day,
        lots={
            counter.code: store.open_lots(member.account_id, counter.code)
            for counter in compiled.programme.counters
        },
        history=resolve(queries, past, business_day),
        hourly=hourly(queries),
        past=past,
        consents=store.consents(member.id) if Asked.CONSENTS in compiled.asks else frozenset(),
        uses=store.rule_uses(member.id, business_day),
        overall=store.overall_uses(compiled.limited_overall),
        vouchers=(*store.vouchers(member.id, business_day), *_bearers(store, presented)),
        anniversaries=anniversaries(member.profile, member.enrolled_on),
        visits=store.recent_visits(member.id, RECENT_VISITS),
    )


def _bearers(store: TillStore, presented: Sequence[VoucherId]) -> Iterator[VoucherHeld]:
    for voucher_id in presented:
        voucher = store.bearer_voucher(voucher_id)
        if voucher is not None:
            yield voucher


def _read_past(store: TillStore, queries: Sequence[HistoryQuery], member: Member, business_day: date) -> Past:
    """As little as answers the queries: most programmes need days and totals only."""
    uses = store.past_uses(member.id) if needs_uses(queries) else ()
    wanted = reach(queries, uses, business_day)
    since = wanted.days_since
    return Past(
        days=store.day_aggregates(member.id, since) if since is not None else (),
        lifetime=store.lifetime(member.id),
        visits=tuple(
            visit
            for first, last in wanted.visit_days
            for visit in store.counted_visits(member.id, first, last)
        ),
        uses=uses,
        last_days=store.last_days(member.id, business_day) if needs_last_days(queries) else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitContext:
    """What the facts say of the visit besides the member and the basket."""

    draft: VisitDraft
    identity: TillIdentity
    at: datetime
    staff_own: bool


def facts_of(
    file: MemberFile,
    basket: Basket,
    *,
    context: VisitContext,
    requested: tuple[str, ...],
    compiled: CompiledProgramme,
) -> Facts:
    """The engine's whole input for this member and this basket.

    Args:
        file: what was read of the member.
        basket: what is bought; zero while nothing is typed.
        context: where and when.
        requested: codes of the rewards chosen.
        compiled: says which facts the programme has a use for; no others are kept with the visit.
    """
    identity, draft = context.identity, context.draft
    member, tier = file.member, file.member.tier
    local = identity.calendar.local(context.at)
    reach_days = compiled.anniversary_reach_days
    return Facts(
        visit=VisitFacts(
            id=draft.id,
            shop=identity.shop_id,
            till=identity.till_id,
            at=local,
            business_day=file.business_day,
            lines=basket.lines,
            medium=file.recognised.presented.medium,
            trust=file.recognised.presented.trust,
            codes=draft.codes,
            staff_own=context.staff_own,
            gift_card_minor=draft.gift_card_minor,
            channel=draft.channel,
        ),
        member=MemberFacts(
            id=member.id,
            enrolled_on=member.enrolled_on,
            tier=tier.code if tier is not None else "",
            tier_until=tier.until if tier is not None else None,
            labels=member.labels,
            anniversaries=tuple(
                a for a in file.anniversaries if abs(a.day.days_from(file.business_day)) <= reach_days
            ),
            age=age(member.profile, file.business_day) if Asked.AGE in compiled.asks else None,
            consents=file.consents,
        ),
        history=(*file.history, *resolve_hours(file.hourly, file.past, local)),
        balances=tuple(CounterBalance(counter=counter, amount=file.points(counter)) for counter in file.lots),
        uses=file.uses,
        overall=file.overall,
        vouchers=file.vouchers,
        presented=draft.vouchers,
        chosen=tuple(GiftChosen(source=pick.source, option=pick.option) for pick in draft.gift_picks),
        requested=requested,
        refused=frozenset(draft.refused),
    )
