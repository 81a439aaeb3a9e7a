"""`till`: the purchase is made here."""

from uuid import UUID

from fidpos.domain.ids import TillId
from fidpos.rules.conditions.till import Till
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of, with_visit

HERE, THERE = TillId(UUID(int=20)), TillId(UUID(int=21))
AT_BOTH = Till(tills=(HERE, THERE))


def test_each_that_is_named_holds() -> None:
    assert miss_of(AT_BOTH, with_visit(facts(100), till=HERE)) is None
    assert miss_of(AT_BOTH, with_visit(facts(100), till=THERE)) is None


def test_another_one_does_not() -> None:
    elsewhere = with_visit(facts(100), till=TillId(UUID(int=22)))

    assert miss_of(AT_BOTH, elsewhere) == Miss("till", str(UUID(int=22)), "till")
