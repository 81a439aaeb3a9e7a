"""The way to one card for as long as its reading may take: every wait ends in time."""

from collections.abc import Callable

from fidpos.readers.drivers.nfc_usb.ats import Activation, activation_from_ats, activation_from_attrib
from fidpos.readers.drivers.nfc_usb.faults import CardHung, NoAnswer
from fidpos.readers.drivers.nfc_usb.frontend import Frontend
from fidpos.readers.drivers.nfc_usb.library import Library
from fidpos.readers.drivers.nfc_usb.sensed import SensedCard

_WAIT_MAX_S = 1.0
"""The longest single wait, so that the driver stops in time; a chip that needs longer asks for it."""

_ACTIVATION_S = 0.1
_PRESENCE_S = 0.1

Remaining = Callable[[], float]
"""Seconds that the reading may still take; 0 or less once it must end."""


class Channel:
    """Frames to and from the selected card, within the time that is left."""

    def __init__(self, frontend: Frontend, card: SensedCard, remaining_s: Remaining) -> None:
        self.card = card
        self._frontend = frontend
        self._remaining_s = remaining_s

    def exchange(self, frame: bytes, *, timeout_s: float) -> bytes:
        """Send a frame and wait for its answer.

        Raises:
            NoAnswer: the card said nothing.
            CardHung: the time is up.
            DeviceFault: the reader no longer works.
        """
        return self._frontend.exchange(frame, self._limited(timeout_s))

    def wake(self) -> bool:
        """Select the same card again, as some must be after a command that they did not take."""
        self._limited(_WAIT_MAX_S)
        found = self._frontend.sense(self.card.technology, self.card)
        return found is not None and found.is_same(self.card)

    def exchange_raw(self, frame: bytearray, timeout_s: float) -> bytearray:
        """The same as `exchange` with nfcpy's errors."""
        return self._frontend.exchange_raw(frame, self._limited(timeout_s))

    def _limited(self, timeout_s: float) -> float:
        remaining_s = self._remaining_s()
        if remaining_s <= 0:
            raise CardHung
        return min(timeout_s, remaining_s, _WAIT_MAX_S)


class IsoDep:
    """A chip activated for ISO/IEC 14443-4; commands go through nfcpy's block protocol.

    Raises:
        NoAnswer: it did not let itself be activated.
        CardHung: the time is up.
        DeviceFault: the reader no longer works.
    """

    def __init__(self, library: Library, frontend: Frontend, channel: Channel) -> None:
        self._frontend = frontend
        self._channel: Channel | None = channel
        try:
            self.activation = _activate(frontend, channel)
        except ValueError as error:
            raise NoAnswer from error
        frame_size = min(self.activation.frame_size, frontend.send_size_max)
        self._initiator = library.make_initiator(self, frame_size, self.activation.frame_wait_s)

    def command(self, command: bytes) -> bytes:
        """Send a command APDU and wait for its answer.

        Raises:
            NoAnswer: the chip said nothing, nor when asked again.
            CardHung: the time is up.
            DeviceFault: the reader no longer works.
        """
        with self._frontend.translated():
            return bytes(self._initiator.exchange(bytearray(command)))

    def leave(self) -> None:
        """The reading is over: from now on the chip is only asked whether it is there."""
        self._channel = None

    def is_there(self) -> bool:
        """Whether it still answers; asked so that it keeps its state (section 7.5.5, R(NAK)).

        Raises:
            DeviceFault: the reader no longer works.
        """
        try:
            with self._frontend.translated():
                self._initiator.exchange(None, _PRESENCE_S)
        except NoAnswer:
            return False
        return True

    def exchange(self, frame: bytearray, timeout: float) -> bytearray:
        """What nfcpy's block protocol calls."""
        if self._channel is None:
            return self._frontend.exchange_raw(frame, timeout)
        return self._channel.exchange_raw(frame, timeout)


def _activate(frontend: Frontend, channel: Channel) -> Activation:
    size_code = 8 if frontend.has_long_frames else 7
    if channel.card.technology.endswith("A"):
        rats = bytes((0xE0, size_code << 4))
        return activation_from_ats(channel.exchange(rats, timeout_s=_ACTIVATION_S))
    attrib = b"\x1d" + channel.card.uid + bytes((0x00, size_code, 0x01, 0x00))
    return activation_from_attrib(channel.card.attributes, channel.exchange(attrib, timeout_s=_ACTIVATION_S))
