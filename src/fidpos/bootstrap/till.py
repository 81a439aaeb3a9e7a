"""`fidpos till`: the screen, what is behind it, and the wires between them.

The window is painted first; the store opens on the worker while the cashier already looks at it.
"""

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from fidpos import paths
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.observed import observed
from fidpos.domain.clock import Clock
from fidpos.logs.qt_messages import log_qt_message
from fidpos.paths import TillFolder
from fidpos.settings.sources import load
from fidpos.settings.till_settings import AmountEntry, Language, TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView
from fidpos.ui.app import Ui, make_ui, show, shut
from fidpos.ui.gateway import UNEXPECTED, OpenTill
from fidpos.ui.key_feed import KeyFeed, KeySink
from fidpos.ui.presenters.amount_entry import AmountStyle
from fidpos.ui.settings import UiSettings

if TYPE_CHECKING:
    from fidpos.bootstrap.backstage import Backstage
    from fidpos.readers.driver import ReaderDriver

log = logging.getLogger(__name__)

_STYLES = {AmountEntry.CENTS: AmountStyle.CENTS, AmountEntry.COMMA: AmountStyle.COMMA}


@dataclass(slots=True, kw_only=True)
class TillProgram:
    """A till with its screen; what is behind it comes when the worker opens it.

    Attributes:
        ui: the screen, which scripts drive.
    """

    ui: Ui
    texts: Texts
    key_feed: KeyFeed | None = None
    backstage: "Backstage | None" = None

    def reader(self, name: str) -> "ReaderDriver | None":
        """The driver as it runs now; from any thread."""
        return self.backstage.reader(name) if self.backstage is not None else None


def run_till(root: Path, language: str | None = None) -> int:
    """Run the till in the data folder `root` until its window is closed; returns the exit status.

    Raises:
        FidposError: the settings are wrong, or the folder cannot be written; the store's faults are shown by
            the window itself.
    """
    folder = TillFolder(root)
    settings = load(folder.settings, environ=os.environ).values
    if language is not None:
        settings = replace(settings, language=Language(language))
    with recorded(folder):
        program = assemble(folder, settings, SystemClock())
        ui = program.ui
        ui.window.closed.connect(ui.application.quit)
        signal.signal(signal.SIGTERM, lambda _signal, _frame: ui.window.close())
        signal.signal(signal.SIGINT, lambda _signal, _frame: ui.window.close())
        show(ui, fullscreen=True)
        with faults_said(program):
            status = ui.application.exec()
        return leave(program, status)


def assemble(
    folder: TillFolder, settings: TillSettings, clock: Clock, *, ui_settings: UiSettings | None = None
) -> TillProgram:
    """Build the till in that folder; nothing is shown and nothing runs yet."""
    texts = Texts.load(paths.resources_dir() / "translations", settings.language.value)
    program: TillProgram

    def opens_till(on_view: Callable[[CheckoutView], None]) -> OpenTill:
        # On the worker: store, rules and readers take longer to import than the window to paint.
        from fidpos.bootstrap.backstage import Backstage, Stage

        gateway = program.ui.gateway
        stage = Stage(
            present=gateway.present,
            publish_lights=gateway.publish_lights,
            on_worker=gateway.run,
            start_anew=gateway.reopen,
        )
        backstage = Backstage(folder=folder, settings=settings, clock=clock, texts=texts, stage=stage)
        session, identity = backstage.open(on_view)
        program.backstage = backstage
        return OpenTill(session=session, identity=identity, view=session.view(), close=backstage.close)

    chosen = ui_settings or UiSettings(amount_style=_STYLES[settings.amount_entry], sounds=settings.sound)
    ui = make_ui(opens_till, texts, clock, resources=paths.resources_dir(), settings=chosen)
    program = TillProgram(ui=ui, texts=texts)
    program.key_feed = KeyFeed(ui.application, lambda: _wedge(program))
    return program


def _wedge(program: TillProgram) -> KeySink | None:
    """Whoever reads scanners that type: the driver, or a technician's trial, is a sink of keys."""
    backstage = program.backstage
    return cast("KeySink | None", backstage.key_sink()) if backstage is not None else None


def leave(program: TillProgram, status: int) -> int:
    """Shut the till; a thread that hangs in the system does not keep the program from ending.

    A backup that still goes on is left too, at once: at a usual exit OpenSSL frees what SQLCipher is reading
    with on that thread, and the program dies of SIGSEGV.
    """
    ended = shut(program.ui)
    if ended and (program.backstage is None or program.backstage.is_at_rest):
        return status
    if not ended:
        log.error("the till's worker did not end in time; leaving without it")
    logging.shutdown()
    sys.stdout.flush()
    os._exit(status if ended else status or 1)


@contextmanager
def recorded(folder: TillFolder) -> Iterator[None]:
    """Log and crash reports of this run, Qt's messages included."""
    with observed(folder, "till"):
        previous = qInstallMessageHandler(_on_qt_message)
        try:
            yield
        finally:
            qInstallMessageHandler(previous)


@contextmanager
def faults_said(program: TillProgram) -> Iterator[None]:
    """What goes wrong on the GUI thread is reported as ever, and said on screen; what is typed stays."""
    report = sys.excepthook

    def say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        report(kind, error, trace)
        program.ui.desk.report(UNEXPECTED)

    sys.excepthook = say
    try:
        yield
    finally:
        sys.excepthook = report


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    log_qt_message(kind.name, context.category or "", text)
