import pytest

from fidpos.readers.driver import FaultCode
from fidpos.readers.drivers.serial_line.address import Address, PathAddress, PortInfo, UsbAddress
from fidpos.readers.drivers.serial_line.locator import Located, Locator
from fidpos.readers.errors import DeviceUnavailable

SCANNER = PortInfo(path="/dev/ttyACM0", label="Scanner", model="0c2e:0b61", serial="A1", location="1-1")
TWIN = PortInfo(path="/dev/ttyACM1", label="Scanner", model="0c2e:0b61", serial="B2", location="1-2")
THIRD = PortInfo(path="/dev/ttyACM2", label="Scanner", model="0c2e:0b61", serial="C3", location="1-1")
ADDRESS = UsbAddress(model="0c2e:0b61", serial="A1")


class Machine:
    """A machine into which a test plugs devices."""

    def __init__(self, *ports: PortInfo) -> None:
        self.ports = ports

    def locator(self, address: Address = ADDRESS) -> Locator:
        return Locator(address, lambda: self.ports)


def misses(locator: Locator) -> None:
    with pytest.raises(DeviceUnavailable) as raised:
        locator.find()
    assert raised.value.fault.code is FaultCode.DEVICE_LOST


def test_a_path_is_taken_as_it_is() -> None:
    assert Machine().locator(PathAddress("COM3")).find() == Located(path="COM3", label="COM3")


def test_the_very_device_is_found_wherever_it_is_plugged_in() -> None:
    found = Machine(TWIN, SCANNER).locator().find()

    assert found == Located(path="/dev/ttyACM0", label="Scanner")


def test_a_twin_counts_only_from_the_second_look_and_says_who_it_is() -> None:
    locator = Machine(TWIN).locator()

    misses(locator)
    assert locator.find() == Located(path="/dev/ttyACM1", label="Scanner (usb:0c2e:0b61:B2)", is_twin=True)


def test_a_scanner_swapped_for_its_twin_in_the_same_slot_is_adopted() -> None:
    machine = Machine(SCANNER)
    locator = machine.locator()
    locator.find()
    machine.ports = (TWIN, THIRD)

    misses(locator)
    assert locator.find().path == THIRD.path


def test_of_several_twins_in_other_slots_none_is_adopted() -> None:
    other = PortInfo(path="/dev/ttyACM5", label="", model="0c2e:0b61", serial="E5", location="1-5")
    locator = Machine(TWIN, other).locator()

    misses(locator)
    misses(locator)


def test_the_very_device_is_preferred_once_it_is_back() -> None:
    machine = Machine(TWIN)
    locator = machine.locator()
    misses(locator)
    locator.find()
    machine.ports = (TWIN, SCANNER)

    assert locator.find().path == SCANNER.path
