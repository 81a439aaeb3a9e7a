"""Two who collect on one account, each with a card, through the real windows."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from fidpos.localdb.bulk import load_members
from tests.helpers.real_shop import RealShop, member
from tests.helpers.window_counter import ESC, F8, store_in, window_counter

SHE, HE = 1, 9


@pytest.fixture
def couple(shop: RealShop) -> RealShop:
    """Number nine was put on the account of number one."""
    his, hers = member(HE), shop.members[SHE - 1]
    with store_in(shop.folder) as store:
        joined = replace(his.member, account_id=hers.member.account_id)
        load_members(store.database, (replace(his, member=joined, lots=()),))
    return shop


def test_what_one_of_a_couple_earns_the_other_has_and_undoing_it_takes_it_from_both(
    qtbot: QtBot, couple: RealShop
) -> None:
    with window_counter(qtbot, couple.folder) as till:
        before = till.sign_in().tap_member(HE).points
        till.close_visit("1250").press(ESC).sees_member("")
        earned = till.tap_member(SHE).points
        assert earned > before

        till.press(ESC).sees_member("").tap_member(HE)
        assert till.points == earned
        till.close_visit("2000").press(F8).sees("Passage annulé")

        till.press(ESC).sees_member("").tap_member(SHE)
        assert till.points == earned
