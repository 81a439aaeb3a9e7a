"""The wedge's one device: whatever types is part of the keyboard."""

from fidpos.readers.drivers.keyboard_wedge.driver import DEVICE, LABEL
from fidpos.readers.trial import FoundDevice


def detect() -> tuple[FoundDevice, ...]:
    """The keyboard; which scanners type on it, no system can tell."""
    return (FoundDevice(device=DEVICE, label=LABEL),)
