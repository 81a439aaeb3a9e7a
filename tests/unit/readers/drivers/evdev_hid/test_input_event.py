"""Events have the kernel's layout on either width; requests have the numbers of the kernel's headers."""

import struct

import pytest

from fidpos.readers.drivers.evdev_hid import ioctls
from fidpos.readers.drivers.evdev_hid.input_event import EV_KEY, NATIVE, InputEvent, parse

PRESS = InputEvent(at_ms=1_700_000_002_345, type=EV_KEY, code=28, value=1)
EARLY = InputEvent(at_ms=12_345, type=EV_KEY, code=28, value=-1)


def test_an_event_of_a_64_bit_kernel_is_read() -> None:
    raw = struct.pack("<qqHHi", 1_700_000_002, 345_678, EV_KEY, 28, 1)

    assert len(raw) == 24
    assert parse(raw, struct.Struct("<qqHHi")) == (PRESS,)


def test_an_event_of_a_32_bit_kernel_is_read() -> None:
    raw = struct.pack("<llHHi", 12, 345_999, EV_KEY, 28, -1)

    assert len(raw) == 16
    assert parse(raw, struct.Struct("<llHHi")) == (EARLY,)


def test_this_machine_s_layout_has_two_longs_and_no_padding() -> None:
    assert NATIVE.size == 2 * struct.calcsize("l") + 8


def test_part_of_an_event_is_an_error_not_a_guess() -> None:
    with pytest.raises(struct.error):
        parse(bytes(NATIVE.size + 1))


@pytest.mark.parametrize(
    ("request_number", "expected"),
    [
        (ioctls.EVIOCGID, 0x80084502),
        (ioctls.EVIOCGRAB, 0x40044590),
        (ioctls.EVIOCSCLOCKID, 0x400445A0),
        (ioctls.EVIOCGNAME, 0x81004506),
        (ioctls.EVIOCGPHYS, 0x81004507),
        (ioctls.EVIOCGUNIQ, 0x81004508),
        (ioctls.EVIOCGKEY, 0x80604518),
        (ioctls.EVIOCGLED, 0x80024519),
    ],
)
def test_requests_are_those_of_linux_input_h(request_number: int, expected: int) -> None:
    assert request_number == expected


def test_bits_are_numbered_from_the_lowest_of_the_first_byte() -> None:
    assert ioctls.bits_set(b"\x01\x80") == {0, 15}
