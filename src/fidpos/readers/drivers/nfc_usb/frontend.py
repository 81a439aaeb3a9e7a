"""A reader that is open: senses cards and moves frames, with our types and errors in place of nfcpy's."""

import contextlib
from collections.abc import Iterator
from typing import Protocol

from fidpos.readers.drivers.nfc_usb.faults import DeviceFault, NoAnswer, fault_of
from fidpos.readers.drivers.nfc_usb.library import Library
from fidpos.readers.drivers.nfc_usb.sensed import SensedCard, felica, topaz, type_a, type_b

_NONSENSE: tuple[type[Exception], ...] = (LookupError, ValueError, TypeError, AttributeError)
"""nfcpy takes apart what a card said without looking whether it is all there."""


class _Target(Protocol):
    """What nfcpy found; any of it may be None all the same."""

    brty: str
    sdd_res: bytes
    sel_res: bytes
    rid_res: bytes | None
    sensb_res: bytes
    sensf_res: bytes


class Frontend:
    """One open reader, for one thread.

    Args:
        path: nfcpy's path of the reader.

    Raises:
        DeviceFault: it cannot be opened.
    """

    def __init__(self, library: Library, path: str) -> None:
        self._library = library
        try:
            self._clf = library.connect(path)
        except library.reader_errors + _NONSENSE as error:
            raise DeviceFault(fault_of(error)) from error

    @property
    def label(self) -> str:
        """Maker and model, as the reader says them itself; empty when it does not."""
        device = self._clf.device
        return " ".join(str(name) for name in (device.vendor_name, device.product_name) if name)

    @property
    def has_long_frames(self) -> bool:
        """Whether it takes answers of 256 bytes."""
        return int(self._clf.max_recv_data_size) >= 256

    @property
    def send_size_max(self) -> int:
        """The longest frame it sends."""
        return int(self._clf.max_send_data_size)

    def sense(self, technology: str, card: SensedCard | None = None) -> SensedCard | None:
        """Power the field anew and select a card.

        Args:
            technology: bit rate and type.
            card: take this one and no other, as far as its type allows to say so.

        Returns:
            The card; None when there is none, or the reader cannot sense this technology.

        Raises:
            DeviceFault: the reader no longer works.
        """
        target = self._library.clf.RemoteTarget(technology)
        if card is not None and not card.is_random and technology.endswith("A"):
            target.sel_req = bytearray(card.uid)
        try:
            with self.translated():
                found = self._clf.sense(target)
                return None if found is None else _sensed(found)
        except NoAnswer:
            return None

    def exchange(self, frame: bytes, timeout_s: float) -> bytes:
        """Send a frame to the selected card and wait for its answer.

        Raises:
            NoAnswer: the card said nothing.
            DeviceFault: the reader no longer works.
        """
        with self.translated():
            return bytes(self.exchange_raw(bytearray(frame), timeout_s))

    def exchange_raw(self, frame: bytearray, timeout_s: float) -> bytearray:
        """The same with nfcpy's own errors, which its block protocol lives on."""
        answer: bytearray = self._clf.exchange(frame, timeout_s)
        return answer

    def close(self) -> None:
        """Let go of the reader; that it is gone already does not matter."""
        with contextlib.suppress(NoAnswer, DeviceFault), self.translated():
            self._clf.close()

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what nfcpy raises into our errors."""
        try:
            yield
        except self._library.silences as error:
            raise NoAnswer from error
        except self._library.reader_errors as error:
            raise DeviceFault(fault_of(error)) from error
        except _NONSENSE as error:
            raise NoAnswer from error


def _sensed(target: _Target) -> SensedCard:
    """The target that nfcpy found; raises like any of its own code when something is missing."""
    technology = str(target.brty)
    if technology.endswith("B"):
        return type_b(technology, atqb=bytes(target.sensb_res))
    if technology.endswith("F"):
        response = bytes(target.sensf_res)
        return felica(technology, idm=response[1:9], pmm=response[9:17])
    if target.rid_res is not None:
        return topaz(technology, uid=bytes(target.rid_res[2:6]))
    return type_a(technology, uid=bytes(target.sdd_res), sak=target.sel_res[0])
