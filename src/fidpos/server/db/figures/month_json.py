"""The figures of a month as the table keeps them."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fidpos.server.services.figures.month import MonthFigures


def to_json(month: MonthFigures) -> dict[str, Any]:
    """As it is kept."""
    built: dict[str, Any] = msgspec.to_builtins(month)
    return built


def from_json(body: Mapping[str, Any]) -> MonthFigures:
    """As it was kept; a figure that was not known then is nothing."""
    return msgspec.convert(body, MonthFigures)
