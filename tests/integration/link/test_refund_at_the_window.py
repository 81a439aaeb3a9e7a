"""A rewarded visit refunded in another shop through the real windows: scanners on serial lines, a centre."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fidpos.domain.card import CardToken, TokenKind
from fidpos.paths import TillFolder
from fidpos.readers.own_number import make_ean13
from fidpos.settings.till_settings import TillSettings
from tests.helpers.centre_process import Network
from tests.helpers.linked_till import booked
from tests.helpers.serial_port import PtyScanner
from tests.helpers.window_counter import ENTER, ESC, F2, F5, SHIFT_F8, WindowCounter, window_counter
from tests.integration.link.conftest import PairedTill

NUMBER = make_ean13("4711", 4243)
COFFEE = "1"


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[PtyScanner]:
    made = PtyScanner(tmp_path / "scanner")
    yield made
    made.unplug()


@contextmanager
def window(qtbot: QtBot, folder: TillFolder, scanner: PtyScanner) -> Iterator[WindowCounter]:
    """The paired till in its window, Paul at it, its scanner plugged in."""
    readers = {"counter": {"driver": "serial_line", "device": str(scanner.port)}}
    with window_counter(qtbot, folder, settings=TillSettings(readers=readers)) as counter:
        counter.sign_in("Paul")
        counter.wait(lambda: scanner.baud == 9_600)
        yield counter


def show_card(counter: WindowCounter, scanner: PtyScanner) -> None:
    """Held under the scanner until the customer is known; whom the till does not know the centre does."""
    scanner.send(NUMBER.encode() + b"\r")
    counter.sees_member("Essai")


def test_a_rewarded_visit_is_refunded_in_another_shop_at_the_window(
    qtbot: QtBot, paired_till: PairedTill, network: Network, scanner: PtyScanner
) -> None:
    there, here = paired_till("Till 1", shop="Lyon"), paired_till("Till 2", shop="Paris")
    with there:
        there.sign_in()
        member = there.enrol("Dupont", CardToken(TokenKind.NUMBER, NUMBER))
        there.until(there.is_settled_by_asking)

    with window(qtbot, there.folder, scanner) as counter:
        show_card(counter, scanner)
        counter.close_visit("20000").press(ESC).sees_member("")
        counter.press(F2).sees("Tapez le téléphone ou le nom").press("dup").sees("Essai D").press(ENTER)
        counter.sees_member("Essai")
        counter.press("2000").sees_amount("2000").press(F5).sees("Choisissez un avantage").press(COFFEE)
        counter.sees("Retenu").press(ENTER).sees("Entrée pour enregistrer")
        counter.press(ENTER).sees("À remettre : Café")
        assert counter.points == 70
        counter.wait(lambda: booked(network.place, network.merchant_id).visits == 2)

    with window(qtbot, here.folder, scanner) as counter:
        show_card(counter, scanner)
        counter.wait(lambda: counter.points == 70)
        counter.press(SHIFT_F8).sees("Quel passage de ce client").press("1").sees("Qu'est-ce qui revient")
        counter.press("1").sees("Pourquoi").press("1").sees("Vérifiez", "À rendre en caisse")
        counter.press(ENTER).sees("À rendre en caisse")
        counter.wait(lambda: counter.points == 50)

    with there:
        there.until(lambda: there.points(member) == 50)
    found = booked(network.place, network.merchant_id)
    assert (found.points, found.quarantined) == (50, 0)
