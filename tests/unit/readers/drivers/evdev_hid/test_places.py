"""The kernel's list as it prints it: who can type, who is a scanner, and names that stay the same."""

import os
from pathlib import Path

import pytest

from fidpos.readers.driver import FaultCode
from fidpos.readers.drivers.evdev_hid.detect import found_in
from fidpos.readers.drivers.evdev_hid.identity import Identity
from fidpos.readers.drivers.evdev_hid.places import Places, parse_listing

LISTING = """I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
P: Phys=PNP0C0C/button/input0
S: Sysfs=/devices/LNXSYSTM:00/LNXSYBUS:00/PNP0C0C:00/input/input0
U: Uniq=
H: Handlers=kbd event0
B: PROP=0
B: EV=3
B: KEY=8000 10000000000000 0

I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
P: Phys=isa0060/serio0/input0
S: Sysfs=/devices/platform/i8042/serio0/input/input3
U: Uniq=
H: Handlers=sysrq kbd leds event3
B: PROP=0
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=7

I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Logitech USB Keyboard"
P: Phys=usb-0000:00:14.0-3/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-3
U: Uniq=
H: Handlers=sysrq kbd leds event4
B: PROP=0
B: EV=120013
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=1f

I: Bus=0003 Vendor=05e0 Product=1200 Version=0110
N: Name="Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner"
P: Phys=usb-0000:00:14.0-2/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-2
U: Uniq=S/N:1234567
H: Handlers=sysrq kbd leds event5
B: PROP=0
B: EV=120013
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=1f

I: Bus=0003 Vendor=046d Product=c077 Version=0111
N: Name="Logitech USB Optical Mouse"
P: Phys=usb-0000:00:14.0-4/input0
U: Uniq=
H: Handlers=mouse0 event6
B: PROP=0
B: EV=17
B: KEY=ff0000 0 0 0 0
B: REL=903

"""
"""A shop's PC: power button, built-in keyboard, USB keyboard, scanner, mouse."""

SCANNER = """I: Bus=0003 Vendor=0c2e Product=0b61 Version=0110
N: Name="Honeywell 1900"
P: Phys=usb-0000:00:14.0-{port}/input0
U: Uniq={serial}
H: Handlers=sysrq kbd event{event}
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe

"""


def places(folder: Path, text: str) -> Places:
    (folder / "devices").write_text(text)
    (folder / "input" / "by-id").mkdir(parents=True)
    return Places(listing=folder / "devices", nodes=folder / "input")


def link(at: Places, name: str, event: str) -> None:
    (at.nodes / event).touch()
    (at.nodes / "by-id" / name).symlink_to(f"../{event}")


def test_only_what_has_the_keys_of_a_keyboard_can_type(tmp_path: Path) -> None:
    keyboards = places(tmp_path, LISTING).keyboards()

    assert [listed.event for listed in keyboards] == ["event3", "event4", "event5"]


def test_a_32_bit_kernel_prints_its_keys_in_shorter_words() -> None:
    words = "10000 7 ff9f207a c14057ff febeffdf ffefffff ffffffff fffffffe"
    [listed] = parse_listing(
        f"I: Bus=0003 Vendor=05e0 Product=1200\nH: Handlers=kbd event1\nB: KEY={words}", bits_per_word=32
    )

    assert listed.can_type
    assert {88, 96} <= listed.keys


def test_scanners_are_found_first_and_a_keyboard_of_the_pc_never(tmp_path: Path) -> None:
    found = found_in(places(tmp_path, LISTING))

    assert [(device.label, device.device) for device in found] == [
        ("Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner", "05e0:1200:S/N:1234567"),
        ("Logitech USB Keyboard", "046d:c31c:usb-0000:00:14.0-3/input0"),
    ]
    assert found[0].settings == {"device": "05e0:1200:S/N:1234567"}


def test_the_name_that_udev_gave_is_preferred(tmp_path: Path) -> None:
    at = places(tmp_path, LISTING)
    link(at, "usb-Symbol_Bar_Code_Scanner_1234567-event-kbd", "event5")

    found = found_in(at)
    assert found[0].device == "usb-Symbol_Bar_Code_Scanner_1234567-event-kbd"
    assert at.find(found[0].device) == at.nodes / "by-id" / found[0].device


def test_a_scanner_that_may_not_be_read_is_found_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = places(tmp_path, LISTING)
    link(at, "usb-Symbol_Bar_Code_Scanner_1234567-event-kbd", "event5")
    monkeypatch.setattr(os, "access", lambda *_: False)

    scanner, other = found_in(at)
    assert scanner.fault is not None
    assert scanner.fault.code is FaultCode.ACCESS_DENIED
    assert other.fault is None


def test_two_scanners_without_serial_numbers_are_told_apart_by_their_ports(tmp_path: Path) -> None:
    twins = SCANNER.format(port=1, serial="", event=7) + SCANNER.format(port=2, serial="", event=8)
    at = places(tmp_path, twins)
    link(at, "usb-Honeywell_1900-event-kbd", "event8")

    names = [device.device for device in found_in(at)]
    assert names == [
        "0c2e:0b61:usb-0000:00:14.0-1/input0",
        "0c2e:0b61:usb-0000:00:14.0-2/input0",
    ]
    assert [at.find(name) for name in names] == [at.nodes / "event7", at.nodes / "event8"]


def test_every_name_that_is_offered_is_found_again(tmp_path: Path) -> None:
    at = places(tmp_path, LISTING)

    found = [at.find(device.device) for device in found_in(at)]
    assert found == [at.nodes / "event5", at.nodes / "event4"]


@pytest.mark.parametrize("device", ["0000:0000", "05e0:1200:another", "usb-Nothing-event-kbd"])
def test_what_is_not_there_is_not_found(tmp_path: Path, device: str) -> None:
    assert places(tmp_path, LISTING).find(device) is None


@pytest.mark.parametrize("text", ["", "\n\n", "I: nonsense", "N: Name=\n", "I: Bus=zz Vendor= Product="])
def test_a_list_that_makes_no_sense_has_no_devices(tmp_path: Path, text: str) -> None:
    assert places(tmp_path, text).keyboards() == ()


def test_a_system_without_the_list_has_no_devices(tmp_path: Path) -> None:
    assert found_in(Places(listing=tmp_path / "nothing", nodes=tmp_path / "nowhere")) == ()


@pytest.mark.parametrize(
    ("vendor", "name", "is_scanner"),
    [
        (0x0C2E, "Metrologic Instruments", True),
        (0x1234, "USB Barcode Scanner", True),
        (0x1234, "Optical Imager", True),
        (0x046D, "Logitech USB Keyboard", False),
        (0x1A86, "WCM HIDKEYBOARD", False),
        (0x04D9, "Keyboard with bar code reader", False),
    ],
)
def test_maker_or_name_tell_a_scanner_and_in_doubt_it_is_a_keyboard(
    vendor: int, name: str, *, is_scanner: bool
) -> None:
    assert Identity(bus=3, vendor=vendor, product=1, name=name).is_known_scanner is is_scanner


def test_a_built_in_device_is_no_scanner_whatever_its_name() -> None:
    assert not Identity(bus=0x11, vendor=0x0C2E, product=1, name="scanner").is_known_scanner
