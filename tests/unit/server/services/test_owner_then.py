"""A visit that turns out to be somebody else's: rules see them as they stood then."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.clock import utc
from fidpos.domain.ids import AccountId, MemberId
from fidpos.domain.member import TierStanding
from fidpos.posting.standing import TierChange
from fidpos.posting.voucher import held
from fidpos.rules.bounds import Bounds
from fidpos.rules.codec import facts_to_json
from fidpos.rules.conditions.balance import Balance
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.conditions.voucher_held import VoucherHeld as HoldsVoucher
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme
from fidpos.rules.facts import Facts, RuleUse
from fidpos.rules.programme import Programme
from fidpos.rules.windows import Window, WindowKind
from fidpos.server.services.owner_then import OwnerThen, facts_of_owner
from fidpos.server.services.visit_desk import VisitDesk
from fidpos.server.visit_book import KnownVisit
from fidpos.wire.codec import embed
from fidpos.wire.events import RuleUseBody, VisitClosed
from fidpos.wire.sync.pull import MemberState
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.fake_clock import FakeClock
from tests.unit.rules.build import TUESDAY, facts, programme, rule

ZOE_TOLD = Happenings(FakeClock(datetime(2026, 11, 24, 8, 30, tzinfo=UTC)))
ZOE = ZOE_TOLD.enrolled()
OWNER = MemberState(
    id=MemberId(UUID(int=11)),
    account_id=AccountId(UUID(int=12)),
    key=bytes(32),
    number="1",
    profile=SOMEBODY,
    enrolled_on=date(2026, 1, 1),
)
BONUS = EarnFixed(counter="points", points=100)
EVERY_SECOND = programme(rule("second", BONUS, when=EveryNVisits(n=2)))


def visited(days: int, **more: object) -> VisitClosed:
    """A visit of the owner so many days before or after the one in question."""
    told = Happenings(FakeClock(ZOE_TOLD.clock.now() + timedelta(days=days)), seed=100 + days)
    return structs.replace(told.closed(ZOE), member_id=OWNER.id, account_id=OWNER.account_id, **more)


def seen(then: OwnerThen, by: Programme = EVERY_SECOND) -> Facts:
    return facts_of_owner(facts(2_000), OWNER, then, compile_programme(by))


def moved(then: OwnerThen, by: Programme, owner: MemberState = OWNER) -> VisitClosed:
    told = ZOE_TOLD.closed(ZOE, facts=embed(facts_to_json(facts(2_000))))
    known = KnownVisit(
        told=told,
        refunds=(),
        is_over=False,
        member_id=ZOE.member_id,
        account_id=ZOE.account_id,
        lots_hold={},
    )
    desk = VisitDesk(now=utc(2026, 12, 1), day=date(2026, 12, 1), done_by=UUID(int=7), new_id=ZOE_TOLD.new_id)
    put = desk.correct(known, by, owner, amount_minor=2_000, reason="mistake", then=then)
    assert isinstance(put, tuple)
    return put[1]


@pytest.mark.parametrize(
    ("days", "points"),
    [((), 0), ((-9,), 100), ((-9, -2), 0), ((-9, 3), 100), ((3,), 0)],
    ids=["newcomer", "one before", "two before", "one before, one since", "one since"],
)
def test_the_visits_before_that_instant_are_counted_and_no_later_ones(
    days: tuple[int, ...], points: int
) -> None:
    then = OwnerThen(events=[visited(each) for each in days])

    assert moved(then, EVERY_SECOND).points == points


def test_a_window_ends_at_that_instant() -> None:
    week = Visits(window=Window(kind=WindowKind.DAYS, count=7), bounds=Bounds(at_least=1))
    by = programme(rule("again", BONUS, when=week))

    assert moved(OwnerThen(events=[visited(-5)]), by).points == 100
    assert moved(OwnerThen(events=[visited(-20), visited(2)]), by).points == 0


def test_a_visit_that_was_undone_since_was_never_one() -> None:
    before = visited(-9)

    assert moved(OwnerThen(events=[before, ZOE_TOLD.voided(before)]), EVERY_SECOND).points == 0


def test_a_limit_counts_what_was_given_since() -> None:
    used = RuleUseBody(rule="welcome")

    (use,) = seen(OwnerThen(events=[visited(3, rule_uses=(used,))])).uses

    assert use == RuleUse(
        rule="welcome", total=1, this_year=1, this_month=1, this_week=1, last_on=TUESDAY + timedelta(days=3)
    )


def test_a_use_that_was_released_is_none() -> None:
    visit = visited(-3, rule_uses=(RuleUseBody(rule="welcome"),))
    void = structs.replace(ZOE_TOLD.voided(visit), rule_uses=visit.rule_uses)

    assert seen(OwnerThen(events=[visit, void])).uses == ()


def test_what_a_later_use_has_counted_is_not_counted_again() -> None:
    since = Window(kind=WindowKind.SINCE_LAST_USE)
    by = programme(rule("fifth", BONUS, when=Visits(window=since, bounds=Bounds(at_least=1))))
    used = RuleUseBody(rule="fifth")

    assert moved(OwnerThen(events=[visited(-9)]), by).points == 100
    assert moved(OwnerThen(events=[visited(-9), visited(3, rule_uses=(used,))]), by).points == 0


def test_the_tier_is_the_one_held_then() -> None:
    silver = TierStanding(code="silver", since=date(2026, 2, 1))
    lost, visit = TierStanding(code="gold", since=date(2026, 3, 1)), visited(-30).visit_id
    then = OwnerThen(
        tiers=[
            TierChange(standing=silver),
            TierChange(standing=lost, visit_id=visit),
            TierChange(standing=silver, visit_id=visit),
        ]
    )

    assert seen(then).member.tier == "silver"


def test_a_balance_is_that_of_the_instant() -> None:
    by = programme(rule("rich", BONUS, when=Balance(counter="points", bounds=Bounds(at_least=50))))

    assert moved(OwnerThen(balances={"points": 49}), by).points == 0
    assert moved(OwnerThen(balances={"points": 50}), by).points == 100


def test_whoever_served_themselves_is_judged_as_staff() -> None:
    assert seen(OwnerThen(staff_own=True)).visit.staff_own
    assert not seen(OwnerThen()).visit.staff_own


def test_a_tier_that_came_later_stays() -> None:
    by = programme(rule("much", replace(BONUS, points=150)))
    gold = structs.replace(OWNER, tier=TierStanding(code="gold", since=date(2026, 11, 28)))

    reached = moved(OwnerThen(), by).tier
    assert reached is not None
    assert reached.code == "silver"
    assert moved(OwnerThen(), by, gold).tier is None


def test_a_rule_sees_the_vouchers_that_were_held_then() -> None:
    by = programme(rule("tea", BONUS, when=HoldsVoucher(sources=("tea",))))

    assert moved(OwnerThen(), by).points == 0
    assert moved(OwnerThen(vouchers=(held(ZOE_TOLD.voucher()),)), by).points == 100
