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
from fidpos.settings.declaration import Source
from fidpos.settings.sources import load
from fidpos.settings.till_settings import AmountEntry, Language, TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView
from fidpos.ui.app import Ui, make_ui, show, shut
from fidpos.ui.customer_window import CustomerWindow
from fidpos.ui.gateway import UNEXPECTED, Dress, OpenAssistant, OpenTill
from fidpos.ui.key_feed import KeyFeed, KeySink
from fidpos.ui.presenters.amount_entry import AmountStyle
from fidpos.ui.settings import UiSettings

if TYPE_CHECKING:
    from fidpos.bootstrap.backstage import Backstage
    from fidpos.bootstrap.centre_here import CentreHere
    from fidpos.bootstrap.training import Premises
    from fidpos.readers.driver import ReaderDriver

log = logging.getLogger(__name__)

CENTRE_STOP_S = 20.0
"""For the centre on this PC, after the till has told it everything it could."""

_STYLES = {AmountEntry.CENTS: AmountStyle.CENTS, AmountEntry.COMMA: AmountStyle.COMMA}


@dataclass(slots=True, kw_only=True)
class TillProgram:
    """A till with its screen; what is behind it comes when the worker opens it.

    Attributes:
        ui: the screen, which scripts drive.
        customer: the second screen, shown where there is one.
        settings: of the till, once there is one.
        centre_here: the shop's centre, where it runs on this PC; from one till opened here to the next.
    """

    ui: Ui
    customer: CustomerWindow
    folder: TillFolder
    settings: TillSettings
    texts: Texts
    key_feed: KeyFeed | None = None
    backstage: "Backstage | None" = None
    premises: "Premises | None" = None
    centre_here: "CentreHere | None" = None

    def reader(self, name: str) -> "ReaderDriver | None":
        """The driver as it runs now; from any thread."""
        return self.backstage.reader(name) if self.backstage is not None else None

    def on_worker(self, work: Callable[[], None]) -> None:
        """Has something done on the till's worker; from any thread."""
        self.ui.gateway.run(work)

    def speak(self, texts: Texts) -> None:
        """Everything is said in this language from now on; on the worker."""
        self.texts = texts
        self.ui.gateway.speak(texts)

    def start_anew(self) -> None:
        """The till that the assistant made is opened in its place; on the worker."""
        self.settings = load(self.folder.settings, environ=os.environ).values
        self.ui.gateway.reopen()


def run_till(root: Path, language: str | None = None, *, spoken: str = "") -> int:
    """Run the till in the data folder `root` until its window is closed; returns the exit status.

    Args:
        root: of its data.
        language: for this run, whatever the settings say.
        spoken: on this PC, for a till to which nobody has said anything yet.

    Raises:
        FidposError: the settings are wrong, or the folder cannot be written; the store's faults are shown by
            the window itself.
    """
    folder = TillFolder(root)
    loaded = load(folder.settings, environ=os.environ)
    settings = loaded.values
    if spoken and loaded.sources["language"] is Source.DEFAULT and not folder.store.exists():
        language = language or spoken
    if language is not None:
        settings = replace(settings, language=Language(language))
    with recorded(folder):
        program = assemble(folder, settings, SystemClock())
        ui = program.ui
        ui.window.closed.connect(ui.application.quit)
        ui.window.closed.connect(program.customer.close)
        signal.signal(signal.SIGTERM, lambda _signal, _frame: ui.window.close())
        signal.signal(signal.SIGINT, lambda _signal, _frame: ui.window.close())
        show(ui, fullscreen=True)
        if settings.customer_display:
            program.customer.follow_screens(ui.application, ui.window)
        with faults_said(program):
            status = ui.application.exec()
        return leave(program, status)


def assemble(
    folder: TillFolder, settings: TillSettings, clock: Clock, *, ui_settings: UiSettings | None = None
) -> TillProgram:
    """Build the till in that folder; nothing is shown and nothing runs yet."""
    texts = Texts.load(paths.resources_dir() / "translations", settings.language.value)
    program: TillProgram

    def opens_till(on_view: Callable[[CheckoutView], None]) -> OpenTill | OpenAssistant:
        # On the worker: store, rules and readers take longer to import than the window to paint.
        from fidpos.bootstrap.first_run import is_first_run, open_assistant

        if is_first_run(folder):
            return open_assistant(folder, clock, program, on_view)
        folder.first_run.unlink(missing_ok=True)
        from fidpos.bootstrap.backstage import Backstage, Stage
        from fidpos.bootstrap.training import Premises

        _start_centre_here(program)
        gateway = program.ui.gateway
        stage = Stage(
            present=gateway.present,
            publish_lights=gateway.publish_lights,
            on_worker=gateway.run,
            start_anew=gateway.reopen,
            dress=lambda identity: gateway.dress(Dress(identity=identity, logo=_logo(folder))),
        )
        if program.premises is None:
            program.premises = Premises(folder, program.settings, clock, gateway.reopen)
        with program.premises.opening() as place:
            backstage = Backstage(
                folder=place.folder,
                settings=place.settings,
                clock=clock,
                texts=program.texts,
                stage=stage,
                centre_here=program.centre_here,
                premises=program.premises,
                elsewhere=place.elsewhere,
            )
            session, identity = backstage.open(on_view)
        program.backstage = backstage
        return OpenTill(session=session, identity=identity, view=session.view(), close=backstage.close)

    chosen = ui_settings or UiSettings(
        amount_style=_STYLES[settings.amount_entry],
        sounds=settings.sound,
        text_percent=settings.text_percent,
        logo=_logo(folder),
    )
    ui = make_ui(opens_till, texts, clock, resources=paths.resources_dir(), settings=chosen)
    customer = CustomerWindow(ui.gateway, texts, paths.resources_dir())
    program = TillProgram(ui=ui, customer=customer, folder=folder, settings=settings, texts=texts)
    program.key_feed = KeyFeed(ui.application, lambda: _wedge(program))
    return program


def _logo(folder: TillFolder) -> Path | None:
    return folder.logo if folder.logo.exists() else None


def _wedge(program: TillProgram) -> KeySink | None:
    """Whoever reads scanners that type: the driver, or a technician's trial, is a sink of keys."""
    backstage = program.backstage
    return cast("KeySink | None", backstage.key_sink()) if backstage is not None else None


def _start_centre_here(program: TillProgram) -> None:
    """The shop's centre, if it is to run on this PC and does not yet."""
    if program.centre_here is None and program.settings.centre_here:
        from fidpos.bootstrap.centre_here import CentreHere

        program.centre_here = CentreHere(program.folder.centre, program.settings.centre_port)
    if program.centre_here is not None:
        program.centre_here.start()


def leave(program: TillProgram, status: int) -> int:
    """Shut the till; a thread that hangs in the system does not keep the program from ending.

    A backup that still goes on is left too, at once: at a usual exit OpenSSL frees what SQLCipher is reading
    with on that thread, and the program dies of SIGSEGV.
    """
    ended = shut(program.ui)
    if program.centre_here is not None and not program.centre_here.stop(CENTRE_STOP_S):
        log.warning("the centre is still finishing its writes, and ends by itself")
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
