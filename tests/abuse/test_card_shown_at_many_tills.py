"""Abuse: one gift card is shown at many tills, and each is paid with it once the centre's hold has lapsed."""

from datetime import timedelta
from pathlib import Path

from fidpos.domain.money import EUR, Money
from fidpos.till.task.acts import FillIn
from tests.helpers.popup_shop import pop_up


def test_a_card_shown_at_two_tills_pays_at_one_of_them(tmp_path: Path) -> None:
    with pop_up(tmp_path, risks_minor=0) as shop:
        first, second = shop.tills
        card_id, number = first.sell(5_000)
        shop.settle()
        first.session.set_amount(Money(5_000, EUR))
        first.present(number)
        shop.settle()
        shop.wait(timedelta(minutes=20))
        with shop.centre.unit() as unit:
            unit.holdings().lapse(shop.clock.now())
        assert second.pay(number, 5_000) == 5_000
        first.session.in_task(FillIn("ticket", "T20", 1))
        shop.settle()

        assert shop.owed_minor(card_id) == 0
        assert shop.doubts == set()
