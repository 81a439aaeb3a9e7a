"""The first figures, and what always holds between them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.services.figures.formulas import (
    Activity,
    Loyalty,
    Ratio,
    Standing,
    WithCard,
    standing,
)
from fidpos.server.services.figures.settings import FigureSettings

COUNTS = st.integers(min_value=1, max_value=10**6)
DAY = date(2026, 11, 20)


@given(buyers=COUNTS, more=st.integers(min_value=0, max_value=10**6), revenue=st.integers(0, 10**12))
def test_average_basket_times_frequency_is_revenue_per_member(buyers: int, more: int, revenue: int) -> None:
    activity = Activity(buyers=buyers, visits=buyers + more, revenue_minor=revenue)

    basket, frequency, per_member = (
        each.exact for each in (activity.basket, activity.frequency, activity.per_member)
    )

    assert basket is not None
    assert frequency is not None
    assert basket * frequency == per_member


@given(at_start=COUNTS, data=st.data())
def test_who_came_back_and_who_did_not_are_all_of_those_at_the_start(
    at_start: int, data: st.DataObject
) -> None:
    kept = data.draw(st.integers(0, at_start))
    loyalty = Loyalty(at_start=at_start, kept=kept)

    assert loyalty.retention.exact is not None
    assert loyalty.attrition.exact is not None
    assert loyalty.retention.exact + loyalty.attrition.exact == 1
    assert loyalty.retention.denominator == loyalty.attrition.denominator == at_start


def test_over_nothing_a_figure_says_nothing() -> None:
    nothing = Activity()

    assert nothing.basket.exact is nothing.frequency.ppm is nothing.per_member.rounded is None
    assert Loyalty().retention.ppm is None
    assert WithCard(revenue_minor=5).of_sales.exact is None


def test_money_is_rounded_to_whole_units_halves_up() -> None:
    assert Ratio(10, 4).rounded == 3
    assert Ratio(9, 4).rounded == 2


@given(days=st.integers(min_value=0, max_value=2_000))
def test_a_member_is_active_then_dormant_then_lost(days: int) -> None:
    settings = FigureSettings(dormant_days=90, lost_days=365)

    found = standing(DAY - timedelta(days=days), DAY, settings)

    assert found is (Standing.ACTIVE if days < 90 else Standing.DORMANT if days < 365 else Standing.LOST)
