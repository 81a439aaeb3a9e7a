"""Screens in tests: one look everywhere, the bundled font, French unless a test says otherwise."""

import os

# Before the first QApplication of the process.
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_FONT_DPI"] = "96"

import pytest
from PySide6.QtWidgets import QApplication

from fidpos.texts.texts import Texts
from fidpos.ui import theme
from tests.helpers.sample_views import RESOURCES


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application with theme and font installed."""
    theme.install(qapp, RESOURCES)
    return qapp


@pytest.fixture(scope="session", params=["fr", "en"])
def any_texts(request: pytest.FixtureRequest) -> Texts:
    """Each language in turn."""
    return Texts.load(RESOURCES / "translations", request.param)


@pytest.fixture(scope="session")
def french() -> Texts:
    """The primary language."""
    return Texts.load(RESOURCES / "translations", "fr")
