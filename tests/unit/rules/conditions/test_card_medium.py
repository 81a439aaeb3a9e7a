"""`card_medium`: the card was presented on one of these media, or proves so much."""

import pytest

from fidpos.domain.card import Medium, Trust
from fidpos.domain.errors import InvalidValue
from fidpos.rules.conditions.card_medium import CardMedium
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of, with_visit

PHONE = CardMedium(media=(Medium.PHONE,))
PROVEN = CardMedium(trust_at_least=Trust.SIGNED_STATIC)


@pytest.mark.parametrize(
    ("condition", "medium", "trust", "miss"),
    [
        (PHONE, Medium.PHONE, Trust.CLAIMED, None),
        (PHONE, Medium.CHIP, Trust.AUTHENTICATED, Miss("card_medium", "chip", "phone")),
        (PROVEN, Medium.TYPED, Trust.SIGNED_STATIC, None),
        (PROVEN, Medium.BARCODE, Trust.COPYABLE, Miss("card_medium", 1, 2)),
        (PROVEN, Medium.CHIP, Trust.AUTHENTICATED, None),
    ],
)
def test_medium_and_trust_are_both_looked_at(
    condition: CardMedium, medium: Medium, trust: Trust, miss: Miss | None
) -> None:
    assert miss_of(condition, with_visit(facts(100), medium=medium, trust=trust)) == miss


def test_a_condition_that_every_card_meets_is_refused() -> None:
    with pytest.raises(InvalidValue):
        CardMedium()
