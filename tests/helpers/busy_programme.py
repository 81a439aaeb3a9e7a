"""A programme in which everything that a member's past can change changes something, drawn from a seed."""

from dataclasses import replace
from random import Random

from fidpos.domain.basket import BasketLine
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.average_basket import AverageBasket
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.conditions.days_since_visit import DaysSinceVisit
from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.held_out import HeldOut
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.conditions.points_earned import PointsEarned
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.rule_used import RuleUsed
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.conditions.voucher_held import VoucherHeld
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.facts import Who
from fidpos.rules.programme import CounterDef, Limits, Programme, RewardDef, Rule, TierDef
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.titles import Titles
from fidpos.rules.windows import Window, WindowKind
from tests.helpers.lived_visits import PEOPLE, Shopping

TITLE = Titles(fr="Titre", en="Title")
BREAD = Scope(only=Selection(categories=("bread",)))
EXPIRIES = (
    LotExpiry(),
    LotExpiry(kind=ExpiryKind.DAYS, count=25),
    LotExpiry(kind=ExpiryKind.DAYS, count=25, prolonged=True),
    LotExpiry(kind=ExpiryKind.MONTHS, count=2),
    LotExpiry(kind=ExpiryKind.MONTH_END, count=1),
)
HALF_PPM = 500_000
WINDOWS = (
    Window(kind=WindowKind.HOUR),
    Window(kind=WindowKind.HOURS, count=30),
    Window(kind=WindowKind.DAY),
    Window(kind=WindowKind.WEEK),
    Window(kind=WindowKind.MONTH),
    Window(kind=WindowKind.QUARTER),
    Window(kind=WindowKind.YEAR),
    Window(kind=WindowKind.DAYS, count=15),
    Window(kind=WindowKind.MONTHS, count=2),
    Window(kind=WindowKind.LIFETIME),
)


def busy(random: Random) -> Programme:
    """Other windows, limits and terms for each seed."""
    return Programme(
        version=1,
        name="Busy",
        currency="EUR",
        control_ppm=HALF_PPM,
        counters=(
            CounterDef(
                code="points",
                title=TITLE,
                expiry=random.choice(EXPIRIES),
                pending_days=random.choice((0, 0, 2)),
            ),
            CounterDef(code="stamps", title=TITLE, expiry=random.choice(EXPIRIES), worth_minor=50),
        ),
        tiers=(
            TierDef(code="bronze", title=TITLE, threshold=0, term_months=random.choice((0, 1))),
            TierDef(code="gold", title=TITLE, threshold=300, term_months=random.choice((1, 2))),
        ),
        rules=tuple(_rule(random, code, phase, effect, when) for code, phase, effect, when in _parts(random)),
        rewards=(
            RewardDef(
                code="coffee",
                title=TITLE,
                counter="stamps",
                cost=4,
                effect=Gift(title=TITLE, worth_minor=150),
            ),
            RewardDef(
                code="five", title=TITLE, counter="points", cost=60, effect=AmountOff(amount_minor=500)
            ),
        ),
    )


def _parts(random: Random) -> list[tuple[str, Phase, Effect, Condition | None]]:
    def window() -> Window:
        return random.choice(WINDOWS)

    since_tenth = Window(kind=WindowKind.SINCE_LAST_USE, rule="often")
    ten_off = Voucher(
        title=TITLE,
        effect=AmountOff(amount_minor=1000),
        expiry=LotExpiry(kind=ExpiryKind.DAYS, count=40),
        least_minor=1500,
    )
    points, stamp = (
        EarnPerAmount(counter="points", points=1, per_minor=100),
        EarnFixed(counter="stamps", points=1),
    )
    bonus = EarnFixed(counter="points", points=7)
    low, high = Bounds(at_least=2), Bounds(at_least=6_000)
    return [
        ("base", Phase.EARNING, points, None),
        ("stamp", Phase.EARNING, stamp, None),
        (
            "bread",
            Phase.LINE,
            PercentOff(share_ppm=100_000, scope=BREAD),
            Bought(window=window(), bounds=low, scope=BREAD),
        ),
        ("baker", Phase.EARNING, bonus, Revenue(window=window(), bounds=high, scope=BREAD)),
        ("often", Phase.EARNING, bonus, EveryNVisits(n=3, window=window())),
        ("spender", Phase.BASKET, PercentOff(share_ppm=50_000), Revenue(window=window(), bounds=high)),
        ("regular", Phase.EARNING, bonus, Visits(window=window(), bounds=low)),
        ("lifted", Phase.EARNING, bonus, AverageBasket(window=window(), bounds=high)),
        (
            "earner",
            Phase.AFTER,
            Gift(title=TITLE, worth_minor=90),
            PointsEarned(counter="points", window=window(), bounds=Bounds(at_least=50)),
        ),
        (
            "stamped",
            Phase.AFTER,
            Gift(title=TITLE),
            PointsEarned(counter="stamps", window=window(), bounds=low),
        ),
        ("thanks", Phase.AFTER, ten_off, Revenue(window=since_tenth, bounds=high)),
        ("again", Phase.EARNING, bonus, RuleUsed(rule="often", window=window(), bounds=Bounds(at_least=1))),
        ("back", Phase.EARNING, bonus, DaysSinceVisit(bounds=Bounds(at_least=20))),
        ("lot", Phase.AFTER, ten_off, DrawnByLot(chance_ppm=150_000)),
        (
            "birthday",
            Phase.EARNING,
            bonus,
            Anniversary(who=(Who.CHILD, Who.ENROLMENT), days_before=9, days_after=9),
        ),
        ("golden", Phase.BASKET, AmountOff(amount_minor=50), Tier(tiers=("gold",))),
        ("holder", Phase.EARNING, bonus, VoucherHeld()),
        ("served", Phase.BASKET, AmountOff(amount_minor=30), NoneOf(of=(HeldOut(),))),
    ]


def _rule(random: Random, code: str, phase: Phase, effect: Effect, when: Condition | None) -> Rule:
    limits = (
        Limits(),
        Limits(),
        Limits(per_day=1),
        Limits(per_week=2),
        Limits(per_month=2),
        Limits(per_year=6),
        Limits(in_total=9),
        Limits(overall=15),
    )
    return Rule(
        code=code, title=TITLE, phase=phase, when=when, effects=(effect,), limits=random.choice(limits)
    )


def any_shopping(random: Random) -> Shopping:
    """Somebody comes, soon or much later, for bread or for an amount."""
    gap_s = random.choice((1.0, 600.0, 3_600.0, 20_000.0, 86_400.0, 3 * 86_400.0, 12 * 86_400.0))
    bread = BasketLine(
        amount_minor=random.randrange(100, 900), article="b", categories=("bread",), quantity=2000
    )
    other = BasketLine(amount_minor=random.randrange(100, 6_000), article="o", categories=("other",))
    return Shopping(
        after_s=gap_s,
        member=random.randrange(len(PEOPLE)),
        lines=random.choice(((bread, other), (BasketLine(amount_minor=random.randrange(9_000)),))),
        wants=tuple(code for code in ("coffee", "five") if random.random() < 0.3),
        uses_vouchers=random.random() < 0.5,
        undone=random.random() < 0.1,
    )


def without_common_limits(made: Programme) -> Programme:
    """The same, of which no rule is limited for all members together: accounts do not touch each other."""
    return replace(
        made, rules=tuple(replace(rule, limits=replace(rule.limits, overall=None)) for rule in made.rules)
    )
