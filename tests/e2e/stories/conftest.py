"""A shop of four members whose till stands open, with Inès at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fidpos.settings.till_settings import TillSettings
from tests.helpers.real_shop import RealShop, found_shop
from tests.helpers.virtual_cards.blank_cards import FORMATS
from tests.helpers.window_counter import WindowCounter, window_counter

CASHIERS_GIFT_CARDS_MINOR = 10_000
"""What a cashier sells alone."""


@pytest.fixture
def shop(tmp_path: Path) -> RealShop:
    return found_shop(tmp_path / "till", members=4, whole_program=True)


@pytest.fixture
def counter(qtbot: QtBot, shop: RealShop) -> Iterator[WindowCounter]:
    settings = TillSettings(
        readers={"simulated": {}}, cards=FORMATS, gift_card_cashier_max_minor=CASHIERS_GIFT_CARDS_MINOR
    )
    with window_counter(qtbot, shop.folder, settings=settings) as opened:
        yield opened.sign_in()
