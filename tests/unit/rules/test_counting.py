"""Counting: what a visit adds to the history of the scopes that a programme reads."""

from fidpos.domain.basket import BasketLine
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.counting import ScopeCount, count_scopes
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.message import Message
from fidpos.rules.engine import compile_programme, evaluate, needs
from fidpos.rules.programme import Programme
from fidpos.rules.scope import EVERYTHING, Scope, Selection
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE, facts, line, programme, rule

MONTH = Window(kind=WindowKind.MONTH)
COFFEE = Scope(only=Selection(categories=("coffee",)))
TEN_COFFEES = rule(
    "tenth", Message(text=TITLE), when=Bought(window=MONTH, bounds=Bounds(at_least=10_000), scope=COFFEE)
)
TWO_OFF = rule("two_off", AmountOff(amount_minor=200), phase=Phase.BASKET)


def counted(made: Programme, *basket: BasketLine) -> tuple[ScopeCount, ...]:
    compiled = compile_programme(made)
    given = facts(lines=basket)
    return count_scopes(compiled, given, evaluate(compiled, given))


def test_a_programme_that_reads_no_scope_counts_none() -> None:
    assert counted(programme(TWO_OFF), line(400, "coffee")) == ()


def test_a_scope_counts_what_was_due_for_it_and_how_much_of_it_was_bought() -> None:
    basket = (line(400, "coffee", quantity=2000), line(400, "bread"))

    assert counted(programme(TEN_COFFEES, TWO_OFF), *basket) == (
        ScopeCount(scope="category:coffee", visits=1, revenue_minor=300, quantity=2000, lines=(0,)),
    )


def test_a_visit_without_anything_of_the_scope_adds_nothing() -> None:
    assert counted(programme(TEN_COFFEES), line(400, "bread")) == ()


def test_what_is_only_returned_is_no_visit_and_lowers_the_rest() -> None:
    basket = (line(-200, "coffee", quantity=-1000), line(900, "bread"))

    assert counted(programme(TEN_COFFEES), *basket) == (
        ScopeCount(scope="category:coffee", visits=0, revenue_minor=-200, quantity=-1000, lines=(0,)),
    )


def test_of_a_typed_amount_the_quantity_of_everything_is_not_known() -> None:
    items = rule("items", Message(text=TITLE), when=Bought(window=MONTH, bounds=Bounds(at_least=1)))

    (count,) = counted(programme(items), line(500))

    assert (count.scope, count.visits, count.revenue_minor, count.quantity) == (EVERYTHING.name, 1, 500, 0)


def test_visits_and_revenue_of_everything_need_no_count_of_their_own() -> None:
    often = rule("often", Message(text=TITLE), when=Visits(window=MONTH, bounds=Bounds(at_least=4)))
    compiled = compile_programme(programme(often))

    assert compiled.counted == ()
    assert "visits/month" in {query.key for query in needs(compiled)}
