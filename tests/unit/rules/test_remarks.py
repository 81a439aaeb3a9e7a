"""What a sound programme says that its merchant can hardly mean."""

import pytest

from fidpos.rules.condition import Condition
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.conditions.held_out import HeldOut
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.gift import Gift
from fidpos.rules.remarks import Remark, remarks
from tests.unit.rules.build import TITLE, programme, reward, rule

NOT_FOR_THEM = NoneOf(of=(HeldOut(),))
GIVES = EarnFixed(counter="points", points=1)


def test_a_control_group_that_gets_everything_is_remarked_upon() -> None:
    made = programme(rule("a", GIVES), rule("b", GIVES, when=FirstVisit()), control_ppm=100_000)

    assert remarks(made) == (Remark.CONTROL_GROUP_GETS_ALL,)


def test_without_a_control_group_there_is_nothing_to_remark() -> None:
    assert remarks(programme(rule("a", GIVES))) == ()


@pytest.mark.parametrize(
    "when", [NOT_FOR_THEM, AllOf(of=(FirstVisit(), NOT_FOR_THEM)), AnyOf(of=(FirstVisit(), NOT_FOR_THEM))]
)
def test_a_rule_that_leaves_the_group_out_is_enough_however_deep_it_says_so(when: Condition) -> None:
    assert remarks(programme(rule("a", GIVES, when=when), rule("b", GIVES), control_ppm=100_000)) == ()


def test_a_reward_that_leaves_the_group_out_is_enough() -> None:
    coffee = reward("coffee", Gift(title=TITLE), cost=20, when=NOT_FOR_THEM)

    assert remarks(programme(rule("a", GIVES), rewards=[coffee], control_ppm=100_000)) == ()
