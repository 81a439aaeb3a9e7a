"""How the merchant counts."""

from typing import Any

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.server.services.figures.settings import FigureSettings


@pytest.mark.parametrize(
    "wrong",
    [
        {"dormant_days": 365, "lost_days": 365},
        {"dormant_days": 0},
        {"settle_days": -1},
        {"point_worth_ppm": {"points": -1}},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        FigureSettings(**wrong)
