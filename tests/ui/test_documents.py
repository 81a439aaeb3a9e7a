"""A file that was made for a person is opened once, and only where somebody sees it."""

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from fidpos.ui import documents
from fidpos.ui.documents import open_document

CARD = "/tmp/till/cards/card-1197.pdf"


class Viewer(QObject):
    """Stands for the system's program."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def show_file(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def viewer(qapp: object) -> Iterator[Viewer]:
    made = Viewer()
    QDesktopServices.setUrlHandler("file", made, "show_file")  # type: ignore[arg-type]  # its stub says bytes, it wants text
    yield made
    QDesktopServices.unsetUrlHandler("file")


def on_platform(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: name)


def test_the_systems_program_opens_it(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    on_platform(monkeypatch, "xcb")
    open_document(CARD)

    assert viewer.opened == [CARD]


def test_without_a_screen_nothing_is_opened(viewer: Viewer) -> None:
    open_document(CARD)

    assert viewer.opened == []


def test_a_system_without_such_a_program_is_noted_without_the_path(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    on_platform(monkeypatch, "xcb")
    monkeypatch.setattr(documents, "QDesktopServices", Mock(openUrl=lambda _url: False))
    open_document(CARD)

    assert "no program opens" in caplog.text
    assert CARD not in caplog.text
