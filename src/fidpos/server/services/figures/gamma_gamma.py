"""What a member spends on a purchase: the gamma-gamma model.

P. S. Fader, B. G. S. Hardie and K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis",
Journal of Marketing Research 42 (2005), and the authors' note 025. Purchases of one member vary around a mean
of their own as a gamma distribution does (`p`); those means vary between members as another one does
(`q`, `v`). It supposes that how much somebody spends says nothing about how often they come.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi

from fidpos.server.services.figures.likelihood import Vector, climb

_STARTS = ((1.0, 2.0, 1.0), (6.0, 4.0, 0.5), (2.0, 5.0, 3.0), (10.0, 3.0, 0.2))


@dataclass(frozen=True, slots=True, kw_only=True)
class GammaGamma:
    """The model, fitted.

    Attributes:
        p: shape of a member's purchases.
        q, v: shape and scale of the members' means; below `q` = 1 there is no mean of all.
    """

    p: float
    q: float
    v: float
    log_likelihood: float = 0.0

    @property
    def mean(self) -> float:
        """What anybody spends on a purchase."""
        return self.p * self.v / (self.q - 1)

    def expected(self, purchases: ArrayLike, mean_spent: ArrayLike) -> Vector:
        """What a member spends on each purchase to come: their own mean, drawn towards that of all.

        Args:
            purchases: how many their mean is of; 0 for nobody's own.
            mean_spent: their mean so far.
        """
        x = np.asarray(purchases, dtype=np.float64)
        spent = np.asarray(mean_spent, dtype=np.float64)
        return np.asarray(self.p * (self.v + x * spent) / (self.p * x + self.q - 1))


def fit(purchases: ArrayLike, mean_spent: ArrayLike) -> GammaGamma | None:
    """The model of greatest likelihood of members who bought something; None where none is singled out.

    Args:
        purchases: how many each mean is of, at least one.
        mean_spent: the means, above nothing.
    """
    x, spent = np.asarray(purchases, dtype=np.float64), np.asarray(mean_spent, dtype=np.float64)
    if x.size == 0:
        return None
    scale = float(np.mean(spent))
    top = climb(lambda at: _height(at, x, spent / scale), _STARTS, float(x.size))
    if top is None or top.parameters[1] <= 1:
        return None
    p, q, v = (float(each) for each in top.parameters)
    likelihood = top.log_likelihood - x.size * float(np.log(scale))
    return GammaGamma(p=p, q=q, v=v * scale, log_likelihood=likelihood)


def _height(at: Vector, x: Vector, m: Vector) -> tuple[float, Vector]:
    """Equation (1a) of the note, and its slope for p, q and v."""
    p, q, v = at
    px, total = p * x, x * m + v
    height = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v)
    height = height + (px - 1) * np.log(m) + px * np.log(x) - (px + q) * np.log(total)
    slope_p = x * (psi(px + q) - psi(px) + np.log(m) + np.log(x) - np.log(total))
    slope_q = psi(px + q) - psi(q) + np.log(v) - np.log(total)
    slope_v = q / v - (px + q) / total
    return float(height.sum()), np.array([float(each.sum()) for each in (slope_p, slope_q, slope_v)])
