"""Random conditions: every kind, alone or within all, any and none."""

import random
from collections.abc import Callable, Sequence
from datetime import date, time
from typing import TypedDict
from uuid import UUID

from fidpos.domain.card import Medium, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import MemberId, ShopId, TillId
from fidpos.domain.member import Channel
from fidpos.domain.visit import SalesChannel
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.age import Age
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.anniversary import Anniversary, Span
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.average_basket import AverageBasket
from fidpos.rules.conditions.balance import Balance
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.conditions.card_medium import CardMedium
from fidpos.rules.conditions.channel import Channel as SalesBy
from fidpos.rules.conditions.code_entered import CodeEntered
from fidpos.rules.conditions.consent import Consent
from fidpos.rules.conditions.contains import Contains
from fidpos.rules.conditions.dates import Dates
from fidpos.rules.conditions.days_since_enrolment import DaysSinceEnrolment
from fidpos.rules.conditions.days_since_visit import DaysSinceVisit
from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.exceptional_dates import ExceptionalDates
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.conditions.held_out import HeldOut
from fidpos.rules.conditions.hours import Hours
from fidpos.rules.conditions.label import Label
from fidpos.rules.conditions.member import Member
from fidpos.rules.conditions.months import Month, Months
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.conditions.nth_visit import NthVisit
from fidpos.rules.conditions.points_earned import PointsEarned
from fidpos.rules.conditions.quantity import Quantity
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.rule_used import RuleUsed
from fidpos.rules.conditions.shop import Shop
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.conditions.till import Till
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.conditions.voucher_held import VoucherHeld
from fidpos.rules.conditions.weekday import Day, Weekday
from fidpos.rules.facts import Who
from fidpos.rules.scope import Scope
from fidpos.rules.tax import Tax
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.random_parts import bounds, day_near, maybe, named_scope, often, scope, some, window

TODAY = date(2026, 11, 24)
COUNTERS = ("points", "stamps", "credit")
TIERS = ("bronze", "silver", "gold")
SHOPS = tuple(ShopId(UUID(int=number)) for number in (20, 21))
TILLS = tuple(TillId(UUID(int=number)) for number in (30, 31))
MEMBERS = tuple(MemberId(UUID(int=number)) for number in (40, 41))
MEMBER_LABELS = ("press", "staff", "friend")
CODES = ("Spring", "LEAFLET")

Draw = Callable[[random.Random, Sequence[str]], Condition]
"""Makes a condition; also gets the codes of the rules and rewards there are."""


def condition(chance: random.Random, rules: Sequence[str], depth: int = 0) -> Condition:
    """Any condition, composed ones up to three deep."""
    if depth < 3 and often(chance, 25):
        parts = tuple(condition(chance, rules, depth + 1) for _ in range(chance.randint(1, 3)))
        if often(chance, 40):
            return AnyOf(of=parts)
        return AllOf(of=parts) if often(chance, 70) else NoneOf(of=parts)
    return chance.choice(KINDS)(chance, rules)


def _amount(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Amount(
        bounds=bounds(chance, 6000),
        scope=scope(chance),
        after_discount=often(chance, 40),
        tax=chance.choice(list(Tax)),
    )


def _quantity(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Quantity(bounds=bounds(chance, 9000), scope=scope(chance))


def _contains(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Contains(scope=named_scope(chance))


def _shop(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Shop(shops=some(chance, SHOPS))


def _till(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Till(tills=some(chance, TILLS))


def _channel(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return SalesBy(channels=some(chance, list(SalesChannel), most=4))


def _card_medium(chance: random.Random, _rules: Sequence[str]) -> Condition:
    media = some(chance, list(Medium), most=4, least=0)
    trust = chance.choice(list(Trust)) if media else chance.choice(list(Trust)[1:])
    return CardMedium(media=media, trust_at_least=trust)


def _code_entered(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return CodeEntered(codes=some(chance, CODES))


def _age(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Age(bounds=bounds(chance, 90))


def _days_since_enrolment(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return DaysSinceEnrolment(bounds=bounds(chance, 400))


def _label(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Label(labels=some(chance, MEMBER_LABELS))


def _member(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Member(members=some(chance, MEMBERS))


def _held_out(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return HeldOut() if often(chance, 20) else NoneOf(of=(HeldOut(),))


def _consent(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Consent(channels=some(chance, list(Channel)))


def _tier(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Tier(tiers=some(chance, TIERS))


def _balance(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Balance(counter=chance.choice(COUNTERS), bounds=bounds(chance, 500))


def _voucher_held(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return VoucherHeld(sources=some(chance, ("thanks", "gone"), most=2, least=0))


def _weekday(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Weekday(days=some(chance, list(Day), most=6))


def _months(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return Months(months=some(chance, list(Month), most=11))


def _dates(chance: random.Random, _rules: Sequence[str]) -> Condition:
    first, last = sorted((day_near(chance, TODAY, 60), day_near(chance, TODAY, 60)))
    kind = chance.randrange(3)
    return Dates(first=first if kind != 1 else None, last=last if kind != 2 else None)


def _exceptional_dates(chance: random.Random, _rules: Sequence[str]) -> Condition:
    days = tuple(day_near(chance, TODAY, 10) for _ in range(chance.randint(0, 4)))
    near = [day_near(chance, TODAY, 40) for _ in range(chance.randint(0 if days else 1, 3))]
    yearly = [DayMonth(day=day.day, month=day.month) for day in near]
    return ExceptionalDates(days=days, yearly=(*yearly, *([DayMonth(day=29, month=2)] if yearly else [])))


def _hours(chance: random.Random, _rules: Sequence[str]) -> Condition:
    start, end = chance.sample(range(24 * 4), 2)
    return Hours(start=time(start // 4, start % 4 * 15), end=time(end // 4, end % 4 * 15))


def _drawn_by_lot(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return DrawnByLot(chance_ppm=chance.choice((1, 300_000, 600_000, 1_000_000)))


def _anniversary(chance: random.Random, _rules: Sequence[str]) -> Condition:
    span = chance.choice(list(Span))
    who = some(chance, list(Who), most=5, least=2)
    labels = some(chance, ("wedding", "name day"), most=1, least=0) if Who.OTHER in who else ()
    if span is not Span.DAYS:
        return Anniversary(who=who, span=span, labels=labels)
    return Anniversary(
        who=who, days_before=chance.randint(0, 40), days_after=chance.randint(0, 40), labels=labels
    )


class InWindow(TypedDict):
    """The arguments of a condition about what was bought in a window."""

    window: Window
    scope: Scope
    including_this: bool


def _in_window(chance: random.Random, rules: Sequence[str]) -> InWindow:
    return InWindow(window=window(chance, rules), scope=scope(chance), including_this=often(chance, 50))


def _visits(chance: random.Random, rules: Sequence[str]) -> Condition:
    return Visits(bounds=bounds(chance, 9), **_in_window(chance, rules))


def _revenue(chance: random.Random, rules: Sequence[str]) -> Condition:
    return Revenue(bounds=bounds(chance, 9000), **_in_window(chance, rules))


def _bought(chance: random.Random, rules: Sequence[str]) -> Condition:
    return Bought(bounds=bounds(chance, 9000), **_in_window(chance, rules))


def _points_earned(chance: random.Random, rules: Sequence[str]) -> Condition:
    return PointsEarned(
        counter=chance.choice(COUNTERS),
        window=window(chance, rules),
        bounds=bounds(chance, 500),
        including_this=often(chance, 50),
    )


def _average_basket(chance: random.Random, rules: Sequence[str]) -> Condition:
    return AverageBasket(
        window=window(chance, rules), bounds=bounds(chance, 1500), including_this=often(chance, 50)
    )


def _every_n_visits(chance: random.Random, rules: Sequence[str]) -> Condition:
    return EveryNVisits(n=chance.randint(2, 4), window=window(chance, rules))


def _nth_visit(chance: random.Random, rules: Sequence[str]) -> Condition:
    return NthVisit(n=chance.randint(1, 6), window=window(chance, rules))


def _first_visit(_chance: random.Random, _rules: Sequence[str]) -> Condition:
    return FirstVisit()


def _days_since_visit(chance: random.Random, _rules: Sequence[str]) -> Condition:
    return DaysSinceVisit(bounds=bounds(chance, 120), scope=scope(chance))


def _rule_used(chance: random.Random, rules: Sequence[str]) -> Condition:
    return RuleUsed(
        rule=chance.choice(rules),
        window=chance.choice((Window(kind=WindowKind.WEEK), Window(kind=WindowKind.HOURS, count=2))),
        bounds=bounds(chance, 4),
    )


KINDS: tuple[Draw, ...] = (
    *(_amount, _quantity, _contains, _shop, _till, _channel, _card_medium, _code_entered),
    *(_age, _days_since_enrolment, _label, _member, _held_out, _consent, _tier, _balance, _voucher_held),
    *(_weekday, _months, _dates, _exceptional_dates, _hours, _drawn_by_lot),
    *(_anniversary, _anniversary, _anniversary, _anniversary),
    *(_visits, _revenue, _bought, _points_earned, _average_basket, _every_n_visits, _nth_visit),
    *(_first_visit, _days_since_visit, _rule_used),
)


def condition_or_none(chance: random.Random, rules: Sequence[str]) -> Condition | None:
    """None, for always, in a good part of the rules."""
    return maybe(chance, 60, condition(chance, rules))
