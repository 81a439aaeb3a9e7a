"""The few calls of PC/SC that the driver needs, with types, and errors in place of return codes.

`smartcard.scard` is used directly. The monitors of the same library (CardMonitor, ReaderMonitor) die for
good with the service, with an absent service at start, and with the first observer that raises.
"""

import contextlib
import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import NewType

from fidpos.readers.drivers.pcsc import codes
from fidpos.readers.drivers.pcsc.codes import ScardError
from fidpos.readers.errors import LibraryMissing

Context = NewType("Context", int)

PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
"""A reader that does not exist: waiting for it is waiting for readers to come and go."""

STATE_UNAWARE = 0x0000
STATE_CHANGED = 0x0002
STATE_UNKNOWN = 0x0004
STATE_UNAVAILABLE = 0x0008
STATE_PRESENT = 0x0020
STATE_MUTE = 0x0200
_COUNTER_SHIFT = 16
_STATUS_WORD_LENGTH = 2
_CCID_ESCAPE = 1
_WINDOWS_ESCAPE = 3500
"""Control codes for a vendor's command: CCID driver of pcsclite, and Microsoft's."""


def load_scard() -> ModuleType:
    """The installed `smartcard.scard`.

    Raises:
        LibraryMissing: pyscard is not installed.
    """
    try:
        return importlib.import_module("smartcard.scard")
    except ImportError as error:
        raise LibraryMissing(f"pyscard: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotState:
    """What the service knows of a reader: flags in the low half, a counter of comings and goings above."""

    reader: str
    raw: int
    atr: bytes = b""

    @property
    def is_lost(self) -> bool:
        """The service no longer knows the reader."""
        return bool(self.raw & (STATE_UNKNOWN | STATE_UNAVAILABLE))

    @property
    def is_present(self) -> bool:
        """A card is in the reader."""
        return bool(self.raw & STATE_PRESENT)

    @property
    def is_mute(self) -> bool:
        """The card did not answer the reset."""
        return bool(self.raw & STATE_MUTE)

    @property
    def counter(self) -> int:
        """Differs between two looks when the service saw a card go or come in between, however fast."""
        return self.raw >> _COUNTER_SHIFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A card in use by us, beside others."""

    handle: int
    protocol: int


class Api:
    """Calls into `smartcard.scard`, or into a module that stands for it."""

    def __init__(self, scard: ModuleType) -> None:
        self._scard = scard

    def establish(self) -> Context:
        """A context of one's own: calls within one context wait for each other."""
        code, context = self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_USER)
        _check(code)
        return Context(context)

    @contextlib.contextmanager
    def established(self) -> Iterator[Context]:
        """A context for as long as the block lasts."""
        context = self.establish()
        try:
            yield context
        finally:
            self.release(context)

    def release(self, context: Context) -> None:
        """Give the context back; that it is void already does not matter."""
        self._scard.SCardReleaseContext(context)

    def cancel(self, context: Context) -> None:
        """Wake whoever waits in the context, if anybody does."""
        self._scard.SCardCancel(context)

    def readers(self, context: Context) -> tuple[str, ...]:
        """Names of the readers at hand."""
        code, names = self._scard.SCardListReaders(context, [])
        if _unsigned(code) == codes.NO_READERS:
            return ()
        _check(code)
        return tuple(names)

    def wait(self, context: Context, known: Sequence[SlotState], timeout_s: float) -> tuple[SlotState, ...]:
        """Wait until a reader's state differs from what is known, or readers come or go, or time is up.

        Returns:
            The states as they are now, whether they changed or not; nothing when time was up.
        """
        readers = [(PLUG_AND_PLAY, _reader_count(len(known))), *((slot.reader, slot.raw) for slot in known)]
        code, states = self._scard.SCardGetStatusChange(context, int(timeout_s * 1000), readers)
        if _unsigned(code) == codes.TIMEOUT:
            return ()
        _check(code)
        return tuple(
            SlotState(reader=reader, raw=raw & ~STATE_CHANGED, atr=bytes(atr))
            for reader, raw, atr in states
            if reader != PLUG_AND_PLAY
        )

    def connect(self, context: Context, reader: str) -> Connection:
        """Use the card beside other programs, with whichever protocol it prefers."""
        protocols = self._scard.SCARD_PROTOCOL_T0 | self._scard.SCARD_PROTOCOL_T1
        code, handle, protocol = self._scard.SCardConnect(
            context, reader, self._scard.SCARD_SHARE_SHARED, protocols
        )
        _check(code)
        return Connection(handle=handle, protocol=protocol)

    def transmit(self, card: Connection, command: bytes) -> bytes:
        """Send a command and wait for the answer, for as long as the card likes: there is no limit to set."""
        is_t1 = card.protocol == self._scard.SCARD_PROTOCOL_T1
        header = self._scard.SCARD_PCI_T1 if is_t1 else self._scard.SCARD_PCI_T0
        code, answer = self._scard.SCardTransmit(card.handle, header, list(command))
        _check(code)
        if len(answer) < _STATUS_WORD_LENGTH:
            # The card left during the command; pcsclite calls that a success.
            raise ScardError(codes.NOT_TRANSACTED)
        return bytes(answer)

    def control(self, context: Context, reader: str, command: bytes) -> None:
        """Send a command to the reader itself, whether a card is in it or not.

        Readers take it only where their service lets them: with pcsclite's CCID driver that is an option.
        """
        number = _WINDOWS_ESCAPE if sys.platform == "win32" else _CCID_ESCAPE
        code, handle, _ = self._scard.SCardConnect(context, reader, self._scard.SCARD_SHARE_DIRECT, 0)
        _check(code)
        try:
            code, _ = self._scard.SCardControl(handle, self._scard.SCARD_CTL_CODE(number), list(command))
            _check(code)
        finally:
            self._scard.SCardDisconnect(handle, self._scard.SCARD_LEAVE_CARD)

    def disconnect(self, card: Connection) -> None:
        """Leave the card as it is; that it is gone already does not matter."""
        self._scard.SCardDisconnect(card.handle, self._scard.SCARD_LEAVE_CARD)


def _check(code: int) -> None:
    if code != codes.SUCCESS:
        raise ScardError(_unsigned(code))


def _unsigned(code: int) -> int:
    return code & 0xFFFFFFFF


def _reader_count(count: int) -> int:
    """Windows wants to be told how many readers are known; pcsclite wants the state "unaware"."""
    return count << _COUNTER_SHIFT if sys.platform == "win32" else STATE_UNAWARE
