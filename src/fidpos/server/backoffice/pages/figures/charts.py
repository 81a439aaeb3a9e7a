"""What Chart.js takes, as data; a table with the same figures always stands beside."""

from collections.abc import Mapping, Sequence
from typing import Any

ACCENT = "#2450D8"
BESIDE = "#08704A"
FAINT = "#C3CCDA"

Chart = Mapping[str, Any]


def bars(labels: Sequence[str], name: str, figures: Sequence[float | None]) -> Chart:
    """One row of bars with its name."""
    row = {"label": name, "data": list(figures), "backgroundColor": ACCENT}
    return {
        "type": "bar",
        "data": {"labels": list(labels), "datasets": [row]},
        "options": {"scales": {"y": {"beginAtZero": True}}},
    }


def lines(labels: Sequence[str], rows: Mapping[str, Sequence[float | None]]) -> Chart:
    """Lines with their names."""
    colours = (ACCENT, BESIDE, FAINT)
    datasets = [
        {"label": name, "data": list(row), "borderColor": colour, "backgroundColor": colour, "tension": 0.2}
        for (name, row), colour in zip(rows.items(), colours, strict=False)
    ]
    return {
        "type": "line",
        "data": {"labels": list(labels), "datasets": datasets},
        "options": {"scales": {"y": {"beginAtZero": True}}, "interaction": {"mode": "index"}},
    }


def ring(labels: Sequence[str], figures: Sequence[int]) -> Chart:
    """Shares of a whole."""
    return {
        "type": "doughnut",
        "data": {
            "labels": list(labels),
            "datasets": [{"data": list(figures), "backgroundColor": [BESIDE, "#F5CF8A", "#AE1F2B"]}],
        },
        "options": {"plugins": {"legend": {"position": "bottom"}}},
    }
