"""How a member comes, by the days on which they came."""

from datetime import date, timedelta

import pytest

from fidpos.server.services.segments.judging import lifecycle
from fidpos.server.services.segments.segment import Lifecycle, Rhythm

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("days_ago", "comes"),
    [
        ([], {Lifecycle.NEVER}),
        ([0], {Lifecycle.NEW, Lifecycle.ACTIVE}),
        ([29, 3], {Lifecycle.NEW, Lifecycle.ACTIVE}),
        ([30, 3], {Lifecycle.ACTIVE}),
        ([400, 89], {Lifecycle.ACTIVE}),
        ([90], {Lifecycle.DORMANT}),
        ([365], {Lifecycle.LOST}),
    ],
)
def test_who_came_first_less_than_thirty_days_ago_is_new(days_ago: list[int], comes: set[Lifecycle]) -> None:
    days = [TODAY - timedelta(days=ago) for ago in days_ago]

    assert lifecycle(days, TODAY, Rhythm()) == comes
