"""Random effects: every kind, each where it may stand."""

import random
from collections.abc import Callable
from typing import TypedDict

from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.add_to_earned import AddToEarned
from fidpos.rules.effects.alert import Alert
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.effects.amount_off_units import AmountOffUnits
from fidpos.rules.effects.buy_x_get_y import BuyXGetY
from fidpos.rules.effects.cashback import Cashback
from fidpos.rules.effects.count import Count
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import By, EarnPerAmount
from fidpos.rules.effects.earn_per_line import EarnPerLine
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.gift_choice import GiftChoice, GiftOption
from fidpos.rules.effects.message import Message
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.effects.service import Service
from fidpos.rules.effects.tier_down import TierDown
from fidpos.rules.effects.tier_up import TierUp
from fidpos.rules.effects.unit_price import UnitPrice
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.evaluation import Audience
from fidpos.rules.expiry import NEVER, ExpiryKind, LotExpiry
from fidpos.rules.policy import EarningBase
from fidpos.rules.scope import Scope
from fidpos.rules.units import Pick
from tests.unit.rules.build import TITLE
from tests.unit.rules.random_condition import TIERS, TODAY
from tests.unit.rules.random_parts import day_near, maybe, often, scope

POINTS_COUNTERS = ("points", "points", "stamps")
OPTIONS = ("coffee", "tea", "cake")

Draw = Callable[[random.Random], Effect]


def effect(chance: random.Random, phase: Phase) -> Effect:
    """An effect that a rule of the phase may have."""
    kinds = PLAIN[phase] if often(chance, 80) else WORDS
    return chance.choice(kinds)(chance)


def bought_effect(chance: random.Random) -> Effect:
    """An effect that points may buy."""
    return chance.choice((*DISCOUNTS, *GIFTS, _voucher, _amount_off_per_block, _amount_off_per_block))(chance)


def later_effect(chance: random.Random) -> Effect:
    """An effect that a voucher may give."""
    return chance.choice((*DISCOUNTS, *GIFTS))(chance)


def _share(chance: random.Random) -> int:
    return chance.choice((1, 50_000, 100_000, 333_333, 500_000, 999_999, 1_000_000))


def _cap_minor(chance: random.Random) -> int | None:
    return maybe(chance, 25, chance.randint(1, 800))


class OnUnits(TypedDict):
    """The arguments that all effects on single units have."""

    scope: Scope
    cap_minor: int | None
    consumes: bool
    on_consumed: bool


def _on_units(chance: random.Random) -> OnUnits:
    return OnUnits(
        scope=scope(chance),
        cap_minor=_cap_minor(chance),
        consumes=often(chance, 70),
        on_consumed=often(chance, 30),
    )


def _percent_off(chance: random.Random) -> Effect:
    return PercentOff(
        share_ppm=_share(chance),
        cap_minor=_cap_minor(chance),
        scope=scope(chance),
        consumes=often(chance, 30),
        on_consumed=often(chance, 30),
    )


def _amount_off(chance: random.Random) -> Effect:
    return AmountOff(
        amount_minor=chance.randint(1, 2500),
        scope=scope(chance),
        consumes=often(chance, 30),
        on_consumed=often(chance, 30),
    )


def _amount_off_per_block(chance: random.Random) -> Effect:
    return AmountOffPerBlock(
        amount_minor=chance.randint(1, 900),
        blocks_max=maybe(chance, 40, chance.randint(1, 4)),
        scope=scope(chance),
    )


def _percent_off_units(chance: random.Random) -> Effect:
    return PercentOffUnits(
        share_ppm=_share(chance),
        pick=chance.choice(list(Pick)),
        n=chance.randint(1, 4),
        **_on_units(chance),
    )


def _amount_off_units(chance: random.Random) -> Effect:
    return AmountOffUnits(
        amount_minor=chance.randint(1, 700),
        pick=chance.choice(list(Pick)),
        n=chance.randint(1, 4),
        **_on_units(chance),
    )


def _unit_price(chance: random.Random) -> Effect:
    return UnitPrice(
        price_minor=chance.choice((0, 10, 300, 900)),
        units_max=maybe(chance, 50, chance.randint(1, 4)),
        **_on_units(chance),
    )


def _free_article(chance: random.Random) -> Effect:
    return FreeArticle(
        units_max=chance.randint(1, 3),
        **_on_units(chance),
    )


def _buy_x_get_y(chance: random.Random) -> Effect:
    same_article = often(chance, 30)
    return BuyXGetY(
        buy=chance.randint(1, 3),
        get=chance.randint(1, 2),
        given=None if same_article or often(chance, 50) else scope(chance),
        same_article=same_article,
        share_ppm=_share(chance),
        groups_max=maybe(chance, 30, chance.randint(1, 2)),
        **_on_units(chance),
    )


def _gift(chance: random.Random) -> Effect:
    return Gift(
        title=TITLE,
        article=chance.choice(("", "CAFE")),
        quantity=chance.randint(1, 3),
        worth_minor=chance.randrange(400),
    )


def _service(chance: random.Random) -> Effect:
    return Service(title=TITLE, worth_minor=chance.randrange(900))


def _gift_choice(chance: random.Random) -> Effect:
    return GiftChoice(
        options=tuple(
            GiftOption(code=code, title=TITLE, worth_minor=chance.randrange(900)) for code in OPTIONS
        )
    )


def _message(chance: random.Random) -> Effect:
    return Message(text=TITLE, audience=chance.choice(list(Audience)))


def _alert(chance: random.Random) -> Effect:
    return Alert(text=TITLE, on=day_near(chance, TODAY, 20), days_before=chance.randint(0, 40))


def _count(_chance: random.Random) -> Effect:
    return Count()


def _cap_points(chance: random.Random) -> int | None:
    return maybe(chance, 25, chance.randint(1, 60))


def _earn_per_amount(chance: random.Random) -> Effect:
    return EarnPerAmount(
        counter=chance.choice(POINTS_COUNTERS),
        points=chance.randint(1, 5),
        per_minor=chance.choice((1, 100, 150, 1000)),
        by=chance.choice(list(By)),
        scope=scope(chance),
        base=maybe(chance, 30, chance.choice(list(EarningBase))),
        cap_points=_cap_points(chance),
    )


def _earn_per_unit(chance: random.Random) -> Effect:
    return EarnPerUnit(
        counter=chance.choice(POINTS_COUNTERS),
        points=chance.randint(1, 9),
        scope=scope(chance),
        cap_points=_cap_points(chance),
    )


def _earn_per_line(chance: random.Random) -> Effect:
    return EarnPerLine(
        counter=chance.choice(POINTS_COUNTERS),
        points=chance.randint(1, 9),
        scope=scope(chance),
        cap_points=_cap_points(chance),
    )


def _earn_fixed(chance: random.Random) -> Effect:
    return EarnFixed(counter=chance.choice(POINTS_COUNTERS), points=chance.randint(1, 60))


def _cashback(chance: random.Random) -> Effect:
    return Cashback(
        counter="credit",
        share_ppm=_share(chance),
        scope=scope(chance),
        base=maybe(chance, 30, chance.choice(list(EarningBase))),
        cap_minor=_cap_points(chance),
    )


def _multiply_earned(chance: random.Random) -> Effect:
    factor = chance.choice((1_000_000, 1_100_000, 1_500_000, 2_000_000, 3_000_000))
    return MultiplyEarned(counter=chance.choice((*POINTS_COUNTERS, "credit")), factor_ppm=factor)


def _add_to_earned(chance: random.Random) -> Effect:
    return AddToEarned(counter=chance.choice((*POINTS_COUNTERS, "credit")), points=chance.randint(1, 40))


def _tier_up(chance: random.Random) -> Effect:
    return TierUp(tier=chance.choice(("", *TIERS)), months=maybe(chance, 40, chance.randrange(24)))


def _tier_down(chance: random.Random) -> Effect:
    return TierDown(tier=chance.choice(("", *TIERS)), months=maybe(chance, 40, chance.randrange(24)))


def _voucher(chance: random.Random) -> Effect:
    kind = chance.choice(list(ExpiryKind))
    expiry = NEVER if kind is ExpiryKind.NEVER else LotExpiry(kind=kind, count=chance.randint(1, 14))
    return Voucher(
        title=TITLE,
        effect=later_effect(chance),
        valid_after_days=chance.choice((0, 0, 7, 95)),
        expiry=expiry,
        least_minor=chance.randrange(2000),
        worth_minor=chance.randrange(900),
    )


DISCOUNTS: tuple[Draw, ...] = (
    *(_percent_off, _percent_off, _amount_off, _amount_off),
    *(_percent_off_units, _amount_off_units, _unit_price, _free_article, _buy_x_get_y),
)
GIFTS: tuple[Draw, ...] = (_gift, _service, _gift_choice)
WORDS: tuple[Draw, ...] = (*GIFTS, _message, _alert, _count)
MOVES: tuple[Draw, ...] = (_tier_up, _tier_down)
PLAIN: dict[Phase, tuple[Draw, ...]] = {
    Phase.LINE: DISCOUNTS,
    Phase.BASKET: DISCOUNTS,
    Phase.EARNING: (
        *(
            _earn_per_amount,
            _earn_per_amount,
            _earn_per_amount,
            _earn_per_unit,
            _earn_per_line,
            _earn_fixed,
            _cashback,
        ),
        *(_multiply_earned, _multiply_earned, _multiply_earned, _add_to_earned, *MOVES),
    ),
    Phase.AFTER: (_voucher, _voucher, *MOVES, *WORDS),
}
