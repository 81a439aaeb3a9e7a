"""`age`: the member is young, or is not."""

import pytest

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.age import Age
from fidpos.rules.effects.message import Message
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Miss
from fidpos.rules.facts import Asked
from tests.unit.rules.build import TITLE, facts, miss_of, programme, rule, with_member

UNDER_26 = Age(bounds=Bounds(below=26))


@pytest.mark.parametrize(
    ("age", "miss"),
    [(18, None), (25, None), (26, Miss("age", 26, 25)), (None, Miss("age", None, 0))],
)
def test_it_holds_within_its_bounds_and_never_for_an_unknown_age(age: int | None, miss: Miss | None) -> None:
    assert miss_of(UNDER_26, with_member(facts(100), age=age)) == miss


def test_nobody_is_told_to_come_back_in_some_years() -> None:
    seniors = Age(bounds=Bounds(at_least=60))

    assert miss_of(seniors, with_member(facts(100), age=58)) == Miss("age", 58, 60)


def test_only_a_programme_that_names_it_asks_for_the_age() -> None:
    probe = rule("probe", Message(text=TITLE), when=UNDER_26)

    assert Asked.AGE in compile_programme(programme(probe)).asks
    assert Asked.AGE not in compile_programme(programme()).asks
