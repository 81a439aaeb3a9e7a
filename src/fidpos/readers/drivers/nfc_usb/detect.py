"""The readers for nfcpy that are plugged in now, for the technician's wizard."""

from collections import Counter
from pathlib import Path

from fidpos.readers.drivers.nfc_usb.usb import NODES, SYSTEM, UsbReader, find_usb_readers
from fidpos.readers.trial import FoundDevice


def detect(system: Path = SYSTEM, nodes: Path = NODES) -> tuple[FoundDevice, ...]:
    """Those on USB; nothing is opened. A serial port does not say that an NFC reader hangs on it.

    A reader is named by its model, which stays the same in whichever port it is; only of two of one model
    each is named by its port as well.
    """
    readers = find_usb_readers(system)
    counts = Counter(reader.model for reader in readers)
    return tuple(_found(reader, nodes, is_alone=counts[reader.model] == 1) for reader in readers)


def _found(reader: UsbReader, nodes: Path, *, is_alone: bool) -> FoundDevice:
    path = f"usb:{reader.model}" if is_alone else f"usb:{reader.model}@{reader.port}"
    return FoundDevice(
        device=path,
        label=reader.label,
        detail=f"USB {reader.port}",
        settings={"path": path},
        fault=reader.fault(nodes),
    )
