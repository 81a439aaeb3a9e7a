"""The till's program: window first, then the store on its worker, then whatever else was wired to it."""

import logging
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from fidpos.domain.clock import Clock
from fidpos.texts.texts import Texts
from fidpos.ui import theme
from fidpos.ui.background import TillWorker
from fidpos.ui.desk import Desk
from fidpos.ui.gateway import Gateway, OpensTill
from fidpos.ui.main_window import MainWindow
from fidpos.ui.settings import UiSettings
from fidpos.ui.sound.player import SoundPlayer

log = logging.getLogger(__name__)

DEFAULT_SIZE = (theme.DESIGN_WIDTH, theme.DESIGN_HEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ui:
    """The parts of the screen, for whoever wires readers, sync and scripts to them."""

    application: QApplication
    worker: TillWorker
    gateway: Gateway
    desk: Desk
    window: MainWindow
    sounds: SoundPlayer


def make_application(resources: Path) -> QApplication:
    """The program's one QApplication, dressed; the one there is already, in tests and scripts."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        application = QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("fidpos")
    theme.install(application, resources)
    return application


def make_ui(
    opens_till: OpensTill, texts: Texts, clock: Clock, *, resources: Path, settings: UiSettings | None = None
) -> Ui:
    """Build everything; nothing is shown and nothing runs yet."""
    settings = settings or UiSettings()
    application = make_application(resources)
    worker = TillWorker()
    gateway = Gateway(worker, opens_till)
    sounds = SoundPlayer(resources / "sounds", muted=not settings.sounds)
    desk = Desk(gateway, texts, clock, settings=settings, play_sound=sounds.play)
    window = MainWindow(
        desk,
        resources,
        title=texts.say("window.title"),
        logo=settings.logo,
        text_percent=settings.text_percent,
    )
    window.resize(*DEFAULT_SIZE)
    return Ui(
        application=application, worker=worker, gateway=gateway, desk=desk, window=window, sounds=sounds
    )


def show(ui: Ui, *, fullscreen: bool) -> None:
    """Paint the window; the store opens once it is on screen."""
    ui.worker.start()
    ui.window.painted.connect(ui.desk.start, Qt.ConnectionType.QueuedConnection)
    if fullscreen:
        ui.window.showFullScreen()
    else:
        ui.window.show()


def shut(ui: Ui) -> bool:
    """Let go of everything, in the reverse order of start; whether the worker ended in time."""
    ui.desk.stop()
    ended = ui.gateway.close()
    ui.sounds.stop()
    return ended
