"""What a programme says nothing of is what is safe."""

import json

from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Safeguards
from tests.helpers.counter import PROGRAMME_JSON


def test_a_programme_that_says_nothing_of_safeguards_has_the_safe_ones() -> None:
    assert "safeguards" not in json.loads(PROGRAMME_JSON)

    assert programme_from_json(PROGRAMME_JSON).safeguards == Safeguards(
        earning_visits_a_day=3,
        amount_ceiling_minor=100_000,
        staff_earn_own=False,
        anniversary_edit_days=30,
        unusual_amount_factor=10,
        unproven_spending_minor=2_000,
    )
