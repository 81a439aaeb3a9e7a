"""Compiling: needs are declared once, in a stable order, whatever lists the rules."""

from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.anniversary import SOON_DAYS, Anniversary
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.effects.gift import Gift
from fidpos.rules.engine import compile_programme, needs
from fidpos.rules.programme import Programme
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE, programme, reward, rule

GIFT = Gift(title=TITLE)
WEEKLY = EveryNVisits(n=3, window=Window(kind=WindowKind.WEEK))


def keys(made: Programme) -> list[str]:
    return [query.key for query in needs(compile_programme(made))]


def test_even_an_empty_programme_needs_what_its_safeguards_and_tiers_read() -> None:
    assert keys(programme()) == ["points_earned/months-12", "visits/day"]
    assert keys(programme(tiers=())) == ["visits/day"]


def test_nested_conditions_and_rewards_declare_their_needs_once() -> None:
    nested = AllOf(of=(NoneOf(of=(FirstVisit(),)), WEEKLY, WEEKLY))

    made = programme(
        rule("a", GIFT, when=nested), rewards=[reward("b", GIFT, cost=1, when=FirstVisit())], tiers=()
    )

    assert keys(made) == ["visits/day", "visits/lifetime", "visits/week"]


def test_the_order_of_the_rules_does_not_change_what_is_needed() -> None:
    a, b = rule("a", GIFT, when=WEEKLY), rule("b", GIFT, when=FirstVisit())

    assert keys(programme(a, b)) == keys(programme(b, a))


def test_birthdays_are_needed_as_far_as_the_farthest_rule_looks() -> None:
    near = rule("near", GIFT, when=Anniversary(days_before=3, days_after=1))
    far = reward("far", GIFT, cost=1, when=NoneOf(of=(Anniversary(days_after=20),)))

    assert compile_programme(programme(near)).anniversary_reach_days == 3 + SOON_DAYS
    assert compile_programme(programme(near, rewards=[far])).anniversary_reach_days == 20 + SOON_DAYS
