"""`contains`: something of the new range is in the basket."""

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.domain.errors import InvalidValue
from fidpos.rules.conditions.contains import Contains
from fidpos.rules.evaluation import Miss
from fidpos.rules.scope import Scope, Selection
from tests.unit.rules.build import facts, line, miss_of

NEW = Contains(scope=Scope(only=Selection(labels=("new",)), excluding=Selection(brands=("rival",))))
WITHOUT = Miss("contains", 0, 1)


@pytest.mark.parametrize(
    ("lines", "miss"),
    [
        ([line(100, "bread"), line(300, labels=frozenset({"new"}))], None),
        ([line(0, labels=frozenset({"new"}))], None),
        ([line(300, labels=frozenset({"new"}), brand="rival")], WITHOUT),
        ([line(100, "bread")], WITHOUT),
        ([line(500, "bread"), line(-300, labels=frozenset({"new"}), quantity=-1000)], WITHOUT),
    ],
)
def test_one_line_that_is_bought_is_enough(lines: list[BasketLine], miss: Miss | None) -> None:
    assert miss_of(NEW, facts(lines=lines)) == miss


def test_of_a_typed_amount_nobody_can_tell() -> None:
    assert miss_of(NEW, facts(4000)) == Miss("contains", None, 1)


def test_a_scope_that_every_basket_has_is_refused() -> None:
    with pytest.raises(InvalidValue):
        Contains(scope=Scope())
