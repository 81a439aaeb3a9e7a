"""`shop`: the purchase is made here."""

from uuid import UUID

from fidpos.domain.ids import ShopId
from fidpos.rules.conditions.shop import Shop
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of, with_visit

HERE, THERE = ShopId(UUID(int=20)), ShopId(UUID(int=21))
AT_BOTH = Shop(shops=(HERE, THERE))


def test_each_that_is_named_holds() -> None:
    assert miss_of(AT_BOTH, with_visit(facts(100), shop=HERE)) is None
    assert miss_of(AT_BOTH, with_visit(facts(100), shop=THERE)) is None


def test_another_one_does_not() -> None:
    elsewhere = with_visit(facts(100), shop=ShopId(UUID(int=22)))

    assert miss_of(AT_BOTH, elsewhere) == Miss("shop", str(UUID(int=22)), "shop")
