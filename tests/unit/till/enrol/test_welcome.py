"""What awaits a new member is said as they are enrolled."""

from dataclasses import replace

import pytest

from fidpos.domain.money import EUR, Money
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.programme import CounterUnit, Programme, Rule
from fidpos.rules.titles import Titles
from tests.helpers.counter import programme
from tests.helpers.enrolling_till import LINA, enrolling_till

WELCOME = Rule(
    code="welcome",
    title=Titles(fr="Bienvenue", en="Welcome"),
    phase=Phase.EARNING,
    when=FirstVisit(),
    effects=(EarnFixed(counter="points", points=30),),
)


def welcoming(*rules: Rule, unit: CounterUnit = CounterUnit.POINTS) -> Programme:
    """The usual programme with more rules."""
    usual = programme()
    counters = tuple(replace(counter, unit=unit) for counter in usual.counters)
    return replace(usual, counters=counters, rules=(*usual.rules, *rules))


def said_after(under: Programme) -> tuple[str, dict[str, object]]:
    till = enrolling_till(under=under)
    till.enrol(**LINA)
    banner = till.view.banner
    assert banner is not None
    return banner.message.key, banner.message.params


def test_the_points_of_the_first_visit_are_announced() -> None:
    assert said_after(welcoming(WELCOME)) == (
        "task.enrol.enrolled.welcome",
        {"name": "Lina", "points": 30},
    )


def test_a_programme_that_welcomes_nobody_promises_nothing() -> None:
    assert said_after(welcoming()) == ("task.enrol.enrolled", {"name": "Lina"})


def test_what_hangs_on_the_amount_is_not_promised() -> None:
    dear = replace(WELCOME, when=Amount(bounds=Bounds(at_least=5_000)))

    assert said_after(welcoming(dear))[0] == "task.enrol.enrolled"


def test_cashback_is_announced_as_money() -> None:
    key, params = said_after(welcoming(WELCOME, unit=CounterUnit.MONEY))

    assert (key, params["points"]) == ("task.enrol.enrolled.welcome_money", Money(30, EUR))


@pytest.mark.parametrize("minor", [100, 9_999])
def test_what_was_promised_comes_with_the_first_purchase(minor: int) -> None:
    till = enrolling_till(under=welcoming(WELCOME))
    till.type_amount(minor)
    member = till.enrol(**LINA)
    till.session.confirm()

    (balance,) = till.store.balances(member.account_id)
    assert balance.amount == 30 + minor // 100
