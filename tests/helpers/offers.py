"""A programme with offers of every standing: always given, said by code, one in place of another, not yet."""

from fidpos.domain.visit import SalesChannel
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.channel import Channel
from fidpos.rules.conditions.code_entered import CodeEntered
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.gift import Gift
from fidpos.rules.expiry import NEVER
from fidpos.rules.programme import CounterDef, GroupDef, Programme, RewardDef, Rule
from fidpos.rules.titles import Titles


def titled(text: str) -> Titles:
    return Titles(fr=text, en=text)


def rule(code: str, phase: Phase, effect: Effect, *, when: Condition | None = None, group: str = "") -> Rule:
    return Rule(code=code, title=titled(code), phase=phase, effects=(effect,), when=when, group=group)


OFFERS = Programme(
    version=7,
    name="Offers",
    currency="EUR",
    counters=(
        CounterDef(code="points", title=titled("Points"), expiry=NEVER),
        CounterDef(code="stamps", title=titled("Stamps"), expiry=NEVER),
    ),
    groups=(GroupDef(code="discounts"),),
    rules=(
        rule("launch", Phase.BASKET, AmountOff(amount_minor=200), group="discounts"),
        rule("neighbours", Phase.BASKET, AmountOff(amount_minor=100), group="discounts"),
        rule("base", Phase.EARNING, EarnPerAmount(counter="points", points=1, per_minor=100)),
        rule("stamp", Phase.EARNING, EarnFixed(counter="stamps", points=1)),
        rule(
            "autumn",
            Phase.EARNING,
            EarnFixed(counter="points", points=50),
            when=CodeEntered(codes=("Automne26", "Voisins")),
        ),
        rule(
            "collected",
            Phase.EARNING,
            EarnFixed(counter="points", points=5),
            when=Channel(channels=(SalesChannel.COLLECT,)),
        ),
        rule(
            "biscuit",
            Phase.AFTER,
            Gift(title=titled("A biscuit")),
            when=Amount(bounds=Bounds(at_least=3000)),
        ),
    ),
    rewards=(
        RewardDef(
            code="tart",
            title=titled("tart"),
            counter="points",
            cost=100,
            effect=Gift(title=titled("A tart")),
            when=Amount(bounds=Bounds(at_least=5000)),
        ),
    ),
)
