"""Three days of a pop-up shop offline, whose two tills share a gift card."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fidpos.server.reason import Reason
from tests.helpers.popup_shop import PopUp, pop_up

CARD_MINOR = 5_000
RISKS_MINOR = 8_000
EACH_MINOR = RISKS_MINOR // 2
OVERNIGHT = timedelta(hours=22)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[PopUp]:
    with pop_up(tmp_path, risks_minor=RISKS_MINOR) as opened:
        yield opened


def test_three_days_of_a_pop_up_shop_offline_whose_two_tills_share_a_gift_card(shop: PopUp) -> None:
    here, there = shop.tills
    card_id, number = here.sell(CARD_MINOR)
    shop.settle()
    assert there.balance(card_id) == CARD_MINOR

    # The first day: each till believes that it is alone with the card.
    shop.is_cut_off = True
    assert here.pay(number, 2_500) == 2_500
    assert there.pay(number, 2_500) == 2_500

    # The second day: what a till may let go ends before its customer's money does.
    shop.wait(OVERNIGHT)
    assert here.pay(number, 2_500) == EACH_MINOR - 2_500
    assert there.pay(number, 2_500) == EACH_MINOR - 2_500
    assert here.pay(number, 100) == there.pay(number, 100) == 0

    # The third day: allowances have expired, tills earn only.
    shop.wait(OVERNIGHT)
    shop.wait(OVERNIGHT)
    assert here.pay(number, 100) == there.pay(number, 100) == 0
    assert (here.balance(card_id), there.balance(card_id)) == (1_000, 1_000)

    # The line is back: everything is booked, the overdraft is there to be seen, and nothing pays any more.
    shop.is_cut_off = False
    shop.settle()
    shop.settle()
    assert shop.owed_minor(card_id) == RISKS_MINOR - CARD_MINOR
    assert Reason.OVERSPENT in shop.doubts
    assert (here.balance(card_id), there.balance(card_id)) == (0, 0)
    assert here.pay(number, 100) == there.pay(number, 100) == 0


def test_online_the_two_tills_never_spend_the_same_money(shop: PopUp) -> None:
    here, there = shop.tills
    card_id, number = here.sell(CARD_MINOR)
    shop.settle()

    assert [here.pay(number, 3_000), there.pay(number, 3_000), here.pay(number, 3_000)] == [3_000, 2_000, 0]
    shop.settle()
    assert shop.owed_minor(card_id) == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(
        st.tuples(st.booleans(), st.lists(st.tuples(st.integers(0, 1), st.integers(1, 4_000)), max_size=5)),
        max_size=4,
    )
)
def test_whatever_is_paid_off_line_is_never_more_than_the_shop_risks(
    tmp_path_factory: pytest.TempPathFactory, days: list[tuple[bool, list[tuple[int, int]]]]
) -> None:
    with pop_up(tmp_path_factory.mktemp("pop-up"), risks_minor=RISKS_MINOR) as shop:
        card_id, number = shop.tills[0].sell(CARD_MINOR)
        shop.settle()
        paid = 0
        for has_line, sales in days:
            shop.is_cut_off = not has_line
            shop.settle()
            for till, minor in sales:
                paid += shop.tills[till].pay(number, minor)
            shop.wait(OVERNIGHT)
        shop.is_cut_off = False
        shop.settle()

        assert shop.owed_minor(card_id) == max(0, paid - CARD_MINOR)
        assert shop.owed_minor(card_id) <= RISKS_MINOR
