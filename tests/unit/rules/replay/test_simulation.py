"""A draft beside the current programme: what is counted, for whom, and what members are taken to do."""

import pickle
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from random import Random
from uuid import UUID

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.domain.errors import ProgrammeError
from fidpos.domain.ids import MemberId, ShopId, TillId, VisitId, VoucherId
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.contains import Contains
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.engine import compile_programme
from fidpos.rules.facts import VisitFacts
from fidpos.rules.past import PastUse
from fidpos.rules.programme import Limits, Programme, Rule
from fidpos.rules.replay.report import ProgrammeFigures, RuleFigures, SimulationReport
from fidpos.rules.replay.simulation import Period, is_of_one_piece, simulate, sums_of
from fidpos.rules.replay.stored import AccountPast, MemberPast, OpeningLot, StoredVisit, VoucherGiven
from fidpos.rules.replay.sums import Sums
from tests.helpers.busy_programme import any_shopping, busy, without_common_limits
from tests.helpers.counter import IDENTITY
from tests.helpers.lived_visits import PEOPLE, Life
from tests.helpers.memory_store import MemoryStore
from tests.unit.rules.build import BREAD, TITLE, TUESDAY, programme, reward, rule

ADA, BEA = MemberId(UUID(int=31)), MemberId(UUID(int=32))
PARIS = timezone(timedelta(hours=1))
FIVE_POINTS = rule("five_points", EarnFixed(counter="points", points=500))
TEN_PERCENT = rule("ten_percent", PercentOff(share_ppm=100_000), phase=Phase.BASKET)
FIVE_OFF = AmountOff(amount_minor=500)


def visit(member: MemberId, number: int, minor: int = 5_000, **told: object) -> StoredVisit:
    """The n-th day's visit; of a mere amount, unless lines are told."""
    day = TUESDAY + timedelta(days=number)
    at = datetime(day.year, day.month, day.day, 10, tzinfo=PARIS)
    lines = told.pop("lines", (BasketLine(amount_minor=minor),))
    assert isinstance(lines, tuple)
    facts = VisitFacts(
        id=VisitId(UUID(int=1000 * member.int + number)),
        shop=ShopId(UUID(int=2)),
        till=TillId(UUID(int=3)),
        at=at,
        business_day=day,
        lines=lines,
    )
    return StoredVisit(member=member, facts=facts, closed_at=at)._replace(**told)  # type: ignore[arg-type]


def account(*visits: StoredVisit, points: int = 0, uses: int = 0) -> AccountPast:
    past = PastUse(rule="prize", day=date(2026, 1, 1), count=uses)
    lot = OpeningLot(counter="points", amount=points, earned_on=date(2026, 1, 1))
    return AccountPast(
        members={
            each.member: MemberPast(
                id=each.member, enrolled_on=date(2025, 1, 1), uses=((past, ""),) if uses else ()
            )
            for each in visits
        },
        lots=(lot,) if points else (),
        visits=visits,
    )


def simulated(
    draft: Sequence[Rule] | Programme,
    current: Sequence[Rule] | Programme,
    *accounts: AccountPast,
    period: Period | None = None,
) -> SimulationReport:
    first, second = (
        compile_programme(each if isinstance(each, Programme) else programme(*each, tiers=()))
        for each in (draft, current)
    )
    return simulate(first, second, accounts, period=period or Period())


def of(figures: ProgrammeFigures, code: str) -> RuleFigures:
    return next(each for each in figures.rules if each.rule == code)


def test_what_members_get_more_or_less_is_summed_and_each_rule_knows_whom_it_touched() -> None:
    large = Amount(bounds=Bounds(at_least=8_000))
    draft = replace(TEN_PERCENT, when=large)

    report = simulated(
        [draft, FIVE_POINTS],
        [TEN_PERCENT],
        account(visit(ADA, 0, 10_000), visit(ADA, 1, 10_000)),
        account(visit(BEA, 0, 6_000)),
    )

    assert report.draft.cost.discounts_minor == 2_000
    assert report.draft.cost.points_minor == 1_500
    assert report.current.cost_minor == report.current.cost.discounts_minor == 2_600
    assert report.difference_minor == 900
    assert (report.winners.members, report.winners.sum_minor) == (1, 1_000)
    assert (report.losers.members, report.losers.sum_minor) == (1, -100)
    assert of(report.draft, "ten_percent") == RuleFigures(
        rule="ten_percent", fired=2, members=1, cost_minor=2_000, winners=1, losers=0
    )
    assert of(report.draft, "five_points").fired == 3
    assert of(report.draft, "five_points").members == 2
    assert report.current.cost_ppm == 100_000


def test_a_difference_too_small_to_be_noticed_changes_nothing() -> None:
    report = simulated([rule("few", EarnFixed(counter="points", points=99))], [], account(visit(ADA, 0)))

    assert (report.winners.members, report.unchanged, report.difference_minor) == (0, 1, 99)


def test_what_was_undone_is_left_out_and_what_came_back_in_part_counts_as_bought() -> None:
    report = simulated(
        [FIVE_POINTS],
        [],
        account(visit(ADA, 0, undone=True), visit(ADA, 1, refunded_minor=700, discount_minor=30)),
    )

    assert (report.visits, report.undone, report.refunded, report.refunded_minor) == (1, 1, 1, 700)
    assert report.recorded_discount_minor == 30
    assert of(report.draft, "five_points").fired == 1


def test_visits_before_the_period_bring_members_to_it_but_do_not_count() -> None:
    second = rule("second", FIVE_POINTS.effects[0], limits=Limits(in_total=2))
    days = Period(since=TUESDAY + timedelta(days=1), until=TUESDAY + timedelta(days=2))

    report = simulated([second], [], account(*(visit(ADA, n) for n in range(4))), period=days)

    assert (report.visits, report.first_day, report.last_day) == (2, days.since, days.until)
    assert of(report.draft, "second").fired == 1


def test_a_reward_is_wanted_again_and_given_where_the_points_suffice() -> None:
    catalogue = [reward("five_off", FIVE_OFF, cost=100)]
    visits = (visit(ADA, 0, requested=("five_off",)), visit(ADA, 1, requested=("five_off", "gone")))

    report = simulated(
        programme(rewards=catalogue, tiers=()), programme(tiers=()), account(*visits, points=150)
    )

    assert report.draft.rewards_wanted == report.current.rewards_wanted == 3
    assert [(each.used, each.spent, each.granted_minor) for each in report.draft.rewards] == [(1, 100, 500)]
    assert report.draft.cost.redeemed_minor == 500
    assert report.draft.cost_minor == 0


def test_a_voucher_that_only_the_draft_gives_is_used_as_soon_as_it_can_be() -> None:
    thanks = Voucher(title=TITLE, effect=FIVE_OFF, valid_after_days=2, least_minor=3_000)
    given = rule("thanks", thanks, phase=Phase.AFTER, limits=Limits(in_total=1))

    report = simulated(
        [given], [], account(visit(ADA, 0), visit(ADA, 1), visit(ADA, 2, 2_000), visit(ADA, 3), visit(ADA, 4))
    )

    assert report.draft.cost.redeemed_minor == 500
    assert report.draft.cost.vouchers_minor == of(report.draft, "thanks").cost_minor == 500


def test_a_voucher_that_was_really_held_is_used_when_it_really_was() -> None:
    thanks = Voucher(title=TITLE, effect=FIVE_OFF, worth_minor=400)
    given = rule("thanks", thanks, phase=Phase.AFTER, limits=Limits(in_total=1))
    known = VoucherId(UUID(int=77))
    first = visit(ADA, 0, given=(VoucherGiven(known, "thanks"),))

    kept = simulated([given], [], account(first, visit(ADA, 1)))
    used = simulated([given], [], account(first, visit(ADA, 1), visit(ADA, 2, presented=(known,))))

    assert kept.draft.cost.redeemed_minor == 0
    assert used.draft.cost.redeemed_minor == 500
    assert kept.draft.cost.vouchers_minor == used.draft.cost.vouchers_minor == 400


def test_gifts_cost_what_they_are_worth_unless_points_paid_for_them() -> None:
    gift = rule("gift", Gift(title=TITLE, worth_minor=250), phase=Phase.AFTER)
    bought = reward("cup", Gift(title=TITLE, worth_minor=900), cost=100)

    report = simulated(
        programme(gift, rewards=[bought], tiers=()),
        programme(tiers=()),
        account(visit(ADA, 0, requested=("cup",)), points=100),
    )

    assert report.draft.cost.gifts_minor == report.draft.cost_minor == 250


def test_a_limit_for_all_members_together_is_reached_in_the_order_of_time() -> None:
    prize = rule("prize", FIVE_POINTS.effects[0], limits=Limits(overall=4))

    report = simulated(
        [prize],
        [],
        account(visit(ADA, 0), visit(ADA, 5), uses=1),
        account(*(visit(BEA, n) for n in (1, 2, 3))),
    )

    assert of(report.draft, "prize").fired == 3
    assert (report.winners.members, report.winners.sum_minor) == (2, 1_500)


def test_members_stand_under_the_tier_in_which_they_end() -> None:
    rules = (rule("points", EarnFixed(counter="points", points=150)),)

    report = simulated(
        programme(*rules), programme(*rules), account(visit(ADA, 0)), account(visit(BEA, 0), visit(BEA, 1))
    )

    assert [(each.tier, each.members, each.cost_minor) for each in report.draft.tiers] == [
        ("silver", 2, 450),
        ("gold", 0, 0),
    ]


def test_visits_without_lines_are_told_with_the_rules_that_cannot_judge_them() -> None:
    bread = rule("bread", FIVE_POINTS.effects[0], when=Contains(scope=BREAD))
    scoped = rule("scoped", PercentOff(share_ppm=1, scope=BREAD), phase=Phase.LINE)
    named = (BasketLine(amount_minor=300, categories=("bread",)),)

    report = simulated([bread, scoped, TEN_PERCENT], [], account(visit(ADA, 0), visit(ADA, 1, lines=named)))

    assert (report.visits, report.without_lines) == (2, 1)
    assert report.article_rules == ("bread", "scoped")
    assert of(report.draft, "bread").fired == 1


def test_a_rule_that_was_capped_fired_only_where_it_gave_something() -> None:
    capped = replace(TEN_PERCENT, cap_minor=100)
    once = rule("once", FIVE_POINTS.effects[0], limits=Limits(in_total=1))

    report = simulated([capped, once], [], account(visit(ADA, 0), visit(ADA, 1)))

    assert of(report.draft, "ten_percent").fired == 2
    assert of(report.draft, "once").fired == 1


def test_programmes_of_two_currencies_are_not_compared() -> None:
    with pytest.raises(ProgrammeError) as refused:
        simulated(programme(currency="CHF"), programme(), account(visit(ADA, 0)))

    assert refused.value.params["path"] == "currency"


def test_of_no_visit_nothing_is_said() -> None:
    report = simulated([FIVE_POINTS], [])

    assert (report.visits, report.first_day, report.draft.cost_ppm) == (0, None, 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_sums_of_parts_are_those_of_the_whole_in_whatever_order_they_come(seed: int) -> None:
    random = Random(seed)
    made = replace(without_common_limits(busy(random)), version=2)
    draft, current = (compile_programme(each) for each in (without_common_limits(busy(random)), made))
    assert not is_of_one_piece(draft, current)
    accounts = [account for _ in range(4) for account in lived_accounts(made, random)]
    whole = simulate(draft, current, accounts)

    parts: list[Sums] = [
        pickle.loads(pickle.dumps(sums_of(draft, current, part, period=Period(), on_visits=lambda _: None)))
        for part in (accounts[1::3], accounts[2::3], accounts[::3], ())
    ]
    for other in parts[1:]:
        parts[0].merge(other)

    assert parts[0].report() == whole
    assert whole.visits > 50
    assert whole.draft.cost_minor != whole.current.cost_minor


def lived_accounts(made: Programme, random: Random) -> Iterable[AccountPast]:
    store = MemoryStore(IDENTITY, made)
    store.load(*PEOPLE)
    life = Life(store, made)
    for _ in range(25):
        life.live(any_shopping(random))
    return life.accounts()
