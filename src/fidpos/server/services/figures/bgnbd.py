"""How often members come back and whether they still do: the BG/NBD model.

P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting Your Customers the Easy Way: An Alternative to the
Pareto/NBD Model", Marketing Science 24 (2005). A member buys at a rate of their own, which differs between
members as a gamma distribution does (`r`, `alpha`), and after each purchase is lost with a chance of their
own, which differs as a beta distribution does (`a`, `b`).

Of a member it needs `x` (purchases after the first one), `tx` (time of the last one since the first) and `T`
(time from the first one until now), all times in one unit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, gammaln, hyp2f1, psi

from fidpos.server.services.figures.likelihood import Top, Vector, climb

_OfA = Callable[[float], Vector]
_STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 5.0, 0.8, 2.5), (1.5, 10.0, 0.3, 3.0), (0.1, 1.0, 2.0, 5.0))
_SINGULAR = 1e-5
"""So near to 1 the formulas divide nothing by nothing in `a`: the mean of both sides is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What members bought, in columns of one length.

    Attributes:
        repeats: `x`.
        last: `tx`; 0 where nobody came back.
        age: `T`.
        weights: how many members each row stands for.
    """

    repeats: Vector
    last: Vector
    age: Vector
    weights: Vector

    @classmethod
    def of(cls, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> "Purchases":
        """Members with the same history become one row, which counts for all of them."""
        columns = np.column_stack([np.asarray(each, dtype=np.float64) for each in (repeats, last, age)])
        rows, counts = np.unique(columns, axis=0, return_counts=True)
        return cls(repeats=rows[:, 0], last=rows[:, 1], age=rows[:, 2], weights=counts.astype(np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class BgNbd:
    """The model, fitted.

    Attributes:
        r, alpha: shape and scale of the purchase rates.
        a, b: shape of the chances to be lost after a purchase.
        log_likelihood: of the data it was fitted to.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0

    def expected(self, t: ArrayLike) -> Vector:
        """Purchases after the first one that anybody makes within `t` of it."""
        time = np.asarray(t, dtype=np.float64)
        return self._beside_one(lambda a: self._bought(a, np.asarray(0.0), np.asarray(self.alpha), time))

    def alive(self, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> Vector:
        """The chance that a member still buys; 1 before the first return, after which alone one is lost."""
        x, tx, age_ = _columns(repeats, last, age)
        return np.asarray(expit(-self._log_odds_lost(x, tx, age_)))

    def conditional(self, t: ArrayLike, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> Vector:
        """Purchases within the next `t` of a member with this history."""
        x, tx, age_ = _columns(repeats, last, age)
        time = np.asarray(t, dtype=np.float64)
        return self._beside_one(lambda a: self._bought(a, x, self.alpha + age_, time)) * self.alive(
            x, tx, age_
        )

    def _bought(self, a: float, x: Vector, since: Vector, t: Vector) -> Vector:
        """Equations (9) and (10), their hypergeometric function in Euler's other form.

        In that form neither of its upper parameters grows with the number of purchases: it stays near 1
        where the form of the paper is beyond all numbers.
        """
        z = t / (since + t)
        top = self.b + a + x - 1
        growth = np.exp((a - 1) * np.log1p(-z)) * hyp2f1(a + self.b - 1 - self.r, a - 1, top, z)
        return np.asarray(top / (a - 1) * (1 - growth))

    def _beside_one(self, formula: _OfA) -> Vector:
        if abs(self.a - 1) > _SINGULAR:
            return formula(self.a)
        return (formula(1 - 2 * _SINGULAR) + formula(1 + 2 * _SINGULAR)) / 2

    def _log_odds_lost(self, x: Vector, tx: Vector, age: Vector) -> Vector:
        returned = np.maximum(x, 1)
        odds = (
            np.log(self.a)
            - np.log(self.b + returned - 1)
            + (self.r + x) * (np.log(self.alpha + age) - np.log(self.alpha + tx))
        )
        return np.where(x > 0, odds, -np.inf)


def fit(purchases: Purchases) -> BgNbd | None:
    """The model of greatest likelihood; None where the data do not single one out."""
    scale = float(np.max(purchases.age)) / 40 if purchases.age.size else 0.0
    if scale <= 0:
        return None
    x, tx, age, weights = purchases.repeats, purchases.last / scale, purchases.age / scale, purchases.weights
    top = climb(lambda at: _height(at, x, tx, age, weights), _STARTS, float(weights.sum()))
    return _model(top, scale, float((weights * x).sum())) if top is not None else None


def _model(top: Top, scale: float, repeats: float) -> BgNbd:
    """Back in the unit of the data: likelihoods of times are densities, one for each purchase."""
    r, alpha, a, b = (float(each) for each in top.parameters)
    likelihood = top.log_likelihood - repeats * float(np.log(scale))
    return BgNbd(r=r, alpha=alpha * scale, a=a, b=b, log_likelihood=likelihood)


def _height(at: Vector, x: Vector, tx: Vector, age: Vector, weights: Vector) -> tuple[float, Vector]:
    """Section 7 of the authors' note 004: the log-likelihood, and its slope for r, alpha, a and b."""
    r, alpha, a, b = at
    returned = np.maximum(x, 1)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    common = common + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stays = -(r + x) * np.log(alpha + age)
    left = np.where(x > 0, np.log(a) - np.log(b + returned - 1) - (r + x) * np.log(alpha + tx), -np.inf)
    both = np.logaddexp(stays, left)
    lost = np.exp(left - both)
    kept = 1 - lost
    slope_r = psi(r + x) - psi(r) + np.log(alpha) - kept * np.log(alpha + age) - lost * np.log(alpha + tx)
    slope_alpha = r / alpha - (r + x) * (kept / (alpha + age) + lost / (alpha + tx))
    slope_a = psi(a + b) - psi(a + b + x) + lost / a
    slope_b = psi(a + b) + psi(b + x) - psi(b) - psi(a + b + x) - lost / (b + returned - 1)
    slope = np.array([float((weights * each).sum()) for each in (slope_r, slope_alpha, slope_a, slope_b)])
    return float((weights * (common + both)).sum()), slope


def _columns(*columns: ArrayLike) -> tuple[Vector, ...]:
    return tuple(np.asarray(each, dtype=np.float64) for each in columns)
