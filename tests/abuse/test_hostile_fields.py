"""Abuse: in every field of every task something is typed, scanned or filled in that no person would mean.

It is stored as text or refused with a sentence; it is never interpreted, and never a crash.
"""

import ast
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder
from fidpos.printing import escpos
from fidpos.printing.dots import burn
from fidpos.printing.ticket_blocks import blocks
from fidpos.printing.ticket_pdf import ticket_pdf
from fidpos.printing.typesetting import PaperWidth, typeset
from fidpos.texts.texts import Texts
from fidpos.till.task.acts import FillIn, GoOn
from fidpos.ui import theme
from fidpos.ui.presenters.screen import screen
from fidpos.wire.codec import decode
from tests.helpers.every_field import PLACES, WAYS, AnyTill, Way
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.hostile import HOSTILE
from tests.helpers.real_shop import found_shop, keys_of
from tests.helpers.robot.examiner import messages_in
from tests.helpers.sample_views import RESOURCES, Sample
from tests.helpers.screens import Stage

TILL = Path(__file__).parents[2] / "src" / "fidpos" / "till"
ELSEWHERE = ("first_run/",)
"""Forms of the assistant, which has no store yet and tests of its own."""
FRENCH = Texts.load(RESOURCES / "translations", "fr")


@dataclass(frozen=True, slots=True)
class Shop:
    """A folder that each test copies, and a gift card sold in it."""

    folder: Path
    gift_card: str


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    found = found_shop(tmp_path_factory.mktemp("hostile") / "shop", members=2)
    store = LocalStore.open(found.folder.store, keys_of(found.folder).store_key, SystemClock())
    try:
        card = store.inscription(GiftCounter(store, FakeClock(SystemClock().now())).sold())
    finally:
        store.close()
    assert card is not None
    return Shop(found.folder.root, card.number.canonical)


@dataclass
class Shops:
    """One copy of the shop after the other; `at_work` is the till of the last one."""

    shop: Shop
    scratch: Path
    copies: int = 0

    def __post_init__(self) -> None:
        self.at_work = self._open()

    def start_anew(self) -> AnyTill:
        """Where what was done left no way back to a form: another copy, once the books of this one hold."""
        self.close()
        self.at_work = self._open()
        return self.at_work

    def close(self) -> None:
        with self.at_work as till:
            till.leave()
            keep_as_text(till)

    def _open(self) -> AnyTill:
        self.copies += 1
        folder = self.scratch / str(self.copies)
        shutil.copytree(self.shop.folder, folder)
        return AnyTill(TillFolder(folder), self.shop.gift_card)


@pytest.fixture
def shops(shop: Shop, tmp_path: Path) -> Iterator[Shops]:
    made = Shops(shop, tmp_path)
    yield made
    made.close()


@pytest.fixture
def stage(qapp: QApplication, qtbot: QtBot) -> Stage:
    theme.install(qapp, RESOURCES)
    made = Stage(1024, 768)
    qtbot.addWidget(made)
    return made


def look(till: AnyTill, stage: Stage) -> None:
    """Everything that was shown is put into words; the last of it is drawn as plain text."""
    for view in till.shown:
        for message in messages_in(view):
            assert FRENCH.has(message.key), message.key
            FRENCH.message(message)
    till.shown.clear()
    stage.perform(screen(Sample(view=till.till.view).scene(FRENCH)))
    labels = [label for label in stage.findChildren(QLabel) if label.text()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert not [label for label in labels if any(unicodedata.category(ch)[0] == "C" for ch in label.text())]


def at_field(shops: Shops, way: Way, key: str) -> AnyTill:
    """A till with that field on screen."""
    till = shops.at_work
    if key in till.fields:
        return till
    till.leave()
    way(till)
    if key not in till.fields:
        till = shops.start_anew()
        way(till)
    assert key in till.fields
    return till


def keep_as_text(till: AnyTill) -> None:
    """The journal can be read from end to end, and the books hold; what was printed can be."""
    reader = till.till.store.database.reader()
    bodies = [bytes(body) for (body,) in reader.all("SELECT body FROM journal ORDER BY seq")]
    reader.close()
    for body in bodies:
        decode(body)
    assert till.holds()
    for ticket in (*till.printer.sent, *till.printer.files, *till.printer.shown):
        sheet = typeset(blocks(ticket, FRENCH), PaperWidth.NARROW)
        assert escpos.ticket(burn(sheet))
        assert ticket_pdf(sheet, title=ticket.head.merchant_name).startswith(b"%PDF")


@pytest.mark.parametrize(("module", "name"), PLACES, ids=[f"{module} {name}" for module, name in PLACES])
def test_every_field_keeps_it_as_text_or_refuses_it(
    module: str, name: str, shops: Shops, stage: Stage
) -> None:
    way = WAYS[module][name]
    way(shops.at_work)
    keys = shops.at_work.fields
    assert keys

    for key in keys:
        for text in HOSTILE.values():
            till = at_field(shops, way, key)
            till.do(FillIn(key, text))
            look(till, stage)
            till.do(FillIn(key, text, 1), GoOn(), GoOn())
            look(till, stage)


def test_every_module_that_draws_a_field_has_its_way_here() -> None:
    drawing = {
        file.relative_to(TILL).as_posix()
        for file in TILL.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field"
    }

    assert {each for each in drawing if not each.startswith(ELSEWHERE)} == set(WAYS)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_search_and_a_code_of_an_offer_find_nothing_by_it(name: str, shops: Shops, stage: Stage) -> None:
    till, text = shops.at_work, HOSTILE[name]
    session = till.till.session
    session.search(text)
    look(till, stage)
    session.close_search()
    till.till.tap(1)
    session.open_codes()
    session.enter_code(text)
    look(till, stage)

    assert till.till.view.codes in {(), (text,)}
