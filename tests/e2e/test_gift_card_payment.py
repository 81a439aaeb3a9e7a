"""F7 through the real windows: a gift card pays, the ticket is typed, and F8 takes it all back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId
from fidpos.localdb.store import LocalStore
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
from fidpos.ui.presenters.models import CheckoutModel, LockModel, MemberModel, NamesModel
from fidpos.ui.settings import UiSettings
from tests.helpers.counter import PAUL, PIN
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.leaving import put_away
from tests.helpers.real_shop import RealShop, card_number, found_shop, keys_of
from tests.helpers.window_counter import dispose

LIMIT_MS = 60_000
FACE = 5_000


@dataclass
class Window:
    """The till with its keyboard; Paul serves, and the card was sold here."""

    program: TillProgram
    qtbot: QtBot
    shop: RealShop
    gift_card_id: GiftCardId
    number: GiftCardNumber

    def type(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.program.ui.window, key)
            else:
                QTest.keyClick(self.program.ui.window, key)

    def present_member(self) -> None:
        reader = self.program.reader("simulated")
        assert isinstance(reader, SimulatedDriver)
        reader.insert(AppletCard(card_number(1)))
        reader.remove()
        self.wait_until(lambda: isinstance(self.checkout.member, MemberModel))

    def wait_for_step(self, lead: str) -> None:
        self.wait_until(lambda: lead in self._lead())

    def wait_for_banner(self, words: str) -> None:
        self.wait_until(lambda: words in self.checkout.banner.title)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LIMIT_MS)

    @property
    def checkout(self) -> CheckoutModel:
        screen = self.program.ui.desk.screen
        assert isinstance(screen, CheckoutModel)
        return screen

    def _lead(self) -> str:
        task = self.checkout.task
        return task.lead if task is not None else ""

    def balance(self) -> int:
        store = LocalStore.open(self.shop.folder.store, keys_of(self.shop.folder).store_key, SystemClock())
        try:
            card = store.gift_card(self.gift_card_id)
            assert card is not None
            return card.balance_minor
        finally:
            store.close()


def sold(shop: RealShop) -> tuple[GiftCardId, GiftCardNumber]:
    """A card of fifty euros, before the till is opened."""
    store = LocalStore.open(shop.folder.store, keys_of(shop.folder).store_key, SystemClock())
    try:
        card_id = GiftCounter(store, FakeClock(SystemClock().now())).sold(FACE)
        inscription = store.inscription(card_id)
        assert inscription is not None
        return card_id, inscription.number
    finally:
        store.close()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    shop = found_shop(tmp_path / "till", members=2, whole_program=True)
    card_id, number = sold(shop)
    program = assemble(
        shop.folder,
        TillSettings(readers={"simulated": {}}),
        SystemClock(),
        ui_settings=UiSettings(sounds=False, fullscreen=False, answer_guard_s=0),
    )
    try:
        with qtbot.waitSignal(program.ui.gateway.opened, timeout=LIMIT_MS):
            show(program.ui, fullscreen=False)
        screen = program.ui.desk.screen
        assert isinstance(screen, LockModel)
        assert isinstance(screen.panel, NamesModel)
        tile = next(tile.number for tile in screen.panel.tiles if tile.name == PAUL.name)
        made = Window(program, qtbot, shop, card_id, number)
        made.type(tile, PIN, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: isinstance(program.ui.desk.screen, CheckoutModel), timeout=LIMIT_MS)
        yield made
    finally:
        put_away(program)
        dispose(program)


def test_a_member_pays_with_a_gift_card_and_it_is_undone(window: Window) -> None:
    window.present_member()
    window.type("3000", Qt.Key.Key_F7)
    window.wait_for_step("elle paie jusqu’à 30,00")
    window.type(Qt.Key.Key_F2)
    window.wait_for_step("Saisissez le numéro imprimé")
    window.type(window.number.grouped, Qt.Key.Key_Return)
    window.wait_for_step("Tout est payé")
    window.type("A17", Qt.Key.Key_Return)
    window.wait_until(lambda: window.checkout.banner.action is not None)
    assert window.balance() == FACE - 3_000

    window.type(Qt.Key.Key_F8)
    window.wait_for_banner("annulé")
    assert window.balance() == FACE


def test_a_sale_to_nobody_is_paid_in_part_and_the_rest_collected(window: Window) -> None:
    window.type("7000", Qt.Key.Key_F7)
    window.wait_for_step("elle paie jusqu’à 70,00")
    window.type(Qt.Key.Key_F2)
    window.wait_for_step("Saisissez le numéro imprimé")
    window.type(window.number.canonical, Qt.Key.Key_Return)
    window.wait_for_step("Il reste 20,00")
    window.type(Qt.Key.Key_Return)
    window.wait_for_step("Encaissez 20,00")
    window.type("A18", Qt.Key.Key_Return)
    window.wait_for_banner("Payé par carte cadeau")

    assert window.balance() == 0


def test_esc_leaves_the_payment_and_the_card_as_they_were(window: Window) -> None:
    window.type("3000", Qt.Key.Key_F7)
    window.wait_for_step("elle paie jusqu’à")
    window.type(Qt.Key.Key_F2)
    window.wait_for_step("Saisissez le numéro imprimé")
    window.type(window.number.canonical, Qt.Key.Key_Return)
    window.wait_for_step("Tout est payé")
    window.type(Qt.Key.Key_Escape)
    window.wait_for_step("Il reste 0,00")
    window.type(Qt.Key.Key_Escape)
    window.wait_for_banner("ne paient plus")

    assert window.balance() == FACE
