"""The member at the counter: what the store knows and the rules ask for, read once when a card is presented.

Each change of the amount then evaluates from memory.
"""

from dataclasses import dataclass
from datetime import date, datetime

from fidpos.domain.basket import Basket
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import VisitId
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Member, Relation
from fidpos.domain.shop import TillIdentity
from fidpos.posting.spend import spendable
from fidpos.rules.engine import CompiledProgramme, needs
from fidpos.rules.facts import Anniversary, CounterBalance, Facts, MemberFacts, RuleUse, VisitFacts, Who
from fidpos.rules.windows import WindowValue, horizon, resolve
from fidpos.till.identify import Recognised
from fidpos.till.ports import PastVisit, TillStore

RECENT_VISITS = 12
"""Lines of history that the screen has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFile:
    """What was read of one member, as of one business day.

    Attributes:
        lots: by counter, those with something remaining or owed.
        anniversaries: all of them; the facts keep those in reach of the programme.
    """

    recognised: Recognised
    business_day: date
    lots: dict[str, tuple[Lot, ...]]
    history: tuple[WindowValue, ...]
    uses: tuple[RuleUse, ...]
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
    store: TillStore, compiled: CompiledProgramme, recognised: Recognised, business_day: date
) -> MemberFile:
    """Read what the programme needs of the member, and what the screen shows."""
    member = recognised.member
    queries = needs(compiled)
    since = horizon(queries, business_day)
    aggregates = store.day_aggregates(member.id, since) if since is not None else ()
    return MemberFile(
        recognised=recognised,
        business_day=business_day,
        lots={
            counter.code: store.open_lots(member.account_id, counter.code)
            for counter in compiled.programme.counters
        },
        history=resolve(queries, aggregates, store.lifetime(member.id), business_day),
        uses=store.rule_uses(member.id, business_day),
        anniversaries=anniversaries(member),
        visits=store.recent_visits(member.id, RECENT_VISITS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitContext:
    """What the facts say of the visit besides the member and the basket."""

    visit_id: VisitId
    identity: TillIdentity
    at: datetime
    staff_own: bool


def facts_of(
    file: MemberFile,
    basket: Basket,
    *,
    context: VisitContext,
    requested: tuple[str, ...],
    reach_days: int,
) -> Facts:
    """The engine's whole input for this member and this basket.

    Args:
        file: what was read of the member.
        basket: what is bought; zero while nothing is typed.
        context: where and when.
        requested: codes of the rewards chosen.
        reach_days: how far from the visit an anniversary can matter to the programme.
    """
    identity = context.identity
    tier = file.member.tier
    return Facts(
        visit=VisitFacts(
            id=context.visit_id,
            shop=identity.shop_id,
            till=identity.till_id,
            at=identity.calendar.local(context.at),
            business_day=file.business_day,
            lines=basket.lines,
            medium=file.recognised.presented.medium,
            trust=file.recognised.presented.trust,
            staff_own=context.staff_own,
        ),
        member=MemberFacts(
            enrolled_on=file.member.enrolled_on,
            tier=tier.code if tier is not None else "",
            tier_until=tier.until if tier is not None else None,
            labels=file.member.labels,
            anniversaries=tuple(
                a for a in file.anniversaries if abs(a.day.days_from(file.business_day)) <= reach_days
            ),
        ),
        history=file.history,
        balances=tuple(CounterBalance(counter=counter, amount=file.points(counter)) for counter in file.lots),
        uses=file.uses,
        requested=requested,
    )


def anniversaries(member: Member) -> tuple[Anniversary, ...]:
    """Birthdays of the member and the household, each by the person's stable id; then the enrolment."""
    profile, enrolled = member.profile, member.enrolled_on
    own = _birthday(Who.MEMBER, "member", profile.birthday, profile.birthday_changed_on)
    household = (
        _birthday(
            Who.SPOUSE if relative.relation is Relation.SPOUSE else Who.CHILD,
            str(relative.id),
            relative.birthday,
            relative.birthday_changed_on,
        )
        for relative in profile.household
    )
    joined = Anniversary(
        who=Who.ENROLMENT, person="enrolment", day=DayMonth(day=enrolled.day, month=enrolled.month)
    )
    return (*(day for day in (own, *household) if day is not None), joined)


def _birthday(who: Who, person: str, day: DayMonth | None, changed_on: date | None) -> Anniversary | None:
    return Anniversary(who=who, person=person, day=day, changed_on=changed_on) if day is not None else None
