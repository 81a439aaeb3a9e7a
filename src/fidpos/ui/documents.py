"""Files that the till made for a person: shown by whatever program the system has for them."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

log = logging.getLogger(__name__)

OpenDocument = Callable[[str], None]

_WITHOUT_A_SCREEN = {"offscreen", "minimal"}


def open_document(path: str) -> None:
    """Open the file; where nobody sees a screen, and where no program can, it stays where the banner says."""
    if QGuiApplication.platformName() in _WITHOUT_A_SCREEN:
        return
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
        log.warning("no program opens the document that was made")
