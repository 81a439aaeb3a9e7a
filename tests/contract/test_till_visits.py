"""The latest visits of a till, as a list shows them, on every store."""

from pathlib import Path

import pytest

from fidpos.till.correct import Corrected
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.counter import BERENICE, MALO


@pytest.fixture(params=["memory", "disk"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> CorrectingTill:
    return correcting_till(request.param, tmp_path)


def listed(till: CorrectingTill, limit: int = 9) -> list[tuple[str, int, bool]]:
    return [(each.name, each.past.amount.minor, each.past.voided) for each in till.store.till_visits(limit)]


def test_a_till_that_has_recorded_nothing_lists_nothing(till: CorrectingTill) -> None:
    assert listed(till) == []


def test_the_latest_comes_first_and_names_are_cut_short(till: CorrectingTill) -> None:
    till.buy(BERENICE, 1_000)
    till.buy(MALO, 2_000)

    assert listed(till) == [("Malo D.", 2_000, False), ("Bérénice D.", 1_000, False)]
    assert listed(till, limit=1) == [("Malo D.", 2_000, False)]


def test_a_correction_is_listed_beside_what_it_replaced(till: CorrectingTill) -> None:
    visit_id = till.buy(BERENICE, 1_000)
    till.buy(MALO, 2_000)
    assert isinstance(till.amount(visit_id, 100), Corrected)

    assert listed(till) == [
        ("Bérénice D.", 100, False),
        ("Malo D.", 2_000, False),
        ("Bérénice D.", 1_000, True),
    ]
    assert till.store.till_visits(1)[0].past.id == till.store.last_visit_id()


def test_visits_that_came_from_elsewhere_are_not_the_tills(till: CorrectingTill) -> None:
    visit_id = till.buy(BERENICE, 1_000)

    assert [each.past.id for each in till.store.till_visits(9)] == [visit_id]
    assert [each.member_id for each in till.store.till_visits(9)] == [BERENICE.member.id]
