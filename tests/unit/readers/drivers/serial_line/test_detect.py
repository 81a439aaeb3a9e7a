from fidpos.readers.driver import FaultCode
from fidpos.readers.drivers.serial_line.address import PortInfo
from fidpos.readers.drivers.serial_line.detect import detect, found_devices
from fidpos.readers.drivers.serial_line.settings import SerialSettings
from tests.helpers.serial_port import serial_settings

PORT = PortInfo(path="/dev/ttyS0", label="/dev/ttyS0")
SCANNER = PortInfo(path="/dev/ttyACM0", label="Scanner", model="0c2e:0b61", serial="A1", location="1-1")
ADAPTER = PortInfo(path="/dev/ttyUSB0", label="Adapter", model="1a86:7523", location="1-2")


def test_usb_devices_come_first_and_each_has_its_stable_id() -> None:
    found = found_devices((PORT, SCANNER, ADAPTER), is_permitted=lambda path: True)

    assert [each.device for each in found] == ["usb:0c2e:0b61:A1", "usb:1a86:7523@1-2", "/dev/ttyS0"]
    assert [each.detail for each in found] == ["/dev/ttyACM0 · A1 · 1-1", "/dev/ttyUSB0 · 1-2", ""]
    assert not any(each.fault for each in found)


def test_what_is_found_can_be_set() -> None:
    for each in found_devices((PORT, SCANNER, ADAPTER), is_permitted=lambda path: True):
        SerialSettings.of(serial_settings(**each.settings))


def test_a_port_without_permission_says_so() -> None:
    (found,) = found_devices((SCANNER,), is_permitted=lambda path: False)

    assert found.fault is not None
    assert found.fault.code is FaultCode.ACCESS_DENIED


def test_this_machine_can_be_asked() -> None:
    assert all(each.device for each in detect())
