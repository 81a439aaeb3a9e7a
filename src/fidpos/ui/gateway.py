"""Between the screen and the session on the worker: commands go over, views come back.

`run`, `reopen`, `present`, `speak`, `dress` and `publish_lights` may be called from any thread: readers and
the sync report to them.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.errors import FidposError
from fidpos.domain.shop import TillIdentity
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, Message, StatusLight
from fidpos.ui.background import STOP_LIMIT_S, Failed, Outcome, TillWorker
from fidpos.ui.presenters.commands import AssistantSession, Command, Present, Session, perform, perform_first

log = logging.getLogger(__name__)

UNEXPECTED = Message(key="error.unexpected")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTill:
    """A till whose store is open; `close` gives everything back, on the worker."""

    session: Session
    identity: TillIdentity
    view: CheckoutView
    close: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAssistant:
    """There is no till yet: the assistant is there instead, with what a screen needs to write times."""

    assistant: AssistantSession
    identity: TillIdentity
    view: CheckoutView
    close: Callable[[], None]


OnView = Callable[[CheckoutView], None]
OpensTill = Callable[[OnView], OpenTill | OpenAssistant]
"""Opens the store and makes the session, on the worker; the session publishes its views through the argument.

May raise any `FidposError`: the start screen says why, and tries again when asked.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dress:
    """What the merchant calls its card, and its logo; None for the one that stands for it."""

    identity: TillIdentity
    logo: Path | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A command was performed, or failed and changed nothing."""

    command: Command
    fault: Message | None


class Gateway(QObject):
    """Lives on the GUI thread.

    Signals:
        opened(object): `TillIdentity`, once the store is open.
        cannot_open(object): `Message`, why it is not.
        view_changed(object): `CheckoutView`, whenever the session publishes one.
        lights_changed(object): `tuple[StatusLight, ...]`, all lights of the status bar.
        answered(object): `Answered`, after each command, and after the views that it published.
        spoken(object): `Texts`, when another language is spoken from now on.
        dressed(object): `Dress`, when the till has another card name, or its file another logo.
    """

    opened = Signal(object)
    cannot_open = Signal(object)
    view_changed = Signal(object)
    lights_changed = Signal(object)
    answered = Signal(object)
    spoken = Signal(object)
    dressed = Signal(object)

    def __init__(self, worker: TillWorker, opens_till: OpensTill, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._opens_till = opens_till
        self._till: OpenTill | OpenAssistant | None = None

    def open(self) -> None:
        """Open the store on the worker; `opened` or `cannot_open` follows."""
        self._worker.post(self._open, self._on_opened)

    def reopen(self) -> None:
        """Close the store and open it again, as what it has become; from any thread. As after `open`."""
        self._worker.post(self._reopen, self._on_opened)

    def post(self, command: Command) -> None:
        """Ask the session, after all that was asked before."""

        def answer(outcome: Outcome) -> None:
            fault = fault_message(outcome.error) if isinstance(outcome, Failed) else None
            self.answered.emit(Answered(command, fault))

        self._worker.post(lambda: self._perform(command), answer)

    def run(self, work: Callable[[], None]) -> None:
        """Have something done on the worker that no key asked for, such as the readers' news."""
        self._worker.post(work, _log_failure)

    def present(self, read: CardRead | RefusedRead) -> None:
        """Something was presented to a reader."""
        self.post(Present(read))

    def publish_lights(self, lights: tuple[StatusLight, ...]) -> None:
        """Readers, sync or backup have changed."""
        self.lights_changed.emit(lights)

    def speak(self, texts: Texts) -> None:
        """Say everything in another language; from any thread."""
        self.spoken.emit(texts)

    def dress(self, dress: Dress) -> None:
        """Show another card name, another logo; from any thread."""
        self.dressed.emit(dress)

    def close(self, limit_s: float = STOP_LIMIT_S) -> bool:
        """Close the store after all that was asked, and stop the worker; whether it stopped in time."""
        self._worker.post(self._close)
        return self._worker.stop(limit_s)

    def _open(self) -> TillIdentity:
        self._worker.assert_on_worker()
        self._till = self._opens_till(self.view_changed.emit)
        self.view_changed.emit(self._till.view)
        return self._till.identity

    def _reopen(self) -> TillIdentity:
        self._close()
        return self._open()

    def _perform(self, command: Command) -> None:
        self._worker.assert_on_worker()
        match self._till:
            case OpenTill(session=session):
                perform(session, command)
            case OpenAssistant(assistant=assistant):
                perform_first(assistant, command)

    def _close(self) -> None:
        till, self._till = self._till, None
        if till is not None:
            till.close()

    def _on_opened(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failed):
            self.cannot_open.emit(fault_message(outcome.error))
        else:
            self.opened.emit(outcome.result)


def _log_failure(outcome: Outcome) -> None:
    if isinstance(outcome, Failed):
        fault_message(outcome.error)


def fault_message(error: Exception) -> Message:
    """What is said of an error; one that nobody foresaw goes to the log in full."""
    if isinstance(error, FidposError):
        log.warning("the till could not: %s", error.code)
        return Message(key=error.message_key, params=dict(error.params))
    log.error("unexpected error on the till's worker", exc_info=error)
    return UNEXPECTED
