"""A till of a pop-up shop behind its real window: a person's keys, the shop's own clock and line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pytestqt.qtbot import QtBot

from fidpos.bootstrap.till import TillProgram
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.paths import TillFolder, resources_dir
from fidpos.settings.till_settings import TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView
from fidpos.ui.app import make_ui, show
from fidpos.ui.customer_window import CustomerWindow
from fidpos.ui.gateway import OpenTill
from fidpos.ui.key_feed import KeyFeed
from fidpos.ui.settings import UiSettings
from tests.helpers.counter import IDENTITY
from tests.helpers.leaving import put_away
from tests.helpers.popup_shop import PopUp, PopUpTill
from tests.helpers.window_counter import LIMIT_MS, WindowCounter, dispose


@contextmanager
def popup_window(qtbot: QtBot, shop: PopUp, till: PopUpTill) -> Iterator[WindowCounter]:
    """Open until the end of the `with`."""

    def opens(on_view: Callable[[CheckoutView], None]) -> OpenTill:
        till.on_view = on_view
        return OpenTill(session=till.session, identity=IDENTITY, view=till.session.view(), close=lambda: None)

    texts = Texts.load(resources_dir() / "translations", "fr")
    settings = UiSettings(sounds=False, fullscreen=False, answer_guard_s=0)
    ui = make_ui(opens, texts, shop.clock, resources=resources_dir(), settings=settings)
    folder = TillFolder(resources_dir())
    customer = CustomerWindow(ui.gateway, texts, resources_dir())
    program = TillProgram(ui=ui, customer=customer, folder=folder, settings=TillSettings(), texts=texts)
    program.key_feed = KeyFeed(ui.application, lambda: None)
    try:
        with qtbot.waitSignal(ui.gateway.opened, timeout=LIMIT_MS):
            show(ui, fullscreen=False)
        yield WindowCounter(program, folder, shop.clock, qtbot)
    finally:
        put_away(program)
        dispose(program)
        till.on_view = lambda view: None


def scan(counter: WindowCounter, till: PopUpTill, number: GiftCardNumber) -> None:
    """The card held under the scanner."""
    counter.program.ui.gateway.present(till.read(number))
