"""`every_n_visits`: the tenth visit, the twentieth, and so on."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.effects.message import Message
from fidpos.rules.engine import compile_programme, needs
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE, facts, miss_of, programme, rule

TENTH = EveryNVisits(n=10)


def test_the_tenth_and_the_twentieth_visit_hold() -> None:
    assert miss_of(TENTH, facts(100, history={"visits/lifetime": 9})) is None
    assert miss_of(TENTH, facts(100, history={"visits/lifetime": 19})) is None


def test_another_visit_says_how_many_are_left() -> None:
    assert miss_of(TENTH, facts(100, history={"visits/lifetime": 6})) == Miss(
        "every_n_visits", 7, 10, 3, Unit.VISITS
    )


def test_the_ninth_and_the_eleventh_do_not_hold() -> None:
    assert miss_of(TENTH, facts(100, history={"visits/lifetime": 8})) is not None
    assert miss_of(TENTH, facts(100, history={"visits/lifetime": 10})) is not None


def test_a_window_asks_for_the_visits_of_that_window_alone() -> None:
    in_month = EveryNVisits(n=3, window=Window(kind=WindowKind.MONTH))
    probe = programme(rule("probe", Message(text=TITLE), when=in_month))

    assert "visits/month" in {query.key for query in needs(compile_programme(probe))}
    assert miss_of(in_month, facts(100, history={"visits/month": 2, "visits/lifetime": 7})) is None


def test_an_unknown_history_does_not_hold() -> None:
    in_month = EveryNVisits(n=3, window=Window(kind=WindowKind.MONTH))

    assert miss_of(in_month, facts(100)) == Miss("every_n_visits", None, 3)


@given(st.integers(2, 1000), st.integers(0, 5000))
def test_the_distance_leads_to_the_next_visit_that_holds(n: int, before: int) -> None:
    miss = miss_of(EveryNVisits(n=n), facts(100, history={"visits/lifetime": before}))

    left = 0 if miss is None else miss.missing
    assert left is not None
    assert (before + 1 + left) % n == 0
    assert 0 <= left < n
