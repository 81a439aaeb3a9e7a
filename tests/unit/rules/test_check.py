"""A programme whose parts contradict each other is refused with the path of the first fault."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.buy_x_get_y import BuyXGetY
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.engine import compile_programme
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.policy import LastDay, Policies, SpentAtRefund
from fidpos.rules.programme import Choice, GroupDef, Programme, Rule
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import GOLD, POINTS, SILVER, TITLE, programme, reward, rule

GIFT, BONUS, LESS = Gift(title=TITLE), EarnFixed(counter="points", points=5), PercentOff(share_ppm=1)
SOUND = programme(
    rule("bonus", BONUS),
    rule("less", LESS, phase=Phase.BASKET, group="deal"),
    rewards=[reward("gift", GIFT, cost=1)],
    groups=(GroupDef(code="deal"),),
)


def basis(metric: Metric, scope: str) -> HistoryQuery:
    return HistoryQuery(metric=metric, window=Window(kind=WindowKind.YEAR), scope=scope)


def discounts(count: int, *effects: Effect, group: str = "") -> list[Rule]:
    return [rule(f"r{n}", *effects, phase=Phase.BASKET, group=group) for n in range(count)]


def counted(made: Programme, **changes: Any) -> Programme:
    return replace(made, counters=(replace(POINTS, **changes), *made.counters[1:]))


FIVE_LATER = Voucher(
    title=TITLE, effect=AmountOff(amount_minor=500), expiry=LotExpiry(kind=ExpiryKind.YEAR_END)
)
BEST = GroupDef(code="best", choice=Choice.BEST)
FAULTS: dict[str, tuple[str, Callable[[Programme], Programme]]] = {
    "unknown currency": ("currency", lambda p: replace(p, currency="XXX")),
    "counter twice": ("counters[1].code", lambda p: replace(p, counters=(POINTS, POINTS))),
    "tier twice": ("tiers[1].code", lambda p: replace(p, tiers=(SILVER, SILVER))),
    "tiers not rising": ("tiers[1].threshold", lambda p: replace(p, tiers=(GOLD, SILVER))),
    "group twice": ("groups[1].code", lambda p: replace(p, groups=(*p.groups, *p.groups))),
    "rule twice": ("rules[2].code", lambda p: replace(p, rules=(*p.rules, p.rules[0]))),
    "reward twice": ("rewards[1].code", lambda p: replace(p, rewards=(*p.rewards, *p.rewards))),
    "reward named as a rule": (
        "rewards[0].code",
        lambda p: replace(p, rewards=(reward("less", GIFT, cost=1),)),
    ),
    "unknown group": ("rules[1].group", lambda p: replace(p, groups=())),
    "group over two phases": (
        "rules[2].phase",
        lambda p: replace(p, rules=(*p.rules, rule("more", GIFT, phase=Phase.LINE, group="deal"))),
    ),
    "effect out of place": (
        "rules[2].effects[1]",
        lambda p: replace(p, rules=(*p.rules, rule("late", GIFT, LESS, phase=Phase.AFTER))),
    ),
    "reward of an unknown counter": (
        "rewards[0].counter",
        lambda p: replace(p, rewards=(reward("gift", GIFT, cost=1, counter="miles"),)),
    ),
    "reward that cannot be bought": (
        "rewards[0].effect",
        lambda p: replace(p, rewards=(reward("bonus2", BONUS, cost=1),)),
    ),
    "tiers by an unknown counter": (
        "tier_basis.scope",
        lambda p: replace(p, tier_basis=basis(Metric.POINTS_EARNED, "counter:miles")),
    ),
    "the first counter needs no scope": (
        "tier_basis.scope",
        lambda p: replace(p, tier_basis=basis(Metric.POINTS_EARNED, "counter:points")),
    ),
    "tiers by a quantity": ("tier_basis.metric", lambda p: replace(p, tier_basis=basis(Metric.QUANTITY, ""))),
    "tiers by the hour": (
        "tier_basis.window",
        lambda p: replace(p, tier_basis=replace(p.tier_basis, window=Window(kind=WindowKind.HOUR))),
    ),
    "revenue has no counter": (
        "tier_basis.scope",
        lambda p: replace(p, tier_basis=basis(Metric.REVENUE, "counter:stamps")),
    ),
    "more effects than a till can run": (
        "rules[101].effects",
        lambda p: replace(p, rules=(*p.rules, *(rule(f"r{n}", *[BONUS] * 10) for n in range(101)))),
    ),
    "more discounts than a till can spread": (
        "rules[251].effects",
        lambda p: replace(p, rules=(*p.rules, *discounts(250, LESS))),
    ),
    "too many discounts by the unit": (
        "rules[85].effects",
        lambda p: replace(p, rules=(*p.rules, *discounts(84, BuyXGetY(buy=2)))),
    ),
    "points that die before they can be spent": (
        "counters[0].pending_days",
        lambda p: counted(p, expiry=LotExpiry(kind=ExpiryKind.DAYS, count=10), pending_days=11),
    ),
    "points of the 31st that die on the 30th": (
        "counters[0].expiry",
        lambda p: counted(
            replace(p, policies=Policies(last_day=LastDay.EXCLUDED)),
            expiry=LotExpiry(kind=ExpiryKind.MONTH_END),
        ),
    ),
    "a voucher that ends before it begins": (
        "rules[2].effects[0].expiry",
        lambda p: replace(
            p,
            policies=Policies(last_day=LastDay.EXCLUDED),
            rules=(*p.rules, rule("late", FIVE_LATER, phase=Phase.AFTER)),
        ),
    ),
    "spent points that a refund deducts too cheaply": (
        "counters[0].worth_minor",
        lambda p: replace(
            p,
            policies=Policies(spent_at_refund=SpentAtRefund.DEDUCTED),
            rewards=(reward("five", AmountOff(amount_minor=500), cost=499),),
        ),
    ),
    "too many rivals": (
        "rules[52].group",
        lambda p: replace(
            p,
            groups=(*p.groups, BEST),
            rules=(*p.rules, *(rule(f"r{n}", BONUS, group="best") for n in range(51))),
        ),
    ),
    "too many discounts that are tried first": (
        "rules[43].effects",
        lambda p: replace(
            p, groups=(*p.groups, BEST), rules=(*p.rules, *discounts(45, LESS, LESS, LESS, group="best"))
        ),
    ),
}


def test_a_programme_of_the_largest_size_is_accepted() -> None:
    full = replace(
        SOUND, rules=(*SOUND.rules, *discounts(249, LESS), *(rule(f"e{n}", BONUS) for n in range(49)))
    )

    assert compile_programme(full).programme == full


@pytest.mark.parametrize(
    "made",
    [
        counted(SOUND, expiry=LotExpiry(kind=ExpiryKind.DAYS, count=10), pending_days=10),
        counted(SOUND, expiry=LotExpiry(kind=ExpiryKind.MONTH_END)),
        counted(SOUND, expiry=LotExpiry(kind=ExpiryKind.MONTHS, count=1), pending_days=28),
        replace(
            SOUND,
            policies=Policies(spent_at_refund=SpentAtRefund.DEDUCTED),
            rewards=(reward("five", AmountOff(amount_minor=500), cost=500),),
        ),
    ],
)
def test_what_just_suffices_is_accepted(made: Programme) -> None:
    assert compile_programme(made).programme == made


def test_a_sound_programme_is_accepted() -> None:
    assert compile_programme(SOUND).programme == SOUND


@pytest.mark.parametrize("fault", FAULTS)
def test_a_contradiction_is_refused_with_its_path_and_a_sentence(fault: str) -> None:
    path, broken = FAULTS[fault]

    with pytest.raises(ProgrammeError) as refused:
        compile_programme(broken(SOUND))

    assert refused.value.params["path"] == path
    assert refused.value.params["reason"]
    assert refused.value.message_key == "error.programme_refused"
