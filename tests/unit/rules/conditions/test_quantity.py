"""`quantity`: so many units in the basket."""

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.quantity import Quantity
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.scope import Scope, Selection
from tests.unit.rules.build import facts, line, miss_of

THREE_BREADS = Quantity(bounds=Bounds(at_least=3000), scope=Scope(only=Selection(categories=("bread",))))


def bread(quantity: int) -> BasketLine:
    return line(quantity // 10, "bread", quantity=quantity)


@pytest.mark.parametrize(
    ("lines", "miss"),
    [
        ([bread(2000), bread(1000)], None),
        ([bread(2999)], Miss("quantity", 2999, 3000, 1, Unit.ITEMS)),
        ([bread(4000), bread(-2000)], Miss("quantity", 2000, 3000, 1000, Unit.ITEMS)),
        ([line(900, "cake", quantity=9000)], Miss("quantity", 0, 3000, 3000, Unit.ITEMS)),
    ],
)
def test_the_units_of_the_scope_are_summed_and_returned_ones_deducted(
    lines: list[BasketLine], miss: Miss | None
) -> None:
    assert miss_of(THREE_BREADS, facts(lines=lines)) == miss


def test_of_a_typed_amount_nobody_can_tell() -> None:
    assert miss_of(THREE_BREADS, facts(4000)) == Miss("quantity", None, 3000)
    assert miss_of(Quantity(bounds=Bounds(at_least=1)), facts(4000)) == Miss("quantity", None, 1)


def test_without_a_scope_the_whole_basket_counts() -> None:
    assert miss_of(Quantity(bounds=Bounds(below=3000)), facts(lines=[bread(1000), line(90, "cake")])) is None
