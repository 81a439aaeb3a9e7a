"""Event devices made of pipes: opened, read and waited for as real ones; only the ioctl is pretended."""

import errno
import os
import struct
from dataclasses import dataclass, field
from pathlib import Path

from fidpos.readers.drivers.evdev_hid import ioctls
from fidpos.readers.drivers.evdev_hid.input_event import EV_KEY, EV_SYN, NATIVE, SYN_REPORT
from fidpos.readers.drivers.evdev_hid.places import Places
from fidpos.readers.drivers.evdev_hid.system import System
from tests.helpers.key_bursts import Stroke

TRANSCRIPTS = Path(__file__).parents[1] / "unit/readers/drivers/evdev_hid/transcripts"
_RECORDED = struct.Struct("<qqHHi")

KEYBOARD_BITS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"

BY_ID = "usb-Honeywell_Imager_S123-event-kbd"


@dataclass
class PretendedDevice:
    """A device at one end of a pipe; `hand` is where a test writes what it types."""

    event: str
    vendor: int = 0x0C2E
    product: int = 0x0B61
    name: str = "Honeywell Imager 1900"
    phys: str = "usb-0000:00:14.0-2/input0"
    uniq: str = "S123"
    bus: int = 3
    is_held_elsewhere: bool = False
    keys_down: set[int] = field(default_factory=set)
    is_caps_lock_on: bool = False
    grabs: int = 0
    hand: int = -1

    @property
    def listing(self) -> str:
        return (
            f"I: Bus={self.bus:04x} Vendor={self.vendor:04x} Product={self.product:04x} Version=0111\n"
            f'N: Name="{self.name}"\nP: Phys={self.phys}\n'
            f"S: Sysfs=/devices/virtual/input\nU: Uniq={self.uniq}\nH: Handlers=sysrq kbd leds {self.event}\n"
            f"B: PROP=0\nB: EV=120013\nB: KEY={KEYBOARD_BITS}\nB: MSC=10\nB: LED=7\n\n"
        )


class EventDevices:
    """A folder that stands for `/dev/input` and the kernel's list of devices."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(listing=folder / "devices", nodes=folder / "input")
        (self.places.nodes / "by-id").mkdir(parents=True)
        self.places.listing.write_text("")
        self._plugged: dict[int, PretendedDevice] = {}

    @property
    def system(self) -> System:
        """What a driver is given."""
        return System(ioctl=self.ioctl, places=self.places)

    def plug(self, device: PretendedDevice, by_id: str = "") -> PretendedDevice:
        """Make its node, and list it."""
        node = self.places.nodes / device.event
        os.mkfifo(node)
        device.hand = os.open(node, os.O_RDWR | os.O_NONBLOCK)
        self._plugged[node.stat().st_ino] = device
        if by_id:
            (self.places.nodes / "by-id" / by_id).symlink_to(f"../{device.event}")
        self._list()
        return device

    def unplug(self, device: PretendedDevice) -> None:
        """Take the node away; whoever reads it finds that it has ended."""
        node = self.places.nodes / device.event
        del self._plugged[node.stat().st_ino]
        for link in (self.places.nodes / "by-id").iterdir():
            if link.resolve() == node.resolve():
                link.unlink()
        node.unlink()
        self._list()
        os.close(device.hand)

    def close(self) -> None:
        """Unplug everything."""
        for device in list(self._plugged.values()):
            self.unplug(device)

    def ioctl(self, descriptor: int, request: int, argument: int | bytes) -> int | bytes:
        """What the kernel answers."""
        device = self._plugged.get(os.fstat(descriptor).st_ino)
        if device is None:
            raise OSError(errno.ENODEV, "No such device")
        if request == ioctls.EVIOCGRAB:
            if device.is_held_elsewhere:
                raise OSError(errno.EBUSY, "Device or resource busy")
            device.grabs += 1
            return 0
        assert isinstance(argument, bytes)
        return self._answer(device, request).ljust(len(argument), b"\0")

    @staticmethod
    def _answer(device: PretendedDevice, request: int) -> bytes:
        texts = {
            ioctls.EVIOCGNAME: device.name,
            ioctls.EVIOCGPHYS: device.phys,
            ioctls.EVIOCGUNIQ: device.uniq,
        }
        if request in texts:
            if not texts[request]:
                raise FileNotFoundError(errno.ENOENT, "No such file or directory")
            return texts[request].encode()
        match request:
            case ioctls.EVIOCGID:
                return struct.pack("@HHHH", device.bus, device.vendor, device.product, 1)
            case ioctls.EVIOCGKEY:
                return sum(1 << code for code in device.keys_down).to_bytes(96, "little")
            case ioctls.EVIOCGLED:
                return bytes([device.is_caps_lock_on << 1, 0])
            case ioctls.EVIOCSCLOCKID:
                return b""
        raise OSError(errno.EINVAL, f"unknown request {request:x}")

    def _list(self) -> None:
        self.places.listing.write_text("".join(device.listing for device in self._plugged.values()))


def event_bytes(at_ms: int, kind: int, code: int, value: int) -> bytes:
    """One event as this machine's kernel writes it."""
    return NATIVE.pack(at_ms // 1_000, at_ms % 1_000 * 1_000, kind, code, value)


def typed_bytes(strokes: list[Stroke]) -> bytes:
    """Strokes as a device that types them reports each."""
    return b"".join(
        event_bytes(stroke.timestamp_ms, EV_KEY, stroke.scan_code, int(stroke.pressed))
        + event_bytes(stroke.timestamp_ms, EV_SYN, SYN_REPORT, 0)
        for stroke in strokes
    )


def transcript(name: str) -> list[bytes]:
    """The reports of a recording, in the layout of this machine."""
    lines = (TRANSCRIPTS / f"{name}.hex").read_text(encoding="utf-8").splitlines()
    reports = [line.partition("#")[0] for line in lines]
    return [
        b"".join(NATIVE.pack(*event) for event in _RECORDED.iter_unpack(bytes.fromhex(report)))
        for report in reports
        if report.strip()
    ]
