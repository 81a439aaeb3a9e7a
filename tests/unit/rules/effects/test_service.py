"""`service`: something done for the member."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.effect import Phase
from fidpos.rules.effects.service import Service
from fidpos.rules.evaluation import GiftGranted, GiftKind
from fidpos.rules.programme import Programme
from tests.unit.rules.build import TITLE, facts, programme, reward, rule, run

DELIVERY = Service(title=TITLE, worth_minor=500)


def from_fifty_euros() -> Programme:
    enough = Amount(bounds=Bounds(at_least=5000))
    return programme(rule("delivery", DELIVERY, phase=Phase.AFTER, when=enough))


def test_it_is_among_what_the_member_gets() -> None:
    granted = GiftGranted(source="delivery", title=TITLE, worth_minor=500, kind=GiftKind.SERVICE)

    assert run(from_fifty_euros(), facts(5000)).gifts == (granted,)


def test_a_cent_less_is_not_enough() -> None:
    assert run(from_fifty_euros(), facts(4999)).gifts == ()


def test_points_may_buy_it() -> None:
    made = programme(rewards=[reward("delivery", DELIVERY, cost=10)])

    evaluation = run(made, facts(0, balances={"points": 10}, requested=["delivery"]))

    assert [gift.kind for gift in evaluation.gifts] == [GiftKind.SERVICE]


@given(st.integers(0, 10**6))
def test_it_costs_the_member_nothing(amount: int) -> None:
    assert run(from_fifty_euros(), facts(amount)).due_minor == amount
