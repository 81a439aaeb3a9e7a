"""`code_entered`: the member brought the code of an offer."""

import pytest

from fidpos.rules.conditions.code_entered import CodeEntered
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of, programme, rule, with_visit

LEAFLET = CodeEntered(codes=("Printemps-26", "TRACT"))
NONE = Miss("code_entered", None, "code")


@pytest.mark.parametrize(
    ("entered", "miss"),
    [
        (("PRINTEMPS-26",), None),
        (("autre", " tract "), None),
        (("printemps",), NONE),
        (("",), NONE),
        ((), NONE),
    ],
)
def test_capitals_and_spaces_mean_nothing_and_the_miss_tells_no_code(
    entered: tuple[str, ...], miss: Miss | None
) -> None:
    assert miss_of(LEAFLET, with_visit(facts(100), codes=entered)) == miss


def test_a_programme_knows_the_codes_that_its_rules_ask_for_however_deep() -> None:
    bonus = EarnFixed(counter="points", points=1)
    made = programme(
        rule("leaflet", bonus, when=LEAFLET),
        rule("others", bonus, when=NoneOf(of=(CodeEntered(codes=("Interne ",)),))),
    )

    assert compile_programme(made).codes == {"printemps-26", "tract", "interne"}
    assert compile_programme(programme()).codes == frozenset()
