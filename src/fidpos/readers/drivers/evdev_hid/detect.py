"""Which devices that type are plugged in, scanners first; the list is the kernel's, and nothing is opened.

A laptop's own keyboard is left out. One that was plugged in is listed, as a scanner of an unknown maker looks
just like it; the trial listens to it without taking it away, until a scan shows what it is.
"""

import errno
import os

from fidpos.readers.drivers.evdev_hid.faults import fault_of
from fidpos.readers.drivers.evdev_hid.places import Listed, Places
from fidpos.readers.drivers.evdev_hid.system import System
from fidpos.readers.trial import FoundDevice


def detect() -> tuple[FoundDevice, ...]:
    """Scanners, then whatever else may be one.

    Raises:
        DriverRefused: this is not Linux.
    """
    return found_in(System.at_hand().places)


def found_in(places: Places) -> tuple[FoundDevice, ...]:
    """What is plugged in at these places."""
    pluggable = tuple(listed for listed in places.keyboards() if listed.identity.is_pluggable)
    ranked = sorted(pluggable, key=lambda listed: not listed.identity.is_known_scanner)
    return tuple(_found(listed, places, among=pluggable) for listed in ranked)


def _found(listed: Listed, places: Places, *, among: tuple[Listed, ...]) -> FoundDevice:
    identity = listed.identity
    device = places.stable_id(listed, among)
    node = places.nodes / listed.event
    is_forbidden = node.exists() and not os.access(node, os.R_OK)
    return FoundDevice(
        device=device,
        label=identity.name or identity.model_id,
        detail=identity.uniq or identity.phys,
        settings={"device": device},
        fault=fault_of(PermissionError(errno.EACCES, str(node))) if is_forbidden else None,
    )
