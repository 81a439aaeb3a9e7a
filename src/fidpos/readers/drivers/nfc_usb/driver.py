"""The driver for readers that nfcpy speaks to: one thread looks for a card, reads it, and sees it leave.

No wait is longer than a second, whatever the card or the reader does, so that the thread always ends in time.
A reader that is unplugged, taken by another program or by the kernel is tried again until it is back.
"""

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from fidpos.readers.backoff import Backoff
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    DriverContext,
    DriverSettings,
    Fault,
    FaultCode,
    ReaderState,
)
from fidpos.readers.drivers.nfc_usb.channel import IsoDep
from fidpos.readers.drivers.nfc_usb.conversation import Conversation
from fidpos.readers.drivers.nfc_usb.faults import CardGone, CardHung, DeviceFault
from fidpos.readers.drivers.nfc_usb.frontend import Frontend
from fidpos.readers.drivers.nfc_usb.library import Library, load_library
from fidpos.readers.drivers.nfc_usb.sensed import SensedCard
from fidpos.readers.drivers.nfc_usb.settings import NfcSettings
from fidpos.readers.drivers.nfc_usb.slot import Slot
from fidpos.readers.drivers.nfc_usb.usb import NODES, SYSTEM, find_usb_readers
from fidpos.readers.errors import DriverStuck

log = logging.getLogger(__name__)

PLUG_POLL_S = 0.5
"""How often to look whether a reader was plugged in: a glance into a folder."""

MISSES_MAX = 2
"""So many looks in a row must miss a card before it counts as gone: at the edge of the field one may fail."""

TRIES_MAX = 4
RETRY_AFTER_S = 0.5
"""A card that lost contact and is still there just sits badly: read it again, at first without a word."""


def create(settings: DriverSettings, context: DriverContext) -> "NfcDriver":
    """Build the driver on the installed library.

    Raises:
        LibraryMissing: nfcpy is not installed.
        SettingsRefused: a path that names no reader.
    """
    library = load_library()
    return NfcDriver(NfcSettings.of(settings), context, library)


@dataclass(slots=True)
class _Held:
    """The card on the reader.

    Attributes:
        chip: the card as an activated chip, which can be asked for without selecting it anew.
        is_read: it was read, or given up for good.
    """

    card: SensedCard
    chip: IsoDep | None = None
    is_read: bool = False
    tries: int = 0
    tried_s: float = 0.0
    misses: int = 0


class NfcDriver:
    """One reader.

    Args:
        system, nodes: where Linux lists what is on USB, and where it lets programs use it.
    """

    def __init__(
        self,
        settings: NfcSettings,
        context: DriverContext,
        library: Library,
        *,
        system: Path = SYSTEM,
        nodes: Path = NODES,
    ) -> None:
        self._settings = settings
        self._context = context
        self._library = library
        self._system = system
        self._nodes = nodes
        self._slot = Slot(context, device=self.device, label=self.device)
        self._held: _Held | None = None
        self._rounds = itertools.cycle(settings.rounds)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=context.name, daemon=True)

    @property
    def device(self) -> str:
        """Its only device, by the path in the settings: the same after a replug."""
        return self._settings.path

    def start(self) -> None:
        """Begin to watch."""
        self._slot.set_state(ReaderState.STARTING)
        self._thread.start()

    def close(self, timeout_s: float = STOP_LIMIT_S) -> None:
        """End the thread, which lets go of the reader.

        Raises:
            DriverStuck: the reader holds the thread, which ends with it or with the program.
        """
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._slot.set_state(ReaderState.STOPPED)
        if self._thread.is_alive():
            raise DriverStuck("the reader does not answer")

    def _run(self) -> None:
        backoff = Backoff()
        try:
            while not self._stop.is_set():
                try:
                    self._use(self._path(), backoff)
                except DeviceFault as error:
                    self._slot.lose(error.fault)
                    self._stop.wait(backoff.next_s())
        except Exception as error:
            log.exception("the NFC driver failed")
            fault = Fault(code=FaultCode.CRASHED, native_code=type(error).__name__)
            self._slot.set_state(ReaderState.FAILED, fault)

    def _path(self) -> str:
        """What nfcpy calls the reader; empty while it is not plugged in.

        Raises:
            DeviceFault: it is plugged in, and there is no use in opening it.
        """
        if not self._settings.is_usb:
            return self._settings.path
        if not self._system.exists():
            return self._settings.path.partition("@")[0]  # Not Linux: nfcpy asks libusb.
        wanted = [reader for reader in find_usb_readers(self._system) if self._settings.wants(reader)]
        faults: list[Fault] = []
        for reader in wanted:
            fault = reader.fault(self._nodes)
            if fault is None:
                return reader.path
            faults.append(fault)
        if faults:
            raise DeviceFault(faults[0])
        return ""

    def _use(self, path: str, backoff: Backoff) -> None:
        """Open the reader and watch it until we are stopped.

        Raises:
            DeviceFault: it cannot be opened, or no longer works.
        """
        if not path:
            self._slot.miss()
            self._stop.wait(PLUG_POLL_S)
            return
        frontend = Frontend(self._library, path)
        try:
            self._slot.open(frontend.label)
            self._watch(frontend, backoff)
        except DeviceFault as error:
            raise DeviceFault(replace(error.fault, code=FaultCode.DEVICE_LOST)) from error
        finally:
            frontend.close()

    def _watch(self, frontend: Frontend, backoff: Backoff) -> None:
        if self._held is not None:
            self._held.chip = None  # It was activated before the reader was lost.
        while not self._stop.is_set():
            if self._held is None:
                self._look(frontend)
            else:
                self._look_after(frontend, self._held)
            backoff.reset()
            self._stop.wait(self._settings.poll_pause_s)

    def _look(self, frontend: Frontend) -> None:
        """See whether a card came, and read it."""
        for technology in next(self._rounds):
            if self._stop.is_set():
                return
            card = frontend.sense(technology)
            if card is not None:
                self._held = _Held(card)
                self._slot.present()
                self._read(frontend, self._held)
                return

    def _look_after(self, frontend: Frontend, held: _Held) -> None:
        """See whether the card is still there; if so, and it could not be read yet, read it."""
        if not _is_there(frontend, held):
            held.misses += 1
            if held.misses >= MISSES_MAX:
                self._held = None
                self._slot.empty()
            return
        held.misses = 0
        is_due = self._context.monotonic_s() - held.tried_s >= RETRY_AFTER_S
        if is_due and not held.is_read and held.tries < TRIES_MAX:
            self._read(frontend, held)

    def _read(self, frontend: Frontend, held: _Held) -> None:
        held.tries += 1
        held.tried_s = self._context.monotonic_s()
        conversation = Conversation(self._library, frontend, held.card, remaining_s=self._remaining_s(held))
        try:
            found = conversation.ask(self._context.cards, device=self.device, order=self._settings.uid_order)
        except CardGone:
            self._slot.refuse()
            self._slot.set_state(ReaderState.READY)
        except CardHung:
            self._hang(conversation, held)
        except DeviceFault:
            self._slot.refuse()
            raise
        else:
            held.is_read, held.chip = True, conversation.chip
            self._slot.finish(found)

    def _hang(self, conversation: Conversation, held: _Held) -> None:
        """The time is up: the card hangs if it is still there, unless it is we who were stopped."""
        if self._stop.is_set():
            return
        self._slot.refuse()
        held.is_read = conversation.is_selectable()
        if held.is_read:
            self._slot.set_state(ReaderState.DEGRADED, Fault(code=FaultCode.CARD_HUNG))
        else:
            self._slot.set_state(ReaderState.READY)

    def _remaining_s(self, held: _Held) -> Callable[[], float]:
        deadline_s = held.tried_s + self._settings.card_timeout_s
        return lambda: 0.0 if self._stop.is_set() else deadline_s - self._context.monotonic_s()


def _is_there(frontend: Frontend, held: _Held) -> bool:
    """Whether the card is there; a chip is asked without selecting it anew, for as long as it answers."""
    if held.chip is not None:
        if held.chip.is_there():
            return True
        held.chip = None
    found = frontend.sense(held.card.technology, held.card)
    if found is None or not found.is_same(held.card):
        return False
    held.card = found
    return True
