"""What is asked of an event device by ioctl: numbers and structures of linux/input.h.

The numbers are put together as in asm-generic/ioctl.h, which every architecture that a till has uses: two
bits for the direction, fourteen for the size, eight for the group (`E`), eight for the request.
"""

import struct
from collections.abc import Callable
from typing import Final

Ioctl = Callable[[int, int, int | bytes], int | bytes]
"""`fcntl.ioctl`: descriptor, request, and an integer or a buffer, which comes back as the kernel left it."""

_WRITE = 1
_READ = 2


def _request(direction: int, number: int, size: int) -> int:
    return direction << 30 | size << 16 | ord("E") << 8 | number


_TEXT_LENGTH = 256
_KEYS_LENGTH = 96
"""KEY_CNT is 0x300 bits."""
_LEDS_LENGTH = 2

_ID = struct.Struct("@HHHH")
_INT = struct.Struct("@i")

EVIOCGID: Final = _request(_READ, 0x02, _ID.size)
EVIOCGNAME: Final = _request(_READ, 0x06, _TEXT_LENGTH)
EVIOCGPHYS: Final = _request(_READ, 0x07, _TEXT_LENGTH)
EVIOCGUNIQ: Final = _request(_READ, 0x08, _TEXT_LENGTH)
EVIOCGKEY: Final = _request(_READ, 0x18, _KEYS_LENGTH)
EVIOCGLED: Final = _request(_READ, 0x19, _LEDS_LENGTH)
EVIOCGRAB: Final = _request(_WRITE, 0x90, _INT.size)
EVIOCSCLOCKID: Final = _request(_WRITE, 0xA0, _INT.size)

_CLOCK_MONOTONIC = 1


def bus_and_ids(ioctl: Ioctl, descriptor: int) -> tuple[int, int, int]:
    """Bus, vendor and product."""
    bus, vendor, product, _version = _ID.unpack(_asked(ioctl, descriptor, EVIOCGID, _ID.size))
    return bus, vendor, product


def text(ioctl: Ioctl, descriptor: int, request: int) -> str:
    """Name, port or serial number; empty where the device has none."""
    try:
        answer = _asked(ioctl, descriptor, request, _TEXT_LENGTH)
    except FileNotFoundError:
        return ""
    return answer.partition(b"\0")[0].decode("utf-8", "replace")


def keys_down(ioctl: Ioctl, descriptor: int) -> frozenset[int]:
    """Codes of the keys that are down."""
    return bits_set(_asked(ioctl, descriptor, EVIOCGKEY, _KEYS_LENGTH))


def leds_on(ioctl: Ioctl, descriptor: int) -> frozenset[int]:
    """Codes of the lights that are on."""
    return bits_set(_asked(ioctl, descriptor, EVIOCGLED, _LEDS_LENGTH))


def use_monotonic_clock(ioctl: Ioctl, descriptor: int) -> None:
    """Stamp events with the clock of `time.monotonic`, which no daylight saving steps back."""
    ioctl(descriptor, EVIOCSCLOCKID, _INT.pack(_CLOCK_MONOTONIC))


def grab(ioctl: Ioctl, descriptor: int) -> None:
    """Keep the device's events from everybody else, until the descriptor is closed.

    Raises:
        OSError: EBUSY when another program has done so.
    """
    ioctl(descriptor, EVIOCGRAB, 1)


def bits_set(bitmap: bytes) -> frozenset[int]:
    """Numbers of the bits that are set; bit 0 is the lowest of the first byte."""
    return frozenset(8 * at + bit for at, byte in enumerate(bitmap) for bit in range(8) if byte >> bit & 1)


def _asked(ioctl: Ioctl, descriptor: int, request: int, length: int) -> bytes:
    answer = ioctl(descriptor, request, bytes(length))
    assert isinstance(answer, bytes)
    return answer
