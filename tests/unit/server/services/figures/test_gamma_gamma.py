"""The gamma-gamma model against what its authors published for the CDNOW sample."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.services.figures.gamma_gamma import GammaGamma, fit
from tests.helpers.cdnow import buyers, published_summary

models = st.builds(GammaGamma, p=st.floats(0.5, 20), q=st.floats(1.5, 10), v=st.floats(1, 5_000))


def test_the_published_parameters_come_out_of_the_repeat_purchases() -> None:
    returned = [each for each in buyers() if each.days > 1]
    assert len(returned) == 946
    means = [(each.revenue_minor - each.first_minor) / (each.days - 1) / 100 for each in returned]
    model = fit([each.days - 1 for each in returned], means)
    assert model is not None
    assert [round(each, 2) for each in (model.p, model.q, model.v)] == [6.25, 3.74, 15.44]


def test_the_unit_of_money_does_not_matter() -> None:
    returned = [each for each in published_summary() if each.x]
    euros, cents = (
        fit([each.x for each in returned], [each.mean * unit for each in returned]) for unit in (1, 100)
    )
    assert euros is not None
    assert cents is not None
    assert cents.v == pytest.approx(euros.v * 100, rel=1e-3)
    assert float(cents.expected(2, 5_000)) == pytest.approx(float(euros.expected(2, 50)) * 100, rel=1e-4)


def test_who_all_spend_the_same_single_out_no_model() -> None:
    assert fit([2] * 300, [20.0] * 300) is None
    assert fit([], []) is None


@given(model=models, purchases=st.integers(1, 500), mean=st.floats(0.01, 10_000))
def test_a_members_mean_is_drawn_towards_that_of_all(model: GammaGamma, purchases: int, mean: float) -> None:
    lowest, highest = sorted((mean, model.mean))
    slack = 1e-6 * highest
    assert lowest - slack <= float(model.expected(purchases, mean)) <= highest + slack
    assert float(model.expected(0, 0)) == pytest.approx(model.mean)
