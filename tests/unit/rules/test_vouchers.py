"""Vouchers held: used when they are presented, as far as term and amount due allow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.ids import VoucherId
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.evaluation import VoucherOffer, VoucherState, VoucherUsed
from fidpos.rules.facts import Facts, VoucherHeld
from fidpos.rules.policy import Policies
from tests.unit.rules.build import DRINKS, TITLE, TUESDAY, facts, line, programme, reward, rule, run

DAY = timedelta(days=1)
FIVE_OFF = AmountOff(amount_minor=500)


def voucher(
    number: int = 1,
    effect: Effect = FIVE_OFF,
    *,
    valid_from: date = TUESDAY,
    valid_until: date | None = None,
    least_minor: int = 0,
) -> VoucherHeld:
    return VoucherHeld(
        id=VoucherId(UUID(int=number)),
        source="thanks",
        title=TITLE,
        effect=effect,
        valid_from=valid_from,
        valid_until=valid_until,
        least_minor=least_minor,
    )


def holding(visit: Facts, *held: VoucherHeld, presented: Sequence[int] = (1,)) -> Facts:
    ids = tuple(VoucherId(UUID(int=number)) for number in presented)
    return replace(visit, vouchers=held, presented=ids)


def test_a_voucher_that_is_presented_gives_its_effect() -> None:
    evaluation = run(programme(), holding(facts(2000), voucher()))

    assert (evaluation.discount_minor, evaluation.spent) == (500, ())
    assert evaluation.vouchers_used == (VoucherUsed(id=voucher().id, granted_minor=500),)
    assert evaluation.voucher_offers == (VoucherOffer(id=voucher().id, state=VoucherState.APPLIED),)


def test_one_that_stays_in_the_pocket_is_only_offered() -> None:
    evaluation = run(programme(), holding(facts(2000), voucher(), presented=()))

    assert (evaluation.discount_minor, evaluation.vouchers_used) == (0, ())
    assert evaluation.voucher_offers == (VoucherOffer(id=voucher().id, state=VoucherState.AVAILABLE),)


def test_one_that_the_member_does_not_hold_is_not_used() -> None:
    assert run(programme(), holding(facts(2000), voucher(), presented=(2,))).vouchers_used == ()


@pytest.mark.parametrize(
    ("held", "state"),
    [
        (voucher(valid_from=TUESDAY + DAY), VoucherState.TOO_EARLY),
        (voucher(valid_until=TUESDAY), VoucherState.APPLIED),
        (voucher(valid_until=TUESDAY - DAY, valid_from=TUESDAY - DAY), VoucherState.EXPIRED),
        (voucher(least_minor=2000), VoucherState.APPLIED),
        (voucher(least_minor=2001), VoucherState.PURCHASE_TOO_SMALL),
    ],
)
def test_its_term_and_its_smallest_purchase_decide(held: VoucherHeld, state: VoucherState) -> None:
    evaluation = run(programme(), holding(facts(2000), held))

    missing = 1 if state is VoucherState.PURCHASE_TOO_SMALL else 0
    assert evaluation.voucher_offers == (VoucherOffer(id=held.id, state=state, missing_minor=missing),)
    assert bool(evaluation.vouchers_used) == (state is VoucherState.APPLIED)


def test_one_that_is_over_is_not_said_to_miss_an_amount() -> None:
    over = voucher(valid_from=TUESDAY - DAY, valid_until=TUESDAY - DAY, least_minor=9000)

    evaluation = run(programme(), holding(facts(2000), over))

    assert evaluation.voucher_offers == (VoucherOffer(id=over.id, state=VoucherState.EXPIRED),)


def test_where_nothing_is_due_it_is_not_consumed() -> None:
    evaluation = run(programme(), holding(facts(0), voucher()))

    assert evaluation.vouchers_used == ()
    assert evaluation.voucher_offers[0].state is VoucherState.NOTHING_DUE


def test_it_reduces_what_discounts_and_rewards_have_left() -> None:
    made = programme(
        rule("half", PercentOff(share_ppm=500_000), phase=Phase.BASKET),
        rewards=[reward("two_off", AmountOff(amount_minor=200), cost=1)],
    )
    visit = facts(2000, balances={"points": 1}, requested=["two_off"])

    evaluation = run(made, holding(visit, voucher(effect=AmountOff(amount_minor=9000))))

    assert evaluation.due_minor == 0
    assert evaluation.vouchers_used[0].granted_minor == 800


def test_its_scope_is_its_own_whatever_scopes_the_programme_names() -> None:
    free_drink = voucher(effect=FreeArticle(scope=DRINKS))
    made = programme(rule("base", EarnPerAmount(counter="points", points=1, per_minor=100)))

    evaluation = run(made, holding(facts(lines=[line(900), line(300, "drinks")]), free_drink))

    assert [(each.line, each.amount_minor) for each in evaluation.discounts] == [(1, 300)]
    assert evaluation.earned_on("points") == 9


@pytest.mark.parametrize(("lowers", "points"), [(True, 15), (False, 20)])
def test_like_a_reward_it_lowers_what_is_earned_where_the_policy_says_so(lowers: bool, points: int) -> None:
    made = programme(
        rule("base", EarnPerAmount(counter="points", points=1, per_minor=100)),
        policies=Policies(reward_lowers_base=lowers),
    )

    assert run(made, holding(facts(2000), voucher())).earned_on("points") == points


def test_a_gift_needs_no_purchase() -> None:
    evaluation = run(programme(), holding(facts(0), voucher(effect=Gift(title=TITLE))))

    assert len(evaluation.gifts) == len(evaluation.vouchers_used) == 1


@given(st.integers(0, 3000), st.lists(st.integers(1, 4), max_size=8))
def test_each_is_used_once_and_together_they_never_give_more_than_is_due(
    amount: int, presented: list[int]
) -> None:
    held = [voucher(number) for number in (1, 2, 3)]

    evaluation = run(programme(), holding(facts(amount), *held, presented=presented))

    used = [each.id for each in evaluation.vouchers_used]
    assert len(used) == len(set(used)) <= len(set(presented) & {1, 2, 3})
    assert sum(each.granted_minor for each in evaluation.vouchers_used) == evaluation.discount_minor <= amount
