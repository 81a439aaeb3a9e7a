"""`tier`: the member holds one of these tiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import TUESDAY, facts, miss_of


def test_a_tier_that_is_named_holds() -> None:
    assert miss_of(Tier(tiers=("silver", "gold")), facts(100, tier="gold")) is None


def test_another_tier_does_not() -> None:
    assert miss_of(Tier(tiers=("gold",)), facts(100, tier="silver")) == Miss("tier", "silver", "gold")


def test_the_last_day_of_the_term_still_counts() -> None:
    day_before = TUESDAY.replace(day=TUESDAY.day - 1)

    assert miss_of(Tier(tiers=("gold",)), facts(100, tier="gold", tier_until=TUESDAY)) is None
    assert miss_of(Tier(tiers=("gold",)), facts(100, tier="gold", tier_until=day_before)) is not None


def test_a_tier_that_the_programme_does_not_have_is_refused() -> None:
    with pytest.raises(ProgrammeError) as refused:
        miss_of(Tier(tiers=("gold", "diamond")), facts(100))

    assert refused.value.params["path"] == "rules[0].when.tiers[1]"


@given(st.sets(st.sampled_from(["silver", "gold"]), min_size=1), st.sampled_from(["", "silver", "gold"]))
def test_it_holds_exactly_for_the_tiers_named(named: set[str], held: str) -> None:
    assert (miss_of(Tier(tiers=tuple(sorted(named))), facts(100, tier=held)) is None) == (held in named)
