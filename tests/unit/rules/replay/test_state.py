"""The light state of a replay, piece by piece, against what it stands for counted naively."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import AccountId, EntryId, LotId
from fidpos.domain.ledger import Lot
from fidpos.posting.spend import pay_debts, spendable
from fidpos.rules.evaluation import RuleUsed
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.facts import Anniversary, RuleUse, Who
from fidpos.rules.past import PastUse
from fidpos.rules.policy import LastDay, Policies
from fidpos.rules.programme import CounterDef
from fidpos.rules.replay.lots import CounterLots, CounterTerms
from fidpos.rules.replay.occasions import NearOccasions
from fidpos.rules.replay.uses import UseBook
from tests.unit.rules.build import TITLE, programme

BEGIN = date(2027, 12, 20)
gaps = st.lists(st.integers(0, 40), min_size=1, max_size=25)
year_days = st.dates(date(2028, 1, 1), date(2028, 12, 31)).map(
    lambda day: DayMonth(day=day.day, month=day.month)
)


@given(days=st.lists(year_days, max_size=4), reach=st.integers(0, 200), gaps=gaps)
def test_near_occasions_are_those_within_the_reach(days: list[DayMonth], reach: int, gaps: list[int]) -> None:
    everyone = tuple(Anniversary(who=Who.CHILD, person=f"child{n}", day=day) for n, day in enumerate(days))
    kept, today = NearOccasions(everyone, reach), BEGIN

    for gap in gaps:
        today += timedelta(days=gap)
        assert kept.near(today) == tuple(each for each in everyone if abs(each.day.days_from(today)) <= reach)


@given(gaps=gaps, before=st.integers(0, 3))
def test_uses_are_counted_by_day_week_month_and_year(gaps: list[int], before: int) -> None:
    opening = PastUse(rule="gift", day=BEGIN, count=before)
    book, today = UseBook([(opening, "ada")] if before else []), BEGIN
    uses = [BEGIN] * before

    for gap in gaps:
        today += timedelta(days=gap)
        assert book.records(today) == ((_counted(uses, today),) if uses else ())
        assert book.add([RuleUsed(rule="gift", subject="ada", count=2)], today) == {"gift": 2}
        uses += [today, today]


def _counted(uses: Sequence[date], today: date) -> RuleUse:
    monday = today - timedelta(days=today.weekday())
    return RuleUse(
        rule="gift",
        subject="ada",
        total=len(uses),
        this_year=sum(day.year == today.year for day in uses),
        this_month=sum((day.year, day.month) == (today.year, today.month) for day in uses),
        this_week=sum(day >= monday for day in uses),
        today=uses.count(today),
        last_on=max(uses),
    )


expiries = st.sampled_from(
    [
        LotExpiry(),
        LotExpiry(kind=ExpiryKind.DAYS, count=30),
        LotExpiry(kind=ExpiryKind.MONTH_END, count=0),
        LotExpiry(kind=ExpiryKind.YEAR_END, count=0),
    ]
)


@given(
    expiry=expiries,
    last_day=st.sampled_from(LastDay),
    pending_days=st.sampled_from([0, 5]),
    visits=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9), st.booleans()), max_size=25),
    debt=st.integers(0, 5),
)
def test_what_can_be_spent_is_what_the_lots_of_the_ledger_hold(
    expiry: LotExpiry,
    last_day: LastDay,
    pending_days: int,
    visits: list[tuple[int, int, bool]],
    debt: int,
) -> None:
    counter = CounterDef(code="points", title=TITLE, expiry=expiry, pending_days=pending_days)
    terms = CounterTerms(counter, programme(policies=Policies(last_day=last_day)))
    mine, theirs, today = CounterLots(terms), list[Lot](), BEGIN
    if debt:
        mine.open(-debt, BEGIN, None, None)
        theirs.append(_lot(0, -debt, BEGIN))

    for number, (gap, earned, spends) in enumerate(visits, 1):
        today += timedelta(days=gap)
        held = mine.spendable(today)
        assert held == spendable(theirs, today)
        if spends and held and not debt:
            mine.spend(held, today)
            theirs = [lot for lot in theirs if lot.is_pending(today)]
        mine.close(today, earned)
        if earned:
            until = expiry.last_day(today, excluded=last_day is LastDay.EXCLUDED)
            waits = today + timedelta(days=pending_days) if pending_days else None
            theirs.append(_lot(number, earned, today, until, waits))
        theirs = _paid(theirs, today)


def _paid(lots: Sequence[Lot], today: date) -> list[Lot]:
    moved = {part.lot_id: part.amount for part in pay_debts(lots, today)}
    return [replace(lot, remaining=lot.remaining - moved.get(lot.id, 0)) for lot in lots]


def _lot(number: int, amount: int, day: date, until: date | None = None, waits: date | None = None) -> Lot:
    return Lot(
        id=LotId(UUID(int=number)),
        account_id=AccountId(UUID(int=2)),
        counter="points",
        entry_id=EntryId(UUID(int=3)),
        earned=amount,
        remaining=amount,
        earned_on=day,
        expires_on=until,
        spendable_from=waits,
    )
