"""BG/NBD against the results that its authors published for the CDNOW sample, and against `lifetimes`."""

import json
import subprocess
import sys
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.services.figures.bgnbd import BgNbd, Purchases, fit
from tests.helpers.cdnow import published_summary

PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
_SECOND_OPINION = """
import json, sys, warnings
warnings.simplefilter("ignore")
import numpy as np
from lifetimes import BetaGeoFitter
x, tx, age = map(np.array, json.load(sys.stdin))
fitter = BetaGeoFitter().fit(x, tx, age)
ahead = fitter.conditional_expected_number_of_purchases_up_to_time(39, x[:200], tx[:200], age[:200])
alive = fitter.conditional_probability_alive(x[:200], tx[:200], age[:200])
print(json.dumps([list(fitter.params_), list(ahead), list(alive)]))
"""

models = st.builds(
    BgNbd,
    r=st.floats(0.05, 5),
    alpha=st.floats(0.1, 50),
    a=st.floats(0.05, 5),
    b=st.floats(0.1, 10),
)


@pytest.fixture(scope="module")
def cdnow() -> tuple[list[int], list[float], list[float]]:
    rows = published_summary()
    return [row.x for row in rows], [row.tx for row in rows], [row.age for row in rows]


@pytest.fixture(scope="module")
def fitted(cdnow: tuple[list[int], list[float], list[float]]) -> BgNbd:
    model = fit(Purchases.of(*cdnow))
    assert model is not None
    return model


def test_the_published_parameters_come_out_of_the_published_sample(fitted: BgNbd) -> None:
    found = (fitted.r, fitted.alpha, fitted.a, fitted.b)
    assert [round(each, 3) for each in found] == [0.243, 4.414, 0.793, 2.426]
    assert round(fitted.log_likelihood, 1) == -9582.4


def test_the_published_expectations_come_out_of_the_model(fitted: BgNbd) -> None:
    assert float(fitted.expected(1.0)) == pytest.approx(0.0532, abs=5e-5)
    assert float(fitted.expected(31.857)) == pytest.approx(1.0405, abs=1e-4)
    assert float(fitted.conditional(39.0, 2, 30.43, 38.86)) == pytest.approx(1.226, abs=5e-4)


def test_a_second_opinion_agrees(fitted: BgNbd, cdnow: tuple[list[int], list[float], list[float]]) -> None:
    """In a process of its own: the package warns of much on import."""
    told = subprocess.run(
        [sys.executable, "-c", _SECOND_OPINION],
        input=json.dumps(cdnow),
        capture_output=True,
        text=True,
        check=True,
    )
    parameters, ahead, alive = json.loads(told.stdout)
    assert [fitted.r, fitted.alpha, fitted.a, fitted.b] == pytest.approx(parameters, rel=2e-3)
    some = [column[:200] for column in cdnow]
    assert fitted.conditional(39.0, *some) == pytest.approx(ahead, rel=5e-3)
    assert fitted.alive(*some) == pytest.approx(alive, rel=5e-3)


def test_the_unit_of_time_does_not_matter(
    fitted: BgNbd, cdnow: tuple[list[int], list[float], list[float]]
) -> None:
    x, tx, age = cdnow
    in_days = fit(Purchases.of(x, [each * 7 for each in tx], [each * 7 for each in age]))
    assert in_days is not None
    assert in_days.alpha == pytest.approx(fitted.alpha * 7, rel=1e-3)
    assert float(in_days.conditional(7 * 39.0, 2, 7 * 30.43, 7 * 38.86)) == pytest.approx(1.226, abs=1e-3)


@pytest.mark.parametrize("returns", [0, 3])
def test_members_who_are_all_alike_single_out_no_model(returns: int) -> None:
    assert fit(Purchases.of([returns] * 300, [returns * 5.0] * 300, [30.0] * 300)) is None


def test_nobody_at_all_is_no_model() -> None:
    assert fit(Purchases.of([], [], [])) is None


def test_who_bought_a_thousand_times_has_a_finite_future() -> None:
    ahead = float(PUBLISHED.conditional(520.0, 1_000, 519.0, 520.0))
    assert 0 < ahead < 1_100


@given(
    model=models, x=st.integers(0, 200), last=st.floats(0, 1), age=st.floats(1, 300), t=st.floats(0.1, 300)
)
def test_the_future_is_finite_and_grows_with_time(
    model: BgNbd, x: int, last: float, age: float, t: float
) -> None:
    tx = age * last if x else 0.0
    sooner, later = (float(model.conditional(each, x, tx, age)) for each in (t, 2 * t))
    assert -1e-6 <= sooner <= later + 1e-6
    assert np.isfinite(later)
    assert 0 <= float(model.alive(x, tx, age)) <= 1


@given(model=models, x=st.integers(1, 50), age=st.floats(1, 100), away=st.floats(1, 100))
def test_who_stays_away_is_less_likely_to_come_back(model: BgNbd, x: int, age: float, away: float) -> None:
    assert float(model.alive(x, age, age + away)) <= float(model.alive(x, age, age))


def test_where_the_formula_divides_by_nothing_it_goes_on_smoothly() -> None:
    at_one, beside = (
        BgNbd(r=0.243, alpha=4.414, a=a, b=2.426).conditional(39.0, 2, 30.43, 38.86) for a in (1.0, 1.001)
    )
    assert float(at_one) == pytest.approx(float(beside), rel=2e-3)


def test_a_model_finds_itself_again() -> None:
    model = BgNbd(r=0.8, alpha=6.0, a=0.6, b=2.0)
    found = fit(Purchases.of(*_bought(model, 6_000, seed=3)))
    assert found is not None
    assert float(found.expected(52.0)) == pytest.approx(float(model.expected(52.0)), rel=0.05)


def _bought(model: BgNbd, members: int, seed: int) -> tuple[list[int], list[float], list[float]]:
    """Members who buy and are lost as the model says, watched for a year and a half at most."""
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(members):
        rate, loss = random.gamma(model.r, 1 / model.alpha), random.beta(model.a, model.b)
        age, now, x, last = float(random.uniform(26, 78)), 0.0, 0, 0.0
        while (now := now + float(random.exponential(1 / max(rate, exp(-30))))) <= age:
            x, last = x + 1, now
            if random.random() < loss:
                break
        rows.append((x, last, age))
    return [x for x, _, _ in rows], [last for _, last, _ in rows], [age for _, _, age in rows]
