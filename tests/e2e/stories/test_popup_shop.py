"""Three days of a pop-up shop offline, whose two tills share a gift card, at their real windows."""

from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.server.reason import Reason
from fidpos.ui.presenters.models import LockModel
from tests.helpers.counter import INES
from tests.helpers.popup_shop import PopUp, PopUpTill, pop_up
from tests.helpers.popup_window import popup_window, scan
from tests.helpers.window_counter import ENTER, ESC, WindowCounter

CARD_MINOR = 5_000
RISKS_MINOR = 8_000
OVERNIGHT = timedelta(hours=22)


def ring_up(counter: WindowCounter, till: PopUpTill, number: GiftCardNumber, cents: str) -> WindowCounter:
    """A purchase whose customer holds the gift card out."""
    if isinstance(counter.screen, LockModel):
        counter.sign_in(INES.name)
    counter.press(cents).sees_amount(cents)
    scan(counter, till, number)
    return counter


def test_three_days_of_a_pop_up_shop_offline_at_the_windows_of_its_two_tills(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with pop_up(tmp_path, risks_minor=RISKS_MINOR) as shop:
        _three_days(qtbot, shop)


def _three_days(qtbot: QtBot, shop: PopUp) -> None:
    card_id, number = shop.tills[0].sell(CARD_MINOR)
    shop.settle()
    shop.is_cut_off = True

    # The first day: each till believes that it is alone with the card.
    for till in shop.tills:
        with popup_window(qtbot, shop, till) as counter:
            ring_up(counter, till, number, "2500").sees("Le centre ne répond pas", "Accepter 25,00 €")
            counter.press("1").sees("Tout est payé").press("T1", ENTER).sees("Payé par carte cadeau")

    # The second day: what a till may let go ends before its customer's money does.
    shop.wait(OVERNIGHT)
    for till in shop.tills:
        with popup_window(qtbot, shop, till) as counter:
            ring_up(counter, till, number, "2500").sees("Accepter 15,00 €").press("1")
            counter.sees("Il reste 10,00 €").press(ENTER).sees("Encaissez 10,00 €").press("T2", ENTER)
            counter.sees("Payé par carte cadeau")
            assert till.balance(card_id) == 1_000

    # The third day: allowances have expired, and no till takes the card's money on its own word.
    shop.wait(OVERNIGHT)
    shop.wait(OVERNIGHT)
    for till in shop.tills:
        with popup_window(qtbot, shop, till) as counter:
            ring_up(counter, till, number, "100").sees("Le centre ne répond pas")
            counter.press("1").sees_no("Tout est payé").press(ESC, ESC, ESC)
            assert till.balance(card_id) == 1_000

    # The line is back: everything is booked, the overdraft is there to be seen, and nothing pays any more.
    shop.is_cut_off = False
    shop.settle()
    shop.settle()
    assert shop.owed_minor(card_id) == RISKS_MINOR - CARD_MINOR
    assert Reason.OVERSPENT in shop.doubts
    for till in shop.tills:
        with popup_window(qtbot, shop, till) as counter:
            ring_up(counter, till, number, "100").sees_no("Tout est payé")
            assert till.balance(card_id) == 0
