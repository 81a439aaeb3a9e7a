"""The customer's screen as it looks, on the small screens that stand on counters."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.task.view import ReviewBody, TaskView
from fidpos.till.view import CheckoutView, Message, TillState
from fidpos.ui import theme
from fidpos.ui.background import TillWorker
from fidpos.ui.customer_window import CustomerWindow
from fidpos.ui.gateway import Gateway, OpenTill
from tests.helpers.golden import assert_as_kept
from tests.helpers.sample_views import CLOSED, IDENTITY, IDLE, MEMBER, READY, RESOURCES

IMAGES = Path(__file__).parent / "images" / "customer"
VIEWS = {
    "idle": IDLE,
    "member": MEMBER,
    "ready": READY,
    "closed": CLOSED,
    "code": CheckoutView(
        state=TillState.ENROLLING,
        staff=IDLE.staff,
        at=IDLE.at,
        task=TaskView(
            place="done",
            title=Message(key="task.print.title"),
            lead=Message(key="task.print.lead"),
            body=ReviewBody(facts=(), qr="9012340000000048"),
        ),
    ),
}


def never_opens(_publish: object) -> OpenTill:
    raise AssertionError


@pytest.mark.parametrize(
    ("name", "language", "size"),
    [
        *((name, "fr", (1024, 600)) for name in VIEWS),
        ("ready", "en", (800, 480)),
        ("closed", "en", (1366, 768)),
    ],
)
def test_the_customers_screen_looks_as_it_did(
    qtbot: QtBot, qapp: QApplication, name: str, language: str, size: tuple[int, int], tmp_path: Path
) -> None:
    theme.install(qapp, RESOURCES)
    gateway = Gateway(TillWorker(), never_opens)
    window = CustomerWindow(gateway, Texts.load(RESOURCES / "translations", language), RESOURCES)
    qtbot.addWidget(window)
    window.resize(*size)
    gateway.opened.emit(IDENTITY)
    gateway.view_changed.emit(VIEWS[name])

    kept = IMAGES / f"{name}_{language}_{size[0]}.png"
    assert_as_kept(window.grab().toImage(), kept, tmp_path)
