"""A likelihood's highest point, looked for from several starts; what cannot be trusted is not returned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Vector = NDArray[np.float64]
Objective = Callable[[Vector], tuple[float, Vector]]
"""From parameters to the log-likelihood and its slope for each of them."""

LOG_BOUND = 12.0
"""Parameters lie between e^-12 and e^12: at a bound the data say nothing about one of them."""
_AGREEMENT = 1e-6
"""By how much of itself the likelihood of two starts that found the same place may differ."""
_SLOPE_MAX = 1e-3
"""What is left of the slope at the top, for each of those whose purchases were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """Where the likelihood is highest."""

    parameters: Vector
    log_likelihood: float


def climb(objective: Objective, starts: Sequence[Sequence[float]], weight: float) -> Top | None:
    """The parameters that make the data likeliest; None where the starts do not settle on one place.

    Args:
        objective: of the parameters themselves, which are all above zero.
        starts: parameters to begin at.
        weight: how many observations the data are.
    """
    tops = sorted(
        (found for found in (_climbed(objective, start, weight) for start in starts) if found is not None),
        key=lambda top: top.log_likelihood,
        reverse=True,
    )
    if not tops:
        return None
    agreeing = [
        top
        for top in tops
        if tops[0].log_likelihood - top.log_likelihood <= _AGREEMENT * abs(tops[0].log_likelihood)
    ]
    return tops[0] if len(agreeing) * 2 >= len(starts) else None


def _climbed(objective: Objective, start: Sequence[float], weight: float) -> Top | None:
    """From one start, over the logarithms of the parameters, so that none ever falls below zero."""

    def downhill(logs: Vector) -> tuple[float, Vector]:
        parameters = np.exp(logs)
        height, slope = objective(parameters)
        return -height / weight, -slope * parameters / weight

    found = minimize(
        downhill,
        np.log(np.asarray(start, dtype=np.float64)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-LOG_BOUND, LOG_BOUND)] * len(start),
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7},
    )
    logs = np.asarray(found.x, dtype=np.float64)
    height, slope = downhill(logs)
    is_inside = bool(np.all(np.abs(logs) < LOG_BOUND - 0.01))
    if not (np.isfinite(height) and is_inside and float(np.max(np.abs(slope))) <= _SLOPE_MAX):
        return None
    return Top(parameters=np.exp(logs), log_likelihood=-height * weight)
